"""Quotations: direct, mixed, indirect and scare quotations with their cues (annotation guide, part C)."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


class Quotations:
    """Fill ``layers.quotations`` and ``doc.spans["quotations"]``."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        return doc


@Language.factory("polyphonie_quotations")
def make_quotations(nlp: Language, name: str) -> Quotations:
    """Create the ``polyphonie_quotations`` component."""
    return Quotations(nlp, name)
