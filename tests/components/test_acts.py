"""Acts: the worked cases of the annotation guide, and what must hold of every act of any text."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline import annotate
from pipeline.schema.models import Act, Document

CASES = tomllib.loads((Path(__file__).parent.parent / "cases/acts_guide.toml").read_text(encoding="utf-8"))["case"]
FRAGMENTS = (
    "Nous accusons",
    "Paris exige",
    "« ",
    " »",
    "le ministre",
    " de ",
    "mentir",
    "\n",
    "\u00a0",
    "n’a pas démenti",
    ".",
    "e\u0301",
)


def described(act: Act) -> str:
    mark = "*" if act.satellite else ""
    return f"{act.tag}{mark} {act.subtype} [{act.cue_text}] {act.polarity} {act.status}"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            c, id=c["name"], marks=[pytest.mark.xfail(reason=c["known_failure"])] if "known_failure" in c else []
        )
        for c in CASES
    ],
)
def test_worked_cases_of_the_guide(nlp_fr: Language, case: dict[str, Any]) -> None:
    document = Document(
        "case", case["text"], genre=case.get("genre", "declaration"), publisher="Ministère", published=date(2024, 5, 6)
    )
    acts = annotate(nlp_fr, document)._.layers.acts
    assert sorted(described(act) for act in acts) == sorted(case["acts"])


def test_one_demand_has_one_content_per_infinitive(nlp_fr: Language) -> None:
    text = "Nous exhortons Tunis à libérer Ali, à lever l’interdit et à dialoguer."
    (act,) = annotate(nlp_fr, Document("d", text, genre="declaration"))._.layers.acts
    assert [argument.text for argument in act.role("content")] == ["libérer Ali", "lever l’interdit", "dialoguer"]
    assert [argument.text for argument in act.role("target")] == ["Tunis"]


LIST = """La CGT des ports réclame :

• la réouverture du quai nord ;
• que la direction publie les comptes ;
– 3 % d’augmentation pour tous,
  embauchés compris.

Le préfet a quitté la salle.
"""


def test_the_bullets_under_a_colon_are_the_contents_of_one_demand(nlp_fr: Language) -> None:
    (act,) = annotate(nlp_fr, Document("d", LIST, genre="communique", publisher="CGT"))._.layers.acts
    assert act.cue_text == "réclame"
    assert [argument.text for argument in act.role("content")] == [
        "la réouverture du quai nord",
        "la direction publie les comptes",
        "3 % d’augmentation pour tous,\n  embauchés compris",
    ]
    assert [argument.text for argument in act.role("target")] == ["la direction"]
    assert act.text == LIST[LIST.index("La CGT") : LIST.index(".\n\nLe")]


def test_every_act_explains_itself(nlp_fr: Language) -> None:
    text = "Le maire a dénoncé la provocation du préfet."
    (act,) = annotate(nlp_fr, Document("d", text, genre="news"))._.layers.acts
    assert act.gloss_fr and act.gloss_en and "la provocation du préfet" in act.gloss_en
    assert act.rule_id in act.evidence[0]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map(" ".join))
def test_spans_are_trimmed_and_true_to_the_text(nlp_fr: Language, text: str) -> None:
    for act in annotate(nlp_fr, Document("d", text, genre="declaration"))._.layers.acts:
        spans = [(act.start, act.end, act.text), (act.cue_start, act.cue_end, act.cue_text)]
        spans += [(a.start, a.end, a.text) for a in act.arguments if a.start is not None and a.end is not None]
        for start, end, surface in spans:
            assert text[start:end] == surface == surface.strip() != ""
        assert act.start <= act.cue_start < act.cue_end <= act.end
