"""The phrase that names a source: inverted clitic or noun phrase, antecedent of a relative, complement."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.symbols import ADJ, ADP, ADV, CCONJ, DET, NOUN, PUNCT, SPACE

from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.phrases import phrase_before, phrase_end

REACH = 30
JOINED = 3  # relative clauses joined to one another at most
TO_RELATIVE = 60
CONTINUED = "continued"  # relation of a source whose phrase belongs to an earlier quotation


@dataclass(frozen=True, slots=True)
class Source:
    """The phrase of a speaker: tokens, offsets, and how it was found."""

    first: int
    last: int
    start: int
    end: int
    relation: str


def source_of(ctx: Context, first: int, stop: int, relation: str) -> Source:
    """Build a Source from tokens ``first`` up to ``stop``; the hyphen of an inverted clitic stays outside."""
    start = ctx.starts[first] + (ctx.char(first) == "-")
    return Source(first, stop, start, ctx.ends[stop - 1], relation)


def inverted(ctx: Context, cue: Cue) -> Source | None:
    """Return the subject after an incise verb: a clitic, else the first noun phrase that no preposition governs."""
    if cue.clitic is not None:
        return clitic_of(ctx, cue, cue.clitic)
    stop = min(ctx.sentence(cue.first)[1], cue.tail + REACH)
    index, depth = cue.tail, ctx.depth[cue.first]
    while index < stop and ctx.depth[index] == depth:
        if (date := ctx.date_end(index)) is not None:
            index = date
        elif ctx.pos[index] == ADP and index not in ctx.spans:
            index = after_complement(ctx, index, stop)
        elif ctx.pos[index] in {ADV, SPACE} or ctx.char(index) == ",":
            index += 1
        else:
            end = phrase_end(ctx, index, stop)
            return source_of(ctx, index, end, "inverted") if end else None
    return None


def clitic_of(ctx: Context, cue: Cue, clitic: int) -> Source:
    """Return the clitic, or the source that *on* hides: *apprend-on de source proche du dossier*."""
    if ctx.is_a(clitic, "indefinite"):
        for index in range(cue.tail, min(cue.tail + 4, ctx.size)):
            read = cue.verb is not None and cue.verb.group == "write"  # lit-on dans la note
            if ctx.is_a(index, "from"):
                start = index + 1 + (ctx.is_a(index + 1, "of"))
                end = phrase_end(ctx, start)
                circle = end is not None and any(ctx.is_a(at, "source") for at in range(start, end))
                if end and (not ctx.is_a(index, "within") if circle else read):  # dans l'entourage: on itself
                    return source_of(ctx, start, end, "on-source")
                break
    return source_of(ctx, clitic, clitic + 1, "clitic")


def after_complement(ctx: Context, index: int, stop: int) -> int:
    """Return the token after a prepositional complement (*à la presse*, *au Soir*, *par courriel*)."""
    index += 1
    while index < stop and ctx.pos[index] == ADP:
        index += 1
    if (date := ctx.date_end(index)) is not None:
        return date
    if index in ctx.spans and ctx.pos[index - 1] != DET:
        return ctx.spans[index]
    end = phrase_end(ctx, index, stop)
    return _before_name(ctx, index, end) if end else index + 1


def _before_name(ctx: Context, start: int, end: int) -> int:
    """Return where a person's name begins that stands beside a complement: *a promis à la radio Anne Roy*."""
    for at in range(start + 1, end):
        beside = at in ctx.persons and ctx.pos[at - 1] in {NOUN, ADJ} and at not in ctx.dates
        if beside and not any(ctx.is_a(n, "people") or ctx.is_a(n, "title") for n in range(start, at)):
            return at
    return end


