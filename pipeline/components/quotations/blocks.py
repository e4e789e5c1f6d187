"""Quotations without marks that stand as paragraphs of their own after *X a déclaré :* or *Le communiqué :*."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from spacy.symbols import AUX, VERB

from pipeline.components.quotations.attribution import Attribution
from pipeline.components.quotations.context import ENDS, Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.marks import Marked
from pipeline.components.quotations.signs import EDGE, MARK
from pipeline.components.quotations.sources import Source, complement
from pipeline.components.quotations.subjects import subject

Span = tuple[int, int]


def add_blocks(ctx: Context, found: list[Attribution], blocks: Sequence[Span]) -> None:
    """Append the paragraphs that a word of speech and a colon introduce, as direct quotations of one group.

    They go on over the following paragraphs of prose, up to the last one in the first person. A document that is
    presented (*Voici la lettre de la guilde :*) may have a title of its own, and begin in the third person.
    """
    for number, (before, colon) in enumerate(blocks[:-1]):
        if not ctx.text[before:colon].rstrip(EDGE).endswith(":"):
            continue
        document = _presented(ctx, colon)
        titled = document is not None and not _is_prose(ctx, *_bare(ctx, blocks[number + 1]))
        following = (_bare(ctx, blocks[n]) for n in range(number + 1 + titled, len(blocks)))
        prose = list(takewhile(lambda span: _is_prose(ctx, *span), following))
        last = max((n for n, span in enumerate(prose, start=1) if _first_person(ctx, *span)), default=0)
        if last and document is not None:
            _append(ctx, found, prose[:last], *document)
        elif last and _first_person(ctx, *prose[0]) and (introduced := _introduction(ctx, colon)) is not None:
            _append(ctx, found, prose[:last], *introduced)


def _append(ctx: Context, found: list[Attribution], spans: Sequence[Span], cue: Cue, source: Source | None) -> None:
    leader = len(found)
    for span in spans:
        marked = Marked(*span, *span, "block")
        first = len(found) == leader
        found.append(
            Attribution(marked, "direct", cue if first else None, source, "quote.block", None if first else leader)
        )


def _bare(ctx: Context, span: Span) -> Span:
    body = ctx.text[span[0] : span[1]]
    return span[0] + len(body) - len(body.lstrip(EDGE)), span[0] + len(body.rstrip(EDGE))


def _is_prose(ctx: Context, start: int, end: int) -> bool:
    """Tell whether a paragraph is an utterance without marks: whole sentences, no list item, no marks, no furniture."""
    if start >= end or ctx.text[start] in ctx.bullets or ctx.furniture[start]:
        return False
    return ctx.text[end - 1] in ENDS and not MARK.match(ctx.text, start)


def _first_person(ctx: Context, start: int, end: int) -> bool:
    first, stop = ctx.token_from(start), ctx.token_from(end)
    urging = ctx.pos[first : first + 1] in ([VERB], [AUX]) and ctx.surface(first).endswith("ons")  # Soyons nombreux
    return urging or any(ctx.is_a(n, "first") and not ctx.depth[n] for n in range(first, stop))


def _presented(ctx: Context, colon: int) -> tuple[Cue, Source] | None:
    """Return the noun of a document that a sentence presents, with its author: *Voici la lettre de la maire :*."""
    last = ctx.token_at(colon - 1)
    floor = ctx.sentence(last)[0]
    if not any(ctx.is_a(n, "presenting") for n in range(floor, last)):
        return None
    for index in range(floor, last):
        if ctx.is_a(index, "document") and not ctx.depth[index]:
            cue = Cue(index, index, index, index + 1, "noun")
            source = complement(ctx, cue)
            return (cue, source) if source is not None else None
    return None


def _introduction(ctx: Context, colon: int) -> tuple[Cue, Source | None] | None:
    """Return the last verb of speech before a colon with its subject, else a noun (*communiqué*) with its author."""
    last = ctx.token_at(colon - 1)
    cues = [ctx.cues[n] for n in range(last, ctx.sentence(last)[0] - 1, -1) if n in ctx.cues and not ctx.depth[n]]
    for cue in cues:
        if cue.has("d") and cue.mood == "finite" and not cue.negated:
            source = subject(ctx, cue)
            return (cue, source) if source is not None and not _present(ctx, source) else None
    nouns = [cue for cue in cues if cue.mood == "noun"]
    source = complement(ctx, nouns[0]) if nouns else None
    return (nouns[0], source) if source is not None else None


def _present(ctx: Context, source: Source) -> bool:
    return ctx.is_a(source.first, "first") or ctx.is_a(source.first, "second")
