"""CSV: one file per table, UTF-8 with a byte order mark, as spreadsheets expect it.

A spreadsheet runs a cell that begins like a formula. Texts are untrusted, so such a cell gets an apostrophe in front
(OWASP, "CSV Injection"); ``unguarded`` takes it away again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.write.export.tables import read_tables

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BATCH = 5000


def guarded(value: Any) -> Any:
    """Return a value as a cell that no spreadsheet runs."""
    if isinstance(value, str) and value.lstrip(" '\u00a0\ufeff").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def unguarded(value: Any) -> Any:
    """Return what ``guarded`` was given."""
    return value[1:] if isinstance(value, str) and value.startswith("'") and guarded(value[1:]) == value else value


def write_csv(run: Path, folder: Path) -> list[Path]:
    """Write every table of a run as ``FOLDER/TABLE.csv``; missing values are empty, days ``YYYY-MM-DD``."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, table in read_tables(run).items():
        rows = (row.values() for batch in table.to_batches(BATCH) for row in batch.to_pylist())
        written.append(write_rows(folder / f"{name}.csv", table.schema.names, rows))
    return written


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Iterable[Any]]) -> Path:
    """Write one CSV file."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows([guarded(value) for value in row] for row in rows)
    return path