def antecedent(ctx: Context, relative: int, floor: int) -> Source | None:
    """Return the noun phrase that a relative pronoun resumes, over a bracket or a comma apposition.

    A relative clause that a conjunction joins to another resumes what that one does: *le maire, qui signe et qui dit*.
    """
    for _ in range(JOINED):
        if ctx.pos[relative - 1] == CCONJ:
            before = range(relative - 2, max(floor, relative - TO_RELATIVE), -1)
            same = (n for n in before if ctx.is_a(n, "relative") and ctx.depth[n] == ctx.depth[relative])
            relative = next(same, relative)
    at = relative - 1
    while at >= floor and (ctx.pos[at] in {PUNCT, SPACE, ADP} or ctx.char(at) in "(),"):
        if ctx.char(at) == ")":
            while at > floor and ctx.char(at) != "(":
                at -= 1
        at -= 1
    if at >= floor and ctx.is_a(at, "third"):
        return source_of(ctx, at, at + 1, "antecedent")  # ceux qui disent
    found = phrase_before(ctx, at + 1, floor)
    if found is None:
        return None
    return source_of(ctx, *with_office(ctx, *found, floor), "antecedent")


def with_office(ctx: Context, start: int, end: int, floor: int) -> tuple[int, int]:
    """Return the phrase of an office before a comma and its holder's name, rather than the name: *le maire, Jean X*."""
    if start in ctx.spans and start - 2 >= floor and ctx.char(start - 1) == ",":
        office = phrase_before(ctx, start - 1, floor)
        if office and ctx.pos[office[0]] == DET and not ctx.date_end(office[0]) and _is_office(ctx, office, floor):
            return office
    return start, end


def _is_office(ctx: Context, phrase: tuple[int, int], floor: int) -> bool:
    """Tell whether a phrase before a name can be its office: no place or medium, and free of a preposition.

    *dans le journal, Jean X juge*, *invité par la maire, Jean X promet*.
    """
    first, stop = phrase
    if opened_by_preposition(ctx, first, floor) or (first > floor and ctx.pos[first - 1] == ADP):
        return False
    return not _named(ctx, first, stop) and any(ctx.is_a(n, "people") for n in range(first, stop))


def _named(ctx: Context, first: int, stop: int) -> bool:
    """Tell whether a phrase names its person: *le général Paul Roy*, not *l'avocate de M. Roy*."""
    for name in range(first, stop):
        if name in ctx.persons:
            at = name - 1 - ctx.is_a(name - 1, "title")
            return at < first or ctx.pos[at] != ADP
    return False


def opened_by_preposition(ctx: Context, start: int, floor: int) -> bool:
    """Tell whether a preposition that opens the sentence governs the phrase that begins at ``start``."""
    at = start - 1
    while at >= floor and ctx.pos[at] in {ADV, SPACE, CCONJ}:
        at -= 1
    return at == floor and ctx.is_preposition(at)


def governed(ctx: Context, cue: Cue) -> Source | None:
    """Return the source that a preposition governs (*selon le maire*), or the antecedent of *pour qui*."""
    floor, stop = ctx.sentence(cue.first)
    if ctx.is_a(cue.tail, "relative"):
        return antecedent(ctx, cue.first, floor)
    if ctx.is_a(cue.tail, "which"):
        return antecedent(ctx, cue.first, floor)
    for at in range(cue.first + 1, cue.last if cue.tail == cue.last + 1 else 0):
        if ctx.is_a(at, "elided") or ctx.is_a(at, "possessive"):
            return source_of(ctx, at, at + 1, "clitic")
    start = cue.tail
    while start < stop and ctx.is_a(start, "of"):
        start += 1
    if ctx.is_a(start, "strong"):
        return source_of(ctx, start, start + 1, "pronoun")
    end = phrase_end(ctx, start, stop)
    return source_of(ctx, start, end, "complement") if end else None


def complement(ctx: Context, cue: Cue) -> Source | None:
    """Return the author of a noun of speech: *le démenti du gouvernement*."""
    _, stop = ctx.sentence(cue.first)
    index = cue.tail
    for at in range(index, min(index + 3, stop)):
        if ctx.is_a(at, "of"):
            start = at + 1
            end = phrase_end(ctx, start, stop)
            return source_of(ctx, start, end, "complement") if end else None
    return None
