"""Noun phrases by surface order: where the phrase of a speaker begins and ends.

The parser misses half of the inverted subjects, so phrases are read off parts of speech and entity edges: determiner,
adjectives, nouns and names, complements with *de*, coordination. Relative clauses, commas and brackets end them.
"""

from __future__ import annotations

from spacy.symbols import ADJ, ADP, ADV, CCONJ, DET, NOUN, NUM, PRON, PROPN, PUNCT, SPACE, VERB

from pipeline.components.quotations.context import Context
from pipeline.components.quotations.lexicon import PARTICIPLE

NOMINAL = frozenset({NOUN, PROPN})
BEFORE_HEAD = frozenset({DET, NUM, ADJ})
LONGEST = 40


def phrase_end(ctx: Context, start: int, limit: int | None = None) -> int | None:
    """Return the token after the noun phrase that begins at ``start``, or None if none begins there."""
    stop = min(ctx.size, start + LONGEST, ctx.size if limit is None else limit)
    one_of = ctx.is_a(start, "one_of") and ctx.is_a(start + 1, "of")
    if start < stop and _is_pronoun(ctx, start) and not one_of:
        attached = start + 1 < stop and ctx.char(start + 1) == "-" and not ctx.is_a(start + 1, "inverted")
        if attached and ctx.ends[start] == ctx.starts[start + 1]:
            return start + 2 + (ctx.surface(start + 1) == "-" and start + 2 < stop)
        return start + 1
    index, good, headed = start, None, False
    while index < stop:
        if headed and ctx.date_end(index):
            break
        if _wrapped(ctx, index, start, stop):
            index += 1
            continue
        step = _step(ctx, index, stop, headed)
        if step is None:
            break
        index, headed = step
        if headed:
            good = index
    return good


def _wrapped(ctx: Context, index: int, start: int, stop: int) -> bool:
    """Tell whether a line ends inside a sentence: *Le groupe⏎Batimo assure*."""
    return start < index and index + 1 < stop and _line_end(ctx, index) and ctx.sentence(index + 1)[0] <= start


def _line_end(ctx: Context, index: int) -> bool:
    """Tell whether a line ends at a token and the next one does not begin anew with a determiner."""
    line = ctx.pos[index] == SPACE and ctx.surface(index).strip(" ") == "\n"
    return line and not (ctx.pos[index + 1 : index + 2] == [DET] and ctx.char(index + 1).isupper())


def _is_pronoun(ctx: Context, index: int) -> bool:
    return (
        ctx.is_a(index, "third") or ctx.is_a(index, "first") or (ctx.pos[index] == PRON and not _relative(ctx, index))
    )


def _relative(ctx: Context, index: int) -> bool:
    return any(ctx.is_a(index, kind) for kind in ("relative", "relative_other", "que", "clitic"))


def _step(ctx: Context, index: int, stop: int, headed: bool) -> tuple[int, bool] | None:
    """Return the next position and whether a head has been seen, or None where the phrase ends."""
    entity = ctx.spans.get(index)
    if entity is not None and entity <= stop:
        return entity, True
    pos = ctx.pos[index]
    mistagged = pos == VERB and ctx.pos[index - 1] in {DET, ADJ} and ctx.is_a(index, "people")  # a déclaré l'opposant
    if pos in NOMINAL or mistagged:
        return index + 1, True
    if pos in {DET, NUM}:
        counted = ctx.is_a(index - 1, "numbered") or ctx.is_a(index - 1, "temporal")
        numbers = headed and pos == NUM and counted  # l'article 12 de la Charte, la note de mai 2023
        return None if headed and not (numbers or ctx.char(index).isupper()) else (index + 1, numbers)
    if pos == ADJ:
        noun_follows = index + 1 < stop and (ctx.pos[index + 1] in NOMINAL | {ADJ} or index + 1 in ctx.spans)
        return index + 1, headed or (not noun_follows and index > 0 and ctx.pos[index - 1] == DET)
    return _beyond_head(ctx, index, stop) if headed else _before_head(ctx, index)


def _before_head(ctx: Context, index: int) -> tuple[int, bool] | None:
    """Return how a phrase goes on before its head: an adverb, a pronoun with *de*."""
    pos = ctx.pos[index]
    if (pos == ADP and ctx.is_a(index, "of") and ctx.is_a(index - 1, "one_of")) or _hyphen(ctx, index):
        return index + 1, False  # une de mes voisines, the 50-year-old baker
    one_of = pos == PRON and index > 0 and ctx.pos[index - 1] == DET and not _relative(ctx, index)  # l'un d'eux
    return (index + 1, one_of) if one_of or pos == ADV else None


