"""XLSX: one sheet per table, every text a text and never a formula. Needs the extra ``xlsx``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.write.export.tables import MissingExtraError, read_tables

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTHS = {"text": 60, "title": 40, "content": 40, "gloss_fr": 60, "gloss_en": 60}


def write_workbook(run: Path, path: Path) -> list[Path]:
    """Write the tables of a run into one workbook.

    Excel holds 32,767 characters per cell and 1,048,576 rows per sheet: longer texts are cut (their last character is
    then ``…``), longer tables go on in ``TABLE (2)``. Characters that XML cannot hold become U+FFFD.

    Raises
    ------
    MissingExtraError
        If openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingExtraError("xlsx") from None
    workbook = Workbook(write_only=True)
    for name, table in read_tables(run).items():
        _write_table(workbook, name, table)
    workbook.save(path)
    return [path]


def _write_table(workbook: Any, name: str, table: pa.Table) -> None:
    from openpyxl.utils import get_column_letter

    for number, start in enumerate(range(0, max(table.num_rows, 1), MOST_ROWS - 1), start=1):
        sheet = workbook.create_sheet(name if number == 1 else f"{name} ({number})")
        sheet.freeze_panes = "A2"
        for column, field in enumerate(table.schema.names, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(field, 14)
        sheet.append(table.schema.names)
        for batch in table.slice(start, MOST_ROWS - 1).to_batches(5000):
            for row in batch.to_pylist():
                sheet.append([_cell(sheet, value) for value in row.values()])


def _cell(sheet: Any, value: Any) -> Any:
    """Return a value as Excel holds it; a text is marked as one, so that "=1+1" stays these four characters."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    text = _NOT_XML.sub("\ufffd", value)
    cell = WriteOnlyCell(sheet, text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…")
    cell.data_type = "s"
    return cell
