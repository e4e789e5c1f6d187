"""Schemes, clusters, intervals and coefficients, against other libraries and worked examples."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from nervaluate import Evaluator
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example

from pipeline.evaluate.agreement import cohen_kappa, krippendorff_alpha
from pipeline.evaluate.align import align, overlapping
from pipeline.evaluate.clusters import b_cubed, ceaf_e
from pipeline.evaluate.counts import Counts, Measure, figures
from pipeline.evaluate.diff import paired
from pipeline.evaluate.headline import HEADLINE
from pipeline.evaluate.rules import wilson
from pipeline.evaluate.schemes import LabelledSpan, right_spans

LABELS = ("PER", "ORG", "LOC")
VOCAB = spacy.blank("fr").vocab


@st.composite
def both_sides(draw) -> tuple[list[LabelledSpan], list[LabelledSpan]]:
    """Flat gold spans and, for some of them, a prediction that stays within the span's own ten characters."""
    gold, predicted = [], []
    for cell in range(draw(st.integers(1, 12))):
        spans = []
        for _ in range(2):
            start = draw(st.integers(0, 7))
            spans.append(
                (10 * cell + start, 10 * cell + draw(st.integers(start + 1, 9)), draw(st.sampled_from(LABELS)))
            )
        if draw(st.booleans()):
            gold.append(LabelledSpan(*spans[0]))
        if draw(st.booleans()):
            predicted.append(LabelledSpan(*(spans[0] if draw(st.booleans()) else spans[1])))
    return gold, predicted


@given(both_sides())
def test_schemes_count_as_nervaluate_does(sides) -> None:
    gold, predicted = sides
    listed = [[{"label": x.label, "start": x.start, "end": x.end - 1} for x in side] for side in sides]
    results = Evaluator([listed[0]], [listed[1]], tags=list(LABELS), loader="dict").evaluate()["overall"]
    right = right_spans("dates", gold, predicted)
    for scheme, name in (("strict", "strict"), ("exact", "exact"), ("partial", "partial"), ("type", "ent_type")):
        theirs = results[name]
        assert right[scheme] == theirs.correct + 0.5 * theirs.partial
        assert len(gold) == theirs.correct + theirs.incorrect + theirs.partial + theirs.missed
        assert len(predicted) == theirs.correct + theirs.incorrect + theirs.partial + theirs.spurious


@given(both_sides())
def test_strict_is_what_spacy_scores(sides) -> None:
    gold, predicted = sides
    words = ["a"] * 121
    docs = [Doc(VOCAB, words=words, spaces=[False] * 121) for _ in sides]
    for doc, side in zip(docs, sides, strict=True):
        doc.set_ents([Span(doc, x.start, x.end, label=x.label) for x in side])
    scores = Scorer.score_spans([Example(docs[1], docs[0])], "ents")
    right = right_spans("dates", gold, predicted)["strict"]
    if gold or predicted:
        f1 = 2 * right / (len(gold) + len(predicted))
        assert f1 == pytest.approx(scores["ents_f"] or 0)


SPANS = st.lists(
    st.builds(lambda a, n: LabelledSpan(a, a + n, "x"), st.integers(0, 60), st.integers(1, 30)), max_size=15
)


@given(SPANS, SPANS)
def test_the_sweep_finds_every_overlap(gold, predicted) -> None:
    expected = [
        (i, j) for i, a in enumerate(gold) for j, b in enumerate(predicted) if a.start < b.end and b.start < a.end
    ]
    assert list(overlapping(gold, predicted)) == expected
    pairs = align(gold, predicted)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert set(pairs) <= set(expected)


def cluster(*numbers: int) -> frozenset[tuple[int, int]]:
    return frozenset((number, number + 1) for number in numbers)


def test_clusters_of_a_worked_example() -> None:
    """Bagga and Baldwin 1998, figure 2: precision 16/21, recall 1 over twelve mentions."""
    key = [cluster(1, 2, 3, 4, 5), cluster(6, 7), cluster(8, 9, 10, 11, 12)]
    response = [cluster(1, 2, 3, 4, 5), cluster(6, 7, 8, 9, 10, 11, 12)]
    found, right = b_cubed(key, response)
    assert found == 12
    assert right / 12 == pytest.approx(16 / 21)
    assert ceaf_e(key, response) == pytest.approx(1 + 2 * 5 / 12)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=9))
