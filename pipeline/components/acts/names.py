"""Names behind fillers: entities, *nous* as the institution, quoted speakers, and what stays implicit."""

from __future__ import annotations

from bisect import bisect_right

from pipeline.components.acts.conflicts import Candidate
from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.reading import Reading
from pipeline.schema.models import Act, Argument, Entity

IMPLICIT = ("speaker", "alleger", "accused", "addressee")


class Names:
    """Resolve fillers to names, with the acts already built as context."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.entities = sorted(reading.layers.entities, key=lambda e: (e.start, -e.end))
        self.starts = [entity.start for entity in self.entities]
        self.acts: list[Act] = []

    def entity_in(self, start: int, end: int) -> Entity | None:
        """Return the entity at the head of a span: the first that lies inside it, names before roles."""
        inside: list[Entity] = []
        for entity in self.entities[max(0, bisect_right(self.starts, start) - 3) :]:
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
        reading = self.reading
        word = reading.words[filler.head].lstrip("-")
        attribution = candidate.attribution
        if word in reading.grammar["first_person"] or (word == "on" and attribution.attributed and role == "actor"):
            return attribution.name, attribution.entity_id, "speaker" if attribution.quotation else "author"
        doc = reading.doc
        start, end = doc[filler.first].idx, doc[filler.last].idx + len(doc[filler.last])
        if filler.kind == "clitic":
            return None, None, filler.resolution if filler.resolution != "span" else "coreference"
        entity = self.entity_in(start, end)
        if entity is None:
            return None, None, filler.resolution
        return entity.canonical, entity.entity_id, "metonymy" if entity.metonymy else filler.resolution

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
        doc = self.reading.doc
        start, end = self.reading.bounds(candidate.site.match.head)
        return doc[start].idx <= offset < doc[end - 1].idx + len(doc[end - 1])

    def _alleger(self, candidate: Candidate, role: str) -> Argument | None:
        """Return the actor of the nearest accusation before."""
        for act in reversed(self.acts):
            if act.tag == "ACCUSATION" and not act.satellite:
                return self._copy(act.role("actor"), role, candidate)
        return None

    def _accused(self, candidate: Candidate, role: str) -> Argument | None:
        """Return the target of the nearest act before that has one."""
        for act in reversed(self.acts[-3:]):
            found = self._copy(act.role("target"), role, candidate)
            if found is not None:
                return found
        return None

    _addressee = _accused

    def _copy(self, arguments: list[Argument], role: str, candidate: Candidate) -> Argument | None:
        for argument in arguments:
            name = argument.name or argument.text
            if name and name != candidate.attribution.name:
                return Argument(role, None, None, None, name, argument.entity_id, "coreference")
        return None
