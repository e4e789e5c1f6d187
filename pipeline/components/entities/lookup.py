"""Questions that the later components ask about entities: which one is here, who holds this role, what gender."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from spacy.tokens import Span

from pipeline.components.entities.agreement import agreement
from pipeline.components.entities.given_names import given_names
from pipeline.schema.models import Entity

NAMED = frozenset({"PER", "ORG", "LOC", "MISC"})


class EntityIndex:
    """The entities of one document, found by offsets or by cluster.

    Examples
    --------
    >>> index = EntityIndex(layers_of(doc).entities, doc.text)  # doctest: +SKIP
    >>> index.best(12, 40)  # doctest: +SKIP
    """

    def __init__(self, entities: list[Entity], text: str, language: str = "fr") -> None:
        self.entities = entities
        self.text = text
        table = agreement(language)
        self._civility, self._article = table.civility, table.article
        self._plural = tuple(f"{word} " for word in table.determiners.p)
        self._starts = [entity.start for entity in entities]
        self._longest = max((entity.end - entity.start for entity in entities), default=0)

    def overlapping(self, start: int, end: int, labels: Iterable[str] = ()) -> list[Entity]:
        """Return the entities that share a code point with ``[start, end)``, in text order."""
        wanted = frozenset(labels)
        low = bisect_left(self._starts, start - self._longest)
        high = bisect_left(self._starts, end)
        return [e for e in self.entities[low:high] if e.end > start and (not wanted or e.label in wanted)]

    def at_span(self, span: Span, labels: Iterable[str] = ()) -> list[Entity]:
        """Return the entities that overlap a spaCy span."""
        return self.overlapping(span.start_char, span.end_char, labels)

    def best(self, start: int, end: int) -> Entity | None:
        """Return the entity that ``[start, end)`` is about: a person, else a role, else the first name inside."""
        inside = self.overlapping(start, end)
        for labels in (frozenset({"PER"}), frozenset({"ROLE"}), NAMED):
            for entity in inside:
                if entity.label in labels and entity.start >= start and entity.end <= end:
                    return entity
        return inside[0] if inside else None

    def mentions(self, entity_id: str) -> list[Entity]:
        """Return all mentions of one entity, its roles included, in text order."""
        return [entity for entity in self.entities if entity.entity_id == entity_id]

    def holder(self, role: Entity) -> Entity | None:
        """Return the fullest mention of the person who holds a role, or None if the text does not say."""
        people = [e for e in self.mentions(role.entity_id or "") if e.label == "PER"]
        return max(people, key=lambda e: e.end - e.start, default=None)

    def gender(self, entity: Entity) -> str | None:
        """Return ``m`` or ``f`` where a civility, an article before a role or the given name tells it, else None."""
        mentions = self.mentions(entity.entity_id) if entity.entity_id else [entity]
        for mention in mentions:
            if mention.label in ("PER", "ROLE"):
                found = self._civility.search(self.text, max(0, mention.start - 12), mention.start)
                if found:
                    return found.lastgroup
        for mention in mentions:
            if mention.label == "PER":
                gender = given_names().gender(mention.text.split()[0])
                if gender:
                    return gender
        for mention in mentions:
            if mention.label == "ROLE":
                before = self.text[max(0, mention.start - 8) : mention.start]
                found = self._article.search(before)
                if found:
                    return found.lastgroup
        return None

    def number(self, entity: Entity) -> str | None:
        """Return ``s`` or ``p``: people are singular; bodies and peoples follow the article in front of them."""
        if entity.label in ("PER", "ROLE"):
            return "s"
        before = self.text[max(0, entity.start - 5) : entity.start].lower()
        plural = before.endswith(self._plural) or entity.text.lower().startswith(self._plural)
        return "p" if plural else "s"
