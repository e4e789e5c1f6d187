"""What travels with a Doc: its Document (text and metadata) and its Layers (annotations)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from spacy.tokens import Doc, Span, SpanGroup

from pipeline.schema.models import Document, Layers

if not Doc.has_extension("document"):
    Doc.set_extension("document", default=None)
    Doc.set_extension("layers", default=None)


class _Spanned(Protocol):
    span_id: str
    start: int
    end: int


def document_of(doc: Doc) -> Document:
    """Return the Document behind a Doc, or a bare one (no metadata, no segments) for a plain ``nlp(text)``."""
    document = doc._.document  # asked once: it costs as much as a hundred look-ups in a dictionary
    if document is None:
        document = doc._.document = Document(doc_id="text", text=doc.text)
    return document


def layers_of(doc: Doc) -> Layers:
    """Return the annotations of a Doc, empty at first."""
    layers = doc._.layers
    if layers is None:
        layers = doc._.layers = Layers()
    return layers


def mirror(doc: Doc, key: str, items: Iterable[_Spanned], label: str) -> None:
    """Set ``doc.spans[key]`` from annotations: whole tokens, ``label`` names the attribute used as label."""
    spans: list[Span] = []
    for item in items:
        span = doc.char_span(
            item.start, item.end, label=getattr(item, label), span_id=item.span_id, alignment_mode="expand"
        )
        if span is not None:
            spans.append(span)
    doc.spans[key] = SpanGroup(doc, name=key, spans=spans)


def furniture_mask(doc: Doc) -> bytearray:
    """Return one byte per code point of the text: 1 inside page furniture, else 0."""
    document = document_of(doc)
    mask = bytearray(len(document.text))
    for segment in document.segments:
        if segment.kind == "furniture":
            mask[segment.start : segment.end] = b"\x01" * (segment.end - segment.start)
    return mask
