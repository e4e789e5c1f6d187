"""Who a pronoun stands for: the last speaker or subject that agrees, else the last person or body that does."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import cached_property

from pipeline.components.speakers.appositions import Appositions
from pipeline.components.speakers.memory import UNKNOWN, Resolution, found
from pipeline.components.speakers.nouns import Nouns
from pipeline.components.speakers.paraphrases import Paraphrases
from pipeline.components.speakers.referents import Mention, Referent, fold, words_of

SENTENCES_BACK = 4
REACH = 8000  # characters: sentences, of which a quotation is one, may have any length
CHAIN = 6  # pronouns that stand for one another at most
LESS = {"LOC": 0.5, "ORG": 0.3}  # what a speaker that is no person counts less
Scored = tuple[float, Resolution]


class Pronouns:
    """Score the candidates for a pronoun by role, agreement and distance, and take the best.

    ``number`` is ``s`` or ``p``; ``l`` for *celui-ci*, *ce dernier*, which take the last mention that agrees, whatever
    its function; ``t`` for *l'intéressé*, which takes the last person who is not speaking.
    """

    def __init__(self, nouns: Nouns, appositions: Appositions, paraphrases: Paraphrases) -> None:
        self.nouns = nouns
        self.appositions = appositions
        self.paraphrases = paraphrases
        self.text = nouns.text
        self.lexicon = nouns.lexicon
        self.tokens = nouns.tokens
        self.memory = nouns.memory
        self.referents = nouns.referents
        self._resolved: dict[int, Resolution] = {}
        self._chained = 0

    def resolve(self, at: int, gender: str | None, number: str, kind: str = "") -> Resolution:
        """Resolve the pronoun at an offset; ``kind`` is what it stands for, if it shows that (see SpeakerLexicon)."""
        floor = max(self.memory.sentences_back(at, SENTENCES_BACK), at - REACH)
        scored = self._candidates(at, floor, gender, number)
        if kind:
            scored = [pair for pair in scored if self._is_of(kind, pair[1])]
        return max(scored, key=lambda pair: pair[0])[1] if scored else UNKNOWN

    def _is_of(self, kind: str, resolution: Resolution) -> bool:
        """Tell whether somebody is a person, or none, as a pronoun wants."""
        referent = self.referents.by_id.get(resolution.entity_id or "")
        if referent is not None and referent.label != "ROLE":
            return (referent.label == "PER") == (kind == "person")
        person = any(self.lexicon.names_person(word) for word in words_of(resolution.name or ""))
        return resolution.name is None or person == (kind == "person")

    def _candidates(self, at: int, floor: int, gender: str | None, number: str) -> list[Scored]:
        if number == "t":
            return self._talked_of(at, floor, gender)
        if number == "p":
            several = [s for s in self._speakers(at, floor, gender, 0) if not self._one_person(s[1])]
            return several + self._pairs(at, floor, gender) + self._nouns(at, floor, gender, plural=True)
        shift = self._last_subject(at, floor, gender)
        scored = self._speakers(at, floor, gender, shift) if number != "l" else []
        if number in "sl":
            scored += self._mentions(at, floor, gender, number)
        if number == "s":
            scored += self._nouns(at, floor, gender)
            scored += self._going_on(at, floor, gender)
        return scored

    def _one_person(self, resolution: Resolution) -> bool:
        """Tell whether a speaker is a single person, whom no plural pronoun takes up."""
        referent = self.referents.by_id.get(resolution.entity_id or "")
        return referent is not None and referent.label == "PER" and resolution.name == referent.name

    def _pairs(self, at: int, floor: int, gender: str | None) -> list[Scored]:
        """Return the names joined as subjects before a pronoun, and bodies with a plural name: *les Verts*."""
        scored: list[Scored] = []
        named = [(m, r) for m, r in self.referents.mentions(floor, at) if r.label in {"PER", "ORG", "LOC"}]
        for number, (mention, referent) in enumerate(named):
            before = words_of(self.text[max(0, mention.start - 5) : mention.start])
            score = 2.2 - 0.8 * self.memory.distance(mention.start, at)
            if referent.label == "ORG" and before and self.lexicon.is_a(before[-1], "plural_name"):
                scored.append((score, found(referent, "pronoun: body with a plural name")))
            elif number and mention.subject | named[number - 1][0].subject:
                first, other = named[number - 1]
                between = words_of(self.text[first.end : mention.start])
                joined = other is not referent and other.label == referent.label and gender in {None, "m", other.gender}
                if joined and between and len(between) == 1 and self.lexicon.is_a(between[0], "and"):
                    name = f"{other.name} {between[0]} {referent.name}"
                    scored.append((score, Resolution(name, other.entity_id, "pronoun: named together", gender)))
        return scored

    def _last_subject(self, at: int, floor: int, gender: str | None) -> int:
        """Return where the last person that is a subject outside of quotations stands: a new topic."""
        places = [
            mention.start
            for mention, referent in self.referents.mentions(floor, at)
            if mention.subject and referent.label == "PER" and _agrees(referent, gender)
        ]
        return max((place for place in places if not self.memory.inside_quotation(place)), default=0)

    def _speakers(self, at: int, floor: int, gender: str | None, shift: int) -> list[Scored]:
        scored: list[Scored] = []
        for item in self.memory.spoken[-6:]:
            known = item.resolution.gender
            if floor <= item.at < at and (known is None or gender is None or known == gender):
                score = 3.0 - 0.8 * self.memory.distance(item.at, at) + (0.5 if known else 0)
                same = "\n" not in self.text[item.at : at]
                goes_on = same and self.text[at - 1 : at] == "-" and item.at >= shift
                score += 1.2 if goes_on else 0.0  # dit-il: the quoted speaker goes on
                score -= 0.0 if same else 0.8
                score -= self._less_apt(item.resolution)
                evidence = f"pronoun: speaker of {item.quotation_id}"
                scored.append((score, Resolution(item.resolution.name, item.resolution.entity_id, evidence, gender)))
        return scored

    def _less_apt(self, resolution: Resolution) -> float:
        """Return what a place or body counts less than a person: a newer subject of their kind comes first."""
        referent = self.referents.by_id.get(resolution.entity_id or "")
        return LESS.get(referent.label, 0.0) if referent is not None else 0.0

    def _mentions(self, at: int, floor: int, gender: str | None, number: str) -> list[Scored]:
        scored: list[Scored] = []
        last = number == "l"
        for mention, referent in self.referents.mentions(floor, at):
            if mention.end > at:
                continue
            if not _agrees(referent, gender) or not self._apt(mention, referent, last=last):
                continue
            score = (2.0 if mention.subject or last else 0.4) - 0.8 * self.memory.distance(mention.start, at)
            score += 1.0 if referent.label == "PER" else -0.5 if referent.label == "LOC" and not last else 0.0
            score += 0.5 if referent.gender and gender else 0.0
            score -= (
                2.0 if self.memory.inside_quotation(mention.start) and not self.memory.inside_quotation(at) else 0.0
            )
            score += mention.start / (len(self.text) + 1) * (10 if last else 0.1)
            place = "subject" if mention.subject else "last mention that agrees"
            held = self._holder(mention) if referent.label == "ROLE" else None
            scored.append((score, replace(held or found(referent, ""), evidence=f"pronoun: {place}")))
        return scored

    def _holder(self, mention: Mention) -> Resolution | None:
        """Return who holds an office that a mention names by other words: *la cheffe de l'exécutif … elle*."""
        determiner = self.text.rfind(" ", 0, max(0, mention.start - 1)) + 1
        words = words_of(self.text[determiner : mention.end])
        return self.paraphrases.resolve(determiner, mention.end, words) if words else None

    def _apt(self, mention: Mention, referent: Referent, *, last: bool) -> bool:
        """Tell whether a mention can be taken up: a place as a subject, for *ce dernier* as an object too."""
        if referent.label != "LOC" or mention.subject:
            return True
        before = words_of(self.text[max(0, mention.start - 12) : mention.start])
        if not last or not before or not self.lexicon.is_a(before[-1], "article"):
            return False
        return len(before) < 2 or (not self.lexicon.is_a(before[-2], "of") and not self.lexicon.is_a(before[-2], "at"))

    def _talked_of(self, at: int, floor: int, gender: str | None) -> list[Scored]:
        """Return the persons mentioned before by name or by noun, the last who spoke apart."""
        speaker = next((s.resolution.entity_id for s in reversed(self.memory.spoken) if s.at < at), None)
        scored: list[Scored] = []
        for mention, referent in self.referents.mentions(floor, at):
            if mention.end <= at and referent.label == "PER":
                spoke = referent.entity_id == speaker
                if _agrees(referent, gender):
                    scored.append((mention.start - spoke * len(self.text), found(referent, "the person talked of")))
        starts = self.tokens.starts
        nouns = self.tokens.all_nouns()
        first = bisect_left(nouns, floor, key=lambda index: starts[index])
        for index in nouns[first : bisect_left(nouns, at, key=lambda index: starts[index])]:
            person = self.lexicon.names_person(fold(self.text[starts[index] : self.tokens.ends[index]]))
            resolution = self._noun(index, gender, plural=False) if person else None
            if resolution is not None and resolution.entity_id not in {None, speaker}:
                scored.append((starts[index], replace(resolution, evidence="the person talked of", gender=gender)))
        return scored

    def _nouns(self, at: int, floor: int, gender: str | None, *, plural: bool = False) -> list[Scored]:
        """Return the phrases without a name that are subjects, or topics (*quant au maire*), before a pronoun."""
        scored: list[Scored] = []
        starts = self.tokens.starts
        first = bisect_left(self._subjects, floor, key=lambda index: starts[index])
        for index in self._subjects[first : bisect_left(self._subjects, at, key=lambda index: starts[index])]:
            if self.memory.inside_quotation(starts[index]) or self._in_name(starts[index]):
                continue
            resolution = self._noun(index, gender, plural=plural)
            if resolution is not None:
                score = 2.4 - 0.8 * self.memory.distance(starts[index], at)
                named = Resolution(resolution.name, resolution.entity_id, "pronoun: subject", gender)
                scored.append((score, named))
        return scored

    def _noun(self, index: int, gender: str | None, *, plural: bool) -> Resolution | None:
        """Resolve the phrase of a noun with its determiner and adjectives before it, if it agrees and is a person."""
        start, end = self._phrase_start(index), self.tokens.ends[index]
        roles = [e.end for e, _ in self.referents.named_in(self.tokens.starts[index], end) if e.label == "ROLE"]
        end = max([end, *roles])
        words = words_of(self.text[start:end])
        if not words or self.lexicon.is_a(words[0], "plural") != plural:
            return None
        own = self.nouns.gender(start, end, words)
        if own is not None and gender is not None and own != gender:
            return None
        person = any(self.lexicon.is_a(word, "person") for word in words)
        if self.lexicon.is_a(words[0], "indefinite"):
            return self.nouns.described(start, end, words) if person else None
        resolution = None
        if not plural:
            by_name = self.appositions.resolve(start, end) or self.paraphrases.resolve(start, end, words)
            resolution = by_name or self.nouns.resumed(start, end, words)
        if resolution is None and not person:
            return None
        return resolution or self.nouns.described(start, end, words)

    def _going_on(self, at: int, floor: int, gender: str | None) -> list[Scored]:
        """Return whom the last pronoun of the paragraph stands for: *Il arrive lundi. Il jure que*."""
        floor = max(floor, self.text.rfind("\n\n", 0, at) + 2)
        starts = self.tokens.starts
        for index in reversed(self.tokens.subject_pronouns(floor, at)):
            form = fold(self.text[starts[index] : self.tokens.ends[index]])
            known = self.lexicon.pronouns.get(form)
            if known is None or known[:2] != (gender, "s") or self.memory.inside_quotation(starts[index]):
                continue
            if starts[index] not in self._resolved:
                if self._chained == CHAIN:
                    return []
                self._chained += 1
                self._resolved[starts[index]] = self.resolve(starts[index], *known)
                self._chained -= 1
            before = self._resolved[starts[index]]
            if before.name is None:
                return []
            score = 2.4 - 0.8 * self.memory.distance(starts[index], at)
            return [(score, replace(before, evidence="pronoun: same as the pronoun before"))]
        return []

    def _phrase_start(self, index: int) -> int:
        """Return where the phrase of a noun begins: its determiner, *quant au maire* included, and adjectives."""
        doc = self.tokens.doc
        lefts = [t.i for t in doc[index].lefts if t.dep_ in {"det", "amod"}]
        first = min([index, *lefts])
        fused = first == index and index and self.lexicon.is_a(fold(doc[index - 1].text), "fused")
        return self.tokens.starts[first - fused]

    @cached_property
    def _subjects(self) -> list[int]:
        """The nouns that are subjects, or topics (*quant au promoteur*), in text order."""
        topical = self.tokens.after(self.lexicon.words["topic"], 2)
        return sorted({*self.tokens.subject_nouns(), *topical})

    @cached_property
    def _name_starts(self) -> list[tuple[int, int]]:
        return [(m.start, m.end) for m, _ in self.referents.order if m.label != "ROLE"]

    def _in_name(self, offset: int) -> bool:
        """Tell whether a token belongs to a name."""
        place = bisect_right(self._name_starts, (offset, len(self.text))) - 1
        return place >= 0 and offset < self._name_starts[place][1]


def _agrees(referent: Referent, gender: str | None) -> bool:
    return referent.gender is None or gender is None or referent.gender == gender
