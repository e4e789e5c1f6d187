"""Worker processes, watched: a document that kills its worker or takes too long costs itself, nothing else."""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from pipeline.batch.errors import WorkerError
from pipeline.batch.plan import Options
from pipeline.batch.worker import Annotate, Merge, Settings, serve, warm_up
from pipeline.schema.messages import told

Job = Annotate | Merge


@dataclass(frozen=True, slots=True)
class Lost:
    """A job whose worker died or was stopped, and the document (index in the job) that it was at, if it was at one.

    ``reason`` is ``worker-died`` or ``time-limit``.
    """

    index: int | None
    reason: str


class Pool:
    """Some worker processes and a queue of jobs.

    Parameters
    ----------
    settings
        Handed to every worker.
    size
        Number of processes.
    time_limit
        Seconds for one document.
    recycle
        A worker is replaced by a fresh one after so many jobs, so that memory stays bounded.
    inherited
        What a forked child must close (the lock).
    """

    def __init__(
        self, settings: Settings, size: int, *, time_limit: float, recycle: int = 200, inherited: Any = None
    ) -> None:
        methods = multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
        self._forks = "fork" in methods
        self._settings = settings
        self._time_limit = time_limit
        self._recycle = recycle
        self._inherited = inherited
        self._queue: deque[Job] = deque()
        self._workers: list[_Worker] = []
        self._workers.extend(self._spawn() for _ in range(size))

    @property
    def size(self) -> int:
        """Number of processes."""
        return len(self._workers)

    def submit(self, job: Job, *, first: bool = False) -> None:
        """Queue a job, before all others if ``first``."""
        if first:
            self._queue.appendleft(job)
        else:
            self._queue.append(job)

    @property
    def waiting(self) -> int:
        """Number of jobs that no worker has begun."""
        return len(self._queue)

    @property
    def busy(self) -> bool:
        """Whether any job is waiting or at work."""
        return bool(self._queue) or any(worker.job for worker in self._workers)

    def events(self, timeout: float) -> Iterator[tuple[Job, Any]]:
        """Hand out jobs, wait for news, and yield each finished job with its result, or with what Lost it.

        Raises
        ------
        WorkerError
            If a job failed for a reason that no document explains.
        """
        self._assign()
        ready = wait([worker.connection for worker in self._workers], timeout)
        for worker in [worker for worker in self._workers if worker.connection in ready]:
            yield from self._listen(worker)
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.job is not None and worker.since is not None and now - worker.since > self._time_limit:
                yield from self._replace(worker, "time-limit")

    def close(self) -> None:
        """Stop all workers."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers.clear()

    def _spawn(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        inherited = [ours, *(worker.connection for worker in self._workers), *filter(None, [self._inherited])]
        arguments = (theirs, self._settings, inherited if self._forks else [])
        process = self._context.Process(target=serve, args=arguments, daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _assign(self) -> None:
        for position, worker in enumerate(self._workers):
            if not self._queue or worker.job is not None:
                continue
            if worker.done >= self._recycle:
                worker.connection.send(None)
                worker.process.join()
                worker.connection.close()
                del self._workers[position]
                self._workers.insert(position, self._spawn())
            self._workers[position].take(self._queue.popleft())

    def _listen(self, worker: _Worker) -> Iterator[tuple[Job, Any]]:
        try:
            kind, value = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            yield from self._replace(worker, "worker-died")
            return
        if kind == "at":
            worker.index, worker.since = value, time.monotonic()
        elif kind == "broken":
            raise WorkerError(told("batch.broken", reason=value))
        else:
            job = worker.job
            worker.job, worker.index, worker.since = None, None, None
            worker.done += 1
            assert job is not None
            yield job, value

    def _replace(self, worker: _Worker, reason: str) -> Iterator[tuple[Job, Any]]:
        """Put a fresh worker in the place of one that is dead or stuck, and report the job that it had."""
        worker.process.kill()
        worker.process.join()
        worker.connection.close()
        position = self._workers.index(worker)
        del self._workers[position]
        self._workers.insert(position, self._spawn())
        if worker.job is not None:
            yield worker.job, Lost(worker.index, reason)


def started_pool(settings: Settings, size: int, *, inherited: Any = None) -> Pool:
    """Load everything once, and start worker processes that share it where the platform forks."""
    warm_up(Options(language=settings.options.language))
    return Pool(settings, size, time_limit=settings.time_limit, inherited=inherited)


class _Worker:
    """A process, the line to it, and what it is at."""

    def __init__(self, process: Any, connection: Connection) -> None:
        self.process = process
        self.connection = connection
        self.job: Job | None = None
        self.index: int | None = None
        self.since: float | None = None
        self.done = 0

    def take(self, job: Job) -> None:
        """Send a job."""
        self.job, self.index, self.since = job, None, None
        with suppress(BrokenPipeError, ConnectionResetError):  # it died idle: the next wait finds the line closed
            self.connection.send(job)
