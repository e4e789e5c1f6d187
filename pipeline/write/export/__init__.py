"""A run in the formats that analysts open: spreadsheets, JSON Lines, DuckDB, event data. See docs/exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.write.export.csv_files import write_csv
from pipeline.write.export.database import write_duckdb
from pipeline.write.export.events import write_events
from pipeline.write.export.json_lines import write_json_lines
from pipeline.write.export.tables import RunError
from pipeline.write.export.workbook import write_workbook

__all__ = ["FORMATS", "Format", "RunError", "export"]


@dataclass(frozen=True, slots=True)
class Format:
    """How to write a format, and the name of its file (or folder) when none is given."""

    write: Callable[[Path, Path], list[Path]]
    name: str


FORMATS: dict[str, Format] = {
    "csv": Format(write_csv, "csv"),
    "xlsx": Format(write_workbook, "polyphonie.xlsx"),
    "jsonl": Format(write_json_lines, "polyphonie.jsonl"),
    "duckdb": Format(write_duckdb, "polyphonie.duckdb"),
    "cameo": Format(write_events, "events.csv"),
}


def export(run: Path, form: str, out: Path) -> list[Path]:
    """Write a run folder in a format of ``FORMATS``.

    Parameters
    ----------
    out
        The file to write; for ``csv`` a folder.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    RunError
        If the folder is no run, the format is unknown, or its library is not installed.
    """
    if form not in FORMATS:
        raise RunError(f"there is no format {form!r}; use {', '.join(FORMATS)}")
    out.parent.mkdir(parents=True, exist_ok=True)
    return FORMATS[form].write(run, out)
