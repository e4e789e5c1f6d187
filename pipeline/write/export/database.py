"""DuckDB: the tables of a run in one file, with the views of ``views.sql``. Needs the extra ``duckdb``."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.write.export.tables import MissingExtraError, read_tables

VIEWS = Path(__file__).parent / "views.sql"


def write_duckdb(run: Path, path: Path) -> list[Path]:
    """Write a DuckDB database, replacing the file if it is there.

    Raises
    ------
    MissingExtraError
        If duckdb is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError("duckdb") from None
    temporary = path.with_name(f"{path.name}.part")
    temporary.unlink(missing_ok=True)
    with duckdb.connect(str(temporary)) as connection:
        for name, table in read_tables(run).items():
            connection.register("arriving", table)
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM arriving')
            connection.unregister("arriving")
        connection.execute(VIEWS.read_text(encoding="utf-8"))
    os.replace(temporary, path)
    return [path]
