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


def words(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the tokens that are not white space."""
    return [(start, end) for start, end in tokenise(text, spans) if not text[start:end].isspace()]
