"""Cutting a text at its annotations loses and doubles nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.view.pieces import LINES, Mark, blocks, levels

TEXTS = st.text(alphabet="ab é\u0301’«»\u00a0\u202f\n\r\t😀", max_size=60)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXTS)
    offsets = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(offsets, offsets), max_size=8))
    marks = [Mark(min(p), max(p), (f"r{n}",), (f"c{n}",)) for n, p in enumerate(pairs) if p[0] != p[1]]
    return text, marks


@given(marked_texts())
def test_pieces_hold_the_text_and_each_mark_its_words(case) -> None:
    text, marks = case
    shown = blocks(text, [], marks)
    lines = [line.strip() for line in text.split("\n")]
    assert ["".join(piece.text for piece in block.pieces) for block in shown] == [line for line in lines if line]
    for mark in marks:
        words = "".join(p.text for b in shown for p in b.pieces if mark.refs[0] in p.refs)
        assert "".join(words.split()) == "".join(text[mark.start : mark.end].split())


@given(marked_texts())
def test_adjacent_pieces_differ(case) -> None:
    text, marks = case
    edges = {offset for mark in marks for offset in (mark.start, mark.end)}
    count = sum(len(block.pieces) for block in blocks(text, [], marks))
    assert count <= len(edges) + len(blocks(text, [], []))


def test_a_segment_over_several_lines_is_one_paragraph() -> None:
    text = "Titre\nune ligne\nune autre\nfin"
    segments = [{"kind": "title", "start": 0, "end": 5}, {"kind": "turn", "start": 6, "end": 25}]
    shown = [(block.kind, "".join(piece.text for piece in block.pieces)) for block in blocks(text, segments, [])]
    assert shown == [("title", "Titre"), ("turn", "une ligne\nune autre"), ("paragraph", "fin")]


def test_a_paragraph_is_of_the_kind_that_has_most_of_it() -> None:
    segments = [{"kind": "furniture", "start": 0, "end": 8}, {"kind": "turn", "start": 9, "end": 40}]
    assert [block.kind for block in blocks("Partager " + "x" * 31, segments, [])] == ["turn"]


def test_overlapping_acts_get_lines_of_their_own() -> None:
    assert levels([(0, 10), (2, 5), (3, 4), (6, 8), (12, 14)]) == [1, 2, 3, 2, 1]
    assert max(levels([(0, 10)] * 9)) == LINES
