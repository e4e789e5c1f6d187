"""Attribute a marked stretch to the clause after it or within it: *« … », a dit le maire*, *« …, dit-elle, … »*."""

from __future__ import annotations

from spacy.symbols import ADJ, ADV, AUX, DET, PRON, PUNCT, SPACE, VERB

from pipeline.components.quotations import forms
from pipeline.components.quotations.attribution import Attribution
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.lexicon import PARTICIPLE
from pipeline.components.quotations.marks import Marked
from pipeline.components.quotations.phrases import phrase_end
from pipeline.components.quotations.sources import Source, governed, inverted, source_of
from pipeline.components.quotations.verb_groups import is_finite

TO_VERB = 16
TO_INFINITIVE = 6
CARRYING = frozenset({ADJ, ADV, AUX, PRON, VERB})
AFTER_MARK = ",.!?…–—-)»”\"'’"


def after_mark(ctx: Context, marked: Marked) -> Attribution | None:
    """Attribute to an incise or source right after the closing mark."""
    _, at = ctx.outer(marked)
    if not marked.closed or _is_subject(ctx, marked, at):
        return None
    start = at
    while at < ctx.size and at - start < 3 and (ctx.pos[at] == SPACE or ctx.char(at) in AFTER_MARK):
        if "\n" in ctx.surface(at) or (ctx.char(at) == "." and ctx.pos[at] == PUNCT):
            return None
        at += 1
    while at < ctx.size and at - start < 6 and _before_incise(ctx, at):
        at += 1
    at = _over_tail(ctx, marked, at)
    for cue in ctx.cues_between(at, at + 10):
        here = cue.group <= at and ctx.depth[cue.first] == marked.level - 1
        if not here and not _carried(ctx, at, cue):
            continue
        if cue.mood == "preposition" and not cue.clausal and not ctx.char(cue.first).isupper():
            source = governed(ctx, cue)
            if source is not None:
                return Attribution(marked, typed(ctx, marked), cue, source, "quote.source-after")
        speaks = cue.has("dq") or (cue.verb is not None and cue.clitic is not None)
        if speaks and cue.mood in {"finite", "infinitive"}:
            source = inverted(ctx, cue)
            if source is not None and not cue.negated and not _object_only(ctx, cue, source):
                return Attribution(marked, typed(ctx, marked), cue, source, "quote.incise-after")
        if cue.verb is not None and cue.mood == "finite" and ctx.is_a(cue.group - 1, "relative"):
            return None
    return _subject_first(ctx, marked, at) or _any_verb(ctx, marked)


def _is_subject(ctx: Context, marked: Marked, at: int) -> bool:
    """Tell whether a verb follows a phrase with no comma between: *son art du « report » agace la ville*."""
    follows = ctx.pos[at : at + 1] == [VERB]
    return follows and not (forms.stands_alone(ctx, marked) or forms.is_clause(ctx, marked))


def _any_verb(ctx: Context, marked: Marked) -> Attribution | None:
    """Attribute to any verb before its subject, a person: *« Vous rêvez », a bougonné le trésorier*.

    Manner of speech has an open class of verbs; after an utterance and a comma, no other verb stands before a person.
    """
    _, comma = ctx.outer(marked)
    if ctx.char(comma) != "," or not (forms.stands_alone(ctx, marked) and forms.has_finite(ctx, marked)):
        return None
    first = at = comma + 1
    while ctx.is_a(at, "clitic") and at < comma + 3:
        at += 1
    if at >= ctx.size or not is_finite(ctx, at):
        return None
    own = any(ctx.is_a(n, "reflexive") for n in range(first, at))
    verb = at
    if ctx.pos[at] == AUX or ctx.low[at] in ctx.lexicon.auxiliary["avoir"]:
        verb = next((n for n in range(at + 1, min(at + 3, ctx.size)) if ctx.forms[n] == PARTICIPLE), at)
        if verb == at or (ctx.low[at] in ctx.lexicon.auxiliary["etre"] and not own):
            return None
    cue = Cue(verb, verb, first, verb + 1, "finite")
    source = inverted(ctx, cue)
    if source is None or source.first != verb + 1 or not _is_person(ctx, source):
        return None
    return Attribution(marked, typed(ctx, marked), cue, source, "quote.incise-after")


def _is_person(ctx: Context, source: Source) -> bool:
    return any(n in ctx.persons or ctx.is_a(n, "people.strict") for n in range(source.first, source.last))


