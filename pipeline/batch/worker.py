"""A worker process: reads, annotates and writes by itself; only counters travel back."""

from __future__ import annotations

import gc
import os
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from pipeline.batch.annotate import annotated_rows, failed_rows
from pipeline.batch.manifest import part_name
from pipeline.batch.plan import Options, Task
from pipeline.read.documents import read
from pipeline.schema.models import Document, Failure
from pipeline.schema.tables import TABLES
from pipeline.write.dataset import arrow_tables, concatenated, read_chunk, write_chunk, write_parts
from pipeline.write.provenance import Provenance
from pipeline.write.rows import Row, error_row

DocumentRows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What every worker needs to know."""

    options: Options
    provenance: Provenance
    run_folder: Path
    memory_limit: int | None = None


@dataclass(slots=True)
class Outcome:
    """What a worker did: ``ok`` or ``error`` for each task, and counts."""

    statuses: list[str] = field(default_factory=list)
    words: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)

    def add(self, rows: DocumentRows) -> None:
        """Count the rows of one task."""
        self.statuses.append("error" if rows["errors"] else "ok")
        self.words += sum(row["n_words"] for row in rows["documents"])
        self.rows.update({name: len(found) for name, found in rows.items()})
        self.tags.update(row["tag"] for row in rows["acts"])


@dataclass(frozen=True, slots=True)
class Annotate:
    """Annotate a few documents into one intermediate file."""

    tasks: Sequence[Task]
    path: Path

    def run(self, settings: Settings, at: Any) -> Outcome:
        """Do the job, saying ``at(index)`` before each document."""
        done: list[DocumentRows] = []
        for index, task in enumerate(self.tasks):
            at(index)
            done.append(task_rows(task, settings.options))
        outcome = Outcome()
        done, tables = _tables(done)
        for rows in done:
            outcome.add(rows)
        write_chunk(tables, self.path)
        return outcome


@dataclass(frozen=True, slots=True)
class Merge:
    """Join the intermediate files of a shard, and the rows that it keeps, into its parts.

    Attributes
    ----------
    number
        Of the shard.
    folder
        Where its files are prepared.
    chunks
        The intermediate files, in order.
    doc_ids
        All documents of the shard, in the order of its rows.
    kept
        Those whose rows come from the present part; None if there is no present part.
    """

    number: int
    folder: Path
    chunks: Sequence[Path]
    doc_ids: Sequence[str]
    kept: frozenset[str] | None

    def run(self, settings: Settings, _at: Any) -> None:
        """Do the job."""
        parts = [read_chunk(path) for path in self.chunks]
        if self.kept is not None:
            parts.append(self._kept_rows(settings.run_folder, self.kept))
        tables: Mapping[str, pa.Table] = concatenated(parts)
        if self.kept is not None:
            tables = {name: self._ordered(table) for name, table in tables.items()}
        write_parts(tables, self.folder, settings.provenance)
        for path in self.chunks:
            path.unlink()

    def _kept_rows(self, run_folder: Path, kept: frozenset[str]) -> dict[str, pa.Table]:
        wanted = pa.array(sorted(kept), pa.string())
        rows: dict[str, pa.Table] = {}
        for name, schema in TABLES.items():
            part = pq.ParquetFile(run_folder / name / part_name(self.number)).read()
            mask = pc.call_function("is_in", [part["doc_id"]], pc.SetLookupOptions(wanted))
            rows[name] = part.filter(mask).cast(schema)
        return rows

    def _ordered(self, table: pa.Table) -> pa.Table:
        rank = {doc_id: index for index, doc_id in reversed(list(enumerate(self.doc_ids)))}
        ranks = np.array([rank[doc_id] for doc_id in table["doc_id"].to_pylist()], dtype=np.int64)
        return table.take(pa.array(np.argsort(ranks, kind="stable")))


def task_rows(task: Task, options: Options) -> DocumentRows:
    """Read and annotate the document of a task; return its rows, those of its errors included."""
    rows: DocumentRows = {name: [] for name in TABLES}
    try:
        items: list[Document | Failure] = (
            [task.failure]
            if task.failure is not None
            else list(read(task.source, metadata=options.metadata, language=options.language, columns=options.columns))
            if task.source is not None
            else []
        )
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        items = [Failure(task.doc_id, task.path, "read", "component-failed", message)]
    for item in items:
        found = {"errors": [error_row(item)]} if isinstance(item, Failure) else annotated_rows(item)
        for name, more in found.items():
            rows[name].extend(more)
    return rows


def _tables(done: list[DocumentRows]) -> tuple[list[DocumentRows], dict[str, pa.Table]]:
    """Return rows and their tables; a document with a value that fits no column keeps only its text and an error."""
    try:
        return done, arrow_tables(done)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        done = [_writable(rows) for rows in done]
        return done, arrow_tables(done)


def _writable(rows: DocumentRows) -> DocumentRows:
    try:
        arrow_tables([rows])
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        return failed_rows(rows, "write", "component-failed", f"{type(error).__name__}: {error}")
    return rows


def serve(connection: Connection, settings: Settings, close: Sequence[Any]) -> None:
    """Work until told to stop, or until the parent is gone.

    Parameters
    ----------
    connection
        Jobs come in; before each document its index goes out, after each job its result.
    settings
        See there.
    close
        What a forked child inherited and must let go of: the lock and the other workers' connections.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for inherited in close:
        inherited.close()
    _limit_memory(settings.memory_limit)
    threadpool_limits(1)  # two workers with two threads each take three times as long
    gc.freeze()
    parent = os.getppid()
    try:
        while True:
            while not connection.poll(1.0):
                if os.getppid() != parent:
                    return
            job = connection.recv()
            if job is None:
                return
            try:
                result = job.run(settings, lambda index: connection.send(("at", index)))
            except Exception as error:
                connection.send(("broken", f"{type(error).__name__}: {error}"))
            else:
                connection.send(("done", result))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _limit_memory(megabytes: int | None) -> None:
    """Let the process grow by so much; beyond it an allocation raises MemoryError (where the system knows limits)."""
    if megabytes is None:
        return
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):
        return
    limit = pages * os.sysconf("SC_PAGE_SIZE") + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
