"""From rows to Arrow tables to Parquet files, each with its schema and its provenance."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema.tables import TABLES
from pipeline.write.provenance import Provenance
from pipeline.write.rows import Row

Tables = dict[str, pa.Table]


def arrow_tables(documents: Iterable[Mapping[str, list[Row]]]) -> Tables:
    """Return the tables that hold the rows of several documents, in order; a table without rows has its schema.

    Raises
    ------
    pyarrow.ArrowInvalid, pyarrow.ArrowTypeError
        If a value does not fit its column.
    """
    collected: dict[str, list[Row]] = {name: [] for name in TABLES}
    for tables in documents:
        for name, rows in tables.items():
            collected[name].extend(rows)
    return {name: pa.Table.from_pylist(rows, schema=TABLES[name]) for name, rows in collected.items()}


def write_parts(tables: Mapping[str, pa.Table], folder: Path, provenance: Provenance) -> None:
    """Write every table as ``FOLDER/TABLE.parquet``, safely on disk when this returns."""
    for name in TABLES:
        path = folder / f"{name}.parquet"
        pq.write_table(
            tables[name].replace_schema_metadata(provenance.footer(name)),
            path,
            compression="zstd",
            row_group_size=262_144,
        )
        sync(path)
    sync(folder)


def write_chunk(tables: Mapping[str, pa.Table], path: Path) -> None:
    """Write every table, one Arrow stream after the other, into one intermediate file."""
    with pa.OSFile(str(path), "wb") as sink:
        for name in TABLES:
            with pa.ipc.new_stream(sink, TABLES[name]) as stream:
                stream.write_table(tables[name])


def read_chunk(path: Path) -> Tables:
    """Read what ``write_chunk`` wrote."""
    with pa.OSFile(str(path), "rb") as source:
        return {name: pa.ipc.open_stream(source).read_all() for name in TABLES}


def concatenated(chunks: Iterable[Mapping[str, pa.Table]]) -> Tables:
    """Return the tables of several chunks one after the other."""
    parts = list(chunks)
    return {name: pa.concat_tables([part[name] for part in parts]).unify_dictionaries() for name in TABLES}


def sync(path: Path) -> None:
    """Force a file or folder to disk, so that what is committed survives a power failure."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
