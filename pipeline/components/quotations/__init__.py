"""Quotations: direct, mixed, indirect and scare quotations with their cues (annotation guide, part C)."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.quotations.marks import pair_marks, paragraphs
from pipeline.components.state import document_of, furniture_mask, layers_of, mirror
from pipeline.schema.models import Quotation


class Quotations:
    """Fill ``layers.quotations`` and ``doc.spans["quotations"]``."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        text = document_of(doc).text
        found = pair_marks(text, paragraphs(text), furniture_mask(doc))
        quotations = layers_of(doc).quotations
        for number, marked in enumerate(found, start=1):
            content = text[marked.start : marked.end]
            kind = "direct" if content[0].isupper() and len(content.split()) > 3 else "mixed"
            quotations.append(Quotation(f"q{number}", marked.start, marked.end, content, kind, level=marked.level))
        mirror(doc, "quotations", quotations, "type")
        return doc


@Language.factory("polyphonie_quotations")
def make_quotations(nlp: Language, name: str) -> Quotations:
    """Create the ``polyphonie_quotations`` component."""
    return Quotations(nlp, name)
