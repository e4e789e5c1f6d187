"""Indirect speech: que- and si-clauses, infinitives, sources with *selon*, clauses with an incise."""

from __future__ import annotations

from spacy.symbols import ADP, ADV, CCONJ, DET, NOUN, PRON, PROPN, PUNCT, SPACE

from pipeline.components.quotations.clauses import Report, content
from pipeline.components.quotations.context import ENDS, Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.incises import by_incise
from pipeline.components.quotations.lexicon import SpeechVerb
from pipeline.components.quotations.lists import list_colon, listed_reports
from pipeline.components.quotations.phrases import phrase_end
from pipeline.components.quotations.source_clauses import by_preposition
from pipeline.components.quotations.sources import Source, complement, inverted
from pipeline.components.quotations.subjects import led, subject
from pipeline.components.quotations.verb_groups import VERBAL, is_finite, is_infinitive

TO_CLAUSE = 28
TO_INFINITIVE = 18
THOUGHT = frozenset({"thought", "name"})


def find_reports(ctx: Context, cues: list[Cue]) -> list[Report]:
    """Return the indirect reports of a document in text order."""
    reports: list[Report] = []
    for cue in cues:
        listed = _listed(ctx, cue)
        report = None if listed else _report(ctx, cue)
        if report is not None and report.rule_id == "indirect.incise" and _already(ctx, report, reports):
            continue
        reports += listed if report is None else [report]
    return reports


def _already(ctx: Context, incise: Report, reports: list[Report]) -> bool:
    """Tell whether the clause before an incise already reports: *le maire estime que … « … », a-t-il insisté*."""
    before = ctx.starts[incise.cue.first]
    return any(incise.start < other.start < before for other in reports[-3:] if other.rule_id == "indirect.que")


def _listed(ctx: Context, cue: Cue) -> list[Report]:
    if cue.mood != "finite" or cue.negated or not cue.has("qi") or list_colon(ctx, cue) is None:
        return []
    source = subject(ctx, cue)
    return listed_reports(ctx, cue, source) if _reported(ctx, cue, source) else []


def _report(ctx: Context, cue: Cue) -> Report | None:
    if cue.mood == "preposition":
        return by_preposition(ctx, cue)
    if cue.mood == "noun":
        return _by_noun(ctx, cue)
    verb = cue.verb
    if verb is None:
        return None
    asked = _interrogates(ctx, cue)
    if not asked and (not cue.negated or verb.group == "deny") and not _set_in(ctx, cue):
        for build in (_que, _si, _infinitive, _zero):
            report = build(ctx, cue)
            if report is not None:
                return report if _reported(ctx, cue, report.source) else None
    return by_incise(ctx, cue)


def _set_in(ctx: Context, cue: Cue) -> bool:
    """Tell whether the cue is an incise within words between marks: *« Nous avons, témoigne Anne Roy, le sentiment*."""
    if not ctx.depth[cue.first] or cue.mood != "finite" or ctx.char(cue.group - 1) not in ",–—":
        return False
    source = inverted(ctx, cue)
    return source is not None and source.first == cue.tail and not led(ctx, cue)


def _reported(ctx: Context, cue: Cue, source: Source | None) -> bool:
    """Refuse what the author says here and now (*nous affirmons que*), and impersonal turns (*il faut dire que*)."""
    if source is not None and ctx.date_end(source.first) == source.last:
        source = None
    if source is None:
        return True
    impersonal = ctx.is_a(source.first, "impersonal") and source.last - source.first == 1
    if cue.mood == "infinitive" and impersonal and ctx.is_a(cue.group - 1, "impersonal_carrier"):
        return False
    if ctx.is_a(source.first, "first") and source.last - source.first == 1:
        return cue.past
    if ctx.is_a(source.first, "demonstrative") and ctx.pos[source.first] != DET:
        return False
    return not (cue.mood == "passive" and impersonal and cue.has("q") and not cue.has("i"))


def _interrogates(ctx: Context, cue: Cue) -> bool:
    """Tell whether the cue itself is asked of the addressee: *confirmez-vous que … ?*."""
    if cue.clitic is not None:
        return ctx.is_a(cue.clitic, "second")
    _, stop = ctx.sentence(cue.first)
    asked = ctx.is_a(cue.group - 1, "second") and cue.group > 0
    return asked and any(ctx.char(at) == "?" for at in range(cue.tail, stop))


def _reporting_subject(ctx: Context, cue: Cue) -> Source | None:
    return subject(ctx, cue)


