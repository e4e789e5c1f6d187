"""``polyphonie export``: a run in the formats of spreadsheets, databases, event data and annotation tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import OK, UsageError, output, text


def export(
    source: Annotated[Path, typer.Argument(help="help.export.source", metavar="RUN|GOLD", show_default=False)],
    to: Annotated[str, typer.Option("--to", help="help.export.to", metavar="FORMAT", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="help.export.out", metavar="PATH", show_default=False)] = None,
) -> int:
    """Write a run, or (annotation formats only) gold, in another format."""
    from pipeline.write import exchange
    from pipeline.write.export import FORMATS, RunError
    from pipeline.write.export import export as write
    from pipeline.write.export.tables import MissingExtraError

    if to not in FORMATS and to not in exchange.FORMATS:
        known = [*FORMATS, *exchange.FORMATS]
        raise UsageError(text("export.unknown", name=to, known=", ".join(known)))
    if to in FORMATS:
        if not (source / "documents").is_dir():
            raise UsageError(text("schema.none", path=source))
        try:
            written = write(source, to, out or source / "export" / FORMATS[to].name)
        except MissingExtraError as error:
            raise UsageError(text("export.extra", extra=error.extra)) from None
        except RunError as error:
            raise UsageError(str(error)) from None
        shown = written[0].parent if len(written) > 1 else written[0]
    else:
        shown = _annotations(source, to, out)
    output().print(text("export.done", path=shown), markup=False)
    return OK


def _annotations(source: Path, form: str, out: Path | None) -> Path:
    """Write a run or gold in a format of annotation tools."""
    from pipeline.evaluate.sources import EvaluationError, read_run
    from pipeline.write import exchange

    wanted = exchange.FORMATS[form]
    path = out or source / "export" / (form if wanted.folder else f"polyphonie{wanted.suffix}")
    try:
        is_run = (source / "documents").is_dir()
        documents = list(read_run(source).values()) if is_run else exchange.load(source)
        exchange.save(documents, path, form)
    except (EvaluationError, exchange.ExchangeError) as error:
        raise UsageError(str(error)) from None
    return path
