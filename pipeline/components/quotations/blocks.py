"""Quotations without marks that stand as a paragraph of their own after *X a déclaré :*."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.components.quotations.attribution import Attribution
from pipeline.components.quotations.context import ENDS, Context
from pipeline.components.quotations.marks import EDGE, MARK, Marked
from pipeline.components.quotations.sources import Source, subject


def add_blocks(ctx: Context, found: list[Attribution], blocks: Sequence[tuple[int, int]]) -> None:
    """Append the paragraphs in the first person that a verb of speech and a colon introduce, as direct quotations."""
    for (before, colon), (start, end) in pairwise(blocks):
        if not ctx.text[before:colon].rstrip(EDGE).endswith(":"):
            continue
        body = ctx.text[start:end]
        span = start + len(body) - len(body.lstrip(EDGE)), start + len(body.rstrip(EDGE))
        if span[0] < span[1] and _is_speech(ctx, *span):
            _add(ctx, found, colon, span)


def _is_speech(ctx: Context, start: int, end: int) -> bool:
    """Tell whether a paragraph is an utterance without marks: whole sentences, in the first person, no list item."""
    listed = ctx.text[start] in ctx.bullets or ctx.furniture[start]
    if listed or ctx.text[end - 1] not in ENDS or MARK.match(ctx.text, start):
        return False
    return any(ctx.is_a(n, "first") and not ctx.depth[n] for n in range(ctx.token_from(start), ctx.token_from(end)))


def _add(ctx: Context, found: list[Attribution], colon: int, span: tuple[int, int]) -> None:
    last = ctx.token_at(colon - 1)
    for index in range(last, ctx.sentence(last)[0] - 1, -1):
        cue = ctx.cues.get(index)
        if cue is None or not cue.has("d") or cue.mood != "finite" or cue.negated or ctx.depth[index]:
            continue
        source = subject(ctx, cue)
        if source is not None and not _present(ctx, source):
            found.append(Attribution(Marked(*span, *span, "block"), "direct", cue, source, "quote.block"))
        return


def _present(ctx: Context, source: Source) -> bool:
    return ctx.is_a(source.first, "first") or ctx.is_a(source.first, "second")
