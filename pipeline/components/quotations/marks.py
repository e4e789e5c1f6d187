"""Pair quotation marks over a text, in one pass, whatever the typography and the typing errors.

The function knows no words: it sees marks, the characters beside them and paragraph ends. Guillemets and curly marks
have a direction; straight marks take theirs from the white space beside them, else from parity. Inch marks and
apostrophes are told apart by their neighbours. A mark left open at a paragraph end either goes on in the next
paragraph (mark repeated there, or closed there) or is closed by recovery.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

MARK = re.compile("<<|>>|''|``|[«»“”„‟\"‹›‘’']")
KIND = {
    "«": "guillemet", "»": "guillemet", "<<": "guillemet", ">>": "guillemet", "‹": "angle", "›": "angle",
    "“": "curly", "”": "curly", "„": "curly", "‟": "curly", '"': "straight", "''": "straight", "``": "straight",
    "‘": "single", "’": "single", "'": "apostrophe",
}  # fmt: skip
OPENS = frozenset({"«", "<<", "‹", "„", "‘", "``"})
CLOSES = frozenset({"»", ">>", "›", "’"})
WEAK = frozenset({"single", "apostrophe"})
BEFORE_OPENING = frozenset("([{—–-/'’«“‘\"*")
AFTER_CLOSING = frozenset(",.;:!?…)]}—–-»”’\"'*")
PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*|\n")
SENTENCE_END = re.compile(r"[.!?…][^\S\n]+(?=[^\W\d_])")
EDGE = " \t\r\n\f\v\u00a0\u202f\u2009\u2002\u200b\ufeff"


@dataclass(slots=True)
class Marked:
    """What stands between two marks: content without marks and edge white space.

    ``open``/``close`` are the offsets before the opening and after the closing mark; ``opened``/``closed`` tell
    whether the mark is there. ``continues`` points to the index of the part in the paragraph before.
    """

    start: int
    end: int
    open: int
    close: int
    kind: str
    opened: bool = True
    closed: bool = True
    level: int = 1
    continues: int | None = None


@dataclass(slots=True)
class _Open:
    kind: str
    at: int
    content: int
    found: int


@dataclass(slots=True)
class _State:
    text: str
    stack: list[_Open] = field(default_factory=list)
    depth: Counter[str] = field(default_factory=Counter)
    remaining: Counter[str] = field(default_factory=Counter)
    found: list[Marked] = field(default_factory=list)
    carried: int | None = None


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the paragraphs of a text; a line break inside a hard-wrapped sentence ends none."""
    blocks: list[tuple[int, int]] = []
    start = 0
    line = 0
    for found in PARAGRAPH_END.finditer(text):
        blank = found.end() - found.start() > 1
        before = text[line : found.start()].rstrip(EDGE)
        after = text[found.end() : found.end() + 1]
        line = found.end()
        wrapped = not blank and (after.islower() or (len(before) >= 50 and before[-1].isalnum()))
        if not wrapped:
            blocks.append((start, found.start()))
            start = found.end()
    blocks.append((start, len(text)))
    return [(s, e) for s, e in blocks if text[s:e].strip(EDGE)]


def pair_marks(text: str, blocks: Sequence[tuple[int, int]], skip: bytes | bytearray | None = None) -> list[Marked]:
    """Pair the quotation marks of a text.

    Parameters
    ----------
    text
        The document text.
    blocks
        Paragraphs as half-open intervals of code points, in text order.
    skip
        One byte per code point; marks where it is not 0 (page furniture) are not looked at.

    Returns
    -------
    list of Marked
        In text order, with nesting levels from 1. Time is linear in the text.
    """
    events = [[m for m in MARK.finditer(text, s, e) if skip is None or not skip[m.start()]] for s, e in blocks]
    state = _State(text)
    for number, (start, end) in enumerate(blocks):
        state.remaining = Counter(KIND[m.group()] for m in events[number])
        _reopen(state, start, events[number])
        for mark in events[number]:
            state.remaining[KIND[mark.group()]] -= 1
            _take(state, mark, (start, end))
        following = events[number + 1] if number + 1 < len(blocks) else []
        _finish_block(state, (start, end), following, blocks[number + 1][0] if number + 1 < len(blocks) else end)
    return _with_levels(state.found)


