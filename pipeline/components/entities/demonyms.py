"""Peoples as nouns: *les Arméniens*, *un Belge*; adjectives are no names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.components.entities.agreement import agreement
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words
from pipeline.rules.load import data_path, read_tsv

NOUN = re.compile(r"(?<=[ldutqj9pLwe])C(?![CA])")


@cache
def demonyms(language: str) -> dict[str, str]:
    """Return the country code (or an empty string) of every demonym of ``demonyms.tsv`` and ``peoples.tsv``."""
    found: dict[str, str] = {}
    for name in ("peoples", "demonyms"):
        rows = read_tsv(data_path(language, f"entities/{name}.tsv"), ("form", "country"))
        found.update((row["form"], row["country"]) for row in rows)
    return found


def find_demonyms(words: Words, language: str) -> Iterator[Mention]:
    """Yield capitalised nouns of peoples after a determiner."""
    known, table = demonyms(language), agreement(language)
    plural, people = table.peoples.determiners, table.people
    for found in NOUN.finditer(words.kinds):
        first = found.start()
        form = words.lower[first]
        if form in known or (words.lower[first - 1] in plural and people.fullmatch(form)):
            yield Mention(first, first + 1, "MISC", 2, "rule", "misc.demonym", "people")
