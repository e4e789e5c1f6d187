"""Acts inside acts: an act whose cue lies in the content of another gets it as parent (annotation guide, N1)."""

from __future__ import annotations

from pipeline.schema.models import Act


def nest(acts: list[Act]) -> None:
    """Set ``parent_id`` to the smallest act whose content, or whose clause with a denial, holds the cue."""
    contents = [
        (argument.start, argument.end, act)
        for act in acts
        for argument in act.role("content")
        if argument.start is not None and argument.end is not None
    ]
    for act in acts:
        first, last = act.cue_start, act.cue_end
        parents = [parent for start, end, parent in contents if start <= first and last <= end and _holds(parent, act)]
        best = min(parents, key=lambda other: other.end - other.start, default=None)
        act.parent_id = best.act_id if best is not None else None


def _holds(parent: Act, act: Act) -> bool:
    """Whether an act in whose content the cue of another stands is its parent, rather than the other way round."""
    if parent.cue_start == act.cue_start:
        return False
    return not (act.start <= parent.cue_start < act.end and parent.end - parent.start <= act.end - act.start)
