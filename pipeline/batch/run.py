"""Annotate every document of the sources into one run folder: only what is new or changed, and all of it or none."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.batch.errors import NotPossibleError
from pipeline.batch.lock import RunLock
from pipeline.batch.manifest import Entry, RunFolder
from pipeline.batch.partition import Partition
from pipeline.batch.plan import Options, tasks
from pipeline.batch.pool import started_pool
from pipeline.batch.report import Progress, Report
from pipeline.batch.schedule import Schedule
from pipeline.batch.shards import Finished, ShardWriter
from pipeline.batch.worker import Outcome, Settings
from pipeline.read.errors import ReadError
from pipeline.read.language import LANGUAGES
from pipeline.read.metadata import load_metadata
from pipeline.read.sources import count
from pipeline.schema.messages import told
from pipeline.write.provenance import provenance

TIME_LIMIT = 300.0
MEMORY_LIMIT = 4000
ENGINES = ("local", "spark")


def run(
    sources: Any,
    out: str | Path,
    *,
    metadata: Any = None,
    language: str | None = None,
    columns: Mapping[str, str] | None = None,
    workers: int | None = None,
    engine: str = "local",
    shard: str | None = None,
    force: bool = False,
    prune: bool = False,
    retry_errors: bool = False,
    time_limit: float = TIME_LIMIT,
    memory_limit: int | None = MEMORY_LIMIT,
    command: str = "pipeline.run",
    progress: Progress | None = None,
) -> Report:
    """Annotate what is new or changed in the sources into the tables of the run folder ``out``.

    Parameters
    ----------
    sources
        A path, several, ``-``, a DataFrame, or an iterable of records or Documents (see ``read.documents``).
    out
        The run folder; it is made if it is not there.
    metadata, language, columns
        See ``read.documents``.
    workers
        Number of processes; by default one per core.
    engine
        ``local``, or ``spark``: the executors of a cluster do the work (see ``batch.spark``); the tables are the same.
    shard
        ``2/8``: only the second of eight equal parts of the documents, for jobs side by side, each into a run folder
        of its own; ``batch.merge.merge`` puts them together.
    force
        Annotate unchanged documents too.
    prune
        Drop the rows of documents that are no longer in the sources.
    retry_errors
        Annotate documents with errors again.
    time_limit, memory_limit
        Of one document, in seconds; of a worker's growth, in megabytes (None for no limit).
    command
        For the provenance.
    progress
        Called after each step.

    Returns
    -------
    Report

    Raises
    ------
    ReadError
        If a path or an option is wrong.
    LockedError
        If another run is at work in the folder.
    ManifestError
        If the folder holds something else, or is damaged.
    MissingModelError
        If the model is not installed.
    WorkerError
        If the work cannot go on (full disk); what was committed stays.
    """
    started = time.monotonic()
    if language is not None and language not in LANGUAGES:
        raise ReadError(told("read.language", value=language, known=", ".join(LANGUAGES)))
    if engine not in ENGINES:
        raise ReadError(told("batch.engine", value=engine, known=", ".join(ENGINES)))
    options = Options(load_metadata(metadata) if metadata is not None else None, language, columns)
    expected = count(sources) if progress is not None else None
    partition = Partition.parse(shard) if shard is not None else None
    planned = tasks(sources, options, partition)
    if expected is not None and partition is not None:
        expected //= partition.count
    folder = RunFolder(Path(out))
    try:
        folder.create()
    except OSError as error:
        raise NotPossibleError(told("batch.no-folder", path=out, reason=error.strerror)) from None
    made = provenance(command)
    settings = Settings(options, made, folder.path, memory_limit, time_limit)
    with RunLock(folder.path) as lock:
        folder.recover()
        folder.claim(partition)
        schedule = Schedule(planned, folder.shards(), made.engine, force=force, retry_errors=retry_errors, prune=prune)
        if engine == "spark":
            from pipeline.batch.spark import SparkWriter

            writer = SparkWriter(settings)
        else:
            size = workers or os.cpu_count() or 1
            writer = ShardWriter(folder.stage, lambda: started_pool(settings, size, inherited=lock))
        report = Report(folder.path)
        with closing(writer.steps(schedule)) as steps:
            for _ in _committed(folder, steps, report, made.engine):
                report.unchanged = schedule.unchanged
                if progress is not None:
                    progress(report, schedule.planned if writer.final else expected)
        report.errors = sum(e.status == "error" for shard in folder.shards() for e in shard.entries)
    report.unchanged, report.vanished, report.pruned = schedule.unchanged, schedule.vanished, prune
    report.seconds = time.monotonic() - started
    return report


def _committed(
    folder: RunFolder, steps: Iterable[Outcome | Finished | None], report: Report, engine: str
) -> Iterator[None]:
    """Count what the steps bring, commit the shards that are complete, and stop for a moment after each step."""
    for step in steps:
        if isinstance(step, Outcome):
            report.add(step)
        elif isinstance(step, Finished):
            folder.commit(step.work.number, _entries(step, engine), step.staged)
        yield


def _entries(finished: Finished, engine: str) -> list[Entry]:
    """Return the entries of a shard, in the order of its rows."""
    work = finished.work
    entries = {entry.key: entry for entry in work.kept}
    for task in work.tasks:
        status = finished.statuses[task.key]
        entries[task.key] = Entry(task.key, task.doc_id, task.content, task.metadata, engine, status)
    return [entries[key] for key in work.order()]
