"""Words that tell gender and number of a name, from ``rules/LANGUAGE/entities/agreement.toml``."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.rules.load import data_path, load_table, validate


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Genders(_Table):
    """Words by the gender they show."""

    m: tuple[str, ...]
    f: tuple[str, ...]


class Determiners(Genders):
    """Articles and the like, also by number."""

    p: tuple[str, ...]


class Peoples(_Table):
    """What shows the noun for a people; the file explains the fields."""

    nouns: str
    plurals: str
    singular: frozenset[str]
    rank: Literal[2, 3]
    determiners: frozenset[str]
    endings: tuple[str, ...]
    adjectives: tuple[str, ...]

    @cached_property
    def noun(self) -> re.Pattern[str]:
        """A pattern over word classes; its last group tells a noun shown by its neighbours from a known plural."""
        return re.compile(f"(?P<noun>{self.nouns})|(?P<plural>{self.plurals})")


class Places(_Table):
    """Endings of the names of countries, over lower-case letters; the file explains the field."""

    endings: str


class Agreement(_Table):
    """The file ``agreement.toml``."""

    civilities: Genders
    determiners: Determiners
    peoples: Peoples
    places: Places

    @cached_property
    def civility(self) -> re.Pattern[str]:
        """A pattern for a civility at the end of a text; its last group is the gender."""
        return re.compile(rf"\b(?:(?P<m>{_any(self.civilities.m)})|(?P<f>{_any(self.civilities.f)}))\.?\s+$")

    @cached_property
    def article(self) -> re.Pattern[str]:
        """A pattern for a singular determiner at the end of a text; its last group is the gender."""
        genders = rf"(?P<m>{_any(self.determiners.m)})|(?P<f>{_any(self.determiners.f)})"
        return re.compile(rf"(?:^|\W)(?:{genders})\s+$", re.I)

    @cached_property
    def people(self) -> re.Pattern[str]:
        """A pattern for a noun with the ending of a people."""
        return re.compile(rf"\w{{2,}}?(?P<ending>{_any(self.peoples.endings)})")

    @cached_property
    def derived(self) -> re.Pattern[str]:
        """A pattern for an adjective or noun made of a place's name."""
        endings = _any((*self.peoples.adjectives, *self.peoples.endings))
        return re.compile(rf"\w{{2,}}?(?P<ending>{endings})")

    @cached_property
    def place(self) -> re.Pattern[str]:
        """A pattern for the name of a country, by its ending."""
        return re.compile(self.places.endings)


def _any(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words)) or "(?!)"  # no word: never


@cache
def agreement(language: str) -> Agreement:
    """Load the table of a language.

    Raises
    ------
    RuleError
        If the file is missing or malformed.
    """
    path = data_path(language, "entities/agreement.toml")
    return validate(Agreement, load_table(path), f"{language}/entities/agreement.toml")
