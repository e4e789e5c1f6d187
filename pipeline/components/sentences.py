"""Sentence boundaries, set before the parser, and the sentences of the document once parsed."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.state import document_of, layers_of
from pipeline.schema.models import Sentence

CLOSERS = frozenset(".!?…")


class Sentences:
    """Set every token's ``is_sent_start`` and fill ``layers.sentences``."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        starts = {segment.start for segment in document_of(doc).segments}
        new = True
        for token in doc:
            begins = new or token.idx in starts
            token.is_sent_start = begins
            if token.is_space:
                new = begins or "\n" in token.text
            else:
                new = token.text in CLOSERS
        self._record(doc)
        return doc

    def _record(self, doc: Doc) -> None:
        sentences = layers_of(doc).sentences
        for span in doc.sents:
            text = span.text
            start = span.start_char + len(text) - len(text.lstrip())
            end = span.start_char + len(text.rstrip())
            if start < end:
                sentences.append(Sentence(f"s{len(sentences) + 1}", start, end))


@Language.factory("polyphonie_sentences")
def make_sentences(nlp: Language, name: str) -> Sentences:
    """Create the ``polyphonie_sentences`` component."""
    return Sentences(nlp, name)
