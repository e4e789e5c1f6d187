"""Who stands beside marks without a verb: the name in a heading, the benches that a record tells."""

from __future__ import annotations

from spacy.symbols import ADP

from pipeline.components.quotations.context import Context
from pipeline.components.quotations.marks import Marked
from pipeline.components.quotations.phrases import phrase_end
from pipeline.components.quotations.sources import Source, source_of

TO_BENCH = 3  # words before the benches: sur de très nombreux bancs
NAME = 6  # words of a name at most


def from_benches(ctx: Context, marked: Marked) -> Source | None:
    """Return the benches that a record says an exclamation comes from: *(« Hou ! » sur les bancs du groupe X.)*."""
    _, at = ctx.outer(marked)
    if ctx.pos[at : at + 1] != [ADP]:
        return None
    end = phrase_end(ctx, at + 1, ctx.sentence(at)[1])
    benches = end is not None and any(ctx.is_a(n, "benches") for n in range(at + 1, min(end, at + TO_BENCH)))
    return source_of(ctx, at + 1, end, "complement") if end and benches else None


def named_in_heading(ctx: Context, marked: Marked, block: tuple[int, int]) -> Source | None:
    """Return the name that a heading puts right before a fragment: *8 h – Anne Roy « ravie »*."""
    start, end = block
    opening, _ = ctx.outer(marked)
    if ctx.text[marked.close : end].strip() or "\n" in ctx.text[start:end].strip():
        return None
    first = next((n for n in range(opening - 1, opening - NAME, -1) if ctx.spans.get(n) == opening), None)
    if first not in ctx.persons or any(len(w) > 1 and w.isalpha() for w in ctx.text[start : ctx.starts[first]].split()):
        return None
    return source_of(ctx, first, opening, "label")