def _que(ctx: Context, cue: Cue) -> Report | None:
    if not cue.has("q") or cue.verb is None or cue.verb.group in THOUGHT or cue.mood == "participle":
        return None
    at = None if cue.restricted or not _infinitive_reports(ctx, cue) else _complementizer(ctx, cue)
    if at is None:
        return None
    source = _reporting_subject(ctx, cue)
    if source is None and cue.mood == "gerund" and cue.group == ctx.sentence(cue.group)[0]:
        return None  # Considérant que …: the recital of a motion
    return content(ctx, cue, at + 1, source, "indirect.que")


def _zero(ctx: Context, cue: Cue) -> Report | None:
    """Build the report of a clause without *that*: *She said the ambassador had left*."""
    if not ctx.is_a(cue.first, "zero_that") or cue.mood != "finite" or ctx.depth[cue.first]:
        return None
    first = _after_adverbials(ctx, cue.tail, ctx.sentence(cue.first)[1])
    end = phrase_end(ctx, first)
    while end is not None and ctx.pos[end : end + 1] == [ADP] and (longer := phrase_end(ctx, end + 1)) is not None:
        end = longer  # the charges against his client
    while end is not None and ctx.pos[end : end + 1] == [ADV]:
        end += 1
    if end is None or end >= ctx.size or not is_finite(ctx, end):
        return None
    return content(ctx, cue, first, _reporting_subject(ctx, cue), "indirect.que")


def _infinitive_reports(ctx: Context, cue: Cue) -> bool:
    """Tell whether an infinitive cue reports: after a modal or *à*, or *de* with a verb that tells it happened."""
    if cue.mood != "infinitive":
        return True
    before = cue.group - 1
    if ctx.pos[before] in VERBAL or ctx.is_a(before, "infinitive_à") or ctx.is_a(before, "negator"):
        return True
    window = range(max(0, before - 4), before)
    return cue.follows or (
        ctx.is_a(before, "infinitive_de") and any(ctx.low[n] in ctx.lexicon.carriers for n in window)
    )


def _complementizer(ctx: Context, cue: Cue) -> int | None:
    """Return the *que* that opens the content clause of a cue, over its complements and commas."""
    _, stop = ctx.sentence(cue.first)
    depth = ctx.depth[cue.first]
    aside = False
    for at in range(cue.tail, min(cue.tail + TO_CLAUSE, stop)):
        if ctx.depth[at] != depth:
            continue
        if ctx.is_a(at, "que"):
            if ctx.pos[at + 1 : at + 2] == [ADP] and is_infinitive(ctx, min(at + 2, ctx.size - 1)):
                return None  # on ne demande qu'à voir
            comma = ctx.char(at - 1) == "," and at - 1 > _after_adverbials(ctx, cue.tail, at)
            if comma and not _between_commas(ctx, cue.tail, at - 1):
                return None  # s'oppose au plan, qu'il juge trop cher
            return at if at == cue.tail or _opens_content(ctx, at, aside) else None
        initial = ctx.initials[at]
        full_stop = initial in ";?!…:" or (initial == "." and ctx.pos[at] == PUNCT)
        continued = at in ctx.cues and ctx.cues[at].shares is cue
        if full_stop or continued or ctx.is_a(at, "relative"):
            return None
        if is_finite(ctx, at) or is_infinitive(ctx, at):
            if not _between_commas(ctx, cue.tail, at):
                return None
            aside = True
    return None


def _opens_content(ctx: Context, at: int, aside: bool) -> bool:
    """Tell a complementizer from a comparative, a relative or an adverbial *que*."""
    previous = at - 1
    host = ctx.is_a(previous, "que_host") and not ctx.is_a(previous - 1, "here")  # a dit ici même que
    hosted = host or ctx.is_a(previous, "que_noun") or ctx.pos[previous] == CCONJ
    timed = ctx.is_a(previous, "temporal") or at in ctx.dates.values()  # a estimé mercredi que
    marker = ctx.doc[at].dep_ == "mark"  # rappelle aux collègues que
    relative = ctx.pos[at] == PRON and ctx.pos[previous] in {NOUN, PROPN} and not timed and not marker
    return not hosted and not relative and not (aside and ctx.char(previous) != ",")


def _between_commas(ctx: Context, floor: int, at: int) -> bool:
    return any(ctx.char(index) == "," for index in range(floor, at))


def _si(ctx: Context, cue: Cue) -> Report | None:
    if not cue.has("s") or cue.verb is None or cue.verb.group in THOUGHT:
        return None
    _, stop = ctx.sentence(cue.first)
    for at in range(cue.tail, min(cue.tail + 8, stop)):
        if ctx.is_a(at, "si") or (ctx.is_a(at, "si_elided") and ctx.is_a(at + 1, "third")):
            return content(ctx, cue, at + 1, _reporting_subject(ctx, cue), "indirect.si")
        if ctx.pos[at] in VERBAL or ctx.char(at) in ENDS:
            return None
    return None


