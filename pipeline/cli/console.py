"""What the commands share: the interface language, consoles, exit codes, and one clear sentence for what goes wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.schema.messages import LANGUAGES, interface_language, say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

OK, SOME_ERRORS, USAGE, FAILED, INTERRUPTED = 0, 1, 2, 3, 130

VARIABLE = "POLYPHONIE_LANG"


class UsageError(Exception):
    """A path, option or argument is wrong; the message is one sentence. Exit code 2."""


def chosen_language(arguments: Sequence[str]) -> str:
    """Return the interface language: that of ``--lang`` anywhere on the command line, else the environment's.

    Raises
    ------
    UsageError
        If ``--lang`` names no interface language.
    """
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name != "--lang":
            continue
        chosen = value if equals else (arguments[number + 1] if number + 1 < len(arguments) else "")
        if chosen not in LANGUAGES:
            raise UsageError(say("usage.lang", interface_language(), value=chosen, known=", ".join(LANGUAGES)))
        return chosen
    return interface_language()


def speak(language: str) -> None:
    """Set the interface language of this process and of what it starts."""
    os.environ[VARIABLE] = language


def language() -> str:
    """Return the interface language."""
    return interface_language()


def text(key: str, **values: object) -> str:
    """Return a message of the catalogue in the interface language."""
    return say(key, language(), **values)


def output() -> Console:
    """Return the console for results (standard output)."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def notes() -> Console:
    """Return the console for progress and complaints (standard error)."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


def grid(*headers: str) -> Table:
    """Return an empty table in the house style, with the given column headers."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE, show_header=any(headers), pad_edge=False)
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def number(value: float) -> str:
    """Write a whole number the way the interface language does."""
    grouped = f"{value:,.0f}"
    return grouped.replace(",", "\u202f") if language() == "fr" else grouped
