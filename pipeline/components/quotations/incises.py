"""Clauses without marks that an incise attributes: *…, a annoncé le palais*."""

from __future__ import annotations

from spacy.symbols import SPACE

from pipeline.components.quotations.clauses import Report, trimmed
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.forms import spills, stands_alone
from pipeline.components.quotations.phrases import phrase_end
from pipeline.components.quotations.sources import Source, inverted, source_of
from pipeline.components.quotations.verb_groups import is_finite

SHORT = 7
TO_SUBJECT = 12


def by_incise(ctx: Context, cue: Cue) -> Report | None:
    """Build the report of a clause without marks that an incise attributes: *…, a annoncé le palais*."""
    if not cue.has("d") or cue.mood != "finite" or ctx.is_a(cue.group, "negation") or ctx.depth[cue.first]:
        return None
    floor, stop = ctx.sentence(cue.first)
    before = cue.group - 1
    noticed = cue.verb is not None and cue.verb.group == "notice"
    source = inverted(ctx, cue) if _set_off(ctx, floor, before) and not noticed else None
    if ctx.lexicon.words["subject_first"] and not noticed:
        found = _subject_first(ctx, cue, floor, stop)
        if found is not None:
            return found
    if source is None or (cue.clitic is None and not _verb_first(ctx, cue, source, floor)):
        return None
    if cue.clitic is not None and ctx.is_a(cue.clitic, "second"):
        return None
    end = source.last if cue.clitic is None else cue.tail
    medial = end < stop and ctx.char(end) in ",–—" and not ctx.is_a(end + 1, "relative")
    last = stop if medial and not _reporters_own(ctx, cue, end, stop) else before
    span = trimmed(ctx, floor, last)
    cue.source = source
    return Report(*span, cue, source, "indirect.incise") if span else None


def _subject_first(ctx: Context, cue: Cue, floor: int, stop: int) -> Report | None:
    """Build the report of a clause that a subject and a verb of speech close: *…, diplomatic sources said*."""
    comma = next((n for n in range(cue.group - 1, max(floor, cue.group - TO_SUBJECT), -1) if ctx.char(n) == ","), None)
    after = cue.tail
    while after < stop and (date := ctx.date_end(after)) is not None:
        after = date
    closed = after >= stop or ctx.char(after) in ",.\n" or ctx.pos[after] == SPACE
    if comma is None or not closed or phrase_end(ctx, comma + 1) != cue.group:
        return None
    if not any(is_finite(ctx, n) and not ctx.depth[n] for n in range(floor, stop) if not comma < n < after):
        return None
    source = source_of(ctx, comma + 1, cue.group, "subject")
    medial = after < stop and ctx.char(after) == "," and any(is_finite(ctx, n) for n in range(after, stop))
    span = trimmed(ctx, floor, stop if medial else comma)
    cue.source = source
    return Report(*span, cue, source, "indirect.incise") if span else None


def _set_off(ctx: Context, floor: int, before: int) -> bool:
    """Tell whether a comma or dash, with some words outside of marks before it, sets the verb off."""
    if before <= floor or ctx.char(before) not in ",–—" or (ctx.char(before) != "," and before - floor < 3):
        return False
    if any(stands_alone(ctx, marked) for marked in ctx.closed_at(before)):
        return False
    if any(spills(ctx, marked, before) for marked in ctx.marks_between(floor, before)):
        return False
    return any(not ctx.depth[n] and not ctx.blank(n) for n in range(floor, before))


def _reporters_own(ctx: Context, cue: Cue, comma: int, stop: int) -> bool:
    """Tell whether what follows a medial incise is not reported with it: an apposition, or a quotation alone."""
    near = [ctx.cues[n] for n in range(comma, min(comma + 5, stop)) if n in ctx.cues]
    if any(other.mood == "gerund" or other.follows for other in near):
        return True
    rest = [n for n in range(comma + 1, stop) if not ctx.blank(n)]
    if any(ctx.char(n) == ":" for n in range(comma, stop)) or (rest and all(ctx.depth[n] for n in rest)):
        return any(is_finite(ctx, n) for n in range(ctx.sentence(cue.first)[0], cue.group))
    return cue.clitic is None and not any(is_finite(ctx, n) or ctx.depth[n] for n in rest)


def _verb_first(ctx: Context, cue: Cue, source: Source, floor: int) -> bool:
    """Tell an incise from a main clause after an apposition: a whole clause stands before, no subject."""
    if not _speaks(ctx, cue, source):
        return False
    clause = [n for n in range(floor, cue.group) if is_finite(ctx, n) or ctx.depth[n]]
    named = any(n in ctx.spans for n in range(source.first, source.last))
    if not clause:
        short = cue.group - floor <= SHORT and cue.verb is not None and cue.verb.risk != "high"
        return (named or short) and not _has_left_subject(ctx, cue, floor)
    return named or not _has_left_subject(ctx, cue, floor)


def _speaks(ctx: Context, cue: Cue, source: Source) -> bool:
    """Tell whether a phrase can name a speaker: an entity, a person or body, or the end of an unambiguous incise."""
    tokens = range(source.first, source.last)
    if any(n in ctx.spans or ctx.is_a(n, "people") or ctx.is_a(n, "source") for n in tokens):
        return True
    end = ctx.char(source.last)
    return cue.verb is not None and cue.verb.risk == "low" and (not end or end in ".,(\n")


def _has_left_subject(ctx: Context, cue: Cue, floor: int) -> bool:
    return any(
        child.dep_ in {"nsubj", "nsubj:pass"} and floor <= child.i < cue.group and not ctx.depth[child.i]
        for child in ctx.doc[cue.first].lefts
    )
