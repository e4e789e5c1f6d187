"""Tables of texts, one record at a time: JSON Lines, CSV, TSV and Parquet, each record with a place to read it again.

A file is never held in memory whole. A place is the byte offset of the record (JSONL, CSV) or the row number
(Parquet); reading places in ascending order costs one pass over the file.
"""

from __future__ import annotations

import csv
import io
import json
import math
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.read.decoding import encoding_of
from pipeline.read.errors import UnreadableError
from pipeline.schema.messages import told

csv.field_size_limit(2**31 - 1)
SAMPLE = 65_536
WIDE = ("utf-16", "utf-32")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a table: its place, its size in bytes (0 if unknown), its line, its values or what is wrong."""

    start: int
    size: int
    line: int
    value: dict[str, Any] | UnreadableError


def is_missing(value: Any) -> bool:
    """Tell whether a cell is empty: None, NaN, NaT or an empty string."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True
    if isinstance(value, str):
        return not value
    return str(value) in ("NaT", "<NA>")


class RecordFile(ABC):
    """A table on disk. Iterate over it for all entries; ``at`` reads one again."""

    kind: str

    def __init__(self, path: str) -> None:
        self.path = path

    @staticmethod
    def open(path: str) -> RecordFile:
        """Return the reader for a file by its suffix.

        Raises
        ------
        UnreadableError
            If the file cannot be opened, is empty, or is no table.
        """
        readers = {".jsonl": JsonLines, ".ndjson": JsonLines, ".csv": Csv, ".tsv": Csv, ".parquet": Parquet}
        suffix = Path(path).suffix.lower()
        if suffix not in readers:
            raise UnreadableError("unknown-format", told("read.unknown-format", name=suffix or path))
        try:
            return readers[suffix](path)
        except OSError as error:
            raise UnreadableError("unreadable", told("read.unreadable", reason=error.strerror)) from None

    @property
    def columns(self) -> list[str] | None:
        """The column names, or None where every record has its own."""
        return None

    @abstractmethod
    def __iter__(self) -> Iterator[Entry]:
        """Yield every record of the file, or what is wrong with it."""

    @abstractmethod
    def at(self, start: int, line: int) -> Entry:
        """Return the record at a place that an Entry of this file gave."""


