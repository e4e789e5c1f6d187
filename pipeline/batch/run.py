"""Annotate every document of the sources into one run folder: only what is new or changed, and all of it or none."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.batch.errors import NotPossibleError, WorkerError
from pipeline.batch.lock import RunLock
from pipeline.batch.manifest import Entry, RunFolder
from pipeline.batch.partition import Partition
from pipeline.batch.plan import Options, Task, failed, tasks
from pipeline.batch.pool import Lost, Pool
from pipeline.batch.schedule import Schedule, Work
from pipeline.batch.worker import Annotate, Merge, Outcome, Settings, warm_up
from pipeline.read.errors import ReadError
from pipeline.read.language import LANGUAGES
from pipeline.read.metadata import load_metadata
from pipeline.schema.messages import told
from pipeline.write.provenance import provenance

CHUNK_DOCUMENTS = 32
CHUNK_BYTES = 50_000
LOOK_AHEAD = 256
TIME_LIMIT = 300.0
MEMORY_LIMIT = 4000


@dataclass(slots=True)
class Report:
    """What a run did.

    Attributes
    ----------
    out
        The run folder.
    annotated, unchanged, vanished
        Numbers of documents: annotated now, left alone, no longer in the sources.
    pruned
        Whether the rows of the vanished ones were dropped.
    errors
        Number of inputs of the whole run folder that have an error, now or from an earlier run.
    words, rows, tags
        Of the documents annotated now: words, rows by table, acts by tag.
    seconds
        Wall time.
    """

    out: Path
    annotated: int = 0
    unchanged: int = 0
    vanished: int = 0
    pruned: bool = False
    errors: int = 0
    words: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Count the outcome of one job."""
        self.annotated += len(outcome.statuses)
        self.words += outcome.words
        self.rows.update(outcome.rows)
        self.tags.update(outcome.tags)


Progress = Callable[[Report, int, bool], None]
"""Called after each step with the report so far, the number of documents planned to be annotated, and whether that
number is final."""


