"""A candidate mention, in whole words, and the choice between candidates that overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.components.entities.knowledge import Entry


@dataclass(slots=True)
class Mention:
    """A name somewhere in the text.

    Attributes
    ----------
    first, last
        Word indices, ``last`` excluded.
    label, subtype
        What it is.
    rank
        How sure its finder is: 1 model, 2 single word of the gazetteer, 3 rule or long gazetteer name, 4 civility.
    source, rule_id
        Who found it.
    entry
        The entity of the knowledge base, where known.
    holder
        For a ROLE: the mention of the person who holds it.
    """

    first: int
    last: int
    label: str
    rank: int
    source: str
    rule_id: str | None = None
    subtype: str | None = None
    entry: Entry | None = None
    holder: Mention | None = None
    entity: int = -1


def resolve(candidates: Iterable[Mention]) -> list[Mention]:
    """Return a flat layer in text order: the surest candidate wins, among equals the longest, then the first."""
    chosen: list[Mention] = []
    taken: set[int] = set()
    for mention in sorted(candidates, key=lambda m: (-m.rank, m.first - m.last, m.first)):
        span = range(mention.first, mention.last)
        if taken.isdisjoint(span):
            taken.update(span)
            chosen.append(mention)
    return sorted(chosen, key=lambda m: m.first)