def _take(state: _State, mark: re.Match[str], block: tuple[int, int]) -> None:
    """Decide whether one mark opens, closes or is no quotation mark."""
    sign, kind = mark.group(), KIND[mark.group()]
    before = state.text[mark.start() - 1] if mark.start() > block[0] else " "
    after = state.text[mark.end()] if mark.end() < block[1] else " "
    opening = (before in EDGE or before in BEFORE_OPENING) and after not in EDGE
    closing = before not in EDGE and (after in EDGE or after in AFTER_CLOSING)
    if kind in WEAK:
        _take_single(state, mark, kind, before, after)
    elif kind in {"guillemet", "angle"}:
        _open(state, mark, kind) if sign in OPENS else _close(state, mark, kind, block)
    elif kind == "curly":
        closes = sign == "”" or (sign == "“" and not opening and (closing or state.depth["curly"] > 0))
        if closes and (state.depth["curly"] or not (opening and not closing)):
            _close(state, mark, kind, block)
        else:
            _open(state, mark, kind)
    else:
        _take_straight(state, mark, before, after, opening, closing, block)


def _take_single(state: _State, mark: re.Match[str], kind: str, before: str, after: str) -> None:
    is_open = state.depth[kind] > 0
    if mark.group() == "‘":
        _open(state, mark, kind)
    elif is_open and not after.isalnum() and (kind == "single" or before not in EDGE):
        _close(state, mark, kind, (0, 0))
    elif kind == "apostrophe" and not is_open and (before in EDGE or before in '([«“"') and after.isalpha():
        _open(state, mark, kind)


def _take_straight(
    state: _State, mark: re.Match[str], before: str, after: str, opening: bool, closing: bool, block: tuple[int, int]
) -> None:
    depth, left = state.depth["straight"], state.remaining["straight"]
    if before.isdigit() and mark.group() != "``" and after != "\n":
        inch = depth == 0 or (
            left % 2 == depth % 2 and (after.islower() or _next_letter(state, mark).islower()) and left
        )
        if inch:
            return
    if depth == 0:
        top = state.stack[-1] if state.stack else None
        other = top is not None and top.kind not in WEAK and state.remaining[top.kind] == 0
        last = closing and not opening and (left == 0 or other)
        _close(state, mark, "straight", block) if last else _open(state, mark, "straight")
    elif opening and not closing:
        if left < depth + 1:
            _abandon(state, "straight", mark.start())
        _open(state, mark, "straight")
    else:
        _close(state, mark, "straight", block)


def _next_letter(state: _State, mark: re.Match[str]) -> str:
    following = state.text[mark.end() : mark.end() + 2].strip(EDGE)
    return following[:1]


def _open(state: _State, mark: re.Match[str], kind: str) -> None:
    top = state.stack[-1] if state.stack else None
    if top and top.kind == kind and not state.text[top.content : mark.start()].strip(EDGE):
        top.content = mark.end()  # a doubled mark, or the mark repeated where the paragraph goes on
        return
    state.stack.append(_Open(kind, mark.start(), mark.end(), len(state.found)))
    state.depth[kind] += 1


def _pop(state: _State) -> _Open:
    top = state.stack.pop()
    state.depth[top.kind] -= 1
    return top


def _close(state: _State, mark: re.Match[str], kind: str, block: tuple[int, int]) -> None:
    if state.depth[kind] == 0:
        last = state.found[-1] if state.found else None
        if last and last.close <= mark.start() and not state.text[last.close : mark.start()].strip(EDGE):
            last.close = mark.end()  # a doubled closing mark
            return
        top = state.stack[-1] if state.stack else None
        if top is None or top.kind in WEAK or state.remaining[top.kind]:
            if not state.stack and kind not in WEAK:
                _emit_unopened(state, mark, kind, block)
            return
        kind = top.kind  # closed by a mark of another kind
    while state.stack[-1].kind != kind:
        _pop(state)
    top = _pop(state)
    _emit(state, Marked(top.content, mark.start(), top.at, mark.end(), kind))


