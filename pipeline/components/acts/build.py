"""Turn the candidates that won into acts: spans, arguments, modality, attribution, codes."""

from __future__ import annotations

from bisect import bisect_right

from pipeline.components.acts.conflicts import Candidate
from pipeline.components.acts.gloss import glosses
from pipeline.components.acts.modality import polarity, status
from pipeline.components.acts.names import Names
from pipeline.components.acts.phrases import Filler, char_span
from pipeline.components.acts.reading import Reading
from pipeline.schema.models import LOST, Act, Argument


def build(reading: Reading, candidate: Candidate, act_id: str, names: Names) -> Act | None:
    """Make the act of one candidate; None if its cue has no visible character."""
    rule, site, attribution = candidate.rule, candidate.site, candidate.attribution
    cue = char_span(reading, candidate.first, candidate.last)
    if cue is None:
        return None
    arguments = [
        argument for role in ("actor", "target", "content") for argument in _arguments(reading, candidate, role, names)
    ]
    first, last = reading.bounds(site.match.head)
    items = [filler.last for filler in site.fillers.get("content", ()) if filler.path == "list@head"]
    start, end = _clause(reading.starts[first], reading.stops[max([last - 1, *items])], cue, arguments)
    act = Act(
        act_id=act_id,
        tag=rule.tag,
        subtype=rule.subtype,
        start=start,
        end=end,
        text=reading.text[start:end],
        cue_start=cue[0],
        cue_end=cue[1],
        cue_text=reading.text[cue[0] : cue[1]],
        rule_id=rule.id,
        satellite=rule.satellite,
        arguments=arguments,
        polarity=polarity(reading, site.match, site.group, rule),
        status=status(reading, site.match, site.group, rule),
        voice=_voice(candidate, arguments),
        source=_source(candidate, arguments),
        quotation_id=attribution.quotation.span_id if attribution.quotation else None,
        distanced=_distanced(candidate),
        strength=rule.strength,
        cameo=rule.cameo,
        plover_event=rule.plover_event,
        plover_mode=rule.plover_mode,
        evidence=_evidence(candidate),
        sentence_id=_sentence_id(reading, cue[0]),
    )
    act.gloss_fr, act.gloss_en = glosses(act, rule)
    return act


def _arguments(reading: Reading, candidate: Candidate, role: str, names: Names) -> list[Argument]:
    fillers = candidate.site.fillers.get(role, [])
    if fillers:
        made = (_argument(reading, candidate, role, filler, names) for filler in fillers)
        return [argument for argument in made if argument is not None]
    return names.implicit(candidate, role)


def _argument(reading: Reading, candidate: Candidate, role: str, filler: Filler, names: Names) -> Argument | None:
    span = char_span(reading, filler.first, filler.last)
    if span is None:
        return None
    name, entity_id, resolution = names.of(candidate, role, filler)
    return Argument(role, span[0], span[1], reading.text[span[0] : span[1]], name, entity_id, resolution)


def _clause(floor: int, ceiling: int, cue: tuple[int, int], arguments: list[Argument]) -> tuple[int, int]:
    """Return the smallest span over cue and fillers inside the sentence (annotation guide, U4)."""
    start, end = cue
    for argument in arguments:
        if argument.start is not None and argument.end is not None and floor <= argument.start < ceiling:
            start, end = min(start, argument.start), max(end, argument.end)
    return start, end


def _voice(candidate: Candidate, arguments: list[Argument]) -> str:
    """Return who utters the cue: inside a quotation its type; the reporting word itself is ``reported``."""
    quotation = candidate.attribution.quotation
    if quotation is not None:
        return "indirect" if quotation.type == "indirect" else "direct"
    if _third_person_actor(candidate):
        return "reported"
    return "author" if candidate.attribution.attributed else "reported"


def _third_person_actor(candidate: Candidate) -> bool:
    """Whether the cue reports the act of somebody other than the one who writes or speaks."""
    site = candidate.site
    actors = site.fillers.get("actor", [])
    grammar = site.reading.grammar
    if not actors:
        return site.group.passive and candidate.rule.subtype not in {"modal", "evaluative", "discredit"}
    word = site.reading.words[actors[0].head].lstrip("-")
    own = word in grammar["indefinite_we"] and candidate.attribution.attributed
    return not own and word not in grammar["first_person"]


def _source(candidate: Candidate, arguments: list[Argument]) -> str | None:
    if candidate.attribution.quotation is not None or candidate.attribution.turn is not None:
        return candidate.attribution.name
    if _third_person_actor(candidate):
        actor = next((a for a in arguments if a.role == "actor"), None)
        return (actor.name or actor.text) if actor else None
    return candidate.attribution.name


def _distanced(candidate: Candidate) -> bool:
    quotation = candidate.attribution.quotation
    if candidate.rule.distanced or (quotation is not None and quotation.distanced):
        return True
    group = candidate.site.group
    return group.has("cond") and bool(group.auxiliaries)


def _evidence(candidate: Candidate) -> list[str]:
    lines = [f"cue: {candidate.rule.id}"]
    for role, fillers in candidate.site.fillers.items():
        lines += [f"{role}: {filler.path}" for filler in fillers[:1]]
    lines += [f"{LOST}{rule_id}" for rule_id in dict.fromkeys(candidate.beaten)]
    return lines


def _sentence_id(reading: Reading, offset: int) -> str | None:
    at = bisect_right(reading.layers.sentences, offset, key=lambda sentence: sentence.start) - 1
    sentence = reading.layers.sentences[at] if at >= 0 else None
    return sentence.sentence_id if sentence is not None and offset < sentence.end else None
