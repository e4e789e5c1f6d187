"""What a run did, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.batch.worker import Outcome


@dataclass(slots=True)
class Report:
    """What a run did.

    Attributes
    ----------
    out
        The run folder.
    annotated, unchanged, vanished
        Numbers of documents: annotated now, left alone, no longer in the sources.
    pruned
        Whether the rows of the vanished ones were dropped.
    errors
        Number of inputs of the whole run folder that have an error, now or from an earlier run.
    words, rows, tags
        Of the documents annotated now: words, rows by table, acts by tag.
    seconds
        Wall time.
    """

    out: Path
    annotated: int = 0
    unchanged: int = 0
    vanished: int = 0
    pruned: bool = False
    errors: int = 0
    words: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Count the outcome of one job."""
        self.annotated += len(outcome.statuses)
        self.words += outcome.words
        self.rows.update(outcome.rows)
        self.tags.update(outcome.tags)

    @property
    def done(self) -> int:
        """Number of documents dealt with: annotated or found unchanged."""
        return self.annotated + self.unchanged


Progress = Callable[[Report, int | None], None]
"""Called after each step with the report so far and about how many documents there are in all (None if unknown)."""