def test_the_assignment_of_clusters_is_the_best(assigned) -> None:
    sides = []
    for side in (0, 1):
        names = {pair[side] for pair in assigned}
        sides.append([cluster(*(n for n, pair in enumerate(assigned) if pair[side] == name)) for name in names])
    key, response = sides

    def best(rows: list[int], columns: set[int]) -> float:
        if not rows:
            return 0.0
        first, *others = rows
        options = [best(others, columns)]
        for j in columns:
            similarity = 2 * len(key[first] & response[j]) / (len(key[first]) + len(response[j]))
            options.append(similarity + best(others, columns - {j}))
        return max(options)

    assert ceaf_e(key, response) == pytest.approx(best(list(range(len(key))), set(range(len(response)))))


def test_wilson_interval_of_a_worked_example() -> None:
    """Newcombe 1998, table I: 81 of 263 and 0 of 20."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)
    assert wilson(0, 0) == (0, 1)


def test_kappa_of_a_worked_example() -> None:
    """Twenty yes-yes, five yes-no, ten no-yes, fifteen no-no: κ = 0.4."""
    first = [True] * 25 + [False] * 25
    second = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)
    assert cohen_kappa([True], [True]) is None
    assert krippendorff_alpha(first, second) == pytest.approx(
        krippendorff.alpha([[int(x) for x in first], [int(x) for x in second]], level_of_measurement="nominal")
    )


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=40))
def test_alpha_is_kappa_with_common_margins(ratings) -> None:
    """Scott's π and α differ by a correction for the sample size only."""
    first, second = [a for a, _ in ratings], [b for _, b in ratings]
    alpha, n = krippendorff_alpha(first, second), 2 * len(ratings)
    share = (sum(first) + sum(second)) / n
    expected = share**2 + (1 - share) ** 2
    if alpha is not None:
        observed = sum(a == b for a, b in ratings) / len(ratings)
        pi = (observed - expected) / (1 - expected)
        assert alpha == pytest.approx(1 - (1 - pi) * (n - 1) / n)


def counted(cells: list[tuple[int, int, int]]) -> Counts:
    counts = Counts(len(cells))
    for document, (found, gold, predicted) in enumerate(cells):
        counts.add(Measure(HEADLINE, "acts"), document, found, (gold, predicted))
    return counts


CELLS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)).map(lambda x: (min(x), x[1], x[2])),
    min_size=1,
    max_size=20,
)


@given(CELLS)
def test_an_interval_is_ordered_and_shares_are_shares(cells) -> None:
    figure = next(iter(figures(counted(cells), range(len(cells)), 50).values()))
    if figure.score is not None:
        assert 0 <= figure.low <= figure.high <= 1
        assert figure.score == pytest.approx(2 * sum(x[0] for x in cells) / sum(x[1] + x[2] for x in cells))


def test_the_paired_bootstrap_tells_a_sure_gain_from_a_doubtful_one() -> None:
    before = [(5, 10, 10)] * 20
    sure = paired(counted(before), counted([(6, 10, 10)] * 20)).loc["acts"]
    assert (sure["better"], sure["low"] > 0) == (1, True)
    doubtful = paired(counted(before), counted([(9 if n % 2 else 1, 10, 10) for n in range(20)])).loc["acts"]
    assert 0.2 < doubtful["better"] < 0.8
    assert doubtful["low"] < 0 < doubtful["high"]
    same = paired(counted(before), counted(before)).loc["acts"]
    assert (same["better"], same["difference"]) == (0, 0)


def test_a_measure_without_cases_has_no_score() -> None:
    figure = next(iter(figures(counted([(0, 0, 0)]), [0]).values()))
    assert figure.score is None
    assert figure.low is None
    assert np.isfinite(figure.n_gold)
