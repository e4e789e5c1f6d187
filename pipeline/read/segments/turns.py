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

from pipeline.read.segments import interviews
from pipeline.read.segments.interviews import Mark
from pipeline.read.segments.labels import patterns
from pipeline.read.segments.lines import Block

_STAGE = re.compile(r"\s*(?:\((?=[^()\w]*[A-ZÀ-Ý«])[^()]{1,400}\)\s*)+\Z")
_STAGE_ONLY = re.compile(r"\s*(?:\((?=[^()\w]*[A-ZÀ-Ý«])[^()]{1,400}\)\s*)+")
_HEADING_END = re.compile(r"[.!?…:;,»\"”]\s*\Z")
_DASH = re.compile(r"[–—-]\s?(?=\S)")


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
        marks = interviews.mark(text, blocks)
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