def _infinitive(ctx: Context, cue: Cue) -> Report | None:
    verb = cue.verb
    _, stop = ctx.sentence(cue.first)
    idle = verb is None or not cue.has("i") or verb.group in THOUGHT or not ctx.infinitive_in(cue.tail, stop)
    if verb is None or idle or _adjectival(cue, verb):
        return None
    bare = _after_adverbials(ctx, cue.tail, stop)
    if "bare" in verb.infinitive and cue.mood != "participle" and _infinitive_at(ctx, bare, stop):
        source = _reporting_subject(ctx, cue)
        return content(ctx, cue, bare, source, "indirect.infinitive")
    depth = ctx.depth[cue.first]
    for at in range(cue.tail, min(cue.tail + TO_INFINITIVE, stop)):
        if ctx.depth[at] != depth:
            continue
        hosted = (ctx.is_a(at - 1, "que_host") and at > cue.tail) or ctx.char(at + 1) == "-"  # c'est-à-dire
        if not hosted and _links(ctx, at, verb.infinitive) and _infinitive_at(ctx, at + 1, stop):
            return content(ctx, cue, at + 1, _reporting_subject(ctx, cue), "indirect.infinitive")
        if is_finite(ctx, at) or ctx.char(at) in ";?!…:" or ctx.is_a(at, "relative") or ctx.is_a(at, "que"):
            return None
        if ctx.char(at) == "." and ctx.pos[at] == PUNCT:
            return None
    return None


def _adjectival(cue: Cue, verb: SpeechVerb) -> bool:
    """Tell whether a participle describes a noun: *les navires autorisés à*, *l'organe chargé de*."""
    return cue.mood == "participle" and (verb.group == "demand" or verb.risk == "high")


def _after_adverbials(ctx: Context, at: int, stop: int) -> int:
    """Skip dates and adverbs between a verb and its infinitive: *a déclaré mardi avoir*."""
    while at < stop:
        date = ctx.date_end(at)
        if date is not None:
            at = date
        elif ctx.pos[at] == ADV and not ctx.is_a(at, "negation") and not ctx.is_a(at, "negator"):
            at += 1
        elif ctx.pos[at] == ADP and ctx.is_a(at, "adverbial") and ctx.is_a(at + 1, "adverbial"):
            at += 2
        elif ctx.char(at) == "," and (closing := _aside(ctx, at, stop)) is not None:
            at = closing + 1
        else:
            break
    return at


def _aside(ctx: Context, comma: int, stop: int) -> int | None:
    """Return the comma that closes an aside of a preposition: *a nié, devant la presse, avoir manqué*."""
    if ctx.pos[comma + 1 : comma + 2] != [ADP]:
        return None
    for at in range(comma + 2, min(comma + TO_INFINITIVE, stop)):
        if ctx.char(at) == ",":
            return at
        if is_finite(ctx, at) or ctx.depth[at] != ctx.depth[comma]:
            return None
    return None


def _links(ctx: Context, at: int, how: tuple[str, ...]) -> bool:
    return any(name != "bare" and ctx.is_a(at, f"infinitive_{name}") for name in how)


def _infinitive_at(ctx: Context, at: int, stop: int) -> bool:
    """Tell whether an infinitive group (negation, clitics, infinitive) begins at a token, marks not minded."""
    for index in range(at, min(at + 7, stop)):
        if is_infinitive(ctx, index):
            return True
        passing = ctx.is_a(index, "clitic") or ctx.is_a(index, "negation") or ctx.is_a(index, "negator")
        if not passing and ctx.pos[index] not in {ADV, PUNCT, SPACE}:
            return False
    return False


def _by_noun(ctx: Context, cue: Cue) -> Report | None:
    _, stop = ctx.sentence(cue.first)
    source = complement(ctx, cue)
    at = source.last if source else cue.tail
    if not ctx.is_a(cue.first, "nouns.que") and not any(ctx.is_a(n, "which") for n in range(at, at + 4)):
        return None
    for index in range(at, min(at + 4, stop)):
        opens = ctx.is_a(index, "which") and ctx.pos[index - 1] == ADP
        if opens or (ctx.is_a(index, "que") and ctx.pos[index] != PRON):
            return content(ctx, cue, index + 1, source, "indirect.noun")
        if ctx.pos[index] not in {ADV, PUNCT, ADP}:
            return None
    return None
