"""What a marked stretch is by itself: an utterance, a fragment, a name, or words at a distance."""

from __future__ import annotations

from spacy.symbols import DET, NOUN, PROPN

from pipeline.components.quotations.context import Context
from pipeline.components.quotations.marks import Marked
from pipeline.components.quotations.phrases import phrase_end
from pipeline.components.quotations.signs import EDGE
from pipeline.components.quotations.verb_groups import is_finite

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "expl:subj"})
SCARE_WORDS = 3
LONGEST_TAIL = 10


def stands_alone(ctx: Context, marked: Marked) -> bool:
    """Tell whether nothing of a sentence stands before the opening mark: it follows a sentence end, colon or dash."""
    before = ctx.text[max(0, marked.open - 3) : marked.open].rstrip(EDGE)
    if not before or before[-1] in '.!?…:–—-•»”"\n([':
        return True
    first, _ = ctx.outer(marked)
    return ctx.sentence(first)[0] == first


def ends_sentence(ctx: Context, marked: Marked) -> bool:
    """Tell whether the sentence ends with the quotation."""
    if ctx.text[marked.end - 1] in ".!?…":
        return True
    after = ctx.text[marked.close : marked.close + 2].strip(EDGE.replace("\n", ""))
    return not after or after[0] in ".!?…\n"


def spills(ctx: Context, marked: Marked, stop: int) -> bool:
    """Tell whether a quotation that is a clause goes on without marks: *« Tout est prêt » au port, dit-il*."""
    first = ctx.token_from(marked.close)
    first += ctx.char(first) == ","  # « Tout est prêt », à savoir les navires, dit-il
    if not (marked.closed and first <= stop <= first + LONGEST_TAIL and stands_alone(ctx, marked)):
        return False
    tail = range(first, stop)
    loose = any(is_finite(ctx, n) or ctx.depth[n] or ctx.char(n) in ",:;.!?\n" for n in tail)
    return not loose and is_clause(ctx, marked)


def is_clause(ctx: Context, marked: Marked) -> bool:
    """Tell whether the words between the marks hold a clause with its own subject."""
    first, last = ctx.token_from(marked.start), ctx.token_from(marked.end)
    if first >= last or is_finite(ctx, first):
        return False
    for index in range(first, min(last, first + 60)):
        if is_finite(ctx, index):
            for verb in (ctx.doc[index], ctx.doc[index].head):
                own = (child.i for child in verb.children if child.dep_ in SUBJECTS)
                if any(first <= at < last and not ctx.is_a(at, "relative") for at in own):
                    return True
    return _opens_with_subject(ctx, first, last)


def _opens_with_subject(ctx: Context, first: int, last: int) -> bool:
    """Tell whether a noun phrase and a finite verb open the words: *aucun trouble ne sera toléré*."""
    at = phrase_end(ctx, first, last) if ctx.pos[first] in {DET, NOUN, PROPN} or first in ctx.spans else None
    while at is not None and at < last and (ctx.is_a(at, "negation") or ctx.is_a(at, "clitic")):
        at += 1
    return at is not None and at < last and is_finite(ctx, at)


def words_in(ctx: Context, marked: Marked) -> int:
    """Return the number of words between the marks."""
    return len(ctx.text[marked.start : marked.end].split())


def has_finite(ctx: Context, marked: Marked) -> bool:
    """Tell whether a finite verb stands between the marks."""
    first, last = ctx.token_from(marked.start), ctx.token_from(marked.end)
    return any(is_finite(ctx, index) for index in range(first, min(last, first + 60)))
