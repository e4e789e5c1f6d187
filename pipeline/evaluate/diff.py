"""What changed between two runs, and whether the change is an improvement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.evaluate.align import align
from pipeline.evaluate.counts import RESAMPLES, Counts, Measure, draws, interval, resampled, scores
from pipeline.evaluate.differences import label_of, value_of
from pipeline.evaluate.evaluation import chosen, compare
from pipeline.evaluate.headline import HEADLINE
from pipeline.evaluate.rules import rule_of
from pipeline.evaluate.sources import EvaluationError, load_gold, pair, read_run
from pipeline.schema.models import Layers
from pipeline.write.exchange import AnnotatedDocument

COLUMNS = (
    "document", "layer", "change", "label", "rule_id", "before_start", "before_end", "before_text", "before",
    "after_start", "after_end", "after_text", "after",
)  # fmt: skip


@dataclass(slots=True)
class Diff:
    """The differences between a run A (before) and a run B (after).

    Attributes
    ----------
    changes : pandas.DataFrame
        One row per extraction gained, lost or changed; ``before``/``after`` is what is said of it: label, value,
        speaker or arguments. ``rule_id`` is the rule of B, of a lost one that of A.
    summary : pandas.DataFrame
        Number of changes per layer, rule and kind.
    scores : pandas.DataFrame or None
        With gold, per headline measure: ``before``, ``after``, ``difference``, its interval ``low`` to ``high``, and
        ``better``: the share of resamples of the documents in which B scores higher than A.
    only_before, only_after
        Documents that only one run holds; they are not compared.
    """

    changes: pd.DataFrame
    summary: pd.DataFrame
    scores: pd.DataFrame | None
    only_before: list[str]
    only_after: list[str]


def diff(
    before: str | Path,
    after: str | Path,
    gold: str | Path | None = None,
    *,
    split: str | None = None,
    resamples: int = RESAMPLES,
) -> Diff:
    """Compare two run folders.

    Parameters
    ----------
    gold
        Gold annotations to score both runs on.
    split
        Parts of the split to score on, as for ``evaluate``.

    Raises
    ------
    EvaluationError
        If a folder is no run, or the runs have no document in common.
    """
    left, right = read_run(Path(before)), read_run(Path(after))
    common = [name for name in left if name in right]
    if not common:
        raise EvaluationError(f"{before} and {after} have no document in common")
    rows = [row for name in common for row in _changes(name, left[name], right[name])]
    changes = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = [name for name in COLUMNS if name.endswith(("_start", "_end"))]
    changes = changes.astype(dict.fromkeys(numbers, "Int64"))
    grouped: Any = changes.groupby(["layer", "rule_id", "change"], as_index=False)
    summary = grouped.agg(n=("document", "size"))
    table = None if gold is None else _scores(Path(gold), left, right, split, resamples)
    only = [name for name in left if name not in right], [name for name in right if name not in left]
    return Diff(changes, summary, table, *only)


def _items(layers: Layers) -> dict[str, list[Any]]:
    return {
        "entities": [x for x in layers.entities if x.label != "ROLE"],
        "roles": [x for x in layers.entities if x.label == "ROLE"],
        "dates": layers.dates,
        "quotations": layers.quotations,
        "acts": layers.acts,
    }


def described(item: Any) -> str:
    """Return in one line what is said of an extraction beside its span."""
    parts = [label_of(item), getattr(item, "subtype", None), value_of(item), getattr(item, "mod", None)]
    for role in ("actor", "target", "content"):
        fillers = [x.text or f"({x.name})" for x in getattr(item, "arguments", []) if x.role == role]
        parts.append(f"{role}: {' ; '.join(fillers)}" if fillers else None)
    usual = ("pos", "actual", "author")
    parts += [x for x in (getattr(item, name, None) for name in ("polarity", "status", "voice")) if x not in usual]
    return ", ".join(part for part in parts if part)


def _changes(name: str, before: AnnotatedDocument, after: AnnotatedDocument) -> Iterator[dict[str, Any]]:
    new = _items(after.layers)
    for layer, old_items in _items(before.layers).items():
        old_keys = {_key(item) for item in old_items}
        new_keys = {_key(item) for item in new[layer]}
        lost = [item for item in old_items if _key(item) not in new_keys]
        gained = [item for item in new[layer] if _key(item) not in old_keys]
        pairs = align(lost, gained)
        for i, j in pairs:
            yield _row(name, layer, "changed", lost[i], gained[j])
        for i in sorted(set(range(len(lost))) - {i for i, _ in pairs}):
            yield _row(name, layer, "lost", lost[i], None)
        for j in sorted(set(range(len(gained))) - {j for _, j in pairs}):
            yield _row(name, layer, "gained", None, gained[j])


def _key(item: Any) -> tuple[int, int, str]:
    return item.start, item.end, described(item)


def _row(name: str, layer: str, change: str, old: Any | None, new: Any | None) -> dict[str, Any]:
    latest = new if new is not None else old
    row = {"document": name, "layer": layer, "change": change, "label": label_of(latest), "rule_id": rule_of(latest)}
    for prefix, item in (("before", old), ("after", new)):
        if item is not None:
            spans = {f"{prefix}_start": item.start, f"{prefix}_end": item.end, f"{prefix}_text": item.text}
            row.update(spans, **{prefix: described(item)})
    return row


def _scores(
    gold: Path,
    before: dict[str, AnnotatedDocument],
    after: dict[str, AnnotatedDocument],
    split: str | None,
    resamples: int,
) -> pd.DataFrame:
    documents = chosen(load_gold(gold, {**before, **after}), gold, split)
    left, right = (compare(pair(documents, run), resamples=1).counts for run in (before, after))
    return paired(left, right, resamples)


def paired(before: Counts, after: Counts, resamples: int = RESAMPLES) -> pd.DataFrame:
    """Compare the headline figures of two runs by a paired bootstrap: the same documents are drawn for both."""
    measures = [x for x in dict.fromkeys([*before.measures, *after.measures]) if x.layer == HEADLINE]
    cells = [_cells(side, measures) for side in (before, after)]
    weights = draws(before.n_documents, resamples)
    delta = resampled(cells[1], weights) - resampled(cells[0], weights)
    low, high = interval(delta)
    valid = (~np.isnan(delta)).sum(axis=0)
    better = np.divide((delta > 0).sum(axis=0), valid, out=np.full(len(measures), np.nan), where=valid > 0)
    old, new = (scores(side.sum(axis=1))[0] for side in cells)
    columns = {"before": old, "after": new, "difference": new - old, "low": low, "high": high, "better": better}
    return pd.DataFrame(columns, index=pd.Index([measure.scheme for measure in measures], name="measure"))


def _cells(side: Counts, measures: list[Measure]) -> Any:
    known = dict(zip(side.measures, side.cells(range(side.n_documents)), strict=True))
    return np.stack([known.get(measure, np.zeros((side.n_documents, 4))) for measure in measures])