class _Lines(RecordFile):
    """A table of text lines, read as bytes so that every line has an offset."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        with Path(path).open("rb") as stream:
            sample = stream.read(SAMPLE)
        if not sample.strip():
            raise UnreadableError("empty", told("read.empty-file"))
        self.encoding = encoding_of(sample)
        self.wide = self.encoding.startswith(WIDE)
        self.codec = "utf-8-sig" if self.wide else self.encoding
        self._stream: BinaryIO | None = None

    def stream(self) -> BinaryIO:
        """Open the file as ASCII-compatible bytes (UTF-16 is recoded)."""
        if not self.wide:
            return Path(self.path).open("rb")
        try:
            return io.BytesIO(Path(self.path).read_bytes().decode(self.encoding).encode("utf-8"))
        except UnicodeError:
            raise UnreadableError("undecodable", told("read.damaged", codec=self.encoding)) from None

    def seek(self, start: int) -> BinaryIO:
        """Return the file, kept open between calls, at an offset."""
        if self._stream is None:
            self._stream = self.stream()
        self._stream.seek(start)
        return self._stream

    def decode(self, line: bytes) -> str:
        """Decode one line strictly."""
        try:
            return line.decode(self.codec)
        except UnicodeDecodeError as error:
            message = told("read.damaged-line", byte=error.start, codec=self.codec)
            raise UnreadableError("undecodable", message) from None


class JsonLines(_Lines):
    """One JSON object per line."""

    kind = "jsonl"

    def __iter__(self) -> Iterator[Entry]:
        """Yield every record; blank lines are skipped."""
        start = 0
        with self.stream() as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield self._entry(start, number, line)
                start += len(line)

    def at(self, start: int, line: int) -> Entry:
        """Return the record whose line begins at byte ``start``."""
        return self._entry(start, line, self.seek(start).readline())

    def _entry(self, start: int, number: int, line: bytes) -> Entry:
        return Entry(start, len(line), number, parse_json(self._text(line)))

    def _text(self, line: bytes) -> str | UnreadableError:
        try:
            return self.decode(line)
        except UnreadableError as error:
            return error


def parse_json(line: str | UnreadableError) -> dict[str, Any] | UnreadableError:
    """Return the JSON object of a line, or what is wrong with it."""
    if isinstance(line, UnreadableError):
        return line
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else told("read.too-deep")
        return UnreadableError("bad-json", told("read.bad-json", reason=reason))
    if not isinstance(value, dict):
        return UnreadableError("bad-json", told("read.no-object"))
    return value


class Csv(_Lines):
    """Comma-, semicolon- or tab-separated values with a header."""

    kind = "csv"

    def __init__(self, path: str) -> None:
        super().__init__(path)
        with self.stream() as stream:
            first = self.decode(stream.readline())
        self.delimiter = "\t" if path.lower().endswith(".tsv") else max(",;\t|", key=first.count)
        self._header = next((entry for entry in self._rows(0, 1)), None)
        if self._header is None or isinstance(self._header[3], UnreadableError):
            raise UnreadableError("bad-csv", told("read.no-header"))

    @property
    def columns(self) -> list[str]:
        """The names in the header."""
        assert self._header is not None
        return list(self._header[3])

    def __iter__(self) -> Iterator[Entry]:
        """Yield every row after the header; blank rows are skipped."""
        assert self._header is not None
        start, size, line, _ = self._header
        with self.stream() as stream:
            stream.seek(start)
            line += stream.read(size).count(b"\n")
        yield from self._entries(start + size, line)

    def at(self, start: int, line: int) -> Entry:
        """Return the row that begins at byte ``start``."""
        return next(self._entries(start, line))

    def _entries(self, start: int, line: int) -> Iterator[Entry]:
        names = self.columns
        for offset, size, number, row in self._rows(start, line):
            if isinstance(row, UnreadableError):
                yield Entry(offset, size, number, row)
            elif len(row) != len(names):
                message = told("read.fields", count=len(row), header=len(names))
                yield Entry(offset, size, number, UnreadableError("bad-csv", message))
            else:
                yield Entry(offset, size, number, dict(zip(names, row, strict=True)))

    def _rows(self, start: int, line: int) -> Iterator[tuple[int, int, int, Any]]:
        """Yield offset, size in bytes, line number and fields of each row from a place on."""
        with self.stream() as stream:
            stream.seek(start)
            lines = _CountedLines(self, stream, start, line)
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            while True:
                begin, number = lines.offset, lines.line
                try:
                    row: Any = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    row = UnreadableError("bad-csv", told("read.bad-csv", reason=error))
                    reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
                except UnreadableError as error:
                    row = error
                    reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
                if row:
                    yield begin, lines.offset - begin, number, row


class _CountedLines:
    """The lines of a stream, decoded, with the offset and number of the next one."""

    def __init__(self, table: _Lines, stream: BinaryIO, offset: int, line: int) -> None:
        self.table, self.stream, self.offset, self.line = table, stream, offset, line

    def __iter__(self) -> _CountedLines:
        return self

    def __next__(self) -> str:
        line = self.stream.readline()
        if not line:
            raise StopIteration
        self.offset += len(line)
        self.line += 1
        return self.table.decode(line)


class Parquet(RecordFile):
    """A Parquet file, read in small batches; ``at`` goes forward through one open pass, or to the row group needed."""

    kind = "parquet"
    batch_rows = 256

    def __init__(self, path: str) -> None:
        super().__init__(path)
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            self.file = pq.ParquetFile(path, pre_buffer=False)
        except pa.ArrowException as error:
            message = told("read.bad-parquet", reason=str(error).splitlines()[0])
            raise UnreadableError("bad-parquet", message) from None
        self._groups = [0]  # the number of the first row of each row group, and of the row after the last
        for group in range(self.file.num_row_groups):
            self._groups.append(self._groups[-1] + self.file.metadata.row_group(group).num_rows)
        self._batches: Iterator[Any] = iter(())
        self._batch: Any = None
        self._first = 0

    @property
    def columns(self) -> list[str]:
        """The column names of the schema."""
        return list(self.file.schema_arrow.names)

    def __iter__(self) -> Iterator[Entry]:
        """Yield every row."""
        return self.rows(None)

    def rows(self, columns: list[str] | None) -> Iterator[Entry]:
        """Yield every row with only some columns (all if None)."""
        number = 0
        try:
            for batch in self.file.iter_batches(batch_size=self.batch_rows, columns=columns):
                for row in batch.to_pylist():
                    yield Entry(number, 0, number + 1, row)
                    number += 1
        except (OSError, ValueError) as error:  # ArrowInvalid is a ValueError
            message = told("read.damaged-parquet", row=number, reason=str(error).splitlines()[0])
            yield Entry(number, 0, number + 1, UnreadableError("bad-parquet", message))

    def at(self, start: int, line: int) -> Entry:
        """Return the row with this number."""
        try:
            self._go_to(start)
        except (OSError, ValueError) as error:  # ArrowInvalid is a ValueError
            self._batch = None
            message = told("read.damaged-parquet", row=start, reason=str(error).splitlines()[0])
            return Entry(start, 0, line, UnreadableError("bad-parquet", message))
        return Entry(start, 0, line, self._batch.slice(start - self._first, 1).to_pylist()[0])

    def _go_to(self, row: int) -> None:
        """Make the batch that holds a row the present one; no row group between is read."""
        if not 0 <= row < self._groups[-1]:
            raise UnreadableError("changed", told("read.changed"))
        group = bisect_right(self._groups, row) - 1
        if self._batch is None or row < self._first or self._groups[group] > self._first + self._batch.num_rows:
            groups = list(range(group, len(self._groups) - 1))
            self._batches = self.file.iter_batches(batch_size=self.batch_rows, row_groups=groups)
            self._batch, self._first = None, self._groups[group]
        while self._batch is None or row >= self._first + self._batch.num_rows:
            if self._batch is not None:
                self._first += self._batch.num_rows
            self._batch = next(self._batches)
