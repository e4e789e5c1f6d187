"""From a text to its segments: title, date line, furniture, turns, paragraphs."""

from __future__ import annotations

from pipeline.read.segments import furniture, head, speakers, teasers, turns
from pipeline.read.segments.lines import Block, join_wrapped, lines
from pipeline.schema.models import Document, Segment


def segment(document: Document) -> None:
    """Fill ``document.segments``, and title, date, author and publisher where they are not given, from the text.

    The segments cover everything but white space and the labels of turns; they are in order and do not overlap.
    """
    text = document.text
    blocks = teasers.mark_dated(text, furniture.mark(text, lines(text)))
    blocks = join_wrapped(text, blocks)
    blocks = head.mark(document, blocks)
    found = turns.find(text, blocks)
    names = dict(zip(map(id, found), speakers.names(text, blocks, found), strict=True))
    document.segments = []
    for block in _merge(text, blocks, found):
        number = f"p{len(document.segments) + 1}"
        if isinstance(block, Block):
            document.segments.append(Segment(number, block.kind, block.start, block.end))
        else:
            document.segments.append(Segment(number, "turn", block.start, block.end, block.label, names[id(block)]))


def _merge(text: str, blocks: list[Block], found: list[turns.Turn]) -> list[Block | turns.Turn]:
    """Put the turns in the place of their blocks; what a turn leaves over at its end stays a paragraph."""
    merged: list[Block | turns.Turn] = []
    firsts = {turn.first: turn for turn in found}
    number = 0
    while number < len(blocks):
        turn = firsts.get(number)
        if turn is None:
            merged.append(blocks[number])
            number += 1
            continue
        merged.append(turn)
        merged += furniture.cut(text, Block(turn.end, blocks[turn.last].end), [])
        number = turn.last + 1
    return merged
