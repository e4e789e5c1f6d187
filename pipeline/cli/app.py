"""The commands put together, in the language asked for, with one clear sentence for every mistake."""

from __future__ import annotations

from copy import copy
from typing import Any

import typer
from typer.main import get_command

from pipeline.cli import align, corpus, diff, evaluate, explain, export, merge, models, report, rules, run, schema
from pipeline.cli.console import (
    FAILED,
    INTERRUPTED,
    OK,
    USAGE,
    UsageError,
    chosen_language,
    notes,
    speak,
    text,
)
from pipeline.schema.messages import messages

TyperUsageError: Any = typer.BadParameter.__base__
PANELS = {"ARGUMENTS_PANEL_TITLE": "arguments", "OPTIONS_PANEL_TITLE": "options", "COMMANDS_PANEL_TITLE": "commands"}


def build() -> typer.Typer:
    """Return the command line; its help texts are keys of the catalogue, see ``_translate``."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, help="help.polyphonie", rich_markup_mode="rich")
    app.callback()(_root)
    app.command("run", help="help.run")(run.run)
    app.command("merge", help="help.merge")(merge.merge)
    app.command("explain", help="help.explain")(explain.explain)
    app.command("report", help="help.report")(report.report)
    app.command("evaluate", help="help.evaluate")(evaluate.evaluate)
    app.command("diff", help="help.diff")(diff.diff)
    app.command("align", help="help.align")(align.align)
    app.command("export", help="help.export")(export.export)
    for name, group in (
        ("rules", rules.app),
        ("schema", schema.app),
        ("models", models.app),
        ("corpus", corpus.app),
    ):
        app.add_typer(group, name=name, help=f"help.{name}", no_args_is_help=True)
    return app


def execute(arguments: list[str]) -> int:
    """Run one command line and return its exit code; nothing that a user does wrong ends in a traceback."""
    try:
        speak(chosen_language(arguments))
        command = get_command(build())
        lang_option = copy(command.params[0])
        lang_option.expose_value = False
        _translate(command, lang_option)
        code = command.main(arguments, prog_name="polyphonie", standalone_mode=False)
        return code if isinstance(code, int) else OK
    except UsageError as error:
        return _complain(str(error), USAGE)
    except TyperUsageError as error:
        return USAGE if type(error).__name__ == "NoArgsIsHelpError" else _complain(_usage(error), USAGE)
    except (KeyboardInterrupt, typer.Abort):
        return _complain(text("run.interrupted"), INTERRUPTED)
    except Exception as error:
        code = _expected(error)
        if code is None:
            raise
        return _complain(str(error), code)


def _root(lang: str = typer.Option(None, "--lang", help="help.lang", metavar="fr|en")) -> None:
    """Accept ``--lang`` before the command; ``chosen_language`` has read it already."""


def _translate(command: Any, lang_option: Any) -> None:
    """Replace the catalogue keys in the help of a command and of all below it, and accept ``--lang`` there too."""
    from typer import rich_utils

    for attribute, key in PANELS.items():
        setattr(rich_utils, attribute, text(f"help.{key}"))
    for name in ("help", "short_help"):
        if getattr(command, name, None) in messages():
            setattr(command, name, text(getattr(command, name)))
    if all("--lang" not in option.opts for option in command.params):
        command.params.append(lang_option)
    for parameter in command.params:
        if getattr(parameter, "help", None) in messages():
            parameter.help = text(parameter.help)
    for option in [command.get_help_option(typer.Context(command))]:
        if option is not None:
            option.help = text("help.help")
    for below in getattr(command, "commands", {}).values():
        _translate(below, lang_option)


def _usage(error: Any) -> str:
    """Say in the interface language what is wrong with the command line."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = ", ".join(error.possibilities or ())
        return text("usage.option", name=error.option_name) + (text("usage.near", near=near) if near else "")
    if kind == "MissingParameter" and error.param is not None:
        name = error.param.opts[0] if error.param.param_type_name == "option" else error.param.metavar
        return text("usage.missing", name=name)
    if kind == "BadParameter" and error.param is not None:
        return text("usage.value", name=error.param.opts[0], message=error.message)
    return text("usage.other", message=error.format_message())


def _expected(error: Exception) -> int | None:
    """Return the exit code of an error whose message is meant for the user, None for a defect of the program."""
    from pipeline.batch.errors import NotPossibleError, PathError
    from pipeline.components.load import MissingModelError
    from pipeline.evaluate.sources import EvaluationError
    from pipeline.read.errors import ReadError
    from pipeline.rules.load import RuleError
    from pipeline.write.exchange import ExchangeError

    if isinstance(error, (ReadError, EvaluationError, ExchangeError, PathError, FileNotFoundError, NotADirectoryError)):
        return USAGE
    if isinstance(error, (NotPossibleError, MissingModelError, RuleError, OSError)):
        return FAILED
    return None


def _complain(message: str, code: int) -> int:
    notes().print(f"polyphonie: {message}", markup=False)
    return code
