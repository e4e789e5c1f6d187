"""``polyphonie run``: texts in, tables out."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.console import OK, SOME_ERRORS, UsageError, grid, language, notes, number, output, text
from pipeline.schema.labels import label, labels

if TYPE_CHECKING:
    from pipeline.batch.report import Report

KINDS_NAMED = 5


def run(
    paths: Annotated[list[str], typer.Argument(help="help.run.paths", metavar="PATH…", show_default=False)],
    *,
    out: Annotated[Path, typer.Option(help="help.run.out", metavar="DIR", show_default=False)],
    metadata: Annotated[Path | None, typer.Option(help="help.run.metadata", metavar="FILE")] = None,
    text_language: Annotated[
        str | None, typer.Option("--text-language", "--language", help="help.run.language", metavar="fr|en")
    ] = None,
    column: Annotated[list[str] | None, typer.Option(help="help.run.column", metavar="FIELD=NAME")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="help.run.workers", metavar="N")] = None,
    engine: Annotated[str, typer.Option(help="help.run.engine", metavar="local|spark")] = "local",
    shard: Annotated[str | None, typer.Option(help="help.run.shard", metavar="I/N", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="help.run.force")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="help.run.prune")] = False,
    retry_errors: Annotated[bool, typer.Option("--retry-errors", help="help.run.retry")] = False,
    time_limit: Annotated[float, typer.Option(min=0.1, help="help.run.time", metavar="S")] = 300,
    memory_limit: Annotated[int, typer.Option(min=100, help="help.run.memory", metavar="MB")] = 4000,
) -> int:
    """Annotate what is new or changed."""
    from pipeline.batch.run import run as run_batch

    if out.exists() and not out.is_dir():
        raise UsageError(text("usage.folder", path=out))
    with _Bar() as bar:
        report = run_batch(
            list(paths),
            out,
            metadata=metadata,
            language=text_language,
            columns=_columns(column or []),
            workers=workers,
            engine=engine,
            shard=shard,
            force=force,
            prune=prune,
            retry_errors=retry_errors,
            time_limit=time_limit,
            memory_limit=memory_limit,
            command=" ".join(["polyphonie", *sys.argv[1:]]),
            progress=bar.update if sys.stderr.isatty() else None,
        )
    _summary(report)
    _left_out(paths)
    return SOME_ERRORS if report.errors else OK


def _columns(given: list[str]) -> dict[str, str]:
    pairs = [item.partition("=") for item in given]
    if wrong := next((item for item, (_, equals, _) in zip(given, pairs, strict=True) if not equals), None):
        raise UsageError(text("usage.column", value=wrong))
    return {field: name for field, _, name in pairs}


class _Bar:
    """A progress bar on standard error; without threads, because the workers are forked."""

    def __enter__(self) -> _Bar:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn(text("run.progress")),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=notes(),
            auto_refresh=False,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task("", total=None, rate="")
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def update(self, report: Report, expected: int | None) -> None:
        """Show where the run stands: documents, words a second, time left."""
        elapsed = self._progress.tasks[0].elapsed or 0
        rate = text("run.rate", words=number(report.words / elapsed)) if elapsed and report.words else ""
        self._progress.update(self._task, completed=report.done, total=expected, rate=rate, refresh=True)


def _summary(report: Report) -> None:
    """Say what was done, and how to go on in pandas."""
    console = output()
    if not report.annotated:
        console.print(text("run.nothing", count=number(report.unchanged), out=report.out), markup=False)
    else:
        console.print(_figures(report))
    if report.vanished:
        console.print(text("run.pruned" if report.pruned else "run.vanished", count=number(report.vanished)))
    if report.errors:
        console.print(text("run.errors", count=number(report.errors)))
    folder = str(report.out)
    console.print(text("run.next"))
    console.print(f"  import pipeline\n  run = pipeline.read({folder!r})\n  run.acts.head()", markup=False)


def _left_out(paths: list[str]) -> None:
    """Say which files of the folders are of kinds that are not read: Word, PDF."""
    from pipeline.read.sources import left_out

    kinds = left_out(path for path in paths if path != "-")
    if kinds:
        named = ", ".join(f"{kind} {number(count)}" for kind, count in kinds.most_common(KINDS_NAMED))
        notes().print(text("run.left_out", count=number(kinds.total()), kinds=named), markup=False)


def _figures(report: Report) -> object:
    table = grid("", "")
    table.columns[1].justify = "right"
    lines = [
        (text("run.documents"), number(report.annotated)),
        (text("run.unchanged"), number(report.unchanged)),
        (text("run.words"), number(report.words)),
        *((text(f"run.{name}"), number(report.rows[name])) for name in ("entities", "dates", "quotations")),
        *(
            (f"{text('run.acts')}: {label('tag', tag, language())}", number(report.tags[tag]))
            for tag in labels()["tag"]
        ),
        (text("run.failures"), number(report.errors)),
        (text("run.time"), f"{timedelta(seconds=round(report.seconds))}"),
        (text("run.speed"), text("run.rate", words=number(report.words / max(report.seconds, 0.001)))),
        ("", text("run.documents_rate", documents=number(report.annotated / max(report.seconds, 0.001)))),
    ]
    for name, value in lines:
        table.add_row(name, value)
    return table
