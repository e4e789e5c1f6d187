"""A worker process: reads, annotates and writes by itself; only counters travel back."""

from __future__ import annotations

import gc
import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from pipeline.batch.annotate import DocumentRows, failed_rows, pipeline_for, rows_of_all
from pipeline.batch.manifest import part_name
from pipeline.batch.plan import Options, Task
from pipeline.read.documents import read
from pipeline.read.sources import Source
from pipeline.schema.models import Document, Failure
from pipeline.schema.tables import TABLES
from pipeline.write.dataset import arrow_tables, concatenated, read_chunk, write_chunk, write_parts
from pipeline.write.provenance import Provenance
from pipeline.write.rows import error_row

At = Callable[[int | None], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What every worker needs to know."""

    options: Options
    provenance: Provenance
    run_folder: Path
    memory_limit: int | None = None
    time_limit: float = 300.0


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
    together: bool = True

    def run(self, settings: Settings, at: At) -> Outcome:
        """Do the job, saying ``at(index)`` before each document, ``at(None)`` before several at once."""
        outcome = Outcome()
        done, tables = tables_of(rows_by_task(self.tasks, settings.options, at, together=self.together))
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

    def run(self, settings: Settings, _at: At) -> None:
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


def rows_by_task(tasks: Sequence[Task], options: Options, at: At, *, together: bool = True) -> list[DocumentRows]:
    """Read and annotate the documents of some tasks; return the rows of each task, those of its errors included."""
    found: list[DocumentRows] = []
    documents: list[tuple[int, Document]] = []
    for index, task in enumerate(tasks):
        at(index)
        rows: DocumentRows = {name: [] for name in TABLES}
        for item in _items(task, options):
            if isinstance(item, Failure):
                rows["errors"].append(error_row(item))
            else:
                documents.append((index, item))
        found.append(rows)
    indices = [index for index, _ in documents]
    annotated = rows_of_all(
        [document for _, document in documents],
        together=together,
        at=lambda position: at(None if position is None else indices[position]),
    )
    for index, rows in zip(indices, annotated, strict=True):
        for name, more in rows.items():
            found[index][name].extend(more)
    return found


def warm_up(options: Options) -> None:
    """Load models, libraries and rule data by annotating one sentence.

    Raises
    ------
    MissingModelError
        If the model of the language that most documents have is not installed.
    """
    language = options.language or "fr"
    pipeline_for(language)
    record = {"id": "warm-up", "text": "Le ministère a démenti ces accusations le 3 mars, selon sa porte-parole."}
    task = Task("", "warm-up", None, "", "", source=Source("warm-up", "memory", record=record))
    for given in (options, Options(language=language)):  # the first without a language, to load what detects it
        tables_of(rows_by_task([task], given, lambda index: None))


def _items(task: Task, options: Options) -> list[Document | Failure]:
    """Return what a task reads: a Document, and a Failure for whatever is wrong with it."""
    if task.failure is not None:
        return [task.failure]
    assert task.source is not None
    try:
        return list(read(task.source, metadata=options.metadata, language=options.language, columns=options.columns))
    except Exception as error:
        return [Failure(task.doc_id, task.path, "read", "component-failed", f"{type(error).__name__}: {error}")]


def tables_of(done: list[DocumentRows]) -> tuple[list[DocumentRows], dict[str, pa.Table]]:
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
    one_thread()
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


def one_thread() -> None:
    """Let the libraries of this process use one thread: two workers with two each take three times as long."""
    threadpool_limits(1)


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