def _subject_first(ctx: Context, marked: Marked, at: int) -> Attribution | None:
    """Attribute to a clause after the quotation with its subject before the verb: *“…,” he told reporters*."""
    if not ctx.lexicon.words["subject_first"]:
        return None
    end = phrase_end(ctx, at)
    cue = next((c for c in ctx.cues_between(at, at + TO_VERB) if c.mood == "finite"), None)
    if end is None or cue is None or cue.negated or not cue.has("d") or ctx.depth[cue.first] != marked.level - 1:
        return None
    if cue.group < end or not all(ctx.pos[n] == ADV or ctx.is_a(n, "said_before") for n in range(end, cue.group)):
        return None
    return Attribution(marked, typed(ctx, marked), cue, source_of(ctx, at, end, "subject"), "quote.incise-after")


def _before_incise(ctx: Context, at: int) -> bool:
    """Tell whether a word may open the clause of an incise: an adverb, or *comme* (*comme le dit le maire*)."""
    return (ctx.pos[at] == ADV and not ctx.is_a(at, "negator")) or ctx.is_a(at, "reporting_as")


def _over_tail(ctx: Context, marked: Marked, at: int) -> int:
    """Return the token after the comma where an unmarked tail of the quotation ends, if an incise follows."""
    if ctx.char(at - 1) == "," and any(cue.group == at for cue in ctx.cues_between(at, at + 6)):
        return at
    for comma in range(at, min(at + forms.LONGEST_TAIL, ctx.size)):
        if ctx.char(comma) == ",":
            incises = any(cue.group == comma + 1 for cue in ctx.cues_between(comma + 1, comma + 6))
            return comma + 1 if incises and forms.spills(ctx, marked, comma) else at
    return at


def _carried(ctx: Context, at: int, cue: Cue) -> bool:
    """Tell whether a verb carries the infinitive of the cue: *peut-on lire*, *veut croire*, *s'est borné à dire*."""
    if cue.mood != "infinitive" or not at < cue.first <= at + TO_INFINITIVE:
        return False
    before = range(at, cue.first)
    if any(ctx.is_a(n, "inverted") for n in before):
        return True
    verbs = any(is_finite(ctx, n) for n in before)
    return verbs and all(ctx.pos[n] in CARRYING or ctx.is_a(n, "of") or ctx.is_a(n, "to") for n in before)


def _object_only(ctx: Context, cue: Cue, source: Source) -> bool:
    """Refuse a verb that goes on with another clause, its object after it and no name: *« A », annonce la fin*."""
    return cue.clitic is None and cue.has("n") and not cue.has("dq") and source.relation == "inverted"


def inside_marks(ctx: Context, marked: Marked) -> Attribution | None:
    """Attribute to an incise between the marks: *« Nous partirons, a-t-il dit, demain »*."""
    first, last = ctx.token_from(marked.start), ctx.token_from(marked.end)
    for cue in ctx.cues_between(first, last):
        if cue.verb is None or not cue.has("dq") or cue.mood != "finite" or ctx.depth[cue.first] != marked.level:
            continue
        before = cue.group - 1
        if before <= first or ctx.char(before) not in ",–—(":
            continue
        if cue.clitic is not None:
            outside = not (ctx.is_a(cue.clitic, "second") or ctx.is_a(cue.clitic, "first"))
            source = inverted(ctx, cue) if outside else None
        else:
            source = inverted(ctx, cue)
            if source is not None and not _incise_closes(ctx, source, last):
                source = None
        if source is not None and source.first < last:
            _cut_unclosed(ctx, marked, source, cue)
            return Attribution(marked, typed(ctx, marked), cue, source, "quote.incise-inside")
    return None


def _incise_closes(ctx: Context, source: Source, last: int) -> bool:
    named = any(ctx.spans.get(n, 0) for n in range(source.first, source.last))
    return source.last >= last or (ctx.char(source.last) in ",.;!?…–—(" and (named or ctx.pos[source.first] == DET))


def _cut_unclosed(ctx: Context, marked: Marked, source: Source, cue: Cue) -> None:
    """End an unclosed quotation with the sentence of its incise."""
    if (
        marked.closed
        or marked.continues is not None
        or any(m.continues is not None and ctx.marks[m.continues] is marked for m in ctx.marks)
    ):
        return
    for index in range(max(source.last, cue.tail), ctx.token_from(marked.end)):
        if ctx.char(index) in ".!?…" and ctx.pos[index] == PUNCT:
            marked.end = marked.close = ctx.ends[index]
            return


def typed(ctx: Context, marked: Marked) -> str:
    """Return ``direct`` for a stretch that stands by itself, else ``mixed``."""
    return "direct" if forms.stands_alone(ctx, marked) else "mixed"
