"""Turns of interviews, press briefings and debates: which paragraphs are whose words.

A label stands at the start of a paragraph: *Q :*, *Réponse –*, *Journaliste :* (data, ``rules/LANGUAGE/turns.toml``);
a name or office and a colon; a civility, name and full stop as in parliamentary records; a bare dash; or nothing but
the name, or the question on a line of its own. All but the first need company: a label counts when the page is a
dialogue, that is, when such labels recur. A turn lasts until the next label, heading or closing line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.read.segments.labels import patterns
from pipeline.read.segments.lines import Block

_STAGE = re.compile(r"\s*(?:\((?=[^()\w]*[A-ZÀ-Ý«])[^()]{1,400}\)\s*)+\Z")
_STAGE_ONLY = re.compile(r"\s*(?:\((?=[^()\w]*[A-ZÀ-Ý«])[^()]{1,400}\)\s*)+")
_HEADING_END = re.compile(r"[.!?…:;,»\"”]\s*\Z")
_DASH = re.compile(r"[–—-]\s?(?=\S)")


@dataclass(slots=True)
class Mark:
    """A label at the start of a paragraph: which kind, its text, where the words after it begin."""

    kind: str
    text: str | None
    body: int


@dataclass(slots=True)
class Turn:
    """A turn: its blocks (first and last index), its span, the label as written, the kind of label."""

    first: int
    last: int
    start: int
    end: int
    label: str | None
    kind: str


def begins_turn(text: str, block: Block) -> bool:
    """Tell whether a paragraph clearly begins with a label: a name or office only if it labels other lines too."""
    mark = _mark(text, block)
    if mark is None or mark.kind == "dash" or mark.text is None:
        return False
    if mark.kind in ("question", "answer"):
        return True
    label = text[block.start : mark.body].rstrip()
    return mark.kind == "record" or text.count("\n" + label) + text.startswith(label) > 1


def _mark(text: str, block: Block) -> Mark | None:
    """Return the label with which a paragraph may begin."""
    p = patterns()
    tried = (
        ("question", p.question),
        ("answer", p.answer),
        ("record", p.record),
        ("office", p.office),
        ("named", p.named),
    )
    for kind, pattern in tried:
        match = pattern.match(text, block.start, block.end)
        if match and match.end() < block.end and not (kind == "named" and _is_no_label(match["label"])):
            return Mark(kind, match["label"].strip(), match.end())
    match = _DASH.match(text, block.start, block.end)
    return Mark("dash", None, match.end()) if match else None


def _is_no_label(label: str) -> bool:
    return bool(patterns().not_label.match(label)) or len(label.split()) > 14


def find(text: str, blocks: Sequence[Block]) -> list[Turn]:
    """Return the turns of a page, in order."""
    marks = [_mark(text, block) if block.kind == "paragraph" else None for block in blocks]
    accepted = _accepted(text, blocks, marks)
    if not any(accepted):
        marks = _unmarked_dialogue(text, blocks)
        accepted = [mark is not None for mark in marks]
    turns: list[Turn] = []
    for number, (block, mark) in enumerate(zip(blocks, marks, strict=True)):
        if accepted[number] and mark is not None:
            turns.append(Turn(number, number, mark.body, block.end, mark.text, mark.kind))
        elif turns and turns[-1].last == number - 1 and _continues(text, block, turns[-1]):
            turns[-1].last, turns[-1].end = number, block.end
    for turn in turns:
        _trim_stage(text, turn)
    return [turn for turn in turns if turn.start < turn.end]


def _accepted(text: str, blocks: Sequence[Block], marks: Sequence[Mark | None]) -> list[bool]:
    """Decide which labels are labels: those of a page where labels of their kind recur."""
    kinds = [mark.kind if mark else "" for mark in marks]
    labels = [mark.text for mark in marks if mark and mark.kind in ("record", "office", "named")]
    distinct = set(labels)
    asked = kinds.count("question")
    interview = asked > 1 or (asked == 1 and ("answer" in kinds or bool(labels)))
    debate = kinds.count("record") >= 2 and len(distinct) >= 2
    dialogue = len(labels) >= 3 and len(distinct) >= 2 and len(distinct) < len(labels)
    keep = {
        "question": interview or debate or dialogue,
        "answer": interview,
        "record": debate or dialogue or interview,
        "office": debate or dialogue or interview,
        "named": dialogue or interview or debate,
    }
    dashes = _dash_dialogue(text, blocks, marks)
    return [keep.get(kind, False) or number in dashes for number, kind in enumerate(kinds)]


def _dash_dialogue(text: str, blocks: Sequence[Block], marks: Sequence[Mark | None]) -> set[int]:
    """Return the paragraphs of runs of dashes in which questions alternate with answers; lists are no dialogue."""
    found: set[int] = set()
    run: list[int] = []
    for number, mark in [*enumerate(marks), (len(marks), None)]:
        if mark is not None and mark.kind == "dash":
            run.append(number)
            continue
        ends = [text[blocks[i].end - 1] for i in run]
        listed = bool(run) and run[0] > 0 and text[blocks[run[0] - 1].end - 1] == ":"
        if len(run) >= 2 and "?" in ends and not listed and not any(end in ";," for end in ends):
            found.update(run)
        run = []
    return found


def _unmarked_dialogue(text: str, blocks: Sequence[Block]) -> list[Mark | None]:
    """Mark questions on lines of their own, with the answers after them; a repeated name may head the answers."""
    asks = [
        block.kind == "paragraph" and text[block.end - 1] == "?" and block.end - block.start < 700 for block in blocks
    ]
    pairs = [
        number
        for number in range(len(blocks) - 1)
        if asks[number] and not asks[number + 1] and blocks[number + 1].kind == "paragraph"
    ]
    addressed = [
        number for number in pairs if patterns().address.search(text, blocks[number].start, blocks[number].end)
    ]
    name = _common_name([blocks[number + 1].text(text) for number in pairs])
    if len(pairs) < 3 or (name is None and 2 * len(addressed) < len(pairs)):
        return [None] * len(blocks)
    marks: list[Mark | None] = [None] * len(blocks)
    for number in pairs:
        block, answer = blocks[number], blocks[number + 1]
        marks[number] = Mark("question", None, block.start)
        begin = answer.start + len(name) if name and text.startswith(name, answer.start) else answer.start
        marks[number + 1] = Mark("answer", name if begin > answer.start else None, _skip(text, begin, answer.end))
    if name:
        _mark_prompts(text, blocks, marks, name)
    return marks


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


def _continues(text: str, block: Block, turn: Turn) -> bool:
    """Tell whether a paragraph without label still belongs to the turn before it."""
    if block.kind != "paragraph" or turn.kind == "dash" or patterns().closing.match(text, block.start, block.end):
        return False
    if _STAGE_ONLY.fullmatch(text, block.start, block.end):
        return False
    line = text[block.start : block.end]
    heading = len(line) <= 120 and "\n" not in line and not _HEADING_END.search(line)
    return not heading or (line[0].islower() or line[0] == "…")


def _trim_stage(text: str, turn: Turn) -> None:
    """Leave stage directions at the end of a turn, *(Sourires.)*, outside of it."""
    stage = _STAGE.search(text, max(turn.start, turn.end - 450), turn.end)
    if stage and stage.start() > turn.start and text[stage.start() - 1] in '.!?…»”",':
        turn.end = stage.start()
        while text[turn.end - 1].isspace():
            turn.end -= 1