def _emit_unopened(state: _State, mark: re.Match[str], kind: str, block: tuple[int, int]) -> None:
    start = max(block[0], state.found[-1].close if state.found else 0)
    _emit(state, Marked(start, mark.start(), start, mark.end(), kind, opened=False))


def _emit(state: _State, marked: Marked) -> None:
    content = state.text[marked.start : marked.end]
    marked.start += len(content) - len(content.lstrip(EDGE))
    marked.end = marked.start + len(content.strip(EDGE))
    if marked.start < marked.end:
        if not state.stack and state.carried is not None:
            marked.continues, state.carried = state.carried, None
        state.found.append(marked)


def _abandon(state: _State, kind: str, at: int) -> None:
    """Close by recovery what was left open before ``at``, where a new quotation begins."""
    while state.stack:
        top = _pop(state)
        if top.kind == kind:
            _emit(state, Marked(top.content, _evident_end(state.text, top, at), top.at, at, kind, closed=False))
            return


def _evident_end(text: str, opened: _Open, limit: int) -> int:
    """Return where an unclosed quotation ends: with its sentence, or at the limit after a colon or paragraph start."""
    before = text[max(0, opened.at - 3) : opened.at].rstrip(EDGE)
    if not before or before[-1] == ":" or "\n" in text[max(0, opened.at - 2) : opened.at]:
        return limit
    found = SENTENCE_END.search(text, opened.content, limit)
    return found.start() + 1 if found else limit


def _reopen(state: _State, start: int, events: list[re.Match[str]]) -> None:
    """Go on with a quotation of the paragraph before; its repeated mark, also a closing one, opens."""
    if state.carried is None:
        return
    kind = state.found[state.carried].kind
    content = start
    if events and not state.text[start : events[0].start()].strip(EDGE) and KIND[events[0].group()] == kind:
        content = events.pop(0).end()
        state.remaining[kind] -= 1
    state.stack.append(_Open(kind, start, content, len(state.found)))
    state.depth[kind] += 1


def _finish_block(state: _State, block: tuple[int, int], following: list[re.Match[str]], next_start: int) -> None:
    """At a paragraph end: carry the outermost open quotation over, or close it by recovery; forget the inner ones."""
    limit = block[1]
    while state.stack:
        top = _pop(state)
        if top.kind in WEAK:
            continue
        goes_on = not state.stack and _goes_on(state, top.kind, following, next_start)
        inner = state.found[top.found].open if top.found < len(state.found) else limit
        end = limit if goes_on else _evident_end(state.text, top, min(limit, inner))
        _emit(state, Marked(top.content, end, top.at, end, top.kind, closed=False))
        limit = top.at
        state.carried = len(state.found) - 1 if goes_on else None


def _goes_on(state: _State, kind: str, following: list[re.Match[str]], next_start: int) -> bool:
    first = next((m for m in following if KIND[m.group()] == kind), None)
    if first is None:
        return False
    if not state.text[next_start : first.start()].strip(EDGE):
        return True
    return first.group() in CLOSES or first.group() == "”"


def _with_levels(found: list[Marked]) -> list[Marked]:
    """Sort by position and set nesting levels."""
    order = sorted(range(len(found)), key=lambda i: (found[i].open, -found[i].close))
    place = {old: new for new, old in enumerate(order)}
    ends: list[int] = []
    for index in order:
        marked = found[index]
        while ends and ends[-1] <= marked.open:
            ends.pop()
        ends.append(marked.close)
        marked.level = len(ends)
        if marked.continues is not None:
            marked.continues = place[marked.continues]
    return [found[index] for index in order]
