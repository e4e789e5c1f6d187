"""Metadata of documents: which column holds which field, sidecar files, values checked and written into a Document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.read.datelines import DocumentDate, parse_date
from pipeline.read.errors import ReadError, UnreadableError, failure
from pipeline.read.records import RecordFile, is_missing
from pipeline.rules.load import DATA, load_table
from pipeline.schema.messages import told
from pipeline.schema.models import Document, Failure

SIDECARS = ("index.jsonl", "index.csv", "index.tsv")
PLAIN_FIELDS = ("title", "publisher", "author", "genre", "parallel_of")


@cache
def _aliases() -> dict[str, list[str]]:
    table = load_table(DATA / "columns.toml")["columns"]
    return {name: [_fold(alias) for alias in names] for name, names in table.items()}


def _fold(name: str) -> str:
    return name.strip().casefold().replace("_", "").replace(" ", "").replace("-", "")


@lru_cache(maxsize=256)
def _fields(names: tuple[str, ...], chosen: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Return field to column; looked up once for all records of a table."""
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(_fold(str(name)), name)
    found = {
        field_name: folded[alias]
        for field_name, aliases in _aliases().items()
        for alias in reversed(aliases)
        if alias in folded
    }
    present = set(folded.values())
    return {**found, **{name: column for name, column in chosen if column in present}}


@dataclass(frozen=True)
class Columns:
    """Which column of a table holds which field of a document.

    Parameters
    ----------
    chosen
        Field to column name (``{"text": "corps"}``) where the usual names (``rules/columns.toml``) do not do.

    Raises
    ------
    ReadError
        If a field does not exist.
    """

    chosen: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = sorted(set(self.chosen) - set(_aliases()))
        if unknown:
            raise ReadError(told("read.no-field", name=unknown[0], known=", ".join(_aliases())))

    def of(self, names: Iterable[str]) -> Mapping[str, str]:
        """Return field to column for a table with these column names."""
        return _fields(tuple(names), tuple(self.chosen.items()))

    def missing(self, names: Iterable[str]) -> str | None:
        """Return the first column that a table of texts needs and does not have: a chosen one, or that of the text."""
        names = list(names)
        for column in self.chosen.values():
            if column not in names:
                return column
        return None if "text" in self.of(names) else "text"

    def row(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of one record, without the missing values."""
        fields = {name: record[column] for name, column in self.of(record).items()}
        return {name: value for name, value in fields.items() if not is_missing(value)}


@dataclass(frozen=True)
class Sidecar:
    """The rows of a metadata file by file name, and what was wrong with it."""

    rows: Mapping[str, Mapping[str, Any]]
    folder: str | None = None
    failures: tuple[Failure, ...] = ()

    def row(self, doc_id: str, path: str | None) -> Mapping[str, Any]:
        """Return the fields of a document, found by its path, its name or its name without suffix."""
        if not self.rows:
            return {}
        names = [doc_id]
        if path is not None:
            if self.folder is not None and Path(path).is_relative_to(self.folder):
                names.append(Path(path).relative_to(self.folder).as_posix())
            names += [Path(path).as_posix(), Path(path).name, Path(path).stem]
        return next((self.rows[name] for name in names if name in self.rows), {})


EMPTY = Sidecar({})


def load_metadata(metadata: Any) -> Sidecar:
    """Return the metadata given by the caller as a Sidecar.

    Parameters
    ----------
    metadata
        The path of a JSONL, CSV, TSV or Parquet file, a DataFrame, a mapping of file name to fields, an iterable of
        mappings, or None.

    Raises
    ------
    ReadError
        If the file is missing, cannot be read, or has no column with file names or ids.
    """
    if metadata is None:
        return EMPTY
    if isinstance(metadata, Sidecar):
        return metadata
    if isinstance(metadata, (str, Path)):
        path = Path(metadata)
        if not path.is_file():
            raise ReadError(told("read.no-metadata", path=path))
        return _load_file(str(path), path.stat().st_mtime_ns)
    if hasattr(metadata, "to_dict") and hasattr(metadata, "columns"):
        return _index(metadata.to_dict("records"))
    if isinstance(metadata, Mapping):
        return _index({"file": name, **row} for name, row in metadata.items())
    return _index(metadata)


def _index(records: Iterable[Mapping[str, Any]], folder: str | None = None) -> Sidecar:
    columns, rows = Columns(), {}
    for record in records:
        row = columns.row(record)
        key = row.get("file") or row.get("doc_id")
        if key is None:
            raise ReadError(told("read.nameless"))
        rows[PurePosixPath(str(key)).as_posix()] = row
    return Sidecar(rows, folder)


@lru_cache(maxsize=64)
def _load_file(path: str, _modified: int) -> Sidecar:
    failures: list[Failure] = []
    records: list[Mapping[str, Any]] = []
    try:
        for entry in RecordFile.open(path):
            if isinstance(entry.value, UnreadableError):
                error = entry.value
                failures.append(failure(f"{Path(path).name}:{entry.line}", path, error.error, error.message))
            else:
                records.append(entry.value)
        sidecar = _index(records, str(Path(path).parent))
    except UnreadableError as error:
        raise ReadError(f"{path}: {error.message}") from None
    except ReadError as error:
        raise ReadError(f"{path}: {error}") from None
    return Sidecar(sidecar.rows, sidecar.folder, tuple(failures))


@lru_cache(maxsize=4096)
def find_sidecar(folder: str, stop: str) -> str | None:
    """Return the metadata file for the texts of a folder: in it, or in the nearest folder above it up to ``stop``."""
    place, last = Path(folder), Path(stop)
    while True:
        for name in SIDECARS:
            if (place / name).is_file() and is_sidecar(place / name):
                return str(place / name)
        if place in (last, place.parent):
            return None
        place = place.parent


def is_sidecar(path: Path) -> bool:
    """Tell a metadata file (it names files and holds no texts) from a table of texts."""
    if path.name not in SIDECARS:
        return False
    try:
        first = next((entry.value for entry in RecordFile.open(str(path)) if isinstance(entry.value, dict)), None)
    except UnreadableError:
        return False
    if first is None:
        return False
    fields = Columns().of(first)
    return "file" in fields and "text" not in fields


def apply(document: Document, row: Mapping[str, Any]) -> list[Failure]:
    """Write the fields of a metadata row into a Document; return a Failure for each value that makes no sense."""
    for name in PLAIN_FIELDS:
        if name in row:
            value = str(row[name]).strip()
            if value:
                setattr(document, name, value)
    if "date" not in row:
        return []
    found = metadata_date(row["date"])
    if found is None:
        message = told("read.bad-date", value=row["date"])
        return [failure(document.doc_id, document.path, "bad-date", message)]
    document.published, document.published_precision = found.day, found.precision
    return []


def metadata_date(value: Any) -> DocumentDate | None:
    """Return the date that a metadata value (text, date, datetime, year) stands for."""
    if isinstance(value, datetime):
        return DocumentDate(value.date(), "day")
    if isinstance(value, date):
        return DocumentDate(value, "day")
    return parse_date(str(value).strip())
