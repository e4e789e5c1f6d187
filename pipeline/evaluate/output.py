"""An evaluation as JSON, as Parquet and as lines of text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.evaluate.evaluation import Evaluation


def to_json(evaluation: Evaluation) -> str:
    """Return an evaluation as JSON.

    ``headline`` maps each measure to ``f1``, ``p``, ``r``, ``n`` and ``ci``; ``scores`` and ``rules`` are the tables,
    one object per row; a score without a case is null.
    """
    headline: dict[str, Any] = {}
    for row in _records(evaluation.headline.reset_index()):
        interval = None if row["low"] is None else [row["low"], row["high"]]
        figures = {"f1": row["score"], "p": row["precision"], "r": row["recall"], "n": row["n_gold"], "ci": interval}
        headline[row["measure"]] = figures
    data = {
        "gold": evaluation.gold,
        "run": evaluation.run,
        "split": evaluation.split,
        "documents": [pair.name for pair in evaluation.pairs],
        "headline": headline,
        "scores": _records(evaluation.scores),
        "rules": _records(evaluation.rules),
        "warnings": evaluation.warnings,
    }
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [dict(row) for row in table.to_dict("records")]
    return [{name: None if pd.isna(value) else value for name, value in row.items()} for row in rows]


def write_parquet(evaluation: Evaluation, path: Path) -> None:
    """Write the scores as one Parquet file; gold, run and split are in its ``attrs``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table = evaluation.scores.copy()
    table.attrs = {"gold": evaluation.gold, "run": evaluation.run, "split": evaluation.split}
    table.to_parquet(path, index=False)
