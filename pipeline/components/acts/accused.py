"""Who is accused, criticised or called upon in a document: whose deeds its parties are likely to hold against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.components.acts.phrases import Filler

if TYPE_CHECKING:
    from pipeline.components.acts.conflicts import Candidate
    from pipeline.components.acts.reading import Reading

BLAMING = frozenset({"ACCUSATION", "DEMAND"})
REACH = 60  # tokens over which a pronoun may stand for somebody accused


class Accused:
    """The targets of the accusations and demands of a document, known by their words and places."""

    def __init__(self, reading: Reading, candidates: list[Candidate]) -> None:
        self.reading = reading
        self.words: set[str] = set()
        self.places: list[int] = []
        for candidate in candidates:
            if candidate.rule.tag in BLAMING and not candidate.rule.exclusion:
                for filler in candidate.site.fillers.get("target", []):
                    self._add(filler)

    def _add(self, filler: Filler) -> None:
        if filler.kind != "noun":
            return
        self.places.append(filler.head)
        self.words.update(self._names(filler))

    def _names(self, filler: Filler) -> set[str]:
        """Return the head word and the capitalised words of a noun phrase."""
        reading = self.reading
        inner = (i for i in range(filler.first, filler.last + 1) if i in reading.named and reading.is_capitalised(i))
        return {reading.words[i] for i in (filler.head, *inner) if len(reading.words[i]) > 2}

    def holds(self, filler: Filler) -> bool:
        """Whether a filler is one of them, by its words or, a pronoun of the third person, by its place."""
        if filler.kind == "noun":
            return not self.words.isdisjoint(self._names(filler))
        if not self.reading.is_a(filler.head, "third_person_pronoun"):
            return False
        return any(filler.head - REACH <= place < filler.head for place in self.places)
