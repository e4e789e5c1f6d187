"""``polyphonie export``: annotations of a run, or gold in one format, in the format of another tool."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import OK, number, output, text


def export(
    source: Annotated[Path, typer.Argument(help="help.export.source", metavar="RUN|GOLD", show_default=False)],
    to: Annotated[Path, typer.Option("--to", help="help.export.to", metavar="FILE|DIR", show_default=False)],
    form: Annotated[str, typer.Option("--format", help="help.export.format", metavar="FORMAT", show_default=False)],
) -> int:
    """Write annotations in an exchange format."""
    from pipeline.evaluate.sources import read_run
    from pipeline.write.exchange import load, save

    if (source / "documents").is_dir():
        documents = list(read_run(source).values())
    else:
        documents = load(source)
    save(documents, to, form)
    output().print(text("export.done", count=number(len(documents)), path=to), markup=False)
    return OK