def _beyond_head(ctx: Context, index: int, stop: int) -> tuple[int, bool] | None:
    """Return how the phrase goes on after its head: complement, coordination, compound, participle."""
    pos = ctx.pos[index]
    follows = index + 1 < stop and (ctx.pos[index + 1] in BEFORE_HEAD | NOMINAL or index + 1 in ctx.spans)
    if pos == ADP and ctx.is_a(index, "of") and index not in ctx.span_ends:
        if follows:
            return index + 1, False
        return (index + 2, True) if _is_pronoun_after_of(ctx, index + 1, stop) else None
    coordinated = pos == CCONJ and follows and not ctx.date_end(index + 1)
    compared = pos == ADV and index + 1 < stop and ctx.pos[index + 1] == ADJ
    if coordinated or compared or _hyphen(ctx, index):
        return index + 1, False
    return (index + 1, True) if pos == VERB and _participle(ctx, index) else None


def _is_pronoun_after_of(ctx: Context, index: int, stop: int) -> bool:
    return index < stop and ctx.pos[index] == PRON and not _relative(ctx, index)


def _participle(ctx: Context, index: int) -> bool:
    """Tell whether a verb form right after a noun is a participle that belongs to it (*ministre délégué*)."""
    return ctx.forms[index] == PARTICIPLE and index + 1 < ctx.size and ctx.pos[index + 1] == ADP


def phrase_before(ctx: Context, stop: int, floor: int) -> tuple[int, int] | None:
    """Return the longest noun phrase that ends right before ``stop`` and does not reach below ``floor``."""
    index = stop - 1
    allowed = NOMINAL | BEFORE_HEAD | {ADP, CCONJ, ADV}
    inside = _covering(ctx, stop - 1, floor)
    while index >= floor and stop - index <= LONGEST:
        if index < inside and ctx.pos[index] not in allowed and not _hyphen(ctx, index) and not _line_end(ctx, index):
            break
        index -= 1
    for start in range(index + 1, stop):
        if ctx.pos[start] in {ADP, CCONJ, ADV, PUNCT, SPACE}:
            continue
        end = phrase_end(ctx, start, stop)
        if end == stop:
            return start, stop
    return None


def _covering(ctx: Context, index: int, floor: int) -> int:
    """Return the first token of an entity that covers ``index``, or ``index + 1``."""
    for start in range(index, max(floor, index - 12) - 1, -1):
        if ctx.spans.get(start, 0) > index:
            return start
    return index + 1


def _hyphen(ctx: Context, index: int) -> bool:
    return ctx.pos[index] == PUNCT and ctx.char(index) in "-–" and ctx.ends[index - 1] == ctx.starts[index]


def phrase_around(ctx: Context, head: int, floor: int, stop: int) -> tuple[int, int]:
    """Return the noun phrase whose head noun or pronoun is ``head``."""
    start = head
    while start - 1 >= floor and ctx.pos[start - 1] in BEFORE_HEAD and not ctx.date_end(start - 1):
        start -= 1
    first = _covering(ctx, head, floor)
    if first <= head:
        start = min(start, first)
        while start - 1 >= floor and ctx.pos[start - 1] in BEFORE_HEAD:
            start -= 1
    end = phrase_end(ctx, start, stop)
    return _coordinated_before(ctx, _possessor(ctx, start, floor), floor), max(end or 0, head + 1)


def _possessor(ctx: Context, start: int, floor: int) -> int:
    """Return the start of the genitive before a phrase: *Norway's oldest choir*."""
    if not ctx.is_a(start - 1, "genitive") or start - 2 < floor:
        return start
    first = min(_covering(ctx, start - 2, floor), start - 2)
    while first - 1 >= floor and ctx.pos[first - 1] in BEFORE_HEAD | NOMINAL:
        first -= 1
    return first


def _coordinated_before(ctx: Context, start: int, floor: int) -> int:
    """Return the start of the name that a conjunction joins to the one at ``start``: *Paris et Berlin*."""
    joined = start in ctx.spans and ctx.pos[start - 1] == CCONJ and start - 1 in ctx.span_ends
    if not joined or start - 2 < floor:
        return start
    return _covering(ctx, start - 2, floor)
