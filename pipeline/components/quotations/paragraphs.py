"""Paragraphs of a plain text, where the reader has found no segments."""

from __future__ import annotations

import re

from pipeline.components.quotations.signs import EDGE

PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*|\n")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the paragraphs of a text; a line break inside a hard-wrapped sentence ends none."""
    blocks: list[tuple[int, int]] = []
    start = 0
    line = 0
    for found in PARAGRAPH_END.finditer(text):
        blank = found.end() - found.start() > 1
        before = text[line : found.start()].rstrip(EDGE)
        after = text[found.end() : found.end() + 1]
        line = found.end()
        wrapped = not blank and (after.islower() or (len(before) >= 50 and before[-1].isalnum()))
        if not wrapped:
            blocks.append((start, found.start()))
            start = found.end()
    blocks.append((start, len(text)))
    return [(s, e) for s, e in blocks if text[s:e].strip(EDGE)]
