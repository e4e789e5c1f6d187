"""Shards become jobs for worker processes, jobs become outcomes, complete shards are handed over to be committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.batch.errors import WorkerError
from pipeline.batch.plan import Task, failed
from pipeline.batch.pool import Lost, Pool
from pipeline.batch.schedule import Work
from pipeline.batch.worker import Annotate, Merge, Outcome
from pipeline.schema.messages import told

CHUNK_DOCUMENTS = 32
CHUNK_BYTES = 50_000
LEAST_BYTES = 12_000  # smaller chunks cost more than they share out
CHUNKS_EACH = 4  # for every worker, so that none is left alone with a long last chunk
LOOK_AHEAD = 256


@dataclass(frozen=True, slots=True)
class Finished:
    """A shard whose parts are written, in a folder of their own: what to commit.

    Attributes
    ----------
    work
        The shard.
    staged
        The folder that holds its parts.
    statuses
        ``ok`` or ``error`` by the key of each document that was annotated.
    """

    work: Work
    staged: Path
    statuses: dict[str, str]


Steps = Generator[Outcome | Finished | None, None, None]
"""The outcome of each job, each shard when it is complete, and None now and then; close it to stop the workers."""


@dataclass(slots=True)
class _Shard:
    """A shard at work: where it is prepared, its intermediate files and the status of each document so far."""

    work: Work
    staged: Path
    chunks: list[Path]
    statuses: dict[str, str] = field(default_factory=dict)
    waiting: int = 0


class ShardWriter:
    """Annotates shards with a pool of worker processes.

    Parameters
    ----------
    stage
        Makes a new folder to prepare a shard in.
    start_pool
        Starts the worker processes; called when there is something to do.

    Attributes
    ----------
    final
        Whether all that there is to do is known.
    """

    def __init__(self, stage: Callable[[], Path], start_pool: Callable[[], Pool]) -> None:
        self._stage, self._start_pool = stage, start_pool
        self._pool: Pool | None = None
        self._shards: dict[Path, _Shard] = {}
        self._attempts: Counter[Path] = Counter()
        self.final = False

    def steps(self, works: Iterable[Work]) -> Steps:
        """Write all shards, and yield what comes of them.

        Raises
        ------
        WorkerError
            If the work cannot go on.
        """
        waiting = iter(works)
        try:
            while True:
                while not self.final and (self._pool is None or self._pool.waiting < LOOK_AHEAD):
                    work = next(waiting, None)
                    if work is None:
                        self.final = True
                    else:
                        self._begin(work)
                if self._pool is None or not self._pool.busy:
                    return
                yield None
                for job, result in self._pool.events(timeout=0.5):
                    yield from self._finish(job, result)
        finally:
            if self._pool is not None:
                self._pool.close()

    def _begin(self, work: Work) -> None:
        """Cut a shard into jobs; the longest go first."""
        if self._pool is None:
            self._pool = self._start_pool()
        staged = self._stage()
        parts = chunks(work.tasks, self._pool.size)
        jobs = [Annotate(part, staged / f"{number}.arrow") for number, part in enumerate(parts)]
        self._shards[staged] = _Shard(work, staged, [job.path for job in jobs], waiting=len(jobs))
        for job in sorted(jobs, key=lambda job: -sum(task.size for task in job.tasks)):
            self._pool.submit(job)
        if not jobs:
            self._merge(self._shards[staged])

    def _finish(self, job: Annotate | Merge, result: Any) -> Iterator[Outcome | Finished]:
        if isinstance(result, Lost):
            self._again(job, result)
        elif isinstance(job, Annotate):
            shard = self._shards[job.path.parent]
            shard.statuses.update(zip((task.key for task in job.tasks), result.statuses, strict=True))
            shard.waiting -= 1
            if shard.waiting == 0:
                self._merge(shard)
            yield result
        else:
            shard = self._shards.pop(job.folder)
            yield Finished(shard.work, shard.staged, shard.statuses)

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


def chunks(tasks: Sequence[Task], workers: int = 1) -> Iterator[list[Task]]:
    """Yield tasks in jobs of a size that is quick, that memory does not notice, and that several workers can share."""
    share = sum(task.size for task in tasks) // (CHUNKS_EACH * workers)
    limit = CHUNK_BYTES if workers == 1 else min(CHUNK_BYTES, max(LEAST_BYTES, share))
    chunk: list[Task] = []
    size = 0
    for task in tasks:
        if chunk and (len(chunk) >= CHUNK_DOCUMENTS or size + task.size > limit):
            yield chunk
            chunk, size = [], 0
        chunk.append(task)
        size += task.size
    if chunk:
        yield chunk
