"""Peoples as nouns: *les Arméniens*, *un Belge*; adjectives are no names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words
from pipeline.rules.load import data_path, read_tsv

ENDING = re.compile(r"\w{2,}(?:ais|aises|ois|oises|iens|iennes|éens|éennes|ains|aines|inois|ards|ardes)")
PLURAL = frozenset({"les", "des", "aux", "ces", "nos", "vos", "deux", "trois", "quatre", "cinq", "leurs", "ses"})


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
    known = demonyms(language)
    for found in re.finditer(r"(?<=[ldutqj9pLwe])C(?![CA])", words.kinds):
        first = found.start()
        form = words.forms[first].lower()
        before = words.forms[first - 1].lower()
        if form in known or (before in PLURAL and ENDING.fullmatch(form)):
            yield Mention(first, first + 1, "MISC", 2, "rule", "misc.demonym", "people")
