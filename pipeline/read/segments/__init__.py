"""From a text to its segments: title, date line, furniture, turns, paragraphs."""

from __future__ import annotations

from pipeline.read.segments import furniture, head
from pipeline.read.segments.lines import join_wrapped, lines
from pipeline.schema.models import Document, Segment


def segment(document: Document) -> None:
    """Fill ``document.segments``, and title and date where they are not given, from the text."""
    text = document.text
    blocks = join_wrapped(text, furniture.mark(text, lines(text)))
    blocks = head.mark(document, blocks)
    document.segments = [
        Segment(f"p{number}", block.kind, block.start, block.end) for number, block in enumerate(blocks, start=1)
    ]
