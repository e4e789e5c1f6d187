"""``polyphonie merge``: the run folders of jobs side by side become one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import OK, SOME_ERRORS, number, output, text


def merge(
    folders: Annotated[list[Path], typer.Argument(help="help.merge.folders", metavar="RUN…", show_default=False)],
    *,
    out: Annotated[Path, typer.Option(help="help.merge.out", metavar="DIR", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="help.merge.force")] = False,
) -> int:
    """Put run folders together."""
    from pipeline.batch.merge import merge as merge_folders

    merged = merge_folders(folders, out, force=force)
    console = output()
    console.print(text("merge.done", out=merged.out, count=number(merged.documents)), markup=False)
    if merged.errors:
        console.print(text("run.errors", count=number(merged.errors)))
    return SOME_ERRORS if merged.errors else OK
