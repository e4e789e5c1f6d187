"""JSON Lines: one document per line with all of its layers, for scripts in any language."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.write.export.tables import RowsByDocument, read_tables

LAYERS = ("segments", "sentences", "entities", "dates", "quotations", "acts")


def write_json_lines(run: Path, path: Path) -> list[Path]:
    """Write one object per document: the columns of ``documents``, and a list of objects per layer.

    An act holds its arguments as ``arguments``. Missing values are left out; days read ``YYYY-MM-DD``; offsets count
    code points.
    """
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for _, rows in RowsByDocument(read_tables(run)):
            document = _bare(rows["documents"][0])
            document.update({layer: [_bare(row, "doc_id") for row in rows[layer]] for layer in LAYERS})
            arguments: dict[str, list[dict[str, Any]]] = {}
            for row in rows["act_arguments"]:
                arguments.setdefault(row["act_id"], []).append(_bare(row, "doc_id", "act_id"))
            for act in document["acts"]:
                act["arguments"] = arguments.get(act["act_id"], [])
            stream.write(json.dumps(document, ensure_ascii=False, default=_day) + "\n")
    return [path]


def _bare(row: dict[str, Any], *without: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None and name not in without}


def _day(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
