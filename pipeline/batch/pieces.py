"""Documents over spaCy's length limit: cut at paragraph boundaries, annotated piece by piece, put together again.

No other document is ever cut. Names and quotations do not reach across the cut.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from pipeline.schema.models import Document, Layers

OFFSETS = frozenset({"start", "end", "cue_start", "cue_end", "speaker_start", "speaker_end"})
IDS = frozenset(
    {
        "span_id",
        "entity_id",
        "sentence_id",
        "group_id",
        "quotation_id",
        "act_id",
        "parent_id",
        "range_of",
        "speaker_entity_id",
    }
)
BOUNDARIES = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"\s"))


def cut(document: Document, limit: int) -> Iterator[tuple[int, Document]]:
    """Yield the pieces of a document, each with its offset, none longer than ``limit`` characters."""
    start = 0
    while start < len(document.text):
        end = _end(document.text, start, limit)
        yield start, excerpt(document, start, end)
        start = end


def excerpt(document: Document, start: int, end: int) -> Document:
    """Return what stands between two offsets of a document, its segments cut at the edges, offsets from ``start``."""
    first = bisect_right(document.segments, start, key=lambda segment: segment.end)
    last = bisect_left(document.segments, end, key=lambda segment: segment.start)
    segments = [
        replace(segment, start=max(segment.start, start) - start, end=min(segment.end, end) - start)
        for segment in document.segments[first:last]
    ]
    return replace(document, text=document.text[start:end], segments=segments)


def joined(document: Document, pieces: Sequence[tuple[int, Document, Layers]]) -> Layers:
    """Return the annotations of all pieces as those of the whole document; ids get the number of their piece."""
    whole = Layers()
    by_id = {segment.segment_id: segment for segment in document.segments}
    for number, (offset, piece, layers) in enumerate(pieces, start=1):
        prefix = f"p{number}-"
        for layer in fields(Layers):
            items = getattr(layers, layer.name)
            getattr(whole, layer.name).extend(moved(item, offset, prefix) for item in items)
        for segment in piece.segments:
            original = by_id[segment.segment_id]
            original.speaker_name = segment.speaker_name
            if segment.speaker_entity_id is not None:
                original.speaker_entity_id = prefix + segment.speaker_entity_id
        if piece.author_entity_id is not None and document.author_entity_id is None:
            document.author_entity_id = prefix + piece.author_entity_id
    return whole


def _end(text: str, start: int, limit: int) -> int:
    """Return where a piece ends: after the last paragraph that fits, else the last line, else the last word."""
    if len(text) - start <= limit:
        return len(text)
    for boundary in BOUNDARIES:
        ends = [found.end() for found in boundary.finditer(text, start + limit // 2, start + limit)]
        if ends:
            return ends[-1]
    return start + limit


def moved(item: Any, offset: int, prefix: str) -> Any:
    """Return an annotation of a piece as one of the whole document."""
    changes: dict[str, Any] = {}
    for field in fields(item):
        value: Any = getattr(item, field.name)
        if value is None:
            continue
        if field.name in OFFSETS:
            changes[field.name] = value + offset
        elif field.name in IDS or (field.name == "anchor" and value != "document"):
            changes[field.name] = prefix + value
        elif field.name == "arguments":
            changes["arguments"] = [moved(argument, offset, prefix) for argument in value]
        elif field.name == "extra_cues":
            changes["extra_cues"] = [(cue[0] + offset, cue[1] + offset) for cue in item.extra_cues]
    return replace(item, **changes)
