"""Decide between rules whose cues overlap: priority, length, strength, file order; say which lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.components.acts.attribution import Attribution
from pipeline.components.acts.site import Site
from pipeline.rules.acts import ActRule

DEMANDING = frozenset({"performative", "modal", "imperative", "expectation"})


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
    rule, match = candidate.rule, candidate.site.match
    return (-rule.priority, match.first - match.last, int(rule.satellite), -rule.strength, candidate.order)


def resolve(candidates: list[Candidate]) -> list[Candidate]:
    """Keep the best of every group of overlapping cues, in text order; exclusions win but are not kept."""
    taken: dict[int, int] = {}  # token to its winner
    chosen: list[Candidate] = []
    for candidate in sorted(candidates, key=rank):
        tokens = range(candidate.first, candidate.last + 1)
        rivals = [taken[i] for i in tokens if i in taken]
        if not rivals:
            taken.update(dict.fromkeys(tokens, len(chosen)))
            chosen.append(candidate)
            continue
        rival = chosen[min(rivals)]
        if rival.rule.id != candidate.rule.id:
            rival.beaten.append(candidate.rule.id)
    kept = sorted((c for c in chosen if not c.rule.exclusion), key=lambda c: (c.first, c.last))
    demands = [c for c in kept if c.rule.tag == "DEMAND" and not c.rule.satellite]
    return [c for c in kept if c.rule.subtype not in DEMANDING or not any(_contains(d, c) for d in demands)]


def _contains(demand: Candidate, other: Candidate) -> bool:
    """Whether a cue stands in the content of a demand: act verbs there stay content (annotation guide, N2)."""
    contents = demand.site.fillers.get("content", ())
    return demand is not other and any(
        f.kind in {"clause", "infinitive", "noun"} and f.first <= other.first and other.last <= f.last
        for f in contents
        if not f.first <= demand.first <= f.last
    )
