"""How much of what was found the knowledge base knows: names in both languages, country, Wikidata identifier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.evaluate.sources import Pair
from pipeline.schema.models import Entity


@dataclass(slots=True)
class Known:
    """How many mentions there are, and for how many of them each field is filled."""

    mentions: int = 0
    both_names: int = 0
    country: int = 0
    wikidata: int = 0

    def add(self, entity: Entity) -> None:
        """Count one mention."""
        self.mentions += 1
        self.both_names += bool(entity.name_fr and entity.name_en)
        self.country += bool(entity.country)
        self.wikidata += bool(entity.wikidata)

    def shares(self) -> tuple[float, float, float]:
        """Return the shares of mentions with names in both languages, a country and an identifier, from 0 to 1."""
        return self.both_names / self.mentions, self.country / self.mentions, self.wikidata / self.mentions


def known_entities(pairs: Iterable[Pair]) -> dict[str, Known]:
    """Count the predicted mentions of each label in alphabetical order, then of ``all``; roles are left out.

    Parameters
    ----------
    pairs
        The evaluated documents; their gold is not looked at.
    """
    counted: defaultdict[str, Known] = defaultdict(Known)
    everything = Known()
    for pair in pairs:
        for entity in pair.layers.entities:
            if entity.label != "ROLE":
                counted[entity.label].add(entity)
                everything.add(entity)
    return {**dict(sorted(counted.items())), "all": everything} if counted else {}
