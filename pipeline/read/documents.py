"""From a Source to its Document, with metadata, language and segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.read import language as languages
from pipeline.read.decoding import decode
from pipeline.read.errors import ReadError, UnreadableError, failure
from pipeline.read.metadata import Columns, Sidecar, apply, find_sidecar, load_metadata
from pipeline.read.pages import read_page
from pipeline.read.records import Entry, RecordFile
from pipeline.read.segments import segment
from pipeline.read.sources import Source, plan
from pipeline.schema.messages import told
from pipeline.schema.models import Document, Failure


def documents(
    sources: Any,
    *,
    metadata: Any = None,
    language: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Document | Failure]:
    """Read every document of the sources, one at a time, in order.

    Parameters
    ----------
    sources
        A path (a file, or a folder walked recursively in sorted order), ``-`` for standard input, a DataFrame, a
        Document, or an iterable of paths, Documents, or mappings with the columns of a table.
    metadata
        Path of a JSONL, CSV or Parquet file, DataFrame or mappings with ``file`` (or ``id``) and any of date, title,
        publisher, author, language, genre, parallel_of. Without it, an ``index.jsonl`` or ``index.csv`` in a text's
        folder or above, up to the parent of the given folder, is taken.
    language
        ``fr`` or ``en`` for all documents; else the metadata says it, else it is detected.
    columns
        Field to column name (``{"text": "corps"}``), where a table does not use the usual names.

    Yields
    ------
    Document or Failure
        A Failure for whatever cannot be read; the documents after it follow.

    Raises
    ------
    ReadError
        If a path, the metadata file or an option is wrong.
    """
    if language is not None and language not in languages.LANGUAGES:
        raise ReadError(told("read.language", value=language, known=", ".join(languages.LANGUAGES)))
    sidecar = load_metadata(metadata) if metadata is not None else None
    planned = plan(sources, columns=columns)
    return _read_all(planned, sidecar, language, columns)


def _read_all(
    planned: Iterator[Source | Failure],
    sidecar: Sidecar | None,
    language: str | None,
    columns: Mapping[str, str] | None,
) -> Iterator[Document | Failure]:
    yield from sidecar.failures if sidecar else ()
    for item in planned:
        if isinstance(item, Failure):
            yield item
        else:
            yield from read(item, metadata=sidecar, language=language, columns=columns)


def read(
    source: Source,
    *,
    metadata: Any = None,
    language: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Document | Failure]:
    """Read one planned Source: its Document, and a Failure for whatever is wrong with it.

    The parameters are those of ``documents``; give ``metadata`` as what ``load_metadata`` returned, so that it is
    loaded once.
    """
    try:
        document, row = _load(source, Columns(dict(columns or {})))
    except UnreadableError as error:
        where = told("read.line", line=source.line) if source.line else ""
        yield failure(source.doc_id, source.path, error.error, where + error.message)
        return
    sidecar = load_metadata(metadata) if metadata is not None else _sidecar_of(source)
    beside = sidecar.row(source.doc_id, source.path)
    row = {**row, **beside} if source.kind == "html" else {**beside, **row}
    problems = apply(document, row)
    document.language = _language(document, language or row.get("language"))
    segment(document)
    languages.mark_segments(document)
    yield document
    yield from problems


def _sidecar_of(source: Source) -> Sidecar:
    """Return the metadata file that stands with a text, if there is one."""
    if source.path is None or source.root is None:
        return load_metadata(None)
    found = find_sidecar(str(Path(source.path).parent), str(Path(source.root).parent))
    return load_metadata(found)


def _load(source: Source, columns: Columns) -> tuple[Document, dict[str, Any]]:
    """Return the bare Document of a source, and the fields that stand with its text."""
    if source.kind in ("text", "html"):
        return _load_file(source)
    if isinstance(source.record, Document):
        document = replace(source.record, segments=[])
        document.sha256 = document.sha256 or _digest(_checked(document.text))
        given = {"language": document.language, "date": document.published}
        return document, {name: value for name, value in given.items() if value is not None}
    record = source.record if source.record is not None else _entry(source).value
    if isinstance(record, UnreadableError):
        raise record
    row = columns.row(record)
    text, encoding = row.pop("text", ""), row.pop("encoding", None)
    if isinstance(text, bytes):
        decoded = decode(text)
        text, encoding = decoded.text, decoded.encoding
    if not isinstance(text, str):
        raise UnreadableError("bad-record", told("read.no-string", kind=type(text).__name__))
    document = Document(source.doc_id, _checked(text), path=source.path, sha256=_digest(text), encoding=encoding)
    return document, row


def _load_file(source: Source) -> tuple[Document, dict[str, Any]]:
    assert source.path is not None
    try:
        data = Path(source.path).read_bytes()
    except OSError as error:
        raise UnreadableError("unreadable", told("read.unreadable", reason=error.strerror)) from None
    if not data.strip():
        raise UnreadableError("empty", told("read.empty-file"))
    decoded, row = read_page(data) if source.kind == "html" else (decode(data), {})
    text = _checked(decoded.text)
    return Document(source.doc_id, text, path=source.path, sha256=_digest(text), encoding=decoded.encoding), row


@lru_cache(maxsize=8)
def _table(path: str, _modified: int) -> RecordFile:
    return RecordFile.open(path)


def _entry(source: Source) -> Entry:
    assert source.path is not None and source.line is not None
    try:
        modified = Path(source.path).stat().st_mtime_ns
    except OSError as error:
        raise UnreadableError("unreadable", told("read.unreadable", reason=error.strerror)) from None
    return _table(source.path, modified).at(source.start, source.line)


def _checked(text: str) -> str:
    """Return the text if it can be annotated and stored."""
    if not text.strip():
        raise UnreadableError("empty", told("read.empty-text"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = told("read.surrogate", place=error.start, code=f"U+{ord(text[error.start]):04X}")
        raise UnreadableError("lone-surrogate", message) from None
    return text


def _digest(text: str) -> str:
    """Return the SHA-256 of the text as UTF-8: that of the file itself where it is UTF-8 without a byte order mark."""
    return sha256(text.encode("utf-8")).hexdigest()


def _language(document: Document, given: Any) -> str:
    """Return the language given (``fr``, ``fr-BE``, ``French``…), else the one detected."""
    code = str(given or "").strip().lower().replace("_", "-").split("-")[0][:2]
    return code if code in languages.LANGUAGES else languages.detect(document.text)[0]
