"""The tokenizer's patterns are searched once for each string.

spaCy's tokenizer keeps the tokens of a chunk of text for the next time, but after the first exception of a text
(*M.*, *aujourd’hui*) no longer for any chunk of it, and French texts have one early. What its patterns find in a string
depends on the string alone, so the answers may be kept instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from spacy.language import Language

LIMIT = 2**15  # strings kept for each pattern
LONGEST = 40  # characters of a string that is kept: untrusted input must not fill the memory
SEARCHES = ("prefix_search", "suffix_search", "infix_finditer", "token_match", "url_match")


def search_strings_once(nlp: Language) -> None:
    """Give the tokenizer's searches a memory of the strings seen."""
    tokenizer = nlp.tokenizer
    rules = tokenizer.rules
    tokenizer.rules = {}  # else each change below reads them anew
    for name in SEARCHES:
        search = getattr(tokenizer, name)
        if hasattr(search, "__self__"):  # a compiled pattern's: it depends on the string and on nothing else
            setattr(tokenizer, name, Remembered(search, listed=name == "infix_finditer"))
    tokenizer.rules = rules


class Remembered:
    """A search with a memory.

    Parameters
    ----------
    search
        Method of a compiled pattern.
    listed
        Whether it yields several matches: they are kept as a tuple.
    """

    def __init__(self, search: Any, *, listed: bool) -> None:
        self.__self__ = search.__self__  # where the tokenizer looks for the pattern when it is saved
        self._search: Callable[[str], Any] = (lambda string: tuple(search(string))) if listed else search
        self.kept = lru_cache(maxsize=LIMIT)(self._search)

    def __call__(self, string: str) -> Any:
        """Return what the pattern finds in a string."""
        return self.kept(string) if len(string) <= LONGEST else self._search(string)
