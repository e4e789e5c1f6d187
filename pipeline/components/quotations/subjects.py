"""The subject of a verb of speech: pronoun, bearer of a participle, the parse, else surface order; agents."""

from __future__ import annotations

from spacy.symbols import ADJ, ADP, ADV, DET, NOUN, PROPN, PUNCT, SPACE

from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.items import shared_by_list
from pipeline.components.quotations.phrases import phrase_around, phrase_before, phrase_end
from pipeline.components.quotations.sources import (
    REACH,
    Source,
    after_complement,
    antecedent,
    clitic_of,
    governed,
    inverted,
    opened_by_preposition,
    source_of,
    with_office,
)
from pipeline.components.quotations.verb_groups import VERBAL, is_finite, subject_here

TO_SOURCE = 15
FRONTED = "fronted"  # relation of the subject of the clause after a participle that opens the sentence
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:caus"})


def subject(ctx: Context, cue: Cue) -> Source | None:
    """Return the subject before a cue: pronoun or antecedent right there, the parse, else surface order.

    A passive has its agent instead.
    """
    told = _mouthpiece(ctx, cue) if ctx.is_a(cue.first, "learning") else None
    if told is not None or cue.clitic is not None:
        return told or clitic_of(ctx, cue, cue.clitic or cue.first)
    floor = ctx.sentence(cue.first)[0]
    if cue.mood == "gerund" and (bearer := _bearer(ctx, cue, floor) or _after_fronted(ctx, cue, floor)) is not None:
        return bearer
    if cue.shares is not None:
        return shared(ctx, cue.shares)
    adjacent = _adjacent_subject(ctx, cue, floor)
    if adjacent is not None or cue.mood in {"passive", "participle"}:
        return adjacent or agent(ctx, cue)
    if cue.mood == "infinitive" and ctx.is_a(cue.group - 1, "infinitive_de") and ctx.is_a(floor, "coordination"):
        found = phrase_before(ctx, cue.group - 1, floor + 1)  # Et le maire de conclure
        return source_of(ctx, *found, "subject") if found else None
    return shared_by_list(ctx, cue) or _parsed_subject(ctx, cue, floor) or _surface_subject(ctx, cue, floor)


def _mouthpiece(ctx: Context, cue: Cue) -> Source | None:
    """Return by whose voice somebody learns: *La ville apprend par la bouche du notaire que*."""
    stop = ctx.sentence(cue.first)[1]
    for at in range(cue.tail, min(cue.tail + TO_SOURCE, stop)):
        if ctx.is_a(at, "que"):
            return None
        if ctx.is_a(at, "mouthpiece") and ctx.is_a(at + 1, "of"):
            end = phrase_end(ctx, at + 2, stop)
            return source_of(ctx, at + 2, end, "complement") if end else None
    return None


def _adjacent_subject(ctx: Context, cue: Cue, floor: int) -> Source | None:
    """Return the pronoun right before the verb group, or the antecedent of a relative pronoun there."""
    before = cue.group - 1
    if cue.mood == "infinitive" and ctx.is_a(before, "letting") and _is_object(ctx, before - 1):
        return source_of(ctx, before - 1, before, "pronoun")  # je ne peux pas vous laisser dire que
    while before >= floor and ctx.pos[before] == ADV:
        before -= 1
    if before < floor or cue.mood in {"passive", "participle"}:
        return None
    if ctx.is_a(before, "relative"):
        return antecedent(ctx, before, floor)
    strong = before == floor and ctx.is_a(before, "strong")  # Lui s'est dit déçu
    object_ = ctx.is_a(before, "object") and not subject_here(ctx, before, cue.first)  # l'association nous a écrit
    if strong or (not object_ and any(ctx.is_a(before, kind) for kind in ("third", "first", "second"))):
        return source_of(ctx, before, before + 1, "pronoun")
    for first in (before - 1, before - 2):
        if ctx.char(first + 1) == "-" and ctx.is_a(first, "third"):  # celui-ci
            return source_of(ctx, first, before + 1, "pronoun")
    return None


