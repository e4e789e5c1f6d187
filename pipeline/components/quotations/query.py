"""Ask the quotations and turns of a document who is speaking at an offset."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.components.state import document_of, layers_of
from pipeline.schema.models import Layers, Quotation, Segment

VOICED = frozenset({"direct", "mixed", "indirect"})


@dataclass(frozen=True, slots=True)
class Source:
    """Who utters a stretch of text, and how that is known.

    ``resolution`` is ``quotation``, ``turn``, ``author`` or ``publisher``; ``start``/``end``/``text`` are the speaker
    phrase of the quotation (None for the other resolutions, and for a quotation without one).
    """

    name: str | None
    entity_id: str | None
    resolution: str
    quotation_id: str | None = None
    start: int | None = None
    end: int | None = None
    text: str | None = None


def quotation_at(layers: Layers, offset: int, types: frozenset[str] = VOICED) -> Quotation | None:
    """Return the innermost quotation that contains the code point at ``offset``, or None outside of quotations."""
    found = [q for q in layers.quotations if q.start <= offset < q.end and q.type in types]
    return min(found, key=lambda q: (q.end - q.start, -q.level), default=None)


def turn_at(doc: Doc, offset: int) -> Segment | None:
    """Return the turn (answer, question, speech in a record) that contains the code point at ``offset``."""
    for segment in document_of(doc).segments:
        if segment.kind == "turn" and segment.start <= offset < segment.end:
            return segment
    return None


def speaker_at(doc: Doc, offset: int) -> Source | None:
    """Return who speaks at ``offset``: the quoted speaker, else the turn's, else the document's author or publisher.

    A quotation whose speaker the text does not say gives a Source without a name. None means that nothing is known.
    """
    quotation = quotation_at(layers_of(doc), offset)
    if quotation is not None:
        return Source(
            quotation.speaker_name or quotation.speaker_text,
            quotation.speaker_entity_id,
            "quotation",
            quotation.span_id,
            quotation.speaker_start,
            quotation.speaker_end,
            quotation.speaker_text,
        )
    turn = turn_at(doc, offset)
    if turn is not None and (turn.speaker_name or turn.speaker_text):
        return Source(turn.speaker_name or turn.speaker_text, turn.speaker_entity_id, "turn")
    document = document_of(doc)
    if document.author:
        return Source(document.author, document.author_entity_id, "author")
    if document.publisher:
        return Source(document.publisher, document.author_entity_id, "publisher")
    return None
