"""The attribution of a stretch between marks: what kind of quotation it is, and who says it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.components.quotations.clauses import Report
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.marks import Marked
from pipeline.components.quotations.sources import Source


@dataclass(slots=True)
class Attribution:
    """The type of a marked stretch, and the cue, source and rule that attribute it.

    ``leader`` is the index of the marked stretch whose attribution it shares; ``report`` the report around it.
    """

    marked: Marked
    type: str | None = None
    cue: Cue | None = None
    source: Source | None = None
    rule_id: str | None = None
    leader: int | None = None
    report: Report | None = None
