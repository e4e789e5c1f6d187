"""Entities and roles: clean-up of model entities, structural rules, gazetteer, clusters (annotation guide, part A)."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


class Entities:
    """Fill ``layers.entities`` and ``doc.spans["entities"]``."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        return doc


@Language.factory("polyphonie_entities")
def make_entities(nlp: Language, name: str) -> Entities:
    """Create the ``polyphonie_entities`` component."""
    return Entities(nlp, name)
