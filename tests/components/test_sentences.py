"""Sentences end where French and English sentences end, and never elsewhere."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from strategies import TEXTS

from pipeline.components.load import make_doc
from pipeline.components.sentences import Abbreviation, Sentences, splitter
from pipeline.components.state import layers_of
from pipeline.rules.load import data_path, load_entries
from pipeline.schema.models import Document

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "sentences.toml").read_text(encoding="utf-8"))
ABBREVIATIONS = [
    (language, rule)
    for language in ("fr", "en")
    for rule in load_entries(data_path(language, "sentences.toml"), "abbreviation", Abbreviation)
]
BLANK = {language: spacy.blank(language) for language in ("fr", "en")}


def sentences(language: str, text: str) -> list[str]:
    doc = Sentences(BLANK[language], "sentences")(make_doc(BLANK[language], Document(doc_id="t", text=text)))
    found = [text[sentence.start : sentence.end] for sentence in doc._.layers.sentences]
    assert set(found) <= {span.text.strip() for span in doc.sents}
    return found


@pytest.mark.parametrize(
    ("language", "case"), [(language, case) for language in ("fr", "en") for case in CASES[language]]
)
def test_sentences(language: str, case: str) -> None:
    text = case.replace(" | ", " ")
    starts = [0, *splitter(language).starts(text)]
    cut = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    if "vérité.Le" in case:
        assert cut == ["La vérité.", "Le ministre la dit."]
    else:
        assert cut == case.split(" | ")
        assert sentences(language, text) == cut


@pytest.mark.parametrize(("language", "rule"), ABBREVIATIONS, ids=lambda value: getattr(value, "id", value))
def test_abbreviation_examples(language: str, rule: Abbreviation) -> None:
    for text in rule.match:
        assert sentences(language, text) == [text]
    for text in rule.reject:
        assert len(sentences(language, text)) == 2, text


def test_labels_paragraphs_and_list_items_end_sentences() -> None:
    text = (
        "Q : Et alors\u00a0?\n\nR : Le comité demande\n\n- le retrait\n- des excuses\n\nIl dément\nJamais il n’a signé."
    )
    assert sentences("fr", text) == [
        "Q :",
        "Et alors\u00a0?",
        "R :",
        "Le comité demande",
        "- le retrait",
        "- des excuses",
        "Il dément",
        "Jamais il n’a signé.",
    ]


def test_furniture_is_no_sentence() -> None:
    assert sentences("fr", "Accueil > Presse\n\nLe maire dément.\n\n© La Gazette. Tous droits réservés.") == [
        "Le maire dément."
    ]


def test_no_sentence_is_cut_by_the_parser(nlp_fr) -> None:
    text = "Matignon n’a pas démenti. Le porte-parole, lui, juge « inique » la mesure : il exige des excuses."
    assert [span.text for span in nlp_fr(text).sents] == [
        "Matignon n’a pas démenti.",
        "Le porte-parole, lui, juge « inique » la mesure : il exige des excuses.",
    ]


@given(TEXTS)
def test_sentences_stay_inside_segments(text: str) -> None:
    doc = Sentences(BLANK["fr"], "sentences")(make_doc(BLANK["fr"], Document(doc_id="t", text=text)))
    parts = {part.segment_id: part for part in doc._.document.segments}
    position = 0
    for sentence in layers_of(doc).sentences:
        assert position <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end] == text[sentence.start : sentence.end].strip()
        if sentence.segment_id is not None:
            part = parts[sentence.segment_id]
            assert part.start <= sentence.start < sentence.end <= part.end
        position = sentence.end
    assert all(token.is_sent_start is not None for token in doc)


@given(st.integers(1, 5))
def test_sentences_are_the_same_each_time(times: int) -> None:
    text = "« Non ! » M. Roy dément. Etc. Il part.\n" * times
    assert sentences("fr", text) == sentences("fr", text)


@pytest.mark.parametrize(
    ("unit", "last"),
    [("nous voulons avancer ; ", ";"), ("nous voulons avancer, ", ","), ("nous voulons avancer ", ""), ("a", "a")],
    ids=["semicolons", "commas", "blanks", "nothing"],
)
def test_endless_sentences_are_cut_where_they_pause(unit: str, last: str) -> None:
    text = (unit * (10_000 // len(unit))).strip()
    found = sentences("fr", text)
    assert "".join("".join(found).split()) == "".join(text.split())
    if unit == "a":  # one word stays one
        assert found == [text]
    else:
        assert len(found) > 3
        assert all(len(sentence) <= 3000 and sentence.endswith(last) for sentence in found[:-1])
