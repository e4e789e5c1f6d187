"""When two names or two stretches of text count as the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

TRIM = " \t\n\r\u00a0\u202f\u2009\u2002.,;:!?…«»\"“”'’()-–—"
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Return a text in lower case, without accents and with straight apostrophes."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@cache
def function_words() -> frozenset[str]:
    """Return the words that do not count in a comparison."""
    lines = (Path(__file__).parent / "function_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=65_536)
def content_words(text: str | None) -> tuple[str, ...]:
    """Return the folded words of a text that are no function words."""
    return tuple(word for word in _WORD.findall(fold(text or "")) if word not in function_words())


def same_name(first: str | None, second: str | None) -> bool:
    """Tell whether the content words of one name are among those of the other."""
    left, right = set(content_words(first)), set(content_words(second))
    return bool(left and right) and (left <= right or right <= left)


def token_f1(gold: Iterable[str], predicted: Iterable[str]) -> float:
    """Return the F1 of two bags of words."""
    left, right = Counter(gold), Counter(predicted)
    common = sum((left & right).values())
    return 2 * common / (left.total() + right.total()) if common else 0.0


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the white space, punctuation and quotation marks at its edges."""
    while start < end and text[start] in TRIM:
        start += 1
    while end > start and text[end - 1] in TRIM:
        end -= 1
    return start, end
