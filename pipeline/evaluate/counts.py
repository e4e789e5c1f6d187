"""Counts per document, and the figures and bootstrap intervals that follow from them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RESAMPLES = 400
QUANTILES = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted: a layer, a scheme and a label.

    A ``rate`` is a share of right answers (accuracy, mean token F1); everything else has precision and recall.
    """

    layer: str
    scheme: str
    label: str = ""
    rate: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A score between 0 and 1 with its interval; ``score`` is F1, or the share for a rate; None without any case.

    ``n_gold`` counts the gold annotations (of a rate: the cases), ``n_predicted`` the predicted ones.
    """

    score: float | None
    precision: float | None
    recall: float | None
    low: float | None
    high: float | None
    n_gold: int
    n_predicted: int


class Counts:
    """Per measure and document: gold found, gold, predictions right, predictions."""

    def __init__(self, n_documents: int) -> None:
        self.n_documents = n_documents
        self._cells: dict[Measure, Array] = {}

    def add(
        self, measure: Measure, document: int, found: float, n: tuple[int, int], right: float | None = None
    ) -> None:
        """Add to a cell.

        Parameters
        ----------
        found
            Gold annotations found.
        n
            How many gold and predicted ones there are.
        right
            Predictions that are right; as many as ``found`` unless given.
        """
        cell = self._cells.setdefault(measure, np.zeros((self.n_documents, 4)))
        cell[document] += (found, n[0], found if right is None else right, n[1])

    def add_rate(self, measure: Measure, document: int, good: float) -> None:
        """Count one case of a rate."""
        self.add(measure, document, good, (1, 1))

    @property
    def measures(self) -> list[Measure]:
        """The measures, in the order in which they were first counted."""
        return list(self._cells)

    def cells(self, documents: Sequence[int]) -> Array:
        """Return an array (measure, document, 4) for some documents."""
        if not self._cells:
            return np.zeros((0, len(documents), 4))
        return np.stack([cell[list(documents)] for cell in self._cells.values()])


def scores(totals: Array) -> tuple[Array, Array, Array]:
    """Return score, precision and recall from totals whose last axis is (found, gold, right, predicted).

    Without gold and predictions the score is not a number; a precision without predictions is 0.
    """
    found, gold, right, predicted = (totals[..., k] for k in range(4))
    precision = np.divide(right, predicted, out=np.zeros_like(right), where=predicted > 0)
    recall = np.divide(found, gold, out=np.zeros_like(found), where=gold > 0)
    both = precision + recall
    score = np.divide(2 * precision * recall, both, out=np.zeros_like(both), where=both > 0)
    score[(gold + predicted) == 0] = np.nan
    return score, precision, recall


def draws(n_documents: int, resamples: int = RESAMPLES, seed: int = 0) -> Array:
    """Return how often each document is drawn in each resample, an array (resample, document)."""
    chance, documents = random.Random(seed), range(n_documents)
    weights = np.zeros((resamples, n_documents))
    for row in weights:
        np.add.at(row, [chance.choice(documents) for _ in documents], 1)
    return weights


def resampled(cells: Array, weights: Array) -> Array:
    """Return the score of each measure in each resample, an array (resample, measure)."""
    totals: Array = np.einsum("rd,mdk->rmk", weights, cells)
    return scores(totals)[0]


def interval(samples: Array) -> tuple[Array, Array]:
    """Return the 95 % percentile interval of each column; a resample without a case of a measure is left out for it."""
    ordered = np.sort(samples, axis=0)
    n_valid = (~np.isnan(samples)).sum(axis=0)
    columns = np.arange(samples.shape[1])
    low, high = (np.floor(quantile * n_valid).astype(int) for quantile in QUANTILES)
    return ordered[low, columns], ordered[np.minimum(np.maximum(n_valid - 1, 0), high), columns]


def figures(counts: Counts, documents: Sequence[int], resamples: int = RESAMPLES) -> dict[Measure, Figure]:
    """Return the figure of every measure over some documents, with 95 % intervals by bootstrap over documents.

    Parameters
    ----------
    documents
        Indices of the documents.
    resamples
        How often the documents are drawn anew; the seed is fixed, so the same counts give the same intervals.
    """
    cells = counts.cells(documents)
    totals = cells.sum(axis=1)
    score, precision, recall = scores(totals)
    if len(documents) and len(cells):
        low, high = interval(resampled(cells, draws(len(documents), resamples)))
    else:
        low = high = np.full(len(cells), np.nan)
    result: dict[Measure, Figure] = {}
    for k, measure in enumerate(counts.measures):
        result[measure] = Figure(
            _number(score[k]),
            None if measure.rate else float(precision[k]),
            None if measure.rate else float(recall[k]),
            _number(low[k]),
            _number(high[k]),
            int(totals[k, 1]),
            int(totals[k, 3]),
        )
    return result


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