def _bearer(ctx: Context, cue: Cue, floor: int) -> Source | None:
    """Return the noun that a participle follows without a comma (*une note annonçant que*), or the source before it.

    After a comma the participle goes with a source that a preposition names: *selon la police, précisant que*.
    """
    before = cue.group - 1
    if before <= floor or ctx.is_a(before, "en") or ctx.is_a(cue.group, "en"):
        return None  # quitte la salle en criant que
    if ctx.pos[before] in {NOUN, PROPN, ADJ} or before + 1 in ctx.span_ends:
        found = phrase_before(ctx, before + 1, floor)
        return source_of(ctx, *found, "antecedent") if found else None
    if ctx.char(before) != ",":
        return None
    for at in range(before - 1, max(floor, before - TO_SOURCE) - 1, -1):
        other = ctx.cues.get(at)
        if other is not None and other.mood == "preposition" and not other.clausal:
            source = governed(ctx, other)
            return source if source is not None and source.last == before else None
    return None


def _after_fronted(ctx: Context, cue: Cue, floor: int) -> Source | None:
    """Return the subject of the main clause after a participle that opens the sentence: *Jugeant le délai court, X*.

    It is the phrase after a comma outside of marks that a finite verb follows.
    """
    if cue.group != floor and not (cue.group == floor + 1 and ctx.is_a(floor, "en")):
        return None
    stop = ctx.sentence(cue.first)[1]
    for comma in range(cue.tail, stop):
        if ctx.char(comma) != "," or ctx.depth[comma] != ctx.depth[cue.first]:
            continue
        end = phrase_end(ctx, comma + 1, stop)
        verb = end
        while verb is not None and verb < stop and (ctx.is_a(verb, "clitic") or ctx.is_a(verb, "negation")):
            verb += 1
        if end is not None and verb is not None and verb < stop and (is_finite(ctx, verb) or ctx.char(verb) == ","):
            people = any(n in ctx.spans or ctx.is_a(n, "people") for n in range(comma + 1, end))
            if people or ctx.is_a(comma + 1, "third"):
                return source_of(ctx, comma + 1, end, FRONTED)
    return None


def _is_object(ctx: Context, index: int) -> bool:
    return ctx.is_a(index, "clitic") and ctx.pos[index] != DET


def agent(ctx: Context, cue: Cue) -> Source | None:
    """Return the agent of a passive: *est dénoncée comme … par le maire*."""
    stop = min(ctx.sentence(cue.first)[1], cue.tail + REACH)
    for index in range(cue.tail, stop):
        if ctx.is_a(index, "agent") and ctx.depth[index] == ctx.depth[cue.first]:
            end = phrase_end(ctx, index + 1, stop)
            named = end and any(n in ctx.spans or ctx.is_a(n, "people") for n in range(index + 1, end))
            return source_of(ctx, index + 1, end, "agent") if end and named else None
    return None


def shared(ctx: Context, cue: Cue) -> Source | None:
    """Return the source of the cue that another one continues: the incise's, else the subject."""
    if cue.source is not None:
        return cue.source
    before = cue.group - 1
    set_off = cue.clitic is None and before > 0 and ctx.char(before) in ',»”"'
    after_marks = set_off and ctx.depth[max(0, before - 2)] > ctx.depth[before]
    incise = after_marks or (set_off and not led(ctx, cue))
    return (inverted(ctx, cue) if incise else None) or subject(ctx, cue)


def led(ctx: Context, cue: Cue) -> bool:
    """Tell whether the parse sees the subject before the verb."""
    return any(child.dep_ in SUBJECTS and child.i < cue.group for child in ctx.doc[cue.first].lefts)


