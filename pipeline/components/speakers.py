"""Speakers: who utters each quotation and each turn, as an entity of the document (annotation guide, C5, C6)."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


class Speakers:
    """Fill the speakers of ``layers.quotations`` and of the document's turns."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        return doc


@Language.factory("polyphonie_speakers")
def make_speakers(nlp: Language, name: str) -> Speakers:
    """Create the ``polyphonie_speakers`` component."""
    return Speakers(nlp, name)
