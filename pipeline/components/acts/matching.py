"""Find the cues of all rules in a document and keep those whose frame and conditions fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.components.acts.arguments import fill
from pipeline.components.acts.attribution import Voices
from pipeline.components.acts.conditions import admitted, possible
from pipeline.components.acts.conflicts import Candidate
from pipeline.components.acts.constructions import FINDERS
from pipeline.components.acts.paths import Site
from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.reading import VERBAL, Reading
from pipeline.components.acts.verbs import is_reflexive, verb_group
from pipeline.rules.acts import ActRule, CueMatch, Frame
from pipeline.rules.acts.cue import Pattern, match_pattern

MENTIONED = frozenset({"modal", "policy", "evaluative", "discredit", "imperative"})
"""Subtypes whose cue may be an infinitive form without being a mere mention of an act."""


def cue_matches(reading: Reading) -> Iterator[CueMatch]:
    """Yield every place where a cue pattern of a rule stands, constructions last."""
    index = reading.rules.index
    by_word = index.by_word
    for i, word in enumerate(reading.words):
        for pattern, anchor in by_word.get(word, ()):
            found = match_pattern(pattern, anchor, i, reading.words, reading.bounds(i))
            if found:
                match = _cue(reading, pattern, found)
                if match is not None:
                    yield match
    for name, patterns in index.constructions.items():
        for first, head in FINDERS[name](reading):
            for pattern in patterns:
                yield CueMatch(pattern.rule_id, first, head, head, head)


def _cue(reading: Reading, pattern: Pattern, found: list[int]) -> CueMatch | None:
    inside = [at for at, item in zip(found, pattern.items, strict=True) if at >= 0 and item.in_cue]
    head = found[pattern.head]
    head_item = pattern.items[pattern.head]
    if head_item.kind == "verb" and not _is_that_verb(reading, head, head_item.name, len(pattern.items)):
        return None
    first, last = min(inside), max(inside)
    if not pattern.reflexive:
        return CueMatch(pattern.rule_id, first, last, head, max(at for at in found if at >= 0))
    clitic = is_reflexive(reading, verb_group(reading, head))
    if clitic is None:
        return None
    first = clitic if clitic == first - 1 else first
    return CueMatch(pattern.rule_id, first, last, head, last, reflexive=True)


def _is_that_verb(reading: Reading, head: int, name: str, items: int) -> bool:
    if reading.is_a(head, "auxiliary"):
        return any(verb in name for verb in ("être", "avoir", "<be", "<have")) or not reading.is_a(head, "be")
    several = items > 1 and reading.rules.language == "fr"  # in English nouns look like verbs
    return several or _can_be_verb(reading, head)


def _can_be_verb(reading: Reading, i: int) -> bool:
    """Reject homographs: nouns after a determiner or preposition (*la presse*, *une demande*, *sans démenti*)."""
    token = reading.tokens[i]
    if _after_determiner(reading, i):
        return False
    if token.pos_ in VERBAL and not any(c.dep_ == "det" and c.i == i - 1 for c in token.children):
        return True
    before = reading.previous_word(i)
    if before is None:
        return token.pos_ not in {"NOUN", "PROPN"} or "imp.pres.2p" in reading.tags(i)
    word = reading.words[before]
    if word in reading.grammar["homograph_left"]:
        return word in reading.grammar["clitic"] and token.pos_ == "VERB"
    if reading.tokens[before].pos_ == "ADJ" and token.pos_ == "NOUN":
        return any(c.dep_ in {"obj", "xcomp", "ccomp", "obl:arg"} for c in token.children)
    return reading.tokens[before].pos_ not in {"DET", "ADP", "NUM"} or word in reading.grammar["clitic"]


def _after_determiner(reading: Reading, i: int) -> bool:
    """Whether a determiner makes the form a noun: *un démenti, cette demande, le démenti*."""
    before = reading.previous_word(i)
    if before is None or reading.words[before] not in reading.grammar["homograph_left"]:
        return False
    if reading.words[before] not in reading.grammar["clitic"]:
        return reading.tokens[before].pos_ != "ADP" and reading.words[before] not in {
            "de",
            "d'",
            "à",
            "en",
            "par",
            "sans",
        }
    return all(tag.startswith("part.past") for tag in reading.tags(i))


def candidates(reading: Reading, voices: Voices, masked: bytearray) -> list[Candidate]:
    """Return every rule that fires, with its filled roles, before conflicts are resolved."""
    rules = reading.rules
    found: list[Candidate] = []
    allegation = None
    deferred: list[tuple[CueMatch, ActRule]] = []
    for match in cue_matches(reading):
        if masked[reading.tokens[match.first].idx]:
            continue
        rule = rules.rules[match.rule_id]
        if _asks_allegation(rule):
            deferred.append((match, rule))
            continue
        candidate = _candidate(reading, voices, match, rule, alleged=False)
        if candidate is not None:
            found.append(candidate)
    allegation = _first_allegation(reading, found)
    for match, rule in deferred:
        alleged = allegation is not None and allegation < match.first
        candidate = _candidate(reading, voices, match, rule, alleged=alleged)
        if candidate is not None:
            found.append(candidate)
    return found


def _is_mere_content(site: Site, rule: ActRule) -> bool:
    """Whether an infinitive cue is only mentioned (*le droit de protester*), not performed (*tient à protester*)."""
    group, reading = site.group, site.reading
    if not group.infinitive or rule.exclusion or rule.subtype in MENTIONED:
        return False
    governor = reading.tokens[group.head].head
    if group.auxiliaries and governor.i == group.head:
        return False
    floor = max(reading.bounds(group.head)[0], group.start - 5)
    return not any(reading.is_a(i, "performing") for i in range(floor, group.start))


def _asks_allegation(rule: ActRule) -> bool:
    conditions = (rule.require, *rule.any_of, *rule.unless)
    return any(condition.alleged is not None for condition in conditions)


def _first_allegation(reading: Reading, found: list[Candidate]) -> int | None:
    """Return the first token that belongs to an accusation or names one."""
    places = [c.first for c in found if c.rule.tag == "ACCUSATION" and not c.rule.exclusion and not c.rule.satellite]
    nouns = reading.rules.classes.get("allegation", frozenset())
    places += [i for i, word in enumerate(reading.words) if word in nouns][:1]
    return min(places, default=None)


def _candidate(reading: Reading, voices: Voices, match: CueMatch, rule: ActRule, *, alleged: bool) -> Candidate | None:
    if rule.require.alleged and not alleged:
        return None
    site = Site(reading, match, verb_group(reading, match.head))
    attribution = voices.at(reading.tokens[match.head].idx, alleged)
    if _is_mere_content(site, rule) or not possible(site, rule, attribution):
        return None
    if rule.frame is not None:
        site.fillers = _filled(site, reading.rules.frames[rule.frame])
    if not admitted(site, rule, attribution):
        return None
    return Candidate(site, rule, attribution, reading.rules.order[rule.id])


def _filled(site: Site, frame: Frame) -> dict[str, list[Filler]]:
    """Return the fillers of a frame at a cue; rules that share both share the work."""
    match = site.match
    key = (frame.id, match.first, match.last, match.head, match.tail)
    memo: dict[object, dict[str, list[Filler]]] = site.reading.fillers
    if key not in memo:
        fill(site, frame)
        memo[key] = site.fillers
    return {role: [replace(filler) for filler in fillers] for role, fillers in memo[key].items()}
