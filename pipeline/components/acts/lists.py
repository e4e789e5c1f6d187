"""Lists under a colon: *X demande :* and its bullets, lines of their own that sentences and paragraphs part."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from pipeline.components.acts.clauses import clause_verb, infinitive_at, without_joiners
from pipeline.components.acts.complements import head_after
from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.reading import Reading

REACH = 14  # tokens from the cue to its colon
MOST = 100  # items of a list
COLON = re.compile(r":[^\S\n]*\n")
LINE = re.compile(r"[^\n]*")
BULLET = re.compile(r"[^\S\n]*(?:[^\w\s«»\"“”()\[\]'’#@.,]{1,2}|\(?\d{1,2}[.)°]|[a-z]\))[^\S\n]+(?=\S)")
CONTINUED = re.compile(r"[^\S\n]+\S|[a-zà-ÿ]")


def list_items(reading: Reading, last: int) -> list[Filler]:
    """Return the items of the list that a colon after token ``last`` opens, without the word that introduces each."""
    colon = _colon(reading, last)
    if colon is None:
        return []
    found: list[Filler] = []
    for start, end in islice(_lines(reading.text, reading.stops[colon]), MOST):
        first, stop = bisect_left(reading.starts, start), bisect_left(reading.starts, end)
        if first < stop:
            found.append(read_item(reading, first, stop))
    return found


def _colon(reading: Reading, last: int) -> int | None:
    """Return the colon at the end of a line that follows the cue with no other end of sentence between."""
    for i in range(last + 1, min(len(reading.words), last + REACH)):
        if reading.words[i] == ":":
            return i if COLON.match(reading.text, reading.starts[i]) else None
        if reading.words[i] in {".", "!", "?", "…"}:
            return None
    return None


def _lines(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the extents of the items: lines with a bullet, with the lines that continue them; blank lines between."""
    item: tuple[int, int] | None = None
    at = text.find("\n", at) + 1
    while 0 < at < len(text):
        end = LINE.match(text, at).end()  # type: ignore[union-attr]
        bullet = BULLET.match(text, at, end)
        if bullet is not None:
            if item is not None:
                yield item
            item = (bullet.end(), end)
        elif text[at:end].strip():
            if item is None or text[at - 2 : at] == "\n\n" or not CONTINUED.match(text, at):
                break
            item = (item[0], end)
        at = end + 1
    if item is not None:
        yield item


def read_item(reading: Reading, first: int, stop: int) -> Filler:
    """Read one item: clause after *que*, infinitive (after *à, de*), noun phrase."""
    grammar, last = reading.grammar, without_joiners(reading, stop - 1, first)
    if reading.is_a(first, "complementizer"):
        verb = clause_verb(reading, first, stop)
        return Filler(first + 1, last, verb if verb is not None else first + 1, "clause")
    introduced = reading.words[first] in grammar["before_infinitive"]
    infinitive = infinitive_at(reading, first + introduced, stop)
    if infinitive is not None:
        return Filler(first + introduced, last, infinitive, "infinitive")
    head = head_after(reading, first - 1, stop)
    return Filler(first, last, head if head is not None else first)
