"""From rows to Arrow tables to Parquet files, each with its schema and its provenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema.tables import TABLES
from pipeline.write.rows import Row

Tables = dict[str, pa.Table]


def arrow_table(name: str, rows: list[Row]) -> pa.Table:
    """Return rows as an Arrow table with the declared schema of table ``name``.

    Raises
    ------
    pyarrow.ArrowInvalid
        If a value does not fit its column.
    """
    return pa.Table.from_pylist(rows, schema=TABLES[name])


def arrow_tables(documents: Iterable[Mapping[str, list[Row]]]) -> Tables:
    """Return the tables that hold the rows of several documents, in order; a table without rows has its schema."""
    collected: dict[str, list[Row]] = {name: [] for name in TABLES}
    for tables in documents:
        for name, rows in tables.items():
            collected[name].extend(rows)
    return {name: arrow_table(name, rows) for name, rows in collected.items()}


def write_table(table: pa.Table, path: Path, footer: Mapping[bytes, bytes]) -> None:
    """Write one Parquet file whose footer carries the provenance."""
    pq.write_table(table.replace_schema_metadata(dict(footer)), path, compression="zstd")
