"""Evaluate predictions against gold: every score with its interval, every rule's precision, every difference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.evaluate import differences
from pipeline.evaluate.clusters import count_clusters
from pipeline.evaluate.counts import RESAMPLES, Counts, Figure, Measure, figures
from pipeline.evaluate.headline import HEADLINE, Scorer
from pipeline.evaluate.rules import RuleCounts
from pipeline.evaluate.schemes import count_spans, labelled_spans
from pipeline.evaluate.sources import (
    EvaluationError,
    Pair,
    annotate_texts,
    load_gold,
    pair,
    read_run,
    split_names,
    texts_folder,
    warnings,
)
from pipeline.schema.models import Layers
from pipeline.write.exchange import AnnotatedDocument

LAYERS = ("entities", "roles", "dates", "quotations", "acts")


@dataclass(slots=True)
class Evaluation:
    """What an evaluation found.

    Attributes
    ----------
    gold, run, split
        What was compared; ``run`` is None when the texts were annotated for the purpose.
    pairs
        The documents, gold and predicted.
    counts
        Right, gold and predicted per measure and document.
    scores : pandas.DataFrame
        One row per measure: ``by`` (all, genre, language), ``group``, ``layer``, ``scheme``, ``label``, then ``score``
        (F1, or the share for a rate), ``precision``, ``recall``, ``low``, ``high`` (95 % bootstrap over documents),
        ``n_gold``, ``n_predicted``, ``n_documents``. Layer ``headline`` holds the headline figures.
    rules : pandas.DataFrame
        Right and wrong extractions and precision per rule.
    differences : pandas.DataFrame
        One row per missed, extra or different extraction.
    warnings
        Documents that are missing or whose texts differ.
    """

    gold: str
    run: str | None
    split: str | None
    pairs: list[Pair]
    counts: Counts
    scores: pd.DataFrame
    rules: pd.DataFrame
    differences: pd.DataFrame
    warnings: list[str] = field(default_factory=list)

    @property
    def headline(self) -> pd.DataFrame:
        """The headline figures over all documents, indexed by name."""
        rows = self.scores[(self.scores["layer"] == HEADLINE) & (self.scores["by"] == "all")]
        return rows.set_index("scheme").rename_axis("measure").drop(columns=["by", "group", "layer", "label"])


def evaluate(
    gold: str | Path,
    run: str | Path | None = None,
    *,
    split: str | None = None,
    layers: Iterable[str] | None = None,
    format: str | None = None,
    resamples: int = RESAMPLES,
) -> Evaluation:
    """Compare predictions with gold.

    Parameters
    ----------
    gold
        A file or folder of gold annotations in any exchange format.
    run
        A run folder; None: the texts of the gold collection are annotated now.
    split
        Parts of ``split.toml`` beside gold (``test``, or ``train,dev``); None: all documents.
    layers
        Score only these of entities, roles, dates, quotations, acts: give those that gold annotates.
    format
        Exchange format of gold; None: told from its files.
    resamples
        Of the bootstrap over documents.

    Raises
    ------
    EvaluationError
        If the run holds no documents, the split is unknown, or nothing is left to compare.
    ExchangeError
        If gold cannot be read or does not fit its texts.
    """
    gold = Path(gold)
    predicted = read_run(Path(run)) if run is not None else None
    documents = chosen(load_gold(gold, predicted, format), gold, split)
    if predicted is None:
        predicted = annotate_texts(texts_folder(gold), [annotated.name for annotated in documents])
    pairs = pair(documents, predicted)
    if layers is not None:
        _keep_layers(pairs, list(layers))
    evaluation = compare(pairs, resamples)
    evaluation.gold, evaluation.run, evaluation.split = str(gold), None if run is None else str(run), split
    return evaluation


def chosen(documents: list[AnnotatedDocument], gold: Path, split: str | None) -> list[AnnotatedDocument]:
    """Return the documents of some parts of the split, or all.

    Raises
    ------
    EvaluationError
        If the split is unknown or leaves nothing.
    """
    if split is not None:
        names = {name for part in split.split(",") for name in split_names(gold, part.strip())}
        documents = [annotated for annotated in documents if annotated.name in names]
    if not documents:
        raise EvaluationError(f"{gold}: holds no documents to compare" + (f" in {split}" if split else ""))
    return documents


def compare(pairs: list[Pair], resamples: int = RESAMPLES) -> Evaluation:
    """Score pairs of documents, as ``evaluate`` does once it has read them."""
    counts, rules = Counts(len(pairs)), RuleCounts()
    found: list[differences.Difference] = []
    for index, item in enumerate(pairs):
        matched = Scorer(counts, index, item.text).score(item.gold.layers, item.layers)
        spans, predicted_spans = labelled_spans(item.gold.layers), labelled_spans(item.layers)
        for layer, gold_spans in spans.items():
            count_spans(counts, index, layer, gold_spans, predicted_spans[layer])
        count_clusters(counts, index, item.gold.layers, item.layers)
        rules.add(matched)
        found += differences.differences(item, matched)
    scores = _scores(counts, pairs, resamples)
    return Evaluation("", None, None, pairs, counts, scores, rules.table(), differences.table(found), warnings(pairs))


def _keep_layers(pairs: list[Pair], layers: Sequence[str]) -> None:
    unknown = sorted(set(layers) - set(LAYERS))
    if unknown:
        raise EvaluationError(f"there is no layer {unknown[0]!r}; the layers are {', '.join(LAYERS)}")
    for item in pairs:
        for side in (item.gold.layers, item.layers):
            _blank(side, layers)


def _blank(side: Layers, keep: Sequence[str]) -> None:
    """Empty the layers that are not to be scored."""
    side.entities = [x for x in side.entities if ("roles" if x.label == "ROLE" else "entities") in keep]
    side.dates = side.dates if "dates" in keep else []
    side.quotations = side.quotations if "quotations" in keep else []
    side.acts = side.acts if "acts" in keep else []


def _scores(counts: Counts, pairs: list[Pair], resamples: int) -> pd.DataFrame:
    groups: dict[tuple[str, str], list[int]] = {("all", ""): list(range(len(pairs)))}
    for by in ("genre", "language"):
        for index, item in enumerate(pairs):
            value = getattr(item.metadata, by)
            if value:
                groups.setdefault((by, str(value)), []).append(index)
    rows: list[dict[str, Any]] = []
    for (by, group), documents in groups.items():
        for measure, figure in figures(counts, documents, resamples).items():
            if by == "all" or figure.n_gold or figure.n_predicted:
                rows.append(_row(by, group, measure, figure, len(documents)))
    return pd.DataFrame(rows)


def _row(by: str, group: str, measure: Measure, figure: Figure, n_documents: int) -> dict[str, Any]:
    keys = {"by": by, "group": group, "layer": measure.layer, "scheme": measure.scheme, "label": measure.label}
    return {**keys, **asdict(figure), "n_documents": n_documents}
