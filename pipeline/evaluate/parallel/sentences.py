"""Align the sentences of two parallel texts by their lengths and cognates.

References
----------
Gale & Church 1993, *A program for aligning sentences in bilingual corpora*: the beads, their probabilities and the
variance of the lengths are theirs; the cognates are those of Simard, Foster & Isabelle 1992.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, inf, log, sqrt

from pipeline.evaluate.parallel.cognates import Terms, likeness, terms, union

BEADS = {(1, 1): 0.89, (1, 0): 0.00495, (0, 1): 0.00495, (2, 1): 0.0445, (1, 2): 0.0445, (2, 2): 0.011}
"""How probable it is that so many French sentences are so many English ones."""
ENGLISH_PER_FRENCH = 0.98
"""Characters of English for one of French (the train part of the corpus)."""
VARIANCE = 6.8
COGNATES = 4.0
"""What full likeness is worth, as a logarithm of a probability."""
WIDEST = 200

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences that translate each other, as half-open ranges of their numbers; one may be empty."""

    french: Span
    english: Span


@dataclass(frozen=True, slots=True)
class _Side:
    """The sentences of a text: how long the text is up to each, and their terms."""

    lengths: list[int]
    terms: list[Terms]

    def cut(self, end: int, count: int) -> tuple[int, Terms]:
        """Return length and terms of the last ``count`` sentences before ``end``."""
        length = self.lengths[end] - self.lengths[end - count]
        return length, self.terms[end - 1] if count == 1 else union(self.terms[end - count : end])


def _side(sentences: Sequence[str]) -> _Side:
    lengths = [0]
    for sentence in sentences:
        lengths.append(lengths[-1] + len(sentence))
    return _Side(lengths, [terms(sentence) for sentence in sentences])


def align_sentences(french: Sequence[str], english: Sequence[str]) -> list[Bead]:
    """Align two lists of sentences in order.

    Returns
    -------
    list of Bead
        The most probable ones, covering every sentence of both sides once.
    """
    left, right = _side(french), _side(english)
    n, m = len(french), len(english)
    width = min(WIDEST, 10 + abs(n - m) + max(n, m) // 20)
    costs: dict[Span, float] = {(0, 0): 0.0}
    steps: dict[Span, Span] = {}
    for i in range(n + 1):
        middle = i * m // n if n else 0
        reach = width if n else m
        for j in range(max(0, middle - reach), min(m, middle + reach) + 1):
            best, step = inf, (0, 0)
            for bead, probability in BEADS.items():
                before = costs.get((i - bead[0], j - bead[1]), inf)
                if before < inf:
                    cost = before - log(probability) + _cost(left.cut(i, bead[0]), right.cut(j, bead[1]))
                    best, step = min((best, step), (cost, bead))
            if step != (0, 0):
                costs[i, j], steps[i, j] = best, step
    return _walk(steps, n, m)


def _cost(left: tuple[int, Terms], right: tuple[int, Terms]) -> float:
    """Return how improbable it is that two stretches of text translate each other."""
    expected = left[0] * ENGLISH_PER_FRENCH
    mean = (expected + right[0]) / 2
    if mean == 0 or not left[0] or not right[0]:
        return 0.0  # the probability of the bead says it all
    deviation = abs(expected - right[0]) / sqrt(VARIANCE * mean)
    return -log(max(erfc(deviation / sqrt(2)), 1e-30)) - COGNATES * (likeness(left[1], right[1]) or 0.0)


def _walk(steps: dict[Span, Span], i: int, j: int) -> list[Bead]:
    beads: list[Bead] = []
    while (i, j) in steps:
        one, other = steps[i, j]
        beads.append(Bead((i - one, i), (j - other, j)))
        i, j = i - one, j - other
    return beads[::-1]
