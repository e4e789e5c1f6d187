"""``polyphonie report``: a run as a page to read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import OK, UsageError, language, number, output, text


def report(
    run: Annotated[Path, typer.Argument(help="help.schema.run", metavar="RUN", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="help.report.out", metavar="FILE", show_default=False)] = None,
    one_file: Annotated[bool, typer.Option("--one-file", help="help.report.one")] = False,
) -> int:
    """Write the report of a run folder."""
    from pipeline.view.report import ONE_FILE, write_report
    from pipeline.write.export.tables import RunError

    if not (run / "documents").is_dir():
        raise UsageError(text("schema.none", path=run))
    path = out or run / "report.html"
    if path.is_dir():
        raise UsageError(text("report.folder", path=path))
    try:
        written = write_report(run, path, language=language(), one_file=2**31 if one_file else ONE_FILE)
    except RunError as error:
        raise UsageError(str(error)) from None
    key = "report.done" if len(written) == 1 else "report.pages"
    output().print(text(key, path=written[0], count=number(len(written) - 1)), markup=False)
    return OK
