"""Quotations on French sentences: cases, rule examples, invariants, pathological marks."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from pipeline import annotate
from pipeline.components.quotations.lexicon import QuotationRule, compile_lexicon, quotation_rules, speech_verbs
from pipeline.components.quotations.marks import pair_marks
from pipeline.components.quotations.paragraphs import paragraphs
from pipeline.components.quotations.query import quotation_at, speaker_at
from pipeline.schema.models import Document, Quotation, Segment

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "quotations.toml").read_text(encoding="utf-8"))["case"]
RULES = quotation_rules("fr").values()


def quotations(nlp: Language, text: str) -> list[Quotation]:
    return annotate(nlp, Document(doc_id="case", text=text))._.layers.quotations


def as_lines(found: list[Quotation]) -> list[str]:
    return [f"{q.type}|{q.text}|{q.speaker_text or ''}" for q in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(nlp_fr: Language, case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if case.get("known_failure"):
        request.applymarker(pytest.mark.xfail(reason="known failure"))
    found = quotations(nlp_fr, case["text"])
    assert as_lines(found) == case["expect"]
    if "name" in case:
        assert [q.speaker_name or "" for q in found] == case["name"]
    if "distanced" in case:
        assert [q.distanced for q in found] == case["distanced"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_examples(nlp_fr: Language, rule: QuotationRule) -> None:
    for text in rule.match:
        fired = {(q.rule_id, q.type) for q in quotations(nlp_fr, text)}
        assert (rule.id, rule.type) in fired, text
    for text in rule.reject:
        assert rule.id not in {q.rule_id for q in quotations(nlp_fr, text)}, text


def test_every_quotation_carries_a_known_rule(nlp_fr: Language) -> None:
    ids = {rule.id for rule in RULES}
    used = {q.rule_id for case in CASES for q in quotations(nlp_fr, case["text"])}
    assert used <= ids


def test_lexicon_is_sound(nlp_fr: Language) -> None:
    assert len(speech_verbs("fr")) > 300
    lexicon = compile_lexicon("fr", nlp_fr.vocab.strings)
    assert {nlp_fr.vocab.strings[form] for form in ("dément", "réclame", "déclaré")} <= lexicon.triggers


@given(st.text(alphabet="« »“”\"'‘’<>a. \n:,é", max_size=60))
def test_marks_are_sound_on_any_text(text: str) -> None:
    found = pair_marks(text, paragraphs(text))
    for marked in found:
        content = text[marked.start : marked.end]
        assert content and content == content.strip()
        assert marked.open <= marked.start < marked.end <= marked.close
    for one, other in pairwise(found):
        assert one.open <= other.open
        assert other.level == 1 or one.level >= other.level - 1


@pytest.mark.parametrize("unit", ["« a ", "a » ", '" a ', "“a ‘b ", "« a\n\n", '« » " “ ', "'a "])
def test_marks_stay_linear_when_unbalanced(unit: str) -> None:
    text = unit * 100_000
    assert len(pair_marks(text, paragraphs(text))) <= 200_000


def test_speaker_at_asks_quotation_then_turn_then_author(nlp_fr: Language) -> None:
    text = "Le maire répond. « C'est faux », affirme Paul Renard."
    document = Document(doc_id="who", text=text, author="Anne Lebrun")
    document.segments = [Segment("g1", "turn", 0, 16, speaker_text="R", speaker_name="Hugo Marchal")]
    doc = annotate(nlp_fr, document)
    inside = text.index("faux")
    assert quotation_at(doc._.layers, inside).text == "C'est faux"
    assert speaker_at(doc, inside).name == "Paul Renard"
    assert (speaker_at(doc, 4).name, speaker_at(doc, 4).resolution) == ("Hugo Marchal", "turn")
    assert speaker_at(doc, len(text) - 3).name == "Anne Lebrun"
