"""What there is to do: each document with digests of its content and of its metadata."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pipeline.batch.partition import Partition
from pipeline.read.errors import UnreadableError
from pipeline.read.metadata import Sidecar, find_sidecar, load_metadata
from pipeline.read.records import RecordFile
from pipeline.read.sources import Source, plan
from pipeline.schema.models import Document, Failure


@dataclass(frozen=True, slots=True)
class Options:
    """How texts are read, the same for all documents of a run.

    Attributes
    ----------
    metadata
        The metadata file given, loaded; None to look for one beside the texts.
    language
        Language of all texts; None to take it from the metadata or to detect it.
    columns
        Field to column name of tables.
    """

    metadata: Sidecar | None = None
    language: str | None = None
    columns: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One document to annotate, or one input that cannot be read; small and picklable.

    Attributes
    ----------
    key
        Identifies the task from one run to the next: the document's id, or a digest of the failure.
    content, metadata
        Digests; when one changes, the document is annotated anew.
    size
        Bytes to read, 0 if unknown.
    """

    key: str
    doc_id: str
    path: str | None
    content: str
    metadata: str
    size: int = 0
    source: Source | None = None
    failure: Failure | None = None


def tasks(sources: Any, options: Options, partition: Partition | None = None) -> Iterator[Task]:
    """Yield a task for everything found in the sources, or for one part of it, in order.

    Raises
    ------
    ReadError
        If a path or an option is wrong, before anything is yielded.
    """
    found = plan(sources, columns=options.columns)
    listed = options.metadata.failures if options.metadata else ()
    wanted = (i for items in (listed, found) for i in items if partition is None or partition.holds(i.doc_id))
    return _tasks(wanted, options)


def failed(task: Task, error: str, message: str, stage: str = "batch") -> Task:
    """Return the task as one that cannot be done, with its failure."""
    failure = Failure(task.doc_id, task.path, stage, error, message)
    return Task(task.key, task.doc_id, task.path, task.content, task.metadata, task.size, None, failure)


def _tasks(items: Iterable[Source | Failure], options: Options) -> Iterator[Task]:
    """Yield the tasks; a failure is known by its place and kind, whatever the language of its message."""
    occurrences: Counter[str] = Counter()
    for item in items:
        if isinstance(item, Source):
            content, metadata = _content(item), _metadata(item, options)
            yield Task(item.doc_id, item.doc_id, item.path, content, metadata, item.size, item)
            continue
        digest = _digest(json.dumps([item.doc_id, item.path, item.stage, item.error]).encode())
        occurrences[digest] += 1
        key = f"failure:{digest}:{occurrences[digest]}"
        yield Task(key, item.doc_id, item.path, digest, "", failure=item)


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=12).hexdigest()


def _content(source: Source) -> str:
    """Return the digest of a file's bytes, or of a record's values; empty when it cannot be read."""
    try:
        if source.record is None and source.line is None and source.path is not None:
            return _digest(Path(source.path).read_bytes())
        return _digest(_canonical(source.record if source.record is not None else _record(source)))
    except (OSError, UnreadableError):
        return ""


def _record(source: Source) -> Any:
    assert source.path is not None and source.line is not None
    return _table(source.path, os.stat(source.path).st_mtime_ns).at(source.start, source.line).value


@lru_cache(maxsize=8)
def _table(path: str, _modified: int) -> RecordFile:
    return RecordFile.open(path)


def _canonical(record: Any) -> bytes:
    if isinstance(record, (Document, UnreadableError)):
        return repr(record).encode("utf-8", "surrogatepass")
    return json.dumps(dict(record), sort_keys=True, default=str).encode("utf-8", "surrogatepass")


def _metadata(source: Source, options: Options) -> str:
    row = _sidecar(source, options).row(source.doc_id, source.path)
    read_with = [source.path, options.language, dict(options.columns or {}), dict(row)]
    return _digest(json.dumps(read_with, sort_keys=True, default=str).encode("utf-8", "surrogatepass"))


def _sidecar(source: Source, options: Options) -> Sidecar:
    if options.metadata is not None or source.path is None or source.root is None:
        return load_metadata(options.metadata)
    return load_metadata(find_sidecar(str(Path(source.path).parent), str(Path(source.root).parent)))
