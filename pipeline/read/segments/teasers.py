"""Lists of links at the end of a page: headlines, each with a line that holds nothing but its date."""

from __future__ import annotations

import re

from pipeline.read.datelines import find_dates
from pipeline.read.segments.lines import Block

FEWEST = 3
"""As many dated lines make a list."""
APART = 5
"""No more lines than this stand between two dates of a list."""
HEADLINE = 200
"""No headline is longer, in characters."""
PROSE = 80
"""A line at least this long that ends as a sentence is prose."""

_DIGIT = re.compile(r"\d{2}")
_LONGEST_DATE = 60
_MARKS = " \t\u00a0\u202f*•·▪|>–—-()[]"
_SENTENCE = re.compile(r"[^.][.:;]['\"»”’)]?\Z")
"""A headline may end in an exclamation or a question, or trail off."""


def mark_dated(text: str, blocks: list[Block]) -> list[Block]:
    """Make furniture of a list of dated headlines that ends the page.

    Three dates at least stand alone on their lines, short lines that are no sentences between them, and no prose after
    them; prose stands before. A chronology tells in sentences what happened on each date, so it stays text.
    """
    dated = [number for number, block in enumerate(blocks) if _is_date(text, block)]
    if len(dated) < FEWEST or any(_is_prose(text, block) for block in blocks[dated[-1] + 1 :]):
        return blocks
    first = last = dated[-1]
    count = 1
    for number in reversed(dated[:-1]):
        between = blocks[number + 1 : first]
        if len(between) > APART or not all(_is_headline(text, block) for block in between):
            break
        first, count = number, count + 1
    headlines = last - first + 1 - count
    if count < FEWEST or headlines < FEWEST - 1:
        return blocks
    first = _beginning(text, blocks, first, -(-headlines // (count - 1)))
    if any(_is_prose(text, block) for block in blocks[:first]):
        for block in blocks[first:]:
            block.kind = "furniture"
    return blocks


def _beginning(text: str, blocks: list[Block], first: int, most: int) -> int:
    """Return the block with which the first item begins: its headline stands before its date, or after it."""
    for _ in range(most):
        if first == 0 or not _is_headline(text, blocks[first - 1]) or blocks[first].gap > 2:
            break
        first -= 1
    return first


def _is_date(text: str, block: Block) -> bool:
    """Whether a line is a date with its day, and nothing else but list marks."""
    if block.end - block.start > _LONGEST_DATE or _DIGIT.search(text, block.start, block.end) is None:
        return False
    for found in find_dates(text, block.start, block.end):
        around = text[block.start : found.start] + text[found.end : block.end]
        return found.precision == "day" and not around.strip(_MARKS)
    return False


def _is_headline(text: str, block: Block) -> bool:
    return block.end - block.start <= HEADLINE and (block.kind == "furniture" or not _is_sentence(text, block))


def _is_prose(text: str, block: Block) -> bool:
    return block.end - block.start >= PROSE and _is_sentence(text, block)


def _is_sentence(text: str, block: Block) -> bool:
    return _SENTENCE.search(text, max(block.start, block.end - 3), block.end) is not None
