"""Decide between rules whose cues overlap: priority, length, strength, file order; say which lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.components.acts.attribution import Attribution
from pipeline.components.acts.paths import Site
from pipeline.rules.acts import ActRule


@dataclass(slots=True)
class Candidate:
    """A rule that fired at a site, and the rules it beat there."""

    site: Site
    rule: ActRule
    attribution: Attribution
    order: int
    beaten: list[str] = field(default_factory=list)

    @property
    def first(self) -> int:
        """First token of the cue."""
        return self.site.match.first

    @property
    def last(self) -> int:
        """Last token of the cue."""
        return self.site.match.last


def rank(candidate: Candidate) -> tuple[int, int, int, int, int]:
    """Order candidates, the winner first: priority, cue length, main act before satellite, strength, file order."""
    rule = candidate.rule
    return (
        -rule.priority,
        candidate.first - candidate.last,
        int(rule.satellite),
        -rule.strength,
        candidate.order,
    )


def resolve(candidates: list[Candidate]) -> list[Candidate]:
    """Keep the best of every group of overlapping cues, in text order; exclusions win but are not kept."""
    chosen: list[Candidate] = []
    for candidate in sorted(candidates, key=rank):
        rival = next((c for c in chosen if c.first <= candidate.last and candidate.first <= c.last), None)
        if rival is None:
            chosen.append(candidate)
        elif rival.rule.id != candidate.rule.id:
            rival.beaten.append(candidate.rule.id)
    return sorted((c for c in chosen if not c.rule.exclusion), key=lambda c: (c.first, c.last))
