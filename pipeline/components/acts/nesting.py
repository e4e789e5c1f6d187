"""Acts inside acts: an act whose cue lies in the content of another gets it as parent (annotation guide, N1)."""

from __future__ import annotations

from pipeline.components.cover import Cover
from pipeline.schema.models import Act


def nest(acts: list[Act]) -> None:
    """Set ``parent_id`` to the smallest act whose content, or whose clause with a denial, holds the cue."""
    contents = Cover(
        (argument.start, argument.end, (number, act))
        for number, act in enumerate(acts)
        for argument in act.role("content")
        if argument.start is not None and argument.end is not None
    )
    for act in sorted(acts, key=lambda act: act.cue_start):
        holders = contents.over(act.cue_start, act.cue_end)
        parents = [(other.end - other.start, number) for number, other in holders if _holds(other, act)]
        act.parent_id = acts[min(parents)[1]].act_id if parents else None


def _holds(parent: Act, act: Act) -> bool:
    """Whether an act in whose content the cue of another stands is its parent, rather than the other way round."""
    if parent.cue_start == act.cue_start:
        return False
    return not (act.start <= parent.cue_start < act.end and parent.end - parent.start <= act.end - act.start)
