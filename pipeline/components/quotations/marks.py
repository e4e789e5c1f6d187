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

from pipeline.components.quotations.signs import CLOSES, EDGE, OPENS, WEAK, Sign, signs

WRAP_WIDTH = 110  # a longer line is a paragraph of its own
LINES_ON = 12  # lines of one paragraph over which a quotation may go on to its closing mark
CUT = re.compile(r"[(\[](?:\.{3}|…)[)\]]\s*")
SENTENCE_END = re.compile(r"[.!?…][^\S\n]+(?=[^\W\d_])")


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
    block: tuple[int, int] = (0, 0)
    stack: list[_Open] = field(default_factory=list)
    depth: Counter[str] = field(default_factory=Counter)
    remaining: Counter[str] = field(default_factory=Counter)
    found: list[Marked] = field(default_factory=list)
    carried: int | None = None


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
    events = [signs(text, start, end, skip) for start, end in blocks]
    state = _State(text)
    for number, (start, end) in enumerate(blocks):
        state.block = (start, end)
        state.remaining = Counter(mark.kind for mark in events[number])
        _reopen(state, events[number])
        for mark in events[number]:
            state.remaining[mark.kind] -= 1
            _take(state, mark)
        if _goes_on_below(state, events, blocks, number):
            continue
        following = events[number + 1] if number + 1 < len(blocks) else []
        _finish_block(state, following, blocks[number + 1][0] if number + 1 < len(blocks) else end)
    return _with_levels(state.found)


def _take(state: _State, mark: Sign) -> None:
    """Decide whether one mark opens, closes or is no quotation mark."""
    if mark.kind in {"single", "apostrophe"}:
        _take_single(state, mark)
    elif mark.kind == "angle":
        _open(state, mark) if mark.sign in OPENS else _close(state, mark)
    elif mark.kind == "straight":
        _take_straight(state, mark)
    elif mark.kind == "curly":
        _take_curly(state, mark)
    elif mark.sign in OPENS:
        _open(state, mark)
    else:
        _close(state, mark)


def _take_curly(state: _State, mark: Sign) -> None:
    is_open = state.depth["curly"] > 0
    closes = mark.sign == "”" or (mark.sign == "“" and not mark.opening and (mark.closing or is_open))
    if closes and (is_open or not mark.opening or mark.closing):
        _close(state, mark)
    else:
        _open(state, mark)


def _take_single(state: _State, mark: Sign) -> None:
    is_open = state.depth[mark.kind] > 0
    free = mark.before in EDGE or mark.before in '([«“"'
    if mark.sign == "‘":
        _open(state, mark)
    elif is_open and not mark.after.isalnum() and (mark.kind == "single" or mark.before not in EDGE):
        _close(state, mark)
    elif mark.kind == "apostrophe" and not is_open and free and mark.after.isalpha():
        _open(state, mark)


def _take_straight(state: _State, mark: Sign) -> None:
    depth, left = state.depth["straight"], state.remaining["straight"]
    if mark.before.isdigit() and (depth == 0 or (left and left % 2 == depth % 2 and _in_sentence(state, mark))):
        return  # inches, seconds
    if depth == 0:
        top = state.stack[-1] if state.stack else None
        other = top is not None and top.kind not in WEAK and state.remaining[top.kind] == 0
        last = mark.closing and not mark.opening and (left == 0 or other)
        _close(state, mark) if last else _open(state, mark)
    elif mark.opening and not mark.closing:
        if left < depth + 1:
            _abandon(state, "straight", mark.start)
        _open(state, mark)
    else:
        _close(state, mark)


def _in_sentence(state: _State, mark: Sign) -> bool:
    """Tell whether the sentence simply goes on after the mark, in lower case."""
    return state.text[mark.end : mark.end + 2].strip(EDGE)[:1].islower()