def _parsed_subject(ctx: Context, cue: Cue, floor: int) -> Source | None:
    """Return the subject that the parse gives the verb, or the verb that it depends on."""
    token = ctx.doc[cue.first]
    for _ in range(4):
        for child in token.lefts:
            at = child.i
            if ctx.is_a(at, "inverted_link"):
                return source_of(ctx, at + 1, at + 2, "clitic")
            if child.dep_ in SUBJECTS and floor <= at < cue.group and _own(ctx, at, cue):
                if ctx.is_a(at, "relative"):
                    return antecedent(ctx, at, floor)
                if ctx.date_end(at) is None and not ctx.is_a(at, "que") and not _dateline(ctx, at, cue.group):
                    start, end = phrase_around(ctx, at, floor, cue.group)
                    complement = opened_by_preposition(ctx, start, floor) or ctx.pos[start - 1] == ADP
                    if complement and any(ctx.char(n) == "," for n in range(end, cue.group)):
                        continue  # dans son édition, le journal affirme; invité par le maire, Jean Roy affirme
                    return source_of(ctx, *with_office(ctx, start, end, floor), "subject")
        head = token.head
        follows = token.dep_ in {"conj", "xcomp", "cop"} or (token.dep_ == "advcl" and cue.mood != "finite")
        if not follows or head.i >= token.i:
            return None
        token = head
    return None


def _dateline(ctx: Context, at: int, verb: int) -> bool:
    """Tell whether a place opens the line of a wire report: *LOMÉ, 3 mai (APX) - Le ministre accuse*."""
    opens = at in ctx.places and (at == ctx.sentence(at)[0] or "\n" in ctx.surface(at - 1))
    stop = min(verb, at + TO_SOURCE)
    return (
        opens
        and ctx.char(ctx.spans[at]) in ",("
        and any(ctx.char(n) in "-–—" and ctx.pos[n] == PUNCT for n in range(at, stop))
    )


def _own(ctx: Context, at: int, cue: Cue) -> bool:
    """Tell whether a subject may be the cue's: outside of marks as it is, no bare adjective, in the same clause."""
    if ctx.depth[at] != ctx.depth[cue.first] or (ctx.pos[at] == ADJ and (not at or ctx.pos[at - 1] != DET)):
        return False
    between = [n for n in range(at + 1, cue.group) if ctx.is_a(n, "relative_other") and ctx.depth[n] == ctx.depth[at]]
    return not between or any(is_finite(ctx, n) for n in range(between[-1], cue.group))


def _surface_subject(ctx: Context, cue: Cue, floor: int) -> Source | None:
    """Return the phrase right before the verb, else the first free noun phrase of the sentence."""
    stop = cue.group
    while stop - 1 >= floor and ctx.pos[stop - 1] in {ADV, SPACE}:
        stop -= 1
    if stop - 1 >= floor and ctx.char(stop - 1) not in ",)–—" and not ctx.depth[stop - 1] > ctx.depth[cue.first]:
        found = phrase_before(ctx, stop, floor)
        if found and ctx.date_end(found[0]) != stop:
            return source_of(ctx, *with_office(ctx, *found, floor), "subject")
    if floor in ctx.places and _dateline(ctx, floor, cue.group):
        floor = next(n for n in range(floor, stop) if ctx.char(n) in "-–—" and ctx.pos[n] == PUNCT) + 1
    colons = [n for n in range(floor, stop) if ctx.char(n) == ":" and ctx.depth[n] == ctx.depth[cue.first]]
    index = colons[-1] + 1 if colons else floor  # Haut-Doubs : des milliers de gens dans la rue pour dénoncer
    while index < stop:
        if (date := ctx.date_end(index)) is not None:
            index = date
        elif ctx.is_preposition(index) and index not in ctx.spans and ctx.depth[index] == ctx.depth[cue.first]:
            index = after_complement(ctx, index, stop)
        elif ctx.depth[index] != ctx.depth[cue.first] or ctx.pos[index] in VERBAL or _fronted(ctx, index, floor):
            index += 1
        else:
            named = index in ctx.spans or ctx.pos[index] in {DET, PROPN}
            end = phrase_end(ctx, index, stop)
            if end and (named or ctx.is_a(index, "third")):
                return source_of(ctx, index, end, "subject")
            index = end or index + 1
    return None


def _fronted(ctx: Context, index: int, floor: int) -> bool:
    """Tell whether a participle that the tagger takes for a name opens the sentence: *Joint lundi, le maire*."""
    lonely = index == floor and ctx.pos[index] == PROPN and index not in ctx.spans
    return lonely and (ctx.char(index + 1) == "," or ctx.pos[index + 1 : index + 2] == [ADP])
