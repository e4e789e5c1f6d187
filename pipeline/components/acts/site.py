"""A cue in its document, with what is already known of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.reading import Reading
from pipeline.components.acts.verbs import VerbGroup
from pipeline.rules.acts import CueMatch

Words = frozenset[str]


@dataclass(slots=True)
class Site:
    """A cue match, the verb group around its head, and the fillers of its roles as far as they are known."""

    reading: Reading
    match: CueMatch
    group: VerbGroup
    fillers: dict[str, list[Filler]] = field(default_factory=dict)

    @property
    def reflexive(self) -> int | None:
        """The reflexive pronoun, where it is part of the cue."""
        return self.match.first if self.match.reflexive else None
