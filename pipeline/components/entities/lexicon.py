"""Word classes of a language, from ``rules/LANGUAGE/entities/classes.toml``."""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel, ConfigDict

from pipeline.rules.load import data_path, load_table, validate

CACHE_LIMIT = 200_000
LAYOUT = {"\n": "\n", "(": "(", ")": ")", ",": ",", ":": ":", ";": ";", ".": ".", "!": ".", "?": ".", "…": "."}


class ClassTable(BaseModel):
    """The file ``classes.toml``: words by class, closed lists and endings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, list[str]]
    capital: dict[str, str]
    exact: dict[str, list[str]]
    adjective: str
    common: list[str]


class Lexicon:
    """Give every word form its class; remembers what it has seen."""

    def __init__(self, table: ClassTable) -> None:
        self._lower = {word: letter for letter, words in table.words.items() for word in words}
        self._capital = table.capital
        self._adjective = re.compile(table.adjective)
        self._exact = {word: letter for letter, words in table.exact.items() for word in words}
        self.common = frozenset(table.common)
        self.classes: dict[str, str] = dict(self._exact)

    def classify(self, form: str) -> str:
        """Return the class letter of a form; the patterns' alphabet stands in ``classes.toml``."""
        letter = self._classify(form)
        if len(self.classes) < CACHE_LIMIT:
            self.classes[form] = letter
        return letter

    def _classify(self, form: str) -> str:
        first = form[0]
        if first == "\n":
            return "¶" if len(form) > 1 else "\n"
        if not first.isalnum():
            return LAYOUT.get(first, '"' if first in '«»“”"„' else "-" if first in "-–—" else "~")
        lower = self._lower.get(form.lower())
        if form == form.lower():
            return self._lower_class(form, lower)
        if form == form.upper() and sum(map(str.isalpha, form)) > 1:
            return self._capital.get(lower, lower) if lower in ("d", "l", "t", "e", "n", "f", "T", "p") else "A"
        if len(form) == 1 or form.endswith("."):
            return lower or "I"
        return self._capital.get(lower, "C") if lower else "C"

    def _lower_class(self, form: str, lower: str | None) -> str:
        if lower:
            return lower
        if form[0].isdigit():
            return "9"
        return "j" if self._adjective.fullmatch(form) else "w"


@cache
def lexicon(language: str) -> Lexicon:
    """Load the word classes of a language.

    Raises
    ------
    RuleError
        If the file is missing or malformed.
    """
    path = data_path(language, "entities/classes.toml")
    return Lexicon(validate(ClassTable, load_table(path), f"{language}/entities/classes.toml"))
