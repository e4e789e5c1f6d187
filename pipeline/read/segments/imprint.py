"""Who wrote and who published a text, as far as its head, its foot or its copyright line say so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.read.segments.lines import Block
from pipeline.read.segments.vocabulary import ACRONYM_END, ITEMS, is_heading_only, patterns
from pipeline.schema.models import Document

FOOT_BLOCKS = 6
_AGENCY = re.compile(r"\(([A-ZÀ-Ý][\w.-]{1,20})(?:/\w+)?\)")


def author_of(text: str, head: Sequence[Block]) -> str | None:
    """Return the name after *Par*."""
    for block in head:
        line = block.text(text)
        for item in ITEMS.split(line):
            match = patterns().byline.match(item)
            if match and block.kind in ("paragraph", "dateline") and len(item) <= 80:
                name = item[match.end() :].split(",")[0].strip(" .")
                if name[:1].isupper():
                    return name
    return None


def publisher_of(document: Document, blocks: Sequence[Block], head: Sequence[Block]) -> str | None:
    """Return the body that an *Éditeur :* line, the title or a heading names, else the holder of the copyright."""
    text = document.text
    for block in reversed(blocks[-FOOT_BLOCKS:]):
        match = patterns().publisher_label.match(text, block.start, block.end)
        if match and block.kind != "furniture":
            return match["name"].strip(" .")
    issuers = [line for block in head if block.kind == "paragraph" and _is_issuer(line := block.text(text))]
    bodies = [line for line in issuers if not patterns().state.match(line)]
    notices = [name for block in reversed(blocks[-4:]) if (name := _copyright(block.text(text)))]
    agencies = [
        found[1] for block in blocks if block.kind == "dateline" for found in _AGENCY.finditer(block.text(text))
    ]
    sites = [name for block in blocks[:2] if block.kind == "furniture" and (name := _site(block.text(text)))]
    return next(iter([*bodies, *_named_in_title(text, head), *issuers, *notices, *agencies, *sites]), None)


def _named_in_title(text: str, head: Sequence[Block]) -> list[str]:
    """Return the body named by a title that begins with a genre: *Déclaration de l'Ambassade de X au Canada*."""
    title = next((" ".join(block.text(text).split()) for block in head if block.kind == "title"), "")
    match = patterns().body_name.search(title) if patterns().genre.match(title) else None
    return (
        [match.group().strip()] if match and match.group()[0].isupper() and not re.search(r"\d", match.group()) else []
    )


def _is_issuer(line: str) -> bool:
    if len(line) > 100 or len(re.findall(r"\s[–—-]\s", line)) > 1:
        return False
    return bool(patterns().issuer.match(line) or ACRONYM_END.search(line)) and is_heading_only(line)


def _site(line: str) -> str | None:
    """Return the name with which a menu or path begins: *Radio Sambre > Podcasts*."""
    first = re.split(r"\s+[>›|/]\s+", line)[0]
    words = first.split()
    named = len(words) > 1 and (any(word[:1].isupper() for word in words[1:]) or first[0].isdigit())
    return first if named and len(first) < len(line) and len(words) <= 6 and ":" not in first else None


def _copyright(line: str) -> str | None:
    match = re.search(
        r"(?:©|\([cC]\)|[Cc]opyright)\s*(?:\d{4}\s*)?(?P<name>[^\W\d][^|–—]*?)\s*(?:[,|–—]|-\s|\d{4}|\.\s|\Z)", line
    )
    return match["name"].strip(" .,") if match else None
