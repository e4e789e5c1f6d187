"""Dates: temporal expressions after TIMEX3 (annotation guide, part B).

``find_dates`` is the whole layer as a function of a text; the component adds what the parse knows.
"""

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.dates.grammar import grammar_of
from pipeline.components.dates.resolve import find_dates
from pipeline.components.dates.tense import ParsedSyntax
from pipeline.components.state import document_of, furniture_mask, layers_of, mirror

__all__ = ["Dates", "find_dates", "make_dates"]


class Dates:
    """Fill ``layers.dates`` and ``doc.spans["dates"]``."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.language: str = nlp.lang or "fr"
        grammar_of(self.language)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        document = document_of(doc)
        found = find_dates(
            document.text,
            language=self.language,
            published=document.published,
            precision=document.published_precision or "day",
            syntax=ParsedSyntax(doc, self.language) if doc.has_annotation("DEP") else None,
            masked=furniture_mask(doc) if document.segments else None,
        )
        layers_of(doc).dates = found
        mirror(doc, "dates", found, label="timex_type")
        return doc


@Language.factory("polyphonie_dates")
def make_dates(nlp: Language, name: str) -> Dates:
    """Create the ``polyphonie_dates`` component."""
    return Dates(nlp, name)
