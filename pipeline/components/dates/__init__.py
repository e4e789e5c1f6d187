"""Dates: temporal expressions after TIMEX3 (annotation guide, part B)."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


class Dates:
    """Fill ``layers.dates`` and ``doc.spans["dates"]``."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        return doc


@Language.factory("polyphonie_dates")
def make_dates(nlp: Language, name: str) -> Dates:
    """Create the ``polyphonie_dates`` component."""
    return Dates(nlp, name)
