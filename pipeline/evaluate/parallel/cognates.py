"""How alike a French and an English text are, without a dictionary: by words of one root, names and numbers.

References
----------
Simard, Foster & Isabelle 1992, *Using cognates to align sentences in bilingual corpora*: words that begin with the same
four letters are taken for cognates, and so are equal numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.evaluate.names import fold

ROOT = 4
_WORD = re.compile(rf"\d+(?:[ \u00a0\u202f.,]\d{{3}})*(?!\d)|[^\W\d_]{{{ROOT},}}|\d+")
_SEPARATORS = str.maketrans("", "", " \u00a0\u202f.,")
Terms = frozenset[str]
NOTHING: Terms = frozenset()


def terms(*texts: str | None) -> Terms:
    """Return the roots (the first four letters, folded) and the numbers of some texts; 1 500 and 1,500 are the same."""
    words = (word for text in texts if text for word in _WORD.findall(fold(text)))
    return frozenset(word.translate(_SEPARATORS) if word[0].isdigit() else word[:ROOT] for word in words)


def likeness(first: Terms, second: Terms) -> float | None:
    """Return the Dice coefficient of two sets of terms, None if one of them is empty."""
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else None


def inclusion(first: Terms, second: Terms) -> float | None:
    """Return which share of the smaller set is in the other, None if one of them is empty: for short and full names."""
    return len(first & second) / min(len(first), len(second)) if first and second else None


def union(sets: Iterable[Terms]) -> Terms:
    """Return all terms of some sets."""
    return NOTHING.union(*sets)
