"""Find the cues of all rules in a document and keep those whose frame and conditions fit."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from operator import itemgetter

from pipeline.components.acts.accused import Accused
from pipeline.components.acts.animacy import is_own_side
from pipeline.components.acts.arguments import fill
from pipeline.components.acts.attribution import Voices
from pipeline.components.acts.conditions import admitted, compiled, possible
from pipeline.components.acts.conflicts import Candidate
from pipeline.components.acts.constructions import FINDERS
from pipeline.components.acts.modality import is_driven, is_purpose
from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.reading import VERBAL, Reading
from pipeline.components.acts.site import Site
from pipeline.components.acts.verbs import is_reflexive, verb_group
from pipeline.rules.acts import ActRule, CueMatch, Frame
from pipeline.rules.acts.cue import Pattern, match_around

MENTIONED = frozenset({"modal", "policy", "evaluative", "discredit", "imperative", "presupposed"})
"""Subtypes whose cue may be an infinitive form without being a mere mention of an act."""
COMPLEMENTS = frozenset({"obj", "xcomp", "ccomp", "obl:arg"})


def cue_matches(reading: Reading) -> Iterator[CueMatch]:
    """Yield every place where a cue pattern of a rule stands, constructions last."""
    index, words = reading.rules.index, reading.words
    by_word = index.by_word
    for i in reading.places["cue"]:
        start, end = bounds = reading.bounds(i)
        before, after = words[i - 1] if i > start else None, words[i + 1] if i + 1 < end else None
        sentence = reading.sentence_words(i)
        for probe in by_word[words[i]]:
            needed = probe.needed
            if needed is not None:
                if probe.offset:
                    if (after if probe.offset > 0 else before) not in needed:
                        continue
                elif needed.isdisjoint(sentence):
                    continue
            found = match_around(probe.left, probe.right, i, words, bounds)
            if found:
                match = _cue(reading, probe.pattern, found)
                if match is not None:
                    yield match
    for name, patterns in index.constructions.items():
        for first, head in FINDERS[name](reading):
            for pattern in patterns:
                yield CueMatch(pattern.rule_id, first, head, head, head)


def _cue(reading: Reading, pattern: Pattern, found: list[int]) -> CueMatch | None:
    head = found[pattern.head]
    head_item = pattern.items[pattern.head]
    if head_item.kind == "verb" and not _is_that_verb(reading, head, pattern):
        return None
    if len(found) == 1 and not pattern.reflexive:
        return CueMatch(pattern.rule_id, head, head, head, head)
    inside = [at for at, item in zip(found, pattern.items, strict=True) if at >= 0 and item.in_cue]
    first, last = min(inside), max(inside)
    if not pattern.reflexive:
        return CueMatch(pattern.rule_id, first, last, head, max(found))
    clitic = is_reflexive(reading, verb_group(reading, head))
    if clitic is None:
        return None
    first = clitic if clitic == first - 1 else first
    return CueMatch(pattern.rule_id, first, last, head, last, reflexive=True)


def _is_that_verb(reading: Reading, head: int, pattern: Pattern) -> bool:
    if reading.is_a(head, "auxiliary"):
        return pattern.with_auxiliary or not reading.is_a(head, "be")
    several = len(pattern.items) > 1 and reading.rules.language == "fr"  # in English nouns look like verbs
    return several or _can_be_verb(reading, head)


def _can_be_verb(reading: Reading, i: int) -> bool:
    """Reject homographs: nouns after a determiner or preposition (*la presse*, *une demande*, *sans démenti*)."""
    words, pos = reading.words, reading.pos
    before = reading.previous_word(i)
    adjective = pos[i] == "ADJ" and reading.is_a(i, "homograph_adjective")
    if adjective or (before is not None and (_after_determiner(reading, i, before) or _is_name(reading, i))):
        return False
    if pos[i] in VERBAL and not (i - 1 in reading.children[i] and reading.dep[i - 1] == "det"):
        return True
    if before is None:
        return pos[i] not in {"NOUN", "PROPN"} or "imp.pres.2p" in reading.tags(i)
    clitic = words[before] in reading.grammar["clitic"]
    if words[before] in reading.grammar["homograph_left"]:
        return clitic and (pos[i] == "VERB" or _after_subject(reading, before))
    if pos[i] == "NOUN" and (pos[before] == "ADJ" or (pos[before] in VERBAL and reading.rules.language == "en")):
        return pos[before] == "ADJ" and any(reading.dep[c] in COMPLEMENTS for c in reading.children[i])
    return clitic or pos[before] not in {"DET", "ADP", "NUM"}


def _is_name(reading: Reading, i: int) -> bool:
    return reading.pos[i] == "PROPN" and reading.is_capitalised(i)


def _after_subject(reading: Reading, i: int) -> bool:
    """Whether a clitic or determiner stands after a subject pronoun or a negation: *il leur demande, nul ne le nie*."""
    before = reading.previous_word(i)
    return before is not None and (reading.is_a(before, "subject_pronoun") or reading.is_a(before, "negation"))


def _after_determiner(reading: Reading, i: int, before: int) -> bool:
    """Whether a determiner makes the form a noun: *un démenti, cette demande, le démenti*."""
    if not reading.is_a(before, "homograph_left"):
        return False
    if reading.is_a(before, "clitic"):
        return all(tag.startswith("part.past") for tag in reading.tags(i))
    return reading.pos[before] != "ADP" and not reading.is_a(before, "before_infinitive")


def candidates(reading: Reading, voices: Voices, masked: bytearray) -> list[Candidate]:
    """Return every rule that fires, with its filled roles, before conflicts are resolved."""
    rules = reading.rules
    found: list[Candidate] = []
    deferred: list[tuple[CueMatch, ActRule]] = []
    for match in cue_matches(reading):
        if masked[reading.starts[match.first]]:
            continue
        rule = rules.rules[match.rule_id]
        if rule.asks_others:
            deferred.append((match, rule))
            continue
        candidate = _candidate(reading, voices, match, rule, alleged=False)
        if candidate is not None:
            found.append(candidate)
    allegations = _allegations(reading, found)
    reading.accused = Accused(reading, found)
    since: dict[str | None, float] = {}  # by speaker: where somebody else first accuses
    for match, rule in deferred:
        speaker = voices.at(match.head).name
        if speaker not in since:
            others = (first for first, by in allegations if _by_other(reading, by, speaker))
            since[speaker] = next(others, inf)
        alleged = since[speaker] < match.first
        candidate = _candidate(reading, voices, match, rule, alleged=alleged)
        if candidate is not None:
            found.append(candidate)
    return found


def _is_mere_content(site: Site, rule: ActRule) -> bool:
    """Whether an infinitive cue is only mentioned (*le droit de protester*), not performed (*tient à protester*)."""
    group, reading = site.group, site.reading
    if not group.infinitive or rule.exclusion or rule.subtype in MENTIONED:
        return False
    if group.auxiliaries and reading.head[group.head] == group.head:
        return False
    floor = max(reading.sentence[group.head], group.start - 5)
    if any(reading.is_a(i, "performing") for i in range(floor, group.start)) or is_driven(reading, group):
        return False
    return not is_purpose(reading, group)


def _allegations(reading: Reading, found: list[Candidate]) -> list[tuple[int, Candidate | None]]:
    """Return the first token of every accusation, with it, and where a noun for one or a denial tells of another.

    They come in text order.
    """
    places: list[tuple[int, Candidate | None]] = [
        (c.first, c) for c in found if c.rule.tag == "ACCUSATION" and not c.rule.exclusion and not c.rule.satellite
    ]
    told = reading.places["allegation"][:1]
    told += [c.last for c in found if c.rule.tag == "DENIAL" and not c.rule.satellite and not c.rule.exclusion][:1]
    return sorted([*((place, None) for place in told), *places], key=itemgetter(0))


def _by_other(reading: Reading, accusation: Candidate | None, speaker: str | None) -> bool:
    """Whether somebody else than the speaker accuses, or the speaker is accused; nobody denies what he alleges."""
    if accusation is None:
        return True
    fillers = accusation.site.fillers
    if any(is_own_side(reading, target, speaker) for target in fillers.get("target", [])):
        return True
    actors = fillers.get("actor", [])
    if actors:
        return not is_own_side(reading, actors[0], speaker)
    agentless = accusation.site.group.passive  # is accused: by somebody who is not named
    return agentless or speaker is None or accusation.attribution.name != speaker


def _candidate(reading: Reading, voices: Voices, match: CueMatch, rule: ActRule, *, alleged: bool) -> Candidate | None:
    if rule.require.alleged and not alleged:
        return None
    site = Site(reading, match, verb_group(reading, match.head))
    attribution = voices.at(match.head, alleged)
    conditions = compiled(reading.rules, rule.id)
    if _is_mere_content(site, rule) or not possible(site, conditions, attribution):
        return None
    if rule.frame is not None:
        site.fillers = _filled(site, reading.rules.frames[rule.frame])
    if not admitted(site, conditions, attribution):
        return None
    return Candidate(site, rule, attribution, reading.rules.order[rule.id])


def _filled(site: Site, frame: Frame) -> dict[str, list[Filler]]:
    """Return the fillers of a frame at a cue; rules that share both share the work (and change nothing in it)."""
    match, memo = site.match, site.reading.fillers
    key = (frame.id, match.first, match.last, match.head, match.tail)
    found: dict[str, list[Filler]] | None = memo.get(key)
    if found is None:
        fill(site, frame)
        found = memo[key] = site.fillers
    return found
