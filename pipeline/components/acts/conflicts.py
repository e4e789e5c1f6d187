"""Decide between rules whose cues overlap: priority, length, strength, file order; say which lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.components.acts.attribution import Attribution
from pipeline.components.acts.reading import VERBAL
from pipeline.components.acts.site import Site
from pipeline.components.cover import Cover
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
    contents = Cover(_demanded(kept))
    return _once([c for c in kept if c.rule.subtype not in DEMANDING or not _lies_in(c, contents)])


def _demanded(candidates: list[Candidate]) -> Iterator[tuple[int, int, Candidate]]:
    """Yield the first and last token of what the demands are for, with the demand."""
    for demand in candidates:
        if demand.rule.tag == "DEMAND" and not demand.rule.satellite:
            for filler in demand.site.fillers.get("content", ()):
                within = filler.first <= demand.first <= filler.last
                if filler.kind in {"clause", "infinitive", "noun"} and not within:
                    yield filler.first, filler.last, demand


def _lies_in(candidate: Candidate, contents: Cover[Candidate]) -> bool:
    """Whether a cue stands in the content of another demand: act verbs there stay content (annotation guide, N2)."""
    return any(demand is not candidate for demand in contents.over(candidate.first, candidate.last))


def _once(chosen: list[Candidate]) -> list[Candidate]:
    """Keep one of two accusations where the wrong is both reported and told: *accuse X d'avoir menti* is one act.

    The reporting verb stays, unless it is a neutral one (*affirmer que*) and reports an unmistakable wrong (*a menti*).
    """
    dropped: set[int] = set()
    for _, sentence in groupby(chosen, key=lambda c: c.site.reading.sentence[c.first]):
        main = [c for c in sentence if not c.rule.satellite]
        accusing = [c for c in main if c.rule.tag == "ACCUSATION"]
        denials = [c for c in main if c.rule.tag == "DENIAL"]
        told = [c for c in accusing if _is_verb(c) and not c.site.fillers.get("actor")]
        dropped |= {id(c) for c in told if any(_tells(denial, c) for denial in denials)}  # deny having lied
        for outer in (c for c in accusing if c.rule.subtype != "evaluative"):
            for inner in accusing:
                if inner is not outer and _tells(outer, inner):
                    neutral = outer.rule.strength == 1 and inner.rule.strength == 3 and _is_verb(outer)
                    dropped.add(id(outer if neutral else inner))
    return [c for c in chosen if id(c) not in dropped]


def _is_verb(candidate: Candidate) -> bool:
    return candidate.site.reading.pos[candidate.site.match.head] in VERBAL


def _tells(outer: Candidate, inner: Candidate) -> bool:
    """Whether the cue of ``inner``, in the same sentence, lies in what ``outer`` alleges."""
    if outer.first == inner.first:
        return False
    spans = outer.site.fillers.get("content", [])
    return any(f.first <= inner.first and inner.last <= f.last and not f.first <= outer.first <= f.last for f in spans)
