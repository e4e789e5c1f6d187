"""Tokens for formats that count in them, cut so that every annotation begins and ends with one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_TOKEN = re.compile(r"[\w\u0300-\u036f]+['’]?|[^\w\s\u0300-\u036f]|\s+|.", re.DOTALL)


def tokenise(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut a text into words, punctuation marks and runs of white space.

    Parameters
    ----------
    spans
        Offsets at which a token must begin or end, whatever stands there.

    Returns
    -------
    list of (start, end)
        In order, without gaps: ``"".join(text[a:b] for a, b in tokens) == text``.
    """
    cuts = {offset for match in _TOKEN.finditer(text) for offset in match.span()}
    cuts.update(offset for span in spans for offset in span)
    return list(pairwise(sorted(cuts)))


def spaced(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    """Return tokens as spaCy has them: each with whether one space follows it; all other white space is a token.

    ``Doc(vocab, words, spaces)`` made of them has this text, character for character. A space with which one of the
    spans begins or ends stays a token.
    """
    given = list(spans)
    kept = {start for start, _ in given} | {end - 1 for _, end in given}
    tokens: list[tuple[int, int, bool]] = []
    at = 0
    for first, end in tokenise(text, given):
        start = max(first, at)  # its first space went to the token before
        if start == end:
            continue
        space = text[end : end + 1] == " " and not text[start:end].isspace() and end not in kept
        tokens.append((start, end, space))
        at = end + space
    return tokens
