"""What the tests of crashes compare: all rows of a run folder, and whether it can be read as it is."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from pipeline.schema.tables import TABLES


def content(out: Path) -> dict[str, list[dict[str, object]]]:
    """Return all rows, table by table, in order."""
    return {name: pq.read_table(out / name).to_pylist() for name in TABLES}


def assert_reads_cleanly(out: Path) -> None:
    """No half-written file, and no document twice in any table."""
    seen: list[str] = []
    for name in TABLES:
        for part in sorted((out / name).glob("*")):
            assert part.name.startswith("part-") and part.suffix == ".parquet"
            table = pq.ParquetFile(part).read()
            assert table.column_names == TABLES[name].names
            seen += table["doc_id"].to_pylist() if name == "documents" else []
    assert len(seen) == len(set(seen))
