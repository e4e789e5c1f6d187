"""The headline figures are those of the project's yardstick, and gold scores 100 % against itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import evaluate
from pipeline.evaluate.headline import argument_score
from pipeline.evaluate.names import same_name
from pipeline.schema.models import Argument

DATA = Path(__file__).parent / "data"
YARDSTICK = Path("../shared/tools/score.py")


def check(figures, headline) -> None:
    """Compare figures of the yardstick ({measure: f1, p, r, n, ci}) with a headline table."""
    assert {name.strip() for name in figures} == set(headline.index)
    for name, figure in figures.items():
        row = headline.loc[name.strip()]
        low, high = figure["ci"] or (None, None)
        expected = [figure["f1"], figure["p"], figure["r"], low, high, figure["n"]]
        found = [row.score, row.precision, row.recall, row.low, row.high, row.n_gold]
        for want, got in zip(expected, found, strict=True):
            if want is None:
                assert got != got or got is None, name
            else:
                assert got == pytest.approx(want, abs=1e-9), name


def test_figures_and_intervals_are_those_of_the_yardstick(perturbed_run) -> None:
    figures = json.loads((DATA / "score.json").read_text(encoding="utf-8"))
    headline = evaluate(DATA / "gold", perturbed_run).headline
    check(figures, headline)
    assert 0.2 < headline.loc["acts"].score < 0.9  # the run is wrong enough to tell definitions apart


@pytest.mark.skipif(not YARDSTICK.exists(), reason="the yardstick lies outside of the project")
@pytest.mark.parametrize("which", ["gold_run", "perturbed_run"])
def test_figures_agree_live(which, request) -> None:
    run = request.getfixturevalue(which)
    gold = "corpus/gold" if which == "gold_run" else str(DATA / "gold")
    done = subprocess.run(
        [sys.executable, str(YARDSTICK), str(run), gold, "--json"], capture_output=True, text=True, check=True
    )
    check(json.loads(done.stdout), evaluate(gold, run).headline)


def test_gold_against_itself_is_perfect(gold_run) -> None:
    found = evaluate("corpus/gold", gold_run)
    scores = found.scores.query("layer != 'headline' and n_gold > 0")
    assert scores["score"].min() == pytest.approx(1)
    spans = found.headline.drop(["actor token F1", "target token F1", "content token F1"])
    assert spans["score"].min() == 1
    assert found.differences.empty
    assert found.warnings == []


def test_a_document_that_the_run_lacks_counts_as_missed(perturbed_run) -> None:
    found = evaluate("corpus/gold", perturbed_run, split="train")
    assert len(found.pairs) == 30
    assert len(found.warnings) == 27
    assert found.headline.loc["acts"].recall < 0.2


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("la ministre Hélène Vasseur", "Hélène Vasseur", True),
        ("HELENE VASSEUR", "He\u0301le\u0300ne Vasseur", True),
        ("l’Ambassade du Pérou", "l'ambassade du Perou", True),
        ("Hélène Vasseur", "Hélène Durand", False),
        ("le", "la", False),
        (None, "Durand", False),
    ],
)
def test_same_name(first, second, same) -> None:
    assert same_name(first, second) is same


TEXT = "La ministre et le préfet exhortent Tunis à libérer les otages."
MINISTER, PREFECT = Argument("actor", 0, 11, "La ministre"), Argument("actor", 15, 24, "le préfet")


@pytest.mark.parametrize(
    ("gold", "predicted", "role", "score"),
    [
        ([MINISTER], [MINISTER], "actor", 1),
        ([MINISTER, PREFECT], [MINISTER], "actor", 2 / 3),
        ([Argument("actor", name="Hélène Vasseur")], [Argument("actor", name="Vasseur")], "actor", 1),
        ([Argument("content", name="libérer les otages")], [Argument("content", name="otages")], "content", 2 / 3),
        ([MINISTER], [], "actor", 0),
        ([], [MINISTER], "actor", 0),
        ([], [], "actor", None),
    ],
)
def test_argument_score(gold, predicted, role, score) -> None:
    found = argument_score(gold, predicted, TEXT, role)
    assert found == (pytest.approx(score) if score is not None else None)
