"""Acts inside acts: an act whose cue lies in the content of another gets it as parent (annotation guide, N1)."""

from __future__ import annotations

from pipeline.schema.models import Act


def nest(acts: list[Act]) -> None:
    """Set ``parent_id`` to the smallest act whose content, or whose clause with a denial, holds the cue."""
    for act in acts:
        parents = [other for other in acts if other is not act and _holds(other, act)]
        best = min(parents, key=lambda other: other.end - other.start, default=None)
        act.parent_id = best.act_id if best is not None else None


def _holds(parent: Act, act: Act) -> bool:
    for argument in parent.role("content"):
        if argument.start is None or argument.end is None:
            continue
        if argument.start <= act.cue_start and act.cue_end <= argument.end and parent.cue_start != act.cue_start:
            return not (act.start <= parent.cue_start < act.end and parent.end - parent.start <= act.end - act.start)
    return False
