"""English texts through the same stages: rule examples, the tree, and what happens without the English model."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from spacy.language import Language

from pipeline import annotate, load
from pipeline.batch import annotate as batch
from pipeline.components import load as loading
from pipeline.components.dates import find_dates
from pipeline.components.dates.grammar import grammar_of
from pipeline.components.syntax import universal
from pipeline.rules.acts import act_rules
from pipeline.schema.models import Act, Document

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/acts_en.toml").read_text(encoding="utf-8"))["case"]
SPEAKERS = tomllib.loads((Path(__file__).parents[1] / "cases/speakers_en.toml").read_text(encoding="utf-8"))["case"]
RULES = act_rules("en").rules
DATES = grammar_of("en").patterns
NARRATED = "news: "


@pytest.fixture(scope="module")
def nlp_en() -> Language:
    return load("en")


def acts_in(nlp: Language, example: str) -> list[Act]:
    genre = "news" if example.startswith(NARRATED) else "declaration"
    text = example.removeprefix(NARRATED)
    document = Document("example", text, language="en", genre=genre, publisher="Ministry of Example")
    return annotate(nlp, document)._.layers.acts


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.values() if not rule.exclusion])
def test_act_rule_examples(nlp_en: Language, rule_id: str) -> None:
    rule = RULES[rule_id]
    for sentence in rule.match:
        assert rule_id in [act.rule_id for act in acts_in(nlp_en, sentence)], f"does not fire: {sentence}"
    for sentence in rule.reject:
        assert rule_id not in [act.rule_id for act in acts_in(nlp_en, sentence)], f"fires: {sentence}"


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.values() if rule.exclusion])
def test_exclusion_examples(nlp_en: Language, rule_id: str) -> None:
    rule = RULES[rule_id]
    for sentence in rule.match:
        assert [act for act in acts_in(nlp_en, sentence) if act.tag == rule.tag] == [], sentence
    for sentence in rule.reject:
        assert [act for act in acts_in(nlp_en, sentence) if act.tag == rule.tag] != [], sentence


def test_families_are_those_of_the_french_rules() -> None:
    french = {rule.family: rule.tag for rule in act_rules("fr").rules.values()}
    assert {rule.family for rule in RULES.values()} <= set(french)
    assert all(french[rule.family] == rule.tag for rule in RULES.values() if rule.family)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_act_cases(nlp_en: Language, case: dict[str, list[list[str]]]) -> None:
    found = [[act.tag, act.cue_text] for act in acts_in(nlp_en, str(case["text"]))]
    assert sorted(found) == sorted(case["acts"])


@pytest.mark.parametrize("rule", [rule for rule in DATES if rule.build != "none"], ids=lambda rule: rule.id)
def test_date_rule_examples(rule) -> None:
    for sentence in rule.match:
        found = find_dates(sentence, language="en", published=date(2025, 2, 27))
        assert rule.id in [expression.rule_id for expression in found], sentence
    for sentence in rule.reject:
        found = find_dates(sentence, language="en", published=date(2025, 2, 27))
        assert rule.id not in [expression.rule_id for expression in found], sentence


def test_tree_becomes_universal() -> None:
    # She is critical of him.
    heads, labels, pos = [1, 1, 1, 2, 3], ["nsubj", "ROOT", "acomp", "prep", "pobj"], [95, 87, 84, 85, 95]
    universal(heads, labels, pos, be={1}, have=set())
    assert heads == [2, 2, 2, 4, 2]
    assert labels == ["nsubj", "cop", "ROOT", "case", "obl:mod"]


@pytest.mark.parametrize("case", SPEAKERS, ids=lambda case: case["name"])
def test_speaker_cases(nlp_en: Language, case: dict[str, str | list[str]]) -> None:
    document = Document("speakers", str(case["text"]), language="en")
    found = annotate(nlp_en, document)._.layers.quotations
    assert [q.speaker_name or "" for q in found] == case["speakers"]


def test_sentences_quotations_and_speakers(nlp_en: Language) -> None:
    text = "“We will appeal,” said the Foreign Minister, Ann Delroy. According to Oslo, the road is closed."
    layers = annotate(nlp_en, Document("x", text, language="en"))._.layers
    direct, reported = layers.quotations
    assert (direct.type, direct.speaker_name) == ("direct", "Ann Delroy")
    assert (reported.type, reported.text) == ("indirect", "the road is closed")
    assert all(text[q.start : q.end] == q.text for q in layers.quotations)


def test_incises_with_the_subject_first_and_clauses_without_that(nlp_en: Language) -> None:
    text = "“The gate will stay shut,” he told reporters. She said the minister had left. Nobody spoke, she said \xad"
    found = annotate(nlp_en, Document("x", text, language="en"))._.layers.quotations
    assert [(q.type, q.cue_text, q.speaker_text) for q in found[:2]] == [
        ("direct", "told", "he"),
        ("indirect", "said", "She"),
    ]
    assert found[1].text == "the minister had left"


def test_an_adverb_leaves_the_marked_words_to_others(nlp_en: Language) -> None:
    """*Allegedly "X"* repeats somebody's words; the same words alone keep a distance."""
    text = "The clerks were allegedly “locked out” on Monday. The bakery keeps its “bargains” in the cellar."
    found = annotate(nlp_en, Document("x", text, language="en"))._.layers.quotations
    assert [(q.text, q.type) for q in found] == [("locked out", "mixed"), ("bargains", "scare")]


def test_names_leave_out_the_genitive_and_adjectives(nlp_en: Language) -> None:
    text = "Peru’s embassy in Bern wrote to the Ministry of Health. Peruvian farmers protested."
    entities = annotate(nlp_en, Document("x", text, language="en"))._.layers.entities
    assert {e.text for e in entities} == {"Peru", "Bern", "Ministry of Health"}


def test_without_the_english_model(monkeypatch: pytest.MonkeyPatch) -> None:
    french = Document("fr", "Le ministre dément ces accusations.", genre="declaration", publisher="Ministère")
    english = Document("en", "The minister denies this.", language="en")
    with_model, _ = batch.rows_of_all([french, english])
    monkeypatch.setattr(loading, "is_package", lambda name: not name.startswith("en_"))
    batch.pipeline_for.cache_clear()
    try:
        without, failed = batch.rows_of_all([french, english])
    finally:
        batch.pipeline_for.cache_clear()
    assert without == with_model
    assert failed["acts"] == []
    [error] = failed["errors"]
    assert error["error"] == "missing-model"
    assert "polyphonie[en]" in error["message"]


def test_a_long_line_of_capitals_is_read(nlp_en: Language) -> None:
    """Patterns for datelines and headlines take it in one pass: one that tries every way to divide it never ends."""
    document = Document("capitals", "Boxing Day " * 100 + "was over.", language="en", published=date(2024, 5, 1))
    assert len(annotate(nlp_en, document)._.layers.dates) == 100
