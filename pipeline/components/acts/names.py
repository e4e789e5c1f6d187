"""Names behind fillers: entities, *nous* as the institution, quoted speakers, and what stays implicit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from pipeline.components.acts.animacy import animate_nouns
from pipeline.components.acts.conflicts import Candidate
from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.reading import Reading, normalise
from pipeline.components.acts.referents import ActReferents
from pipeline.schema.models import Act, Argument, Entity

REMEMBERED = 200
"""Acts back to which an addressee or accuser that is not named is looked for."""


class Names:
    """Resolve fillers to names, with the acts already built as context."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.entities = sorted(reading.layers.entities, key=lambda e: (e.start, -e.end))
        self.starts = [entity.start for entity in self.entities]
        self.acts: list[Act] = []
        self.referents = ActReferents(reading)

    def entity_in(self, start: int, end: int) -> Entity | None:
        """Return the entity at the head of a span: the first that lies inside it, names before roles."""
        inside: list[Entity] = []
        for entity in islice(self.entities, max(0, bisect_right(self.starts, start) - 3), None):
            if entity.start >= end:
                break
            if entity.end > start and entity.start >= start - 1:
                inside.append(entity)
        named = [e for e in inside if e.label in {"PER", "ORG", "LOC", "ROLE"} and e.canonical]
        return min(named, key=lambda e: (e.label == "ROLE", e.start), default=None)

    def of(self, candidate: Candidate, role: str, filler: Filler) -> tuple[str | None, str | None, str]:
        """Return name, entity id and resolution of a filler that stands in the text."""
        if role == "content":
            return None, None, filler.resolution
        reading, attribution = self.reading, candidate.attribution
        word = reading.words[filler.head].lstrip("-")
        own = word in reading.grammar["indefinite_we"] and attribution.attributed and role == "actor"
        if own or word in reading.grammar["first_person"]:
            return attribution.name, attribution.entity_id, "speaker" if attribution.quotation else "author"
        if word in reading.grammar["second_person"]:
            return self._addressed(candidate)
        start, end = reading.starts[filler.first], reading.stops[filler.last]
        if filler.kind == "clitic":
            how = filler.resolution if filler.resolution != "span" else "coreference"
            return *self._clitic(candidate, word, start, end), how
        entity = self.entity_in(start, end)
        if entity is None:
            name, entity_id = self._referent(start, end)
            return name, entity_id, "coreference" if entity_id else filler.resolution
        return entity.canonical, entity.entity_id, "metonymy" if entity.metonymy else filler.resolution

    def _clitic(self, candidate: Candidate, word: str, start: int, end: int) -> tuple[str | None, str | None]:
        if word in self.reading.grammar["third_person_pronoun"]:
            return self._referent(start, end)
        found = self.referents.clitic(start, word, self._others(candidate, start))
        if found is None and word in self.reading.grammar["object_plural"]:
            return self._target_before(candidate)
        return (found.name, found.entity_id) if found else (None, None)

    def _target_before(self, candidate: Candidate) -> tuple[str | None, str | None]:
        """Return the target of the act just before in the sentence: *il exhorte les élus à… et les encourage à…*."""
        if self.acts and self._same_sentence(candidate, self.acts[-1].cue_start):
            for target in self.acts[-1].role("target"):
                return target.name or target.text, target.entity_id
        return None, None

    def _referent(self, start: int, end: int) -> tuple[str | None, str | None]:
        """Return the entity that a pronoun or noun phrase stands for, nothing if it only describes somebody."""
        found = self.referents.phrase(start, end)
        return (found.name, found.entity_id) if found.entity_id else (None, None)

    def _addressed(self, candidate: Candidate) -> tuple[str | None, str | None, str]:
        turn = candidate.attribution.turn
        other = self.referents.addressee(turn) if turn is not None else None
        return (other.speaker_name, other.speaker_entity_id, "speaker") if other else (None, None, "coreference")

    def _others(self, candidate: Candidate, before: int) -> set[str | None]:
        """Return the entities that cannot be meant: whoever speaks, and who else stands in the clause before."""
        reading = self.reading
        found: set[str | None] = {candidate.attribution.entity_id} - {None}
        for role in ("actor", "target"):
            for filler in candidate.site.fillers.get(role, []):
                start, end = reading.starts[filler.first], reading.stops[filler.last]
                if not start <= before < end:
                    entity = self.entity_in(start, end)
                    found.add(entity.entity_id if entity else self._referent(start, end)[1])
        return found - {None}

    def implicit(self, candidate: Candidate, role: str) -> list[Argument]:
        """Return the fillers of an empty role that the frame allows to be implicit (its bare ``speaker``…)."""
        rule = candidate.rule
        if rule.frame is None:
            return []
        for source in getattr(self.reading.rules.frames[rule.frame], f"implicit_{role}", ()):
            found = getattr(self, f"_{source}")(candidate, role)
            if found is not None:
                return [found]
        return []

    def _speaker(self, candidate: Candidate, role: str) -> Argument | None:
        attribution = candidate.attribution
        start, end = attribution.start, attribution.end
        text = self.reading.text
        if start is not None and end is not None and self._same_sentence(candidate, start):
            return Argument(role, start, end, text[start:end], attribution.name, attribution.entity_id, "speaker")
        if attribution.name is None:
            return None
        resolution = "speaker" if attribution.quotation or attribution.turn else "author"
        return Argument(role, None, None, None, attribution.name, attribution.entity_id, resolution)

    def _same_sentence(self, candidate: Candidate, offset: int) -> bool:
        reading = self.reading
        start, end = reading.bounds(candidate.site.match.head)
        return reading.starts[start] <= offset < reading.stops[end - 1]

    def _alleger(self, candidate: Candidate, role: str) -> Argument | None:
        """Return the actor of the nearest accusation before, else whoever was last quoted."""
        own = self._doers(candidate)
        last = next(self._accusations(), None)
        against = (act for act in self._accusations() if any((a.name or a.text) in own for a in act.role("target")))
        for act in (next(against, last), last):
            if act is None:
                break
            found = self._copy(act.role("actor"), role, candidate)
            if found is not None and found.name not in own:
                return found
        at = self.reading.starts[candidate.first]
        claim = self.referents.claimant(at, self._others(candidate, -1))
        if claim is None or claim.speaker_name == candidate.attribution.name:
            return self._previous_speaker(candidate, role)
        return Argument(role, None, None, None, claim.speaker_name, claim.speaker_entity_id, "coreference")

    def _previous_speaker(self, candidate: Candidate, role: str) -> Argument | None:
        """Return whoever had the turn before: in a debate a denial answers it."""
        turn = candidate.attribution.turn
        other = self.referents.turn_before(turn) if turn is not None else None
        if other is None:
            return None
        return Argument(role, None, None, None, other.speaker_name, other.speaker_entity_id, "speaker")

    def _accusations(self) -> Iterator[Act]:
        """Yield the last accusations, latest first."""
        return (act for act in self.acts[: -REMEMBERED - 1 : -1] if act.tag == "ACCUSATION" and not act.satellite)

    def _accused(self, candidate: Candidate, role: str) -> Argument | None:
        """Return the target of the nearest act before that has one, else who stands in the sentence or before it."""
        for act in reversed(self.acts[-3:]):
            found = self._copy(act.role("target"), role, candidate)
            if found is not None:
                return found
        start, end = (self.reading.starts[i] for i in (candidate.first, candidate.last))
        referent = self.referents.nearby(start, end, self._others(candidate, -1))
        if referent is None or referent.name == candidate.attribution.name:
            return None
        return Argument(role, None, None, None, referent.name, referent.entity_id, "coreference")

    def _addressee(self, candidate: Candidate, role: str) -> Argument | None:
        """Return whom a demand without addressee goes to: who answers the turn, else as in the demand just before."""
        name, entity_id, resolution = self._addressed(candidate)
        if name is not None and candidate.rule.subtype == "imperative":
            return Argument(role, None, None, None, name, entity_id, resolution)
        if self.acts and self.acts[-1].tag == "DEMAND" and self.acts[-1].source == candidate.attribution.name:
            return self._copy(self.acts[-1].role("target"), role, candidate)
        return self._opponent(candidate, role)

    def _doers(self, candidate: Candidate) -> set[str | None]:
        """Return the names of whoever performs an act: its actors, or else who speaks."""
        fillers = candidate.site.fillers.get("actor", [])
        made = {self.of(candidate, "actor", filler)[0] for filler in fillers}
        return ({*made} if fillers else {candidate.attribution.name}) - {None}

    def _opponent(self, candidate: Candidate, role: str) -> Argument | None:
        """Return whom the one who demands has accused or called upon last."""
        actors = self._doers(candidate)
        for act in self.acts[: -REMEMBERED - 1 : -1]:
            if act.tag == "DENIAL" or act.satellite or act.polarity == "neg":
                continue
            if act.source in actors or any((a.name or a.text) in actors for a in act.role("actor")):
                found = self._copy(act.role("target"), role, candidate)
                if found is not None:
                    return found
        return None

    def _copy(self, arguments: list[Argument], role: str, candidate: Candidate) -> Argument | None:
        """Copy the first argument that stands for somebody: an entity, or a noun phrase about persons or bodies."""
        for argument in arguments:
            name = argument.name or (argument.text if self._animate(argument.text) else None)
            if name and name != candidate.attribution.name:
                return Argument(role, None, None, None, name, argument.entity_id, "coreference")
        return None

    def _animate(self, text: str | None) -> bool:
        words = [normalise(word) for word in (text or "").split()]
        grammar = self.reading.grammar
        if len(words) == 1 and words[0] in grammar["subject_pronoun"] | grammar["clitic"] | grammar["personal_pronoun"]:
            return False
        return not animate_nouns(self.reading.rules.language).isdisjoint(words)
