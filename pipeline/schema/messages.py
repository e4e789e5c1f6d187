"""What the program says to its users, in French and in English, from one catalogue (``messages.toml``)."""

from __future__ import annotations

import locale
import os
import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("fr", "en")


@cache
def messages() -> dict[str, dict[str, str]]:
    """Return the catalogue: dotted key → language → text with ``{names}`` to fill in."""
    tables = tomllib.loads((Path(__file__).parent / "messages.toml").read_text(encoding="utf-8"))
    return {f"{group}.{key}": text for group, entries in tables.items() for key, text in entries.items()}


def say(key: str, language: str, /, **values: object) -> str:
    """Return a message in ``fr`` or ``en`` with its values filled in."""
    return messages()[key][language].format(**values)


def interface_language(chosen: str | None = None) -> str:
    """Return the language to speak: the one chosen, else ``POLYPHONIE_LANG``, else the locale's, else English."""
    places = (chosen, os.environ.get("POLYPHONIE_LANG"), locale.getlocale(locale.LC_MESSAGES)[0])
    for place in places:
        code = (place or "")[:2].lower()
        if code in LANGUAGES:
            return code
    return "en"


def told(key: str, /, **values: object) -> str:
    """Return a message in the language of the interface."""
    return say(key, interface_language(), **values)
