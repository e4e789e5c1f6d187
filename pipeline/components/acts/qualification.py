"""The noun phrase that an adjective, participle or adjunct qualifies."""

from __future__ import annotations

from pipeline.components.acts.phrases import Filler, head_of_phrase, noun_phrase
from pipeline.components.acts.reading import NOMINAL, Reading
from pipeline.components.acts.subjects import nominal, subject
from pipeline.components.acts.verbs import VerbGroup, verb_group
from pipeline.rules.acts import CueMatch

COPULAS = frozenset({"cop", "aux:pass", "aux:tense"})
QUALIFIERS = frozenset({"amod", "acl", "nmod", "advmod", "appos", "obl:mod"})


def modified_noun(reading: Reading, match: CueMatch, *, wide: bool) -> list[Filler]:
    """Return what the cue qualifies: subject, head noun or neighbour."""
    head, governor = match.head, reading.head[match.head]
    copula = next((c for c in reading.children[head] if reading.dep[c] in COPULAS), None)
    if copula is not None or reading.dep[head] == "xcomp":
        carrier = verb_group(reading, copula if copula is not None else governor)
        found = _predicate_subject(reading, head, carrier)
        if found:
            return [noun_phrase(reading, f.head, wide=wide) if wide and f.kind == "noun" else f for f in found]
    noun = governor if reading.dep[head] in QUALIFIERS else None
    if noun is None or reading.pos[noun] not in NOMINAL or abs(noun - head) > 12:
        noun = _near_noun(reading, match)
    if noun is None:
        return []
    filler = _without_cue(noun_phrase(reading, noun, wide=wide), match)
    return [filler] if filler.first <= filler.last else []


def _without_cue(filler: Filler, match: CueMatch) -> Filler:
    """Leave the cue out where it stands at an edge of the phrase."""
    if filler.first <= match.first and match.last <= filler.last:
        if match.last == filler.last:
            filler.last = match.first - 1
        elif match.first == filler.first:
            filler.first = match.last + 1
    return filler


def _predicate_subject(reading: Reading, head: int, carrier: VerbGroup) -> list[Filler]:
    for child in reading.children[head]:
        if reading.dep[child].startswith("nsubj"):
            return nominal(reading, child) if reading.pos[child] in NOMINAL else [Filler(child, child, child, "clitic")]
    return subject(reading, carrier)


def _near_noun(reading: Reading, match: CueMatch) -> int | None:
    before, after = reading.previous_word(match.first), reading.next_word(match.last)
    if before is not None and reading.pos[before] in NOMINAL:
        return head_of_phrase(reading, before)
    return after if after is not None and reading.pos[after] in NOMINAL else None
