"""Reports in a list: *Le syndicat demande : – que … ; – que …*, one report per item."""

from __future__ import annotations

from spacy.symbols import PUNCT, SPACE

from pipeline.components.quotations.clauses import Report, trimmed
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.sources import Source
from pipeline.components.quotations.verb_groups import is_finite

TO_COLON = 16
LONGEST_LIST = 600


def list_colon(ctx: Context, cue: Cue) -> int | None:
    """Return the colon after a cue if a list follows on the next line."""
    for at in range(cue.tail, min(cue.tail + TO_COLON, ctx.size)):
        if ctx.initials[at] == ":":
            following = at + 1
            while following < ctx.size and ctx.pos[following] == SPACE:
                following += 1
            lines = "\n" in ctx.text[ctx.ends[at] : ctx.starts[following]] if following < ctx.size else False
            return at if lines and ctx.surface(following) in ctx.bullets else None
        if is_finite(ctx, at) or (ctx.pos[at] == PUNCT and ctx.initials[at] in ".;?!"):
            return None
    return None


def listed_reports(ctx: Context, cue: Cue, source: Source | None) -> list[Report]:
    """Return one report per item that begins as the cue's clauses do: with *que*, or *de* or *à*."""
    colon = list_colon(ctx, cue)
    if colon is None or cue.verb is None:
        return []
    links = [f"infinitive_{name}" for name in cue.verb.infinitive if name != "bare"]
    links += ["que"] if cue.has("q") else []
    reports: list[Report] = []
    at = colon + 1
    limit = min(ctx.size, colon + LONGEST_LIST)
    while at < limit:
        while at < limit and ctx.pos[at] == SPACE:
            at += 1
        if at >= limit or ctx.surface(at) not in ctx.bullets:
            break
        end = at + 1
        while end < limit and "\n" not in ctx.surface(end):
            end += 1
        span = trimmed(ctx, at + 2, end) if any(ctx.is_a(at + 1, link) for link in links) else None
        if span is not None:
            rule_id = "indirect.que" if ctx.is_a(at + 1, "que") else "indirect.infinitive"
            reports.append(Report(*span, cue, source, rule_id, reports[0] if reports else None))
        at = end
    return reports
