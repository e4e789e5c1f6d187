"""Cut a text where annotations begin and end, so that overlapping layers can be drawn without nesting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

_BREAK = re.compile("\n")
Row = Mapping[str, Any]
LINES = 3
"""How many acts can be underlined one below the other; further ones share the last line."""


@dataclass(slots=True)
class Mark:
    """A span to be shown: ``refs`` name the annotations (``a1``) and parts (``a1.actor``) it belongs to."""

    start: int
    end: int
    refs: tuple[str, ...]
    classes: tuple[str, ...] = ()
    link: str | None = None


@dataclass(slots=True)
class Piece:
    """A stretch of text over which the same marks lie; ``link`` names the act whose cue begins here."""

    text: str
    refs: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    link: str | None = None


@dataclass(slots=True)
class Block:
    """A paragraph of the page: the kind of segment that it stands in, and its pieces."""

    kind: str
    pieces: list[Piece]


def blocks(text: str, segments: Sequence[Row], marks: Sequence[Mark]) -> list[Block]:
    """Cut a text into paragraphs and these into pieces.

    A paragraph ends at a line break, unless a segment reaches over it.

    Parameters
    ----------
    segments
        Rows with ``kind``, ``start``, ``end``, in text order.
    marks
        Spans in any order; spans outside of the text are cut to it.
    """
    result: list[Block] = []
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    place, active = 0, list[Mark]()
    for start, end, kind in _paragraphs(text, segments):
        active = [mark for mark in active if mark.end > start]
        while place < len(ordered) and ordered[place].start < end:
            if ordered[place].end > start:
                active.append(ordered[place])
            place += 1
        result.append(Block(kind, _pieces(text, start, end, active)))
    return result


def _paragraphs(text: str, segments: Sequence[Row]) -> Iterable[tuple[int, int, str]]:
    start, place = 0, 0
    for end in [*_breaks(text, segments), len(text)]:
        line = text[start:end]
        first, last = start + len(line) - len(line.lstrip()), start + len(line.rstrip())
        start = end + 1
        if first < last:
            while place < len(segments) and segments[place]["end"] <= first:
                place += 1
            yield first, last, _kind(segments, place, first, last)


def _kind(segments: Sequence[Row], place: int, first: int, last: int) -> str:
    """Return the kind of segment that has most of a paragraph, looking from number ``place`` on."""
    most, kind = 0, "paragraph"
    while place < len(segments) and segments[place]["start"] < last:
        shared = min(segments[place]["end"], last) - max(segments[place]["start"], first)
        if shared > most:
            most, kind = shared, segments[place]["kind"]
        place += 1
    return kind


def _breaks(text: str, segments: Sequence[Row]) -> Iterable[int]:
    """Yield the line breaks that lie in no segment."""
    place = 0
    for found in _BREAK.finditer(text):
        while place < len(segments) and segments[place]["end"] <= found.start():
            place += 1
        if place == len(segments) or found.start() < segments[place]["start"]:
            yield found.start()


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Piece]:
    cuts = {start, end}
    for mark in marks:
        cuts.update(cut for cut in (mark.start, mark.end) if start < cut < end)
    bounds = sorted(cuts)
    pieces = [Piece(text[a:b]) for a, b in pairwise(bounds)]
    index = {bound: number for number, bound in enumerate(bounds)}
    for mark in marks:
        first, last = index[max(mark.start, start)], index[min(mark.end, end)]
        for number in range(first, last):
            pieces[number].refs.extend(ref for ref in mark.refs if ref not in pieces[number].refs)
            pieces[number].classes.extend(name for name in mark.classes if name not in pieces[number].classes)
        if mark.link and mark.start >= start:
            pieces[first].link = pieces[first].link or mark.link
    return pieces


def levels(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return for each span, in text order, the line (1 to ``LINES``) on which it meets no other."""
    free = [0] * LINES
    result: list[int] = []
    for start, end in spans:
        line = next((number for number, until in enumerate(free) if until <= start), LINES - 1)
        free[line] = max(free[line], end)
        result.append(line + 1)
    return result
