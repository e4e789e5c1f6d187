"""Polyphonie: who said what, when, about whom, and was it an accusation, a denial or a demand?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from pipeline.schema.models import Document

__version__ = "0.1.0"


def load(language: str = "fr") -> Language:
    """Load the annotation pipeline of a language, a spaCy ``Language``."""
    from pipeline.components.load import load_pipeline

    return load_pipeline(language)


def annotate(nlp: Language, document: Document) -> Doc:
    """Annotate one Document; the layers are in ``doc._.layers``."""
    from pipeline.components.load import annotate as annotate_document

    return annotate_document(nlp, document)