def run(
    sources: Any,
    out: str | Path,
    *,
    metadata: Any = None,
    language: str | None = None,
    columns: Mapping[str, str] | None = None,
    workers: int | None = None,
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
    options = Options(load_metadata(metadata) if metadata is not None else None, language, columns)
    partition = Partition.parse(shard) if shard is not None else None
    planned = tasks(sources, options, partition)
    folder = RunFolder(Path(out))
    try:
        folder.create()
    except OSError as error:
        raise NotPossibleError(told("batch.no-folder", path=out, reason=error.strerror)) from None
    made = provenance(command)
    with RunLock(folder.path) as lock:
        folder.recover()
        folder.claim(partition)
        schedule = Schedule(planned, folder.shards(), made.engine, force=force, retry_errors=retry_errors, prune=prune)
        settings = Settings(options, made, folder.path, memory_limit)

        def start_pool() -> Pool:
            warm_up(Options(language=language))  # loaded once, shared with the workers where the platform forks
            return Pool(settings, workers or os.cpu_count() or 1, time_limit=time_limit, inherited=lock)

        job = _Run(folder, schedule, start_pool, progress, made.engine)
        try:
            report = job.run()
        finally:
            job.close()
    report.pruned = prune
    report.seconds = time.monotonic() - started
    return report


@dataclass(slots=True)
class _Shard:
    """A shard at work: where it is prepared, its intermediate files and the status of each document so far."""

    work: Work
    staged: Path
    chunks: list[Path]
    statuses: dict[str, str] = field(default_factory=dict)
    waiting: int = 0


class _Run:
    """Shards become jobs, jobs become outcomes, complete shards are committed."""

    def __init__(
        self,
        folder: RunFolder,
        schedule: Schedule,
        start_pool: Callable[[], Pool],
        progress: Progress | None,
        engine: str,
    ) -> None:
        self._folder, self._schedule, self._start_pool = folder, schedule, start_pool
        self._engine = engine
        self._progress = progress or (lambda report, planned, final: None)
        self._report = Report(folder.path)
        self._pool: Pool | None = None
        self._shards: dict[Path, _Shard] = {}
        self._attempts: Counter[Path] = Counter()
        self._planned = 0

    def run(self) -> Report:
        """Do everything that there is to do."""
        works: Iterator[Work] = iter(self._schedule)
        final = False
        while True:
            while not final and (self._pool is None or self._pool.waiting < LOOK_AHEAD):
                work = next(works, None)
                if work is None:
                    final = True
                else:
                    self._begin(work)
            if self._pool is None or not self._pool.busy:
                break
            for job, result in self._pool.events(timeout=0.5):
                self._finish(job, result)
            self._progress(self._report, self._planned, final)
        self._report.unchanged, self._report.vanished = self._schedule.unchanged, self._schedule.vanished
        self._report.errors = sum(e.status == "error" for shard in self._folder.shards() for e in shard.entries)
        return self._report

    def close(self) -> None:
        """Stop the workers."""
        if self._pool is not None:
            self._pool.close()

    def _begin(self, work: Work) -> None:
        """Cut a shard into jobs; the longest go first."""
        if self._pool is None:
            self._pool = self._start_pool()
        staged = self._folder.stage()
        jobs = [Annotate(part, staged / f"{number}.arrow") for number, part in enumerate(_chunks(work.tasks))]
        self._shards[staged] = _Shard(work, staged, [job.path for job in jobs], waiting=len(jobs))
        self._planned += len(work.tasks)
        for job in sorted(jobs, key=lambda job: -sum(task.size for task in job.tasks)):
            self._pool.submit(job)
        if not jobs:
            self._merge(self._shards[staged])

    def _finish(self, job: Annotate | Merge, result: Any) -> None:
        if isinstance(result, Lost):
            self._again(job, result)
        elif isinstance(job, Annotate):
            shard = self._shards[job.path.parent]
            self._report.add(result)
            shard.statuses.update(zip((task.key for task in job.tasks), result.statuses, strict=True))
            shard.waiting -= 1
            if shard.waiting == 0:
                self._merge(shard)
        else:
            self._commit(self._shards.pop(job.folder))

    def _again(self, job: Annotate | Merge, lost: Lost) -> None:
        """Queue a job again whose worker was lost, without the document that it was lost at."""
        assert self._pool is not None
        if isinstance(job, Annotate) and lost.index is not None:
            message = told(f"batch.{lost.reason}")
            parts = list(job.tasks)
            parts[lost.index] = failed(parts[lost.index], lost.reason, message)
            job = Annotate(parts, job.path, together=False)
        elif isinstance(job, Annotate) and job.together:
            job = Annotate(job.tasks, job.path, together=False)
        else:
            place = job.path if isinstance(job, Annotate) else job.folder
            self._attempts[place] += 1
            if self._attempts[place] > 2:
                raise WorkerError(told("batch.dying"))
        self._pool.submit(job, first=True)

    def _merge(self, shard: _Shard) -> None:
        assert self._pool is not None
        doc_ids = {entry.key: entry.doc_id for entry in shard.work.kept} | {
            task.key: task.doc_id for task in shard.work.tasks
        }
        kept = frozenset(entry.doc_id for entry in shard.work.kept) if shard.work.previous is not None else None
        ordered = [doc_ids[key] for key in shard.work.order()]
        self._pool.submit(Merge(shard.work.number, shard.staged, shard.chunks, ordered, kept), first=True)

    def _commit(self, shard: _Shard) -> None:
        entries = {entry.key: entry for entry in shard.work.kept}
        for task in shard.work.tasks:
            entries[task.key] = _entry(task, self._engine, shard.statuses[task.key])
        self._folder.commit(shard.work.number, [entries[key] for key in shard.work.order()], shard.staged)


def _entry(task: Task, engine: str, status: str) -> Entry:
    return Entry(task.key, task.doc_id, task.content, task.metadata, engine, status)


def _chunks(found: list[Task]) -> Iterator[list[Task]]:
    chunk: list[Task] = []
    size = 0
    for task in found:
        if chunk and (len(chunk) >= CHUNK_DOCUMENTS or size + task.size > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(task)
        size += task.size
    if chunk:
        yield chunk
