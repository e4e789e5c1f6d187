"""Clauses attributed by a preposition: *selon le maire*, *pour la ministre*, *à en croire la presse*."""

from __future__ import annotations

from spacy.symbols import ADV, CCONJ, NOUN, PROPN, SPACE

from pipeline.components.quotations.clauses import Report, closes, content, trimmed
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.sources import Source, governed
from pipeline.components.quotations.verb_groups import is_finite

LONGEST_RELATIVE = 20


def by_preposition(ctx: Context, cue: Cue) -> Report | None:
    """Return the report of a clause whose source a preposition names."""
    source = governed(ctx, cue)
    if source is None or ctx.is_a(cue.tail, "which") or not _is_source(ctx, cue, source):
        return None
    floor, stop = ctx.sentence(cue.first)
    rivals = [
        ctx.cues[n]
        for n in range(floor, stop)
        if n in ctx.cues and ctx.cues[n].mood == "preposition" and n != cue.first
    ]
    if ctx.is_a(cue.tail, "relative"):
        return content(ctx, cue, cue.tail + 1, source, "indirect.source")
    if _opens_clause(ctx, cue, floor):
        first = _after_appositions(ctx, source.last, stop)
        clause = first and (not cue.clausal or any(is_finite(ctx, n) for n in range(first, stop)))  # Pour X, debout !
        return content(ctx, cue, first, source, "indirect.source") if first and clause else None
    if cue.clausal or ctx.depth[cue.first]:
        return None
    final = closes(ctx, source, stop)
    if not final and ctx.char(cue.first - 1) not in ",(–—" and ctx.char(source.last) not in ",)–—":
        return None
    rivals = [rival for rival in rivals if not rival.clausal and not _opens_clause(ctx, rival, floor)]
    earlier = [governed(ctx, rival) for rival in rivals if rival.first < cue.first]
    first = max([floor, *(other.last for other in earlier if other is not None)])
    last = cue.first if final or rivals else stop
    first = _relative_start(ctx, first, cue.first) if final else first
    span = trimmed(ctx, first, last)
    return Report(*span, cue, source, "indirect.source") if span else None


def _relative_start(ctx: Context, first: int, cue: int) -> int:
    """Return where the last clause before a final source begins, if it is a relative: *…, où il a tiré, selon X*."""
    commas = [n for n in range(first, cue - 1) if ctx.char(n) == "," and not ctx.depth[n]]
    at = commas[-1] + 1 if commas else first
    return at + 1 if at > first and ctx.is_a(at, "place_relative") else first


def _opens_clause(ctx: Context, cue: Cue, floor: int) -> bool:
    at = cue.first - 1
    while at >= floor and (ctx.pos[at] in {SPACE, CCONJ, ADV} or ctx.char(at) in "–—-•(" or _coordinates(ctx, at)):
        at -= 1
    return at < floor or (cue.first > at + 1 and ctx.char(at) in ";:") or ctx.char(cue.first - 1) in ";:"


def _coordinates(ctx: Context, at: int) -> bool:
    return ctx.char(at) == "," and ctx.pos[at - 1] in {CCONJ, ADV} if at else False


def _is_source(ctx: Context, cue: Cue, source: Source) -> bool:
    """Refuse norms and measures (*selon la loi*), and questions put to the addressee (*selon vous ?*)."""
    if ctx.is_a(source.first, "second") or (ctx.is_a(source.first, "first") and not cue.clausal):
        return False
    tokens = range(source.first, source.last)
    named = any(ctx.spans.get(at, 0) and ctx.spans[at] <= source.last for at in tokens)
    if cue.clausal:
        people = any(ctx.is_a(at, "people.strict") for at in tokens) or _third(ctx, source)
        return ((named or people or ctx.is_a(cue.tail, "relative")) and ctx.char(source.last) in ",(") or (
            ctx.is_a(cue.tail, "relative")
        )
    own = ctx.is_a(source.first, "own") and not any(ctx.is_a(at, "people") for at in tokens)  # selon nos informations
    return named or not (own or any(ctx.is_a(at, "not_source") for at in tokens))


def _third(ctx: Context, source: Source) -> bool:
    """Tell whether a source is a pronoun of the third person: *pour lui*, *pour celui-ci*."""
    strong = source.relation == "pronoun" and not ctx.is_a(source.first, "strong_first")
    return strong or ctx.is_a(source.first, "third")


def _after_appositions(ctx: Context, at: int, stop: int) -> int | None:
    """Return the first token of the main clause after an initial source, its brackets and its appositions."""
    start = _after_relative(ctx, at, stop)
    while start < stop:
        if ctx.char(start) == "(":
            while start < stop and ctx.char(start) != ")":
                start += 1
            start += 1
            continue
        if ctx.char(start) != ",":
            comma = next((n for n in range(start, min(start + 7, stop)) if ctx.char(n) == ","), None)
            free = comma and start == at and not any(is_finite(ctx, n) for n in range(start, comma))
            return comma + 1 if comma and free else start
        end = next((n for n in range(start + 1, stop) if ctx.char(n) == "," and not ctx.depth[n]), None)
        if end is None or any(is_finite(ctx, n) for n in range(start + 1, end) if not _in_relative(ctx, start, n)):
            return start + 1
        if not any(is_finite(ctx, n) for n in range(end, stop)) or not _appositive(ctx, start + 1):
            return start + 1
        start = end
    return None


def _after_relative(ctx: Context, at: int, stop: int) -> int:
    """Return the comma that closes a relative clause of the source: *selon une note que la ville a lue, …*."""
    if not (ctx.is_a(at, "que") or ctx.is_a(at, "relative") or ctx.is_a(at, "relative_other")):
        return at
    verbs = False
    for n in range(at + 1, min(at + LONGEST_RELATIVE, stop)):
        if ctx.char(n) == "," and verbs:
            return n + 1 if any(is_finite(ctx, m) for m in range(n, stop)) else at
        verbs = verbs or is_finite(ctx, n)
    return at


def _in_relative(ctx: Context, floor: int, at: int) -> bool:
    return any(ctx.is_a(n, "relative") for n in range(floor, at))


def _appositive(ctx: Context, at: int) -> bool:
    """Tell whether a noun phrase without determiner, or a name, begins here: *chercheuse à …*, *Anne Dupont*."""
    return at in ctx.spans or ctx.pos[at] in {NOUN, PROPN} or ctx.is_a(at, "relative")
