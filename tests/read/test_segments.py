"""Pages fall into the right segments, and the segments of any text tile it."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from strategies import TEXTS

from pipeline.read.segments import segment
from pipeline.read.segments.furniture import is_furniture
from pipeline.read.segments.furniture import rules as furniture_rules
from pipeline.read.segments.labels import rules as turn_rules
from pipeline.schema.models import Document

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "segments.toml").read_text(encoding="utf-8"))["page"]


def segmented(text: str) -> Document:
    document = Document(doc_id="t", text=text)
    segment(document)
    return document


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_pages(case: dict) -> None:
    document = segmented(case["text"])
    found = []
    for part in document.segments:
        surface = document.text[part.start : part.end]
        speaker = [part.speaker_text or "", part.speaker_name or ""] if part.kind == "turn" else []
        found.append([part.kind, surface, *speaker])
    assert found == case["segments"]
    assert case.get("title", document.title) == document.title
    assert case.get("publisher", document.publisher) == document.publisher
    if "published" in case:
        assert document.published is not None
        assert document.published.isoformat() == case["published"]
        assert document.published_precision == case.get("precision", "day")


@pytest.mark.parametrize(
    ("given_day", "given_precision", "day", "precision"),
    [
        (date(2023, 5, 1), "month", date(2023, 5, 12), "day"),
        (date(2023, 1, 1), "year", date(2023, 5, 12), "day"),
        (date(2023, 6, 1), "month", date(2023, 6, 1), "month"),
        (date(2023, 5, 2), "day", date(2023, 5, 2), "day"),
        (None, None, date(2023, 5, 12), "day"),
    ],
)
def test_a_date_line_completes_the_date_given(given_day, given_precision, day, precision) -> None:
    document = Document("t", "Grève au port\n\nLe 12 mai 2023\n\nLes dockers ont voté la grève, et le port ferme.")
    document.published, document.published_precision = given_day, given_precision
    segment(document)
    assert (document.published, document.published_precision) == (day, precision)


@given(TEXTS)
def test_segments_tile_the_text(text: str) -> None:
    document = segmented(text)
    position = 0
    for part in document.segments:
        assert position <= part.start < part.end <= len(text)
        assert text[part.start : part.end] == text[part.start : part.end].strip()
        between = text[position : part.start].strip()
        assert not between or (part.kind == "turn")
        position = part.end
    assert not text[position:].strip()
    assert segmented(text).segments == document.segments


@pytest.mark.parametrize("rule", [rule for group in furniture_rules() for rule in group], ids=lambda rule: rule.id)
def test_furniture_examples(rule) -> None:
    for line in rule.match:
        assert is_furniture(line, 0, len(line)), line
    for line in rule.reject:
        assert not is_furniture(line, 0, len(line)), line


@pytest.mark.parametrize("rule", turn_rules()[0], ids=lambda rule: rule.id)
def test_turn_label_examples(rule) -> None:
    for page in rule.match:
        assert any(part.kind == "turn" for part in segmented(page).segments), page
    for page in rule.reject:
        assert not any(part.kind == "turn" for part in segmented(page).segments), page


@pytest.mark.parametrize("rule", turn_rules()[1], ids=lambda rule: rule.id)
def test_closing_examples(rule) -> None:
    for closing in rule.match:
        parts = segmented(f"Q : Rien ?\n\nR : Rien.\n\n{closing}").segments
        assert [part.kind for part in parts] == ["turn", "turn", "paragraph"], closing
    for line in rule.reject:
        parts = segmented(f"Q : Rien ?\n\nR : Rien.\n\n{line}").segments
        assert [part.kind for part in parts] == ["turn", "turn"], line


@pytest.mark.parametrize(
    "piece", ["(", "– ", "A ", "Partager ", "M. ", "(A) ", "Le : ", " | ", "1/ ", "« ", "\n", "Ab Cd ", "2024 "]
)
def test_repetitive_text_is_read_in_linear_time(piece: str) -> None:
    assert segmented(piece * 30_000).segments or not piece.strip()
