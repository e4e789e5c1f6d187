"""What there is to read: each document's place, found without reading the texts."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pipeline.read.errors import ReadError, UnreadableError, failure
from pipeline.read.metadata import Columns, is_sidecar
from pipeline.read.records import Parquet, RecordFile, is_missing, parse_json
from pipeline.schema.messages import told
from pipeline.schema.models import Document, Failure

TEXTS = {".txt": "text", ".text": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}
TABLES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where one document stands; small and picklable, so that a worker can read it by itself.

    Attributes
    ----------
    doc_id
        The path below the given folder, the ``id`` column of a table, else ``FILE:LINE``.
    kind
        ``text``, ``html``, ``jsonl``, ``csv``, ``parquet`` or ``memory``.
    path
        The file, as given (below a given folder: the folder as given plus the rest); None for ``memory``.
    root
        The folder given, in and below whose parent metadata files are looked for.
    start
        Of a table's record: its byte offset, in Parquet its row number.
    line
        Of a table's record: its line number, in Parquet its row counted from 1.
    size
        Bytes to read (0 if unknown): a sign of how long the annotation will take.
    record
        Of ``memory``: the record itself.
    """

    doc_id: str
    kind: str
    path: str | None = None
    root: str | None = None
    start: int = 0
    line: int | None = None
    size: int = 0
    record: Mapping[str, Any] | Document | None = None


def plan(sources: Any, *, columns: Mapping[str, str] | None = None) -> Iterator[Source | Failure]:
    """Find every document in the sources, in order, without reading texts of files.

    Parameters
    ----------
    sources
        A path (a file, or a folder walked recursively in sorted order), ``-`` for standard input, a DataFrame, a
        Document, or an iterable of paths, Documents, or mappings with the columns of a table.
    columns
        Field to column name, where a table does not use the usual names.

    Yields
    ------
    Source or Failure
        A Failure for each file or record that is no document, and for each id that was there before.

    Raises
    ------
    ReadError
        If a path does not exist or an option is wrong; before anything is yielded, for paths.
    """
    chosen = Columns(dict(columns or {}))
    return _without_duplicates(_find(_as_list(sources), chosen))


def count(sources: Any) -> int | None:
    """Return about how many documents there are, quickly: files, rows, lines; None where only reading can tell."""
    if isinstance(sources, (str, Path, Document, Mapping)) or hasattr(sources, "to_dict"):
        sources = [sources]
    if not isinstance(sources, (list, tuple)):
        return None
    total = 0
    for source in sources:
        if isinstance(source, (str, Path)):
            if str(source) == "-":
                return None
            total += _count_below(Path(source))
        else:
            total += len(source) if hasattr(source, "to_dict") else 1
    return total


def left_out(paths: Iterable[str | Path]) -> Counter[str]:
    """Return the kinds (suffixes) of the files below folders that are no texts to annotate, with their numbers."""
    files = (file for path in map(Path, paths) if path.is_dir() for file in _walk(path))
    return Counter(file.suffix.lower() or file.name for file in files if not _is_readable(file))


def _is_readable(file: Path) -> bool:
    return file.suffix.lower() in TEXTS or file.suffix.lower() in TABLES


def _count_below(path: Path) -> int:
    files = _walk(path) if path.is_dir() else [path]
    return sum(_count_file(file) for file in files)


def _count_file(path: Path) -> int:
    suffix = path.suffix.lower()
    try:
        if suffix == ".parquet":
            table = RecordFile.open(str(path))
            return table.file.metadata.num_rows if isinstance(table, Parquet) else 0
        if suffix in TABLES and not is_sidecar(path):
            with path.open("rb") as stream:
                return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
    except (OSError, UnreadableError):
        return 1
    return int(suffix in TEXTS)


def _as_list(sources: Any) -> Iterable[Any]:
    """Return the sources as an iterable; paths are checked at once."""
    if isinstance(sources, (str, Path, Document, Mapping)) or hasattr(sources, "to_dict"):
        sources = [sources]
    if isinstance(sources, (list, tuple)):
        for source in sources:
            if isinstance(source, (str, Path)) and str(source) != "-" and not Path(source).exists():
                raise ReadError(told("read.no-path", path=source))
    elif not isinstance(sources, Iterable):
        kind = type(sources).__name__
        raise ReadError(told("read.no-source", kind=kind))
    return sources


def _find(sources: Iterable[Any], columns: Columns) -> Iterator[Source | Failure]:
    for number, source in enumerate(sources, start=1):
        if isinstance(source, (Document, Mapping)):
            yield _in_memory(source, number, columns)
        elif hasattr(source, "to_dict") and hasattr(source, "columns"):
            yield from _frame(source, columns)
        elif isinstance(source, (str, Path)):
            yield from _standard_input(columns) if str(source) == "-" else _below(Path(source), columns)
        else:
            kind = type(source).__name__
            yield failure(f"record:{number}", None, "bad-record", told("read.no-record", kind=kind))


