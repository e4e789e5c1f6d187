"""Cues of reported speech: verbs with their group, nouns, and prepositions that name a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.symbols import ADJ, ADP, ADV, AUX, DET, NUM, SPACE

from pipeline.components.quotations.context import Context
from pipeline.components.quotations.lexicon import Reading, SpeechVerb
from pipeline.components.quotations.verb_groups import VERBAL, VerbGroup, own_reflexive, verb_group

if TYPE_CHECKING:
    from pipeline.components.quotations.sources import Source

FIXED_REACH = 6


@dataclass(slots=True)
class Cue:
    """A cue: tokens ``first`` to ``last`` (inclusive), its verb group from ``group`` up to ``tail`` (exclusive).

    ``mood`` is ``finite``, ``passive``, ``participle``, ``gerund`` or ``infinitive`` for verbs, ``noun`` or
    ``preposition`` otherwise. ``clitic`` is the token of an inverted subject pronoun. ``sure`` is False for a form
    that the tagger takes for no verb; it then counts only in positions where nothing but a verb of speech can stand.
    ``follows`` marks the infinitive of a further saying by the same speaker: *avant d'ajouter que*, *sans préciser si*.
    """

    first: int
    last: int
    group: int
    tail: int
    mood: str
    verb: SpeechVerb | None = None
    clitic: int | None = None
    negated: bool = False
    conditional: bool = False
    past: bool = False
    sure: bool = True
    clausal: bool = False
    restricted: bool = False
    follows: bool = False
    shares: Cue | None = None
    source: Source | None = None

    def has(self, frame: str) -> bool:
        """Tell whether the verb has one of these frames."""
        return self.verb is not None and not self.verb.letters.isdisjoint(frame)

    @property
    def distanced(self) -> bool:
        """The reporter keeps a distance: press conditional, or a verb such as *prétendre*."""
        return self.conditional or (self.verb is not None and self.verb.stance == "doubt")


def find_cues(ctx: Context) -> list[Cue]:
    """Return the cues of a document in text order, page furniture left out."""
    triggers = ctx.lexicon.triggers
    cues: list[Cue] = []
    taken = -1
    for index in [index for index, word in enumerate(ctx.low) if word in triggers]:
        if index <= taken or ctx.furniture[ctx.starts[index]]:
            continue
        cue = _preposition(ctx, index, taken) or _verb(ctx, index) or _noun(ctx, index)
        if cue is not None:
            _share(ctx, cue, cues)
            cues.append(cue)
            taken = cue.last
    return cues


def _share(ctx: Context, cue: Cue, cues: list[Cue]) -> None:
    """Link a cue to the one before it in its sentence whose subject it shares: *a nié et assuré que*."""
    floor = ctx.sentence(cue.first)[0]
    before = cue.group - 1
    while before > floor and ctx.pos[before] in {ADV, SPACE}:
        before -= 1
    joined = ctx.is_a(before, "coordination") and cue.clitic is None
    if cue.verb is None or not (joined or cue.mood == "gerund" or cue.follows):
        return
    if cue.follows and ctx.is_a(floor, "sequel") and floor and "\n" not in ctx.surface(floor - 1):
        floor = ctx.sentence(floor - 1)[0]  # … dit le maire. Avant d'ajouter que
    for other in reversed(cues):
        if other.first < floor:
            return
        if other.verb is not None and other.mood == "finite" and ctx.depth[other.first] == ctx.depth[cue.first]:
            if cue.mood == "participle" and joined and other.past:
                cue.mood = "finite"
                cue.past = True
            if cue.mood in {"finite", "gerund"} or cue.follows:
                cue.shares = other
            return


def _preposition(ctx: Context, index: int, taken: int) -> Cue | None:
    """Match the expressions whose rarest word stands at ``index``."""
    for pieces, offset, clausal in ctx.lexicon.prepositions.get(ctx.low[index], ()):
        first, end = index - offset, index - offset + len(pieces)
        if first < 0 or ctx.surface(first) == "a":
            continue  # il a ses yeux; only the capital of À may lack its accent
        if taken < first and end <= ctx.size and all(ctx.low[first + n] in piece for n, piece in enumerate(pieces)):
            last = end - 1
            while last > first and len(pieces) > 1 and ctx.is_a(last, "of"):
                last -= 1
            return Cue(first, last, first, end, "preposition", clausal=clausal)
    return None


def _noun(ctx: Context, index: int) -> Cue | None:
    if not ctx.is_a(index, "nouns.plain") or ctx.pos[index] in VERBAL:
        return None
    return Cue(index, index, index, index + 1, "noun")


def _verb(ctx: Context, index: int) -> Cue | None:
    readings = ctx.lexicon.verbs.get(ctx.low[index])
    if not readings:
        return None
    compound = index > 0 and (ctx.char(index) == "-" or (ctx.char(index - 1) == "-" and _attached(ctx, index)))
    auxiliary = ctx.pos[index] == AUX and any(ctx.low[index] in ctx.lexicon.auxiliary[n] for n in ("avoir", "etre"))
    participle = _participle_with_object(ctx, index, readings) or _object_between(ctx, index)
    if compound or auxiliary or (_determined(ctx, index) and not participle):
        return None
    floor, stop = ctx.sentence(index)
    group = verb_group(ctx, index, floor)
    found = _choose(ctx, index, stop, readings, group)
    if found is None:
        return None
    reading, last, mood = found
    tail = last + 1
    clitic = group.clitic
    after = index + 1
    if ctx.char(after) == "-" and ctx.ends[index] == ctx.starts[after] and ctx.is_a(after + 1, "third"):
        clitic, after = after + 1, after + 2
    while after < stop and ctx.is_a(after, "inverted"):
        if not ctx.is_a(after, "inverted_link"):
            clitic = after
        after += 1
    tail = max(tail, after)
    negator = group.negator or any(ctx.is_a(at, "negator") for at in range(tail, min(tail + 2, stop)))
    aux_present = group.avoir or group.etre
    conditional = group.conditional or reading.tag.startswith("cond")
    cue = Cue(index, last, group.start, tail, mood, reading.verb, clitic, group.negation and negator, conditional)
    cue.past = aux_present or reading.tag.startswith(("ind.impf", "ind.past"))
    cue.restricted = group.negation and not negator  # ne … que
    cue.sure = ctx.pos[index] in VERBAL
    before = group.start - 1 - (ctx.is_a(group.start - 1, "infinitive_de") and ctx.is_a(group.start - 2, "sequel"))
    cue.follows = mood == "infinitive" and ctx.is_a(before, "sequel")
    if not cue.sure and not participle and not _may_be_verb(ctx, cue, aux_present):
        return None
    return cue


def _participle_with_object(ctx: Context, index: int, readings: list[Reading]) -> bool:
    """Tell whether a present participle stands after a comma and its object pronoun: *, le traitant de menteur*."""
    after_comma = index > 1 and ctx.char(index - 2) == "," and ctx.is_a(index - 1, "clitic")
    return after_comma and any(reading.tag == "part.pres" for reading in readings)


def _object_between(ctx: Context, index: int) -> bool:
    """Tell whether an object pronoun stands between a name or pronoun and a form before a mark: *Anne la juge «*."""
    named = index - 1 in ctx.span_ends or ctx.is_a(index - 2, "third") or ctx.is_a(index - 2, "relative")
    return named and ctx.is_a(index - 1, "clitic") and ctx.depth[index] < ctx.depth[min(index + 2, ctx.size - 1)]


def _attached(ctx: Context, index: int) -> bool:
    return ctx.ends[index - 1] == ctx.starts[index]


def _determined(ctx: Context, index: int) -> bool:
    """Tell whether a determiner makes a noun of the form; before a verb, *la* may be a clitic tagged wrongly."""
    if index == 0 or ctx.pos[index - 1] not in {DET, NUM} or ctx.depth[index - 1] != ctx.depth[index]:
        return False
    return not (ctx.pos[index] in VERBAL and (ctx.is_a(index - 1, "clitic") or ctx.pos[index - 1] == NUM))


def _may_be_verb(ctx: Context, cue: Cue, auxiliary: bool) -> bool:
    if cue.clitic is not None or auxiliary or cue.group < cue.first:
        return True
    if cue.mood == "participle" and cue.has("c"):  # une taxe jugée « baroque »: the tagger may see an adjective
        return ctx.depth[min(cue.tail + 1, ctx.size - 1)] > ctx.depth[cue.first]
    if cue.mood == "gerund":  # …, avertissant que: the tagger may see a noun
        return ctx.char(cue.group - 1) == "," and (ctx.is_a(cue.tail, "que") or ctx.is_a(cue.tail, "si"))
    before = ctx.pos[cue.group - 1] if cue.group else 0
    nominal = {DET, ADP} if ctx.is_a(cue.tail, "que") else {DET, ADP, NUM, ADJ}  # l'article 4 précise que
    return cue.mood == "finite" and before not in nominal


def _choose(
    ctx: Context, index: int, stop: int, readings: list[Reading], group: VerbGroup
) -> tuple[Reading, int, str] | None:
    """Choose the reading that fits the fixed words, the reflexive pronoun and the auxiliary around the form."""
    best: tuple[float, Reading, int, str] | None = None
    for reading in readings:
        verb = reading.verb
        if verb.reflexive != group.reflexive and (verb.reflexive or own_reflexive(ctx, group, index)):
            continue
        if verb.reflexive and not _agrees(ctx, reading, group, index):
            continue
        last = _fixed_end(ctx, index, stop, verb) if verb.fixed else index
        mood = _mood(ctx, reading, group)
        if last is None or mood is None:
            continue
        score = 4 * len(verb.fixed) + 2 * verb.reflexive + (mood == "finite") + (".pres" in reading.tag) / 2
        if best is None or score > best[0]:
            best = (score, reading, last, mood)
    return best[1:] if best else None


def _agrees(ctx: Context, reading: Reading, group: VerbGroup, index: int) -> bool:
    """Tell whether a reflexive pronoun is that of the subject; *on nous demande* has an object before the verb."""
    if own_reflexive(ctx, group, index) or group.etre or reading.tag.startswith(("inf", "imp", "part.pres")):
        return True
    subject_before = ctx.is_a(group.start - 1, "first") or ctx.is_a(group.start - 1, "second")
    return subject_before or reading.tag.endswith(("1p", "2p"))


def _fixed_end(ctx: Context, index: int, stop: int, verb: SpeechVerb) -> int | None:
    if not verb.fixed:
        return index
    wanted = [ctx.lexicon.fixed[word] for word in verb.fixed]
    reach = 3 if len(wanted) == 1 else FIXED_REACH
    for at in range(index + 1, min(stop, index + 1 + reach) - len(wanted) + 1):
        if all(ctx.low[at + n] in ids for n, ids in enumerate(wanted)):
            return at + len(wanted) - 1
    return None


def _mood(ctx: Context, reading: Reading, group: VerbGroup) -> str | None:
    tag, verb = reading.tag, reading.verb
    if tag.startswith("part.past"):
        intransitive = verb.reflexive or verb.lemma in ctx.lexicon.intransitive
        active = intransitive if group.etre else group.avoir
        return "finite" if active else "passive" if group.etre else "participle"
    if tag.startswith("imp") or group.avoir or (group.etre and not verb.reflexive):
        return None
    return {"part.pres": "gerund", "inf": "infinitive"}.get(tag, "finite")