def _open(state: _State, mark: Sign) -> None:
    top = state.stack[-1] if state.stack else None
    if top and top.kind == mark.kind and not state.text[top.content : mark.start].strip(EDGE):
        top.content = mark.end  # a doubled mark, or the mark repeated where the paragraph goes on
        return
    state.stack.append(_Open(mark.kind, mark.start, mark.end, len(state.found)))
    state.depth[mark.kind] += 1


def _pop(state: _State) -> _Open:
    top = state.stack.pop()
    state.depth[top.kind] -= 1
    return top


def _close(state: _State, mark: Sign) -> None:
    kind = mark.kind
    if state.depth[kind] == 0:
        last = state.found[-1] if state.found else None
        if last and last.close <= mark.start and not state.text[last.close : mark.start].strip(EDGE):
            last.close = mark.end  # a doubled closing mark
            return
        top = state.stack[-1] if state.stack else None
        if top is None or top.kind in WEAK or state.remaining[top.kind]:
            if not state.stack and kind not in WEAK:
                _emit_unopened(state, mark)
            return
        kind = top.kind  # closed by a mark of another kind
    while state.stack[-1].kind != kind:
        _pop(state)
    top = _pop(state)
    _emit(state, Marked(top.content, mark.start, top.at, mark.end, kind))


def _emit_unopened(state: _State, mark: Sign) -> None:
    start = max(state.block[0], state.found[-1].close if state.found else 0)
    cut = CUT.search(state.text, start, mark.start)
    start = cut.end() if cut else start  # « … », dit-il. (...) Nous verrons. »: the mark is left out with the words
    _emit(state, Marked(start, mark.start, start, mark.end, mark.kind, opened=cut is not None))


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


def _reopen(state: _State, events: list[Sign]) -> None:
    """Go on with a quotation of the paragraph before; its repeated mark, also a closing one, opens."""
    if state.carried is None:
        return
    kind = state.found[state.carried].kind
    content = start = state.block[0]
    if events and not state.text[start : events[0].start].strip(EDGE) and events[0].kind == kind:
        content = events.pop(0).end
        state.remaining[kind] -= 1
    state.stack.append(_Open(kind, start, content, len(state.found)))
    state.depth[kind] += 1


def _finish_block(state: _State, following: list[Sign], next_start: int) -> None:
    """At a paragraph end: carry the outermost open quotation over, or close it by recovery; forget the inner ones."""
    limit = state.block[1]
    while state.stack:
        top = _pop(state)
        if top.kind in WEAK:
            continue
        goes_on = not state.stack and _goes_on(state, top.kind, following, next_start)
        inner = state.found[top.found].open if top.found < len(state.found) else limit
        end = limit if goes_on else _evident_end(state.text, top, min(limit, inner))
        before = len(state.found)
        _emit(state, Marked(top.content, end, top.at, end, top.kind, closed=False))
        limit = top.at
        state.carried = before if goes_on and len(state.found) > before else None


def _goes_on_below(
    state: _State, events: Sequence[Sequence[Sign]], blocks: Sequence[tuple[int, int]], number: int
) -> bool:
    """Tell whether an open quotation is closed in a later line of the same paragraph, as in verse or hard breaks."""
    while state.stack and state.stack[-1].kind in WEAK:
        _pop(state)
    for below in range(number + 1, min(number + 1 + LINES_ON, len(blocks)) if state.stack else 0):
        end, start = blocks[below - 1][1], blocks[below][0]
        line = max(blocks[below - 1][0], state.text.rfind("\n", 0, end) + 1)
        if state.text.count("\n", end, start) != 1 or end - line > WRAP_WIDTH:
            return False
        first = next((mark for mark in events[below] if mark.kind == state.stack[0].kind), None)
        if first is not None:
            return first.sign in CLOSES or (first.closing and not first.opening)
    return False


def _goes_on(state: _State, kind: str, following: list[Sign], next_start: int) -> bool:
    first = next((m for m in following if m.kind == kind), None)
    if first is None:
        return False
    if not state.text[next_start : first.start].strip(EDGE):
        return True
    return first.sign in CLOSES


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
