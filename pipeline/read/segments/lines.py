"""Lines of a text and the paragraphs they form: hard-wrapped lines belong together, others stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

LINE = re.compile(r"[^\s](?:[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*[^\s])?")
ITEM = re.compile(r"(?:[-–—•*·▪◦‣>][ \t\u00a0\u202f]|\d{1,2}[.)°]\s|[a-z]\)\s|[IVX]{1,4}[.)]\s)")
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_OPEN_END = re.compile(r"[^.!?…:;»”\"]\Z")
WRAP_WIDTH = 110  # no hard-wrapped text is wider


@dataclass(slots=True)
class Block:
    """A span of the page on its way to becoming a segment; ``gap`` counts the line breaks before it."""

    start: int
    end: int
    kind: str = "paragraph"
    gap: int = 0

    def text(self, text: str) -> str:
        """Return the block's own text."""
        return text[self.start : self.end]


def lines(text: str) -> Iterator[Block]:
    """Yield the lines that are not blank, without the white space at their ends."""
    last = 0
    for match in LINE.finditer(text):
        yield Block(match.start(), match.end(), gap=len(_BREAK.findall(text, last, match.start())))
        last = match.end()


def join_wrapped(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Join the lines of hard-wrapped paragraphs, and words hyphenated over a break; other lines stay apart."""
    width = _width(blocks)
    wrapped = _is_wrapped(text, blocks, width)
    joined: list[Block] = []
    previous: Block | None = None
    for block in blocks:
        if previous is not None and joined and _continues(text, previous, block, width, wrapped):
            joined[-1].end = block.end
        else:
            joined.append(Block(block.start, block.end, block.kind, block.gap))
        previous = block
    return joined


def _width(blocks: Sequence[Block]) -> int:
    """Return the length that most lines with a line right after them stay under."""
    lengths = sorted(before.end - before.start for before, after in pairwise(blocks) if after.gap == 1)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _is_wrapped(text: str, blocks: Sequence[Block], width: int) -> bool:
    """Tell a hard-wrapped text: lines that end where the next word would not fit mostly go on in lower case."""
    if not 40 <= width <= WRAP_WIDTH:
        return False
    full = lower = 0
    for before, after in pairwise(blocks):
        if after.gap == 1 and _is_full(text, before, after, width):
            full += 1
            lower += text[after.start].islower()
    return full >= 3 and lower >= full / 3


def _is_full(text: str, before: Block, after: Block, width: int) -> bool:
    word = text[after.start : after.end].split(None, 1)[0]
    return before.end - before.start + 1 + len(word) > 0.93 * width


def _continues(text: str, before: Block, after: Block, width: int, wrapped: bool) -> bool:
    """Tell whether a line goes on in the next one."""
    if "furniture" in (before.kind, after.kind) or ITEM.match(text, after.start, after.end):
        return False
    first, last = text[after.start], text[before.end - 1]
    if last == "-" and text[before.end - 2 : before.end - 1].islower() and first.islower():
        return True
    if after.gap != 1:
        return False
    if first.islower() and _OPEN_END.search(text, before.start, before.end):
        return True
    return wrapped and _is_full(text, before, after, width)


def paragraph_starts(text: str, start: int, end: int) -> list[int]:
    """Return where the paragraphs of a span begin, ``start`` first: hard-wrapped lines do not begin one."""
    blocks = [
        Block(match.start(), match.end(), gap=1 if number else 0)
        for number, match in enumerate(LINE.finditer(text, start, end))
    ]
    for before, after in pairwise(blocks):
        after.gap = len(_BREAK.findall(text, before.end, after.start))
    return [block.start for block in join_wrapped(text, blocks)]
