"""Attribute a marked stretch to what stands before a colon: *Le maire répond : « … »*, *Anne Roy : « … »*."""

from __future__ import annotations

from dataclasses import replace

from spacy.symbols import ADP, DET, NOUN, PROPN, SPACE

from pipeline.components.quotations import forms, names
from pipeline.components.quotations.attribution import Attribution
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.marks import Marked
from pipeline.components.quotations.phrases import phrase_end
from pipeline.components.quotations.signs import EDGE
from pipeline.components.quotations.sources import CONTINUED, Source, complement, governed, inverted, source_of
from pipeline.components.quotations.subjects import subject
from pipeline.components.quotations.verb_groups import VERBAL, is_finite

COLON_REACH = 45
TO_OBJECT = 4


def before_colon(ctx: Context, marked: Marked, last: Attribution | None) -> Attribution | None:
    """Attribute to what stands before a colon: a verb or noun of speech, a label, the subject of the sentence."""
    if ctx.text[max(0, marked.open - 4) : marked.open].rstrip(EDGE)[-1:] != ":":
        return None
    colon = ctx.outer(marked)[0] - 1
    while colon > 0 and ctx.char(colon) != ":":
        colon -= 1
    floor = max(ctx.sentence(colon)[0], colon - COLON_REACH)
    floor = max([floor, *(n + 1 for n in range(floor, colon) if "\n" in ctx.surface(n))])
    found = _colon_cue(ctx, marked, floor, colon, last)
    if found is not None:
        return found
    while colon - 1 > floor and ctx.pos[colon - 1] == SPACE:
        colon -= 1
    end = phrase_end(ctx, floor, colon)
    if end is not None and (end == colon or ctx.char(end) in ",(") and _speaks(ctx, floor, end):
        return Attribution(marked, "direct", None, source_of(ctx, floor, end, "label"), "quote.label")
    if names.is_name(ctx, marked):
        return None
    source = _main_subject(ctx, floor, colon) or _voice(ctx, floor, colon)
    return Attribution(marked, "direct", None, source, "quote.colon")


def _voice(ctx: Context, floor: int, colon: int) -> Source | None:
    """Return whose voice a phrase without a verb announces: *Silence gêné chez Anne Roy : « … »*."""
    for at in range(floor + 1, colon):
        if ctx.is_a(at, "voice_at"):
            first = at + 1 + ctx.is_a(at + 1, "of")
            end = phrase_end(ctx, first, colon)
            return source_of(ctx, first, end, "complement") if end and _speaks(ctx, first, end) else None
    return None


def _speaks(ctx: Context, first: int, stop: int) -> bool:
    """Tell whether a label can be a speaker, and no topic: *Anne Roy : « … »*, *La mairie : « … »*.

    What a preposition governs does not speak (*Démission de Dupont : « … »*), nor a single word that no name is.
    """
    governed = next((n for n in range(first, stop) if ctx.pos[n] == ADP and n not in ctx.spans), stop)
    known = any(n in ctx.spans or ctx.is_a(n, "people") for n in range(first, governed))
    return known or (stop - first > 1 and ctx.pos[first] == PROPN)


def _colon_cue(ctx: Context, marked: Marked, floor: int, colon: int, last: Attribution | None) -> Attribution | None:
    """Attribute to the last verb of speech before a colon, else to a noun or a source."""
    if (cited := _cited(ctx, marked, floor, colon)) is not None:
        return Attribution(marked, "direct", *cited, "quote.colon-verb")
    candidates = [c for c in ctx.cues_between(floor, colon) if ctx.depth[c.first] == marked.level - 1]
    verbs = [c for c in candidates if c.has("dqn") and not c.negated]
    for cue in reversed(verbs):
        if cue.mood in {"finite", "gerund"} or (cue.mood == "infinitive" and ctx.is_a(cue.group - 1, "of")):
            follows = cue.clitic is None and ctx.is_a(cue.group - 1, "que")
            source = (inverted(ctx, cue) if follows else None) or subject(ctx, cue)
            if source is not None and ctx.is_a(source.first, "first") and cue is not verbs[0]:
                continue  # répond, je cite :
            if source is None and cue.mood == "infinitive":
                source = _source_before(ctx, marked, last)
            return Attribution(marked, _typed(ctx, cue, colon, marked), cue, source, "quote.colon-verb")
    for cue in reversed(candidates):
        if cue.mood == "noun":
            source = complement(ctx, cue) or _main_subject(ctx, floor, colon) or _voice(ctx, floor, colon)
            return Attribution(marked, "direct", cue, source, "quote.colon-noun")
        if cue.mood == "preposition" and not cue.clausal:
            return Attribution(marked, "direct", cue, governed(ctx, cue), "quote.colon-source")
    return None


def _cited(ctx: Context, marked: Marked, floor: int, colon: int) -> tuple[Cue | None, Source] | None:
    """Return who or what a verb of citing cites, right before the colon: *publie le démenti du préfet :*."""
    while colon - 1 > floor and ctx.pos[colon - 1] == SPACE:
        colon -= 1
    for verb in range(colon - 1, floor - 1, -1):
        if not ctx.is_a(verb, "citing") or ctx.pos[verb] not in VERBAL or ctx.depth[verb] != marked.level - 1:
            continue
        if verb + 1 == colon and ctx.is_a(verb - 1, "clitic") and not ctx.is_a(verb - 1, "object"):
            return ctx.cues.get(verb), source_of(ctx, verb - 1, verb, "object")  # je la cite :
        source = _author(ctx, verb + 1, colon) or _object(ctx, verb + 1, colon)
        return (ctx.cues.get(verb), source) if source is not None else None
    return None


def _author(ctx: Context, first: int, colon: int) -> Source | None:
    """Return the author of a noun of speech right before the colon: *le démenti du préfet*."""
    for noun in range(first + 1, colon):
        if ctx.is_a(noun, "nouns.plain") and ctx.pos[noun - 1] == DET:
            source = complement(ctx, Cue(noun, noun, noun, noun + 1, "noun"))
            return source if source is not None and source.last == colon else None
    return None


def _object(ctx: Context, first: int, colon: int) -> Source | None:
    """Return the person or document right before the colon: *la lettre de la préfète*."""
    for start in range(first, colon):
        if ctx.pos[start] == DET or start in ctx.spans:
            end = phrase_end(ctx, start, colon)
            return source_of(ctx, start, colon, "object") if end == colon and _speaks(ctx, start, colon) else None
    return None


def _typed(ctx: Context, cue: Cue, colon: int, marked: Marked) -> str:
    """Return ``mixed`` for a phrase that spells out the object of a verb: *a rappelé ses vœux : « une crèche »*."""
    phrase = ctx.text[marked.start].islower() and not forms.has_finite(ctx, marked)
    objects = any(ctx.pos[n] == NOUN and n not in ctx.dates for n in range(cue.tail, min(colon, cue.tail + TO_OBJECT)))
    return "mixed" if phrase and objects and cue.has("n") else "direct"


def _source_before(ctx: Context, marked: Marked, last: Attribution | None) -> Source | None:
    """Return the source of the quotation before, in the same paragraph: *Et de conclure :*."""
    if last is None or last.source is None or "\n" in ctx.text[last.marked.close : marked.open]:
        return None
    return replace(last.source, relation=CONTINUED)


def _main_subject(ctx: Context, floor: int, stop: int) -> Source | None:
    """Return the subject of the first finite verb of a sentence."""
    for index in range(floor, stop):
        if not ctx.depth[index] and is_finite(ctx, index):
            probe = Cue(index, index, index, index + 1, "finite")
            return subject(ctx, probe)
    return None
