"""Paragraphs in the other language than their page: annotated by the pipeline of their own language.

The page as a whole goes through its own pipeline as ever; what that finds inside such paragraphs is replaced by what
the other pipeline finds there. Names, quotations and references do not reach across the border.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import fields, replace
from operator import itemgetter
from typing import Any

from pipeline.batch.pieces import excerpt, moved
from pipeline.schema.models import Document, Layers

REFERENCES = frozenset({"range_of", "quotation_id", "parent_id", "speaker_entity_id", "entity_id", "anchor"})
OWN_IDS = ("sentence_id", "span_id", "act_id", "entity_id")


def foreign_parts(document: Document) -> Iterator[tuple[int, Document]]:
    """Yield every run of paragraphs that are marked as being in another language, with its offset."""
    start, end, language = 0, 0, None
    for segment in [*document.segments, None]:
        if segment is not None and language is not None and segment.language == language:
            end = segment.end
            continue
        if language is not None:
            yield start, replace(excerpt(document, start, end), language=language, author_entity_id=None)
        language = segment.language if segment is not None else None
        if segment is not None:
            start, end = segment.start, segment.end


def overlaid(document: Document, layers: Layers, parts: list[tuple[int, Document, Layers]]) -> Layers:
    """Return the annotations of a document with those of its foreign parts in the place of its own."""
    spans = [(start, start + len(part.text)) for start, part, _ in parts]
    whole = Layers()
    for layer in fields(Layers):
        kept = [item for item in getattr(layers, layer.name) if not _inside(spans, item.start)]
        for number, (offset, part, theirs) in enumerate(parts, start=1):
            kept += [moved(item, offset, f"{part.language}{number}-") for item in getattr(theirs, layer.name)]
        setattr(whole, layer.name, sorted(kept, key=lambda item: item.start))
    known: set[Any] = {None, "document"}
    known |= {
        getattr(item, name)
        for layer in fields(Layers)
        for item in getattr(whole, layer.name)
        for name in OWN_IDS
        if hasattr(item, name)
    }
    for layer in fields(Layers):
        setattr(whole, layer.name, [_grounded(item, known) for item in getattr(whole, layer.name)])
    for segment in document.segments:
        if segment.speaker_entity_id not in known:
            segment.speaker_entity_id = None
    if document.author_entity_id not in known:
        document.author_entity_id = None
    return whole


def _inside(spans: list[tuple[int, int]], offset: int) -> bool:
    """Tell whether an offset lies in one of some spans, which follow one another."""
    place = bisect_right(spans, offset, key=itemgetter(0)) - 1
    return place >= 0 and offset < spans[place][1]


def _grounded(item: Any, known: set[Any]) -> Any:
    """Return an annotation without references to what has been replaced."""
    lost: dict[str, Any] = {
        field.name: None
        for field in fields(item)
        if field.name in REFERENCES and getattr(item, field.name) not in known
    }
    if hasattr(item, "arguments"):
        lost["arguments"] = [_grounded(argument, known) for argument in item.arguments]
    return replace(item, **lost) if lost else item
