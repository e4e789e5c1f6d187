"""Attribute a fragment between marks to the word that governs it: *juge la mesure « inique »*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.symbols import ADJ, ADP, ADV, CCONJ, DET, NOUN, NUM, PROPN, PUNCT, SPACE

from pipeline.components.quotations import forms
from pipeline.components.quotations.attribution import Attribution
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.marks import Marked
from pipeline.components.quotations.sources import Source, governed, inverted
from pipeline.components.quotations.subjects import SUBJECTS, subject
from pipeline.components.quotations.verb_groups import is_finite, is_infinitive

LEFT_REACH = 14
PHRASAL = frozenset({ADV, ADP, ADJ, DET, NOUN, NUM, PROPN, PUNCT, SPACE, CCONJ})


def governed_fragment(
    ctx: Context, marked: Marked, done: Sequence[Attribution], by_close: Mapping[int, int]
) -> Attribution | None:
    """Attribute a fragment to the cue that governs it in its sentence, or with the fragment it is coordinated to.

    ``done`` are the attributions so far, ``by_close`` their index by the token after the closing mark.
    """
    opening, _ = ctx.outer(marked)
    floor = ctx.sentence(opening)[0]
    if opening == floor:
        return None
    by_last = {cue.last: cue for cue in ctx.cues_between(max(floor, opening - 60), opening)}
    at, steps, comma = _before_aside(ctx, opening, floor), 0, False
    governed_by = by = False
    while at >= floor and steps < LEFT_REACH:
        if at + 1 in by_close and ctx.depth[at] == marked.level - 1 and at + 1 != opening + 1:
            other = by_close[at + 1]
            if done[other].type and steps <= 5 and _linked(ctx, at + 1, opening):
                same = done[other]
                kind = "scare" if same.type == "scare" else "mixed"
                return Attribution(marked, kind, None, same.source, same.rule_id, other, same.report)
            between = range(at + 1, opening)
            if not any(ctx.pos[n] == CCONJ or ctx.char(n) == "," for n in between):
                comma = True  # les « propos » du député « marcheur »: part of what is quoted of
            at = ctx.token_at(done[other].marked.open) - 1
            steps += 1
            continue
        cue = by_last.get(at)
        if cue is not None and ctx.depth[at] == marked.level - 1:
            found = _governs(ctx, cue, marked, comma or (by and not _justifies(ctx, cue)))
            if found is not None and not _accused(ctx, cue, by_last, opening):
                return found
        if ctx.pos[at] == ADP and not governed_by and not ctx.is_a(at, "elision"):
            governed_by = True
            by = ctx.is_a(at, "agent")
            objects = (
                by or ctx.is_a(at, "of") or ctx.is_a(at, "as") or (ctx.is_a(at, "object_link") and at - 1 in by_last)
            )
            comma = comma or not objects  # insister sur la « coopération »
        if ctx.char(at) == "," and ctx.pos[at] == PUNCT:
            if ctx.pos[at - 1] == ADV and ctx.char(at - 2) == ",":
                at, steps = at - 3, steps + 1  # présentent, sans preuve ni nuance, …
                continue
            comma = True
        elif ctx.char(at) in ";:.!?" and ctx.pos[at] == PUNCT:
            break
        elif is_finite(ctx, at) and cue is None and ctx.low[at] not in ctx.lexicon.auxiliary["avoir"]:
            comma = True
        at, steps = at - 1, steps + 1
    return _after_incise(ctx, marked, floor, done)


def _accused(ctx: Context, cue: Cue, by_last: Mapping[int, Cue], opening: int) -> bool:
    """Tell whether a participle describes those whom a verb accuses: *accuse les gens discutant là de « violence »*."""
    bare = cue.mood == "gerund" and ctx.char(cue.group - 1) != "," and not ctx.is_a(cue.group - 1, "en")
    if not bare or not ctx.is_a(opening - 1, "of"):
        return False
    before = (other for last, other in by_last.items() if last < cue.group and ctx.depth[last] == ctx.depth[cue.first])
    return any(other.verb is not None and other.verb.group == "accuse" and other.has("ic") for other in before)


def _before_aside(ctx: Context, opening: int, floor: int) -> int:
    """Return the token before an aside in commas that separates the verb from the mark."""
    at = opening - 1
    if ctx.char(at) != ",":
        return at
    for back in range(at - 1, max(floor, at - 12), -1):
        if is_finite(ctx, back):
            return at
        if ctx.char(back) == "," and ctx.pos[back + 1] in {ADP, ADV}:
            return back - 1
    return at


def _linked(ctx: Context, first: int, stop: int) -> bool:
    """Tell whether only a coordination and a determiner stand between two marked stretches."""
    return all(
        ctx.pos[n] in {CCONJ, DET, ADP, ADV, SPACE} or ctx.char(n) == "," or ctx.is_a(n, "coordination")
        for n in range(first, stop)
    )


def _governs(ctx: Context, cue: Cue, marked: Marked, comma: bool) -> Attribution | None:
    if cue.mood == "preposition":
        source = governed(ctx, cue)
        if source is None or cue.clausal:
            return None
        kind = "direct" if forms.is_clause(ctx, marked) else "mixed"
        return Attribution(marked, kind, cue, source, "quote.source-before")
    if cue.verb is None or comma:
        return None
    direct = cue.has("dq") and forms.is_clause(ctx, marked) and _adjacent(ctx, cue, marked)
    source = subject(ctx, cue)
    if not cue.has("dqnci") or _authors_own(ctx, cue, source):
        return None
    whole = marked.closed and ctx.text[marked.end - 1] in "!?." and forms.words_in(ctx, marked) > forms.SCARE_WORDS
    whole = whole and not is_infinitive(ctx, ctx.token_from(marked.start))  # dit vouloir « donner des impulsions. »
    kind = "direct" if direct or (whole and cue.has("dq")) else "mixed"
    return Attribution(marked, kind, cue, source, "quote.object")


def _authors_own(ctx: Context, cue: Cue, source: Source | None) -> bool:
    """Tell whether the verb reports nobody's words: who is asked does not speak, nor does who sees or wants nothing.

    *Interrogé sur un « accord »*; *on a vu tant de « prophètes »*; *les gens ne veulent pas d'« aumônes »*.
    """
    if cue.verb is not None and cue.verb.group == "question" and cue.mood in {"participle", "passive"}:
        return True
    anybody = cue.mood == "finite" and (source is None or ctx.is_a(source.first, "indefinite"))
    return cue.verb is not None and cue.verb.risk == "high" and (cue.negated or anybody)


def _justifies(ctx: Context, cue: Cue) -> bool:
    """Tell whether a verb gives with *par* the reason that its subject states: *justifie tout par des « aléas »*."""
    return cue.verb is not None and cue.verb.lemma in ctx.lexicon.justifying and cue.mood != "passive"


def _adjacent(ctx: Context, cue: Cue, marked: Marked) -> bool:
    opening, _ = ctx.outer(marked)
    return opening - cue.tail <= 1


def _after_incise(ctx: Context, marked: Marked, floor: int, done: Sequence[Attribution]) -> Attribution | None:
    """Attribute a fragment after an incise of its sentence: *…, dit le maire, « sans moteur »*."""
    opening, _ = ctx.outer(marked)
    for cue in reversed(ctx.cues_between(max(floor, opening - 30), opening)):
        if not cue.has("dq") or cue.mood != "finite" or ctx.depth[cue.first] != marked.level - 1:
            continue
        like = ctx.is_a(cue.group - 1, "reporting_as")  # Comme le souligne le maire, « rien n'est prévu »
        if not like and (cue.group <= floor or ctx.char(cue.group - 1) not in ',–—»”"'):
            continue
        source = None if cue.clitic is None and _spoken_by(ctx, cue) else inverted(ctx, cue)
        if source is not None and source.last <= opening and _no_clause(ctx, source.last, opening):
            leader = next((n for n, item in enumerate(done) if item.cue is cue), None)
            kind = "direct" if leader is not None and forms.is_clause(ctx, marked) else "mixed"
            return Attribution(marked, kind, cue, source, "quote.after-incise", leader)
    return None


def _spoken_by(ctx: Context, cue: Cue) -> bool:
    """Tell whether a person or body stands before the verb as its subject: *Le maire, Jean Roy, invite la ville*."""
    lefts = (child.i for child in ctx.doc[cue.first].lefts if child.dep_ in SUBJECTS)
    return any(at < cue.group and (ctx.is_a(at, "people") or at in ctx.spans) for at in lefts)


def _no_clause(ctx: Context, first: int, stop: int) -> bool:
    """Tell whether only phrases stand between the incise and the mark."""
    return all(ctx.pos[n] in PHRASAL for n in range(first, stop))