def _below(path: Path, columns: Columns) -> Iterator[Source | Failure]:
    if path.is_dir():
        found = False
        for file in _walk(path):
            if _is_readable(file) and not is_sidecar(file):
                found = True
                yield from _file(file, path, columns)
        if not found:
            yield failure(str(path), str(path), "no-documents", told("read.no-documents"))
    elif path.exists():
        yield from _file(path, path.parent, columns)
    else:
        raise ReadError(told("read.no-path", path=path))


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, sorted by path part; hidden files and folders are left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(place) / name


def _file(path: Path, root: Path, columns: Columns) -> Iterator[Source | Failure]:
    name = path.relative_to(root).as_posix()
    suffix = path.suffix.lower()
    if suffix in TABLES:
        yield from _table(path, name, columns)
        return
    try:
        size = path.stat().st_size
    except OSError as error:
        yield failure(name, str(path), "unreadable", told("read.unreadable", reason=error.strerror))
        return
    yield Source(name, TEXTS.get(suffix, "text"), str(path), str(root), size=size)


def _table(path: Path, name: str, columns: Columns) -> Iterator[Source | Failure]:
    try:
        table = RecordFile.open(str(path))
        if table.columns is not None and (missing := columns.missing(table.columns)):
            raise UnreadableError("missing-column", _missing_column(missing, table.columns))
        for entry in _identities(table, columns):
            place = f"{name}:{entry.line}"
            if isinstance(entry.value, UnreadableError):
                message = told("read.line", line=entry.line) + entry.value.message
                yield failure(place, str(path), entry.value.error, message)
            elif table.columns is None and (missing := columns.missing(entry.value)):
                message = told("read.line", line=entry.line) + _missing_column(missing, list(entry.value))
                yield failure(place, str(path), "missing-column", message)
            else:
                doc_id = str(columns.row(entry.value).get("doc_id", place))
                yield Source(doc_id, table.kind, table.path, None, entry.start, entry.line, entry.size)
    except UnreadableError as error:
        yield failure(name, str(path), error.error, error.message)


def _identities(table: RecordFile, columns: Columns) -> Any:
    """Iterate over a table; over a Parquet file without its texts."""
    if not isinstance(table, Parquet):
        return table
    id_column = columns.of(table.columns).get("doc_id")
    return table.rows([id_column] if id_column else table.columns[:0])


def _missing_column(missing: str, names: Iterable[str]) -> str:
    return told("read.missing-column", name=missing, known=", ".join(map(str, names)))


def _in_memory(record: Document | Mapping[str, Any], number: int, columns: Columns) -> Source | Failure:
    if isinstance(record, Document):
        return Source(record.doc_id, "memory", size=len(record.text), record=record)
    row = columns.row(record)
    doc_id = str(row.get("doc_id", f"record:{number}"))
    if missing := columns.missing(record):
        return failure(doc_id, None, "missing-column", _missing_column(missing, record))
    text = row.get("text")
    return Source(doc_id, "memory", size=len(text) if isinstance(text, str) else 0, record=record)


def _frame(frame: Any, columns: Columns) -> Iterator[Source | Failure]:
    names = [str(name) for name in frame.columns]
    if missing := columns.missing(names):
        yield failure("dataframe", None, "missing-column", _missing_column(missing, names))
        return
    for number, values in enumerate(frame.itertuples(index=False, name=None), start=1):
        yield _in_memory(dict(zip(names, values, strict=True)), number, columns)


def _standard_input(columns: Columns) -> Iterator[Source | Failure]:
    """Yield standard input as JSON Lines if its first line is a JSON object, else as one text."""
    stream = sys.stdin.buffer
    first = stream.readline()
    record = parse_json(first.decode("utf-8-sig", errors="replace"))
    if isinstance(record, dict):
        for number, line in enumerate(_chain(first, stream), start=1):
            yield from _standard_line(line, number, columns)
        return
    data = first + stream.read()
    yield Source("stdin", "memory", size=len(data), record={"doc_id": "stdin", "text": data})


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _standard_line(line: bytes, number: int, columns: Columns) -> Iterator[Source | Failure]:
    if not line.strip():
        return
    try:
        record: Any = parse_json(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        record = UnreadableError("undecodable", told("read.not-utf8"))
    if isinstance(record, UnreadableError):
        message = told("read.line", line=number) + record.message
        yield failure(f"stdin:{number}", None, record.error, message)
        return
    if is_missing(columns.row(record).get("doc_id")):
        record = {"doc_id": f"stdin:{number}", **record}
    yield _in_memory(record, number, columns)


def _without_duplicates(found: Iterator[Source | Failure]) -> Iterator[Source | Failure]:
    """Turn every Source whose id came before into a Failure; ids are kept as 8-byte digests."""
    seen: set[bytes] = set()
    for item in found:
        if isinstance(item, Source):
            key = blake2b(item.doc_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            if key in seen:
                where = told("read.line", line=item.line) if item.line else ""
                message = where + told("read.duplicate", id=item.doc_id)
                yield failure(item.doc_id, item.path, "duplicate-id", message)
                continue
            seen.add(key)
        yield item
