"""From a text to its segments: title, date line, furniture, turns, paragraphs."""

from __future__ import annotations

import re

from pipeline.schema.models import Document, Segment

_LINE = re.compile(r"[^\s](?:[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*[^\s])?")


def segment(document: Document) -> None:
    """Fill ``document.segments``, and title and date where they are not given, from the text."""
    document.segments = [
        Segment(f"p{number}", "paragraph", match.start(), match.end())
        for number, match in enumerate(_LINE.finditer(document.text), start=1)
    ]
