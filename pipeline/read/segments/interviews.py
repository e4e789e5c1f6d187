"""Interviews without labels: questions on lines of their own, the answers below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.read.segments.labels import patterns
from pipeline.read.segments.lines import Block

LONGEST_QUESTION = 700
LONGEST_PROMPT = 300


@dataclass(slots=True)
class Mark:
    """A label at the start of a paragraph: which kind, its text, where the words after it begin."""

    kind: str
    text: str | None
    body: int


def mark(text: str, blocks: Sequence[Block]) -> list[Mark | None]:
    """Mark questions on lines of their own, with the answers after them; a repeated name may head the answers.

    Three pairs of which half address somebody make an interview, and two where the page says who asked
    (*Propos recueillis par …*). In such a page, a remark to the person interviewed asks as well.
    """
    asks = [
        block.kind == "paragraph" and text[block.end - 1] == "?" and block.end - block.start < LONGEST_QUESTION
        for block in blocks
    ]
    pairs = [
        number
        for number in range(len(blocks) - 1)
        if asks[number] and not asks[number + 1] and blocks[number + 1].kind == "paragraph"
    ]
    addressed = [number for number in pairs if _addresses(text, blocks[number])]
    name = _common_name([blocks[number + 1].text(text) for number in pairs])
    announced = patterns().interviewer.search(text) is not None
    if len(pairs) < (2 if announced else 3) or (name is None and 2 * len(addressed) < len(pairs)):
        return [None] * len(blocks)
    marks: list[Mark | None] = [None] * len(blocks)
    for number in pairs:
        _pair(text, blocks, marks, number, name)
    if name:
        _mark_prompts(text, blocks, marks, name)
    elif announced:
        for number in range(pairs[0] + 2, len(blocks) - 1):
            if _is_remark(text, blocks, marks, number):
                _pair(text, blocks, marks, number, None)
    return marks


def _pair(text: str, blocks: Sequence[Block], marks: list[Mark | None], number: int, name: str | None) -> None:
    """Mark a question and the answer in the paragraph after it."""
    answer = blocks[number + 1]
    marks[number] = Mark("question", None, blocks[number].start)
    begin = answer.start + len(name) if name and text.startswith(name, answer.start) else answer.start
    marks[number + 1] = Mark("answer", name if begin > answer.start else None, _skip(text, begin, answer.end))


def _addresses(text: str, block: Block) -> bool:
    return patterns().address.search(text, block.start, block.end) is not None


def _is_remark(text: str, blocks: Sequence[Block], marks: Sequence[Mark | None], number: int) -> bool:
    """Tell whether a short paragraph in the second person, never the first, stands before a longer answer."""
    block, answer = blocks[number], blocks[number + 1]
    length = block.end - block.start
    if marks[number] is not None or marks[number + 1] is not None or length > LONGEST_PROMPT:
        return False
    prose = (
        block.kind == answer.kind == "paragraph" and text[block.end - 1] in ".…»" and answer.end - answer.start > length
    )
    own = patterns().own.search(text, block.start, block.end) is not None
    return prose and _addresses(text, block) and not own


def _mark_prompts(text: str, blocks: Sequence[Block], marks: list[Mark | None], name: str) -> None:
    """Mark answers headed by the name after prompts that end without a question mark."""
    for number in range(1, len(blocks)):
        before, block = blocks[number - 1], blocks[number]
        headed = block.kind == "paragraph" and text.startswith(name + " ", block.start)
        if headed and marks[number] is None and before.kind == "paragraph" and marks[number - 1] is None:
            marks[number] = Mark("answer", name, _skip(text, block.start + len(name), block.end))
            if number > 1 and marks[number - 2] is not None:
                marks[number - 1] = Mark("question", None, before.start)


def _skip(text: str, start: int, end: int) -> int:
    while start < end and (text[start].isspace() or text[start] in ".:–—"):
        start += 1
    return start


def _common_name(answers: Sequence[str]) -> str | None:
    """Return the name with which at least half of the answers begin, if there is one."""
    names = [
        match.group()
        for answer in answers
        if (match := re.match(r"[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+){1,2}(?=[ .:])", answer))
    ]
    shortened = names + [" ".join(name.split()[:2]) for name in names if len(name.split()) > 2]
    best = max(set(shortened), key=lambda name: (shortened.count(name), name), default=None)
    return best if best is not None and shortened.count(best) >= max(2, len(answers) / 2) else None
