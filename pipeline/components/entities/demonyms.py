"""Peoples as nouns: *les Arméniens*, *un Belge*; adjectives are no names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.components.entities.agreement import agreement
from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words
from pipeline.rules.load import data_path, read_tsv

NAME = re.compile("C")
ALONE = re.compile("(?<!T)(?<![CAI])C(?![CA])")
NAMES = frozenset("CAIk")  # la Norvégienne Astrid Tarvelsen
STEM = 4  # letters that a people's name shares with its country's at least


@cache
def demonyms(language: str) -> dict[str, str]:
    """Return the country code (or an empty string) of every demonym of ``demonyms.tsv`` and ``peoples.tsv``."""
    found: dict[str, str] = {}
    for name in ("peoples", "demonyms"):
        rows = read_tsv(data_path(language, f"entities/{name}.tsv"), ("form", "country"))
        found.update((row["form"], row["country"]) for row in rows)
    return found


def find_demonyms(words: Words, language: str) -> Iterator[Mention]:
    """Yield capitalised nouns of peoples: where a determiner shows the noun, and known plurals.

    A people that is on no list shows by its ending: after a plural determiner, or where the document names the place
    that it is called after (*un Tarvais*, *Tarvane*).
    """
    known, table = demonyms(language), agreement(language).peoples
    people = agreement(language).people
    starts: set[str] = set()
    stems, derived = _stems(words, people, table.determiners), frozenset(words.on["derived"])
    for found in table.noun.finditer(words.kinds):
        first = found.start()
        form, before = words.lower[first], words.lower[first - 1] if first else ""
        if form in known:
            plural = form.endswith("s") and form[:-1] in known
            if not plural and (found.lastgroup == "plural" or (table.singular and before not in table.singular)):
                continue
        else:
            ending = people.fullmatch(form) if found.lastgroup == "noun" and words.kinds[first - 1] != "," else None
            if ending is None:
                continue
            long = ending.start("ending") >= STEM
            if long and before in table.determiners and first not in derived:
                continue  # a common word: des Falaises
            if before not in table.determiners:
                starts = starts or _beginnings(words, people)
                stem = form[: ending.start("ending")]
                if len(stem) < STEM or not (stem in starts or stem in stems):
                    continue
        yield Mention(first, first + 1, "MISC", table.rank, "rule", "misc.demonym", "people")
    for index in () if table.singular else words.on["given"]:
        noun = index > 1 and words.kinds[index - 2 : index] == "lC" and words.lower[index - 1] in known
        if noun and words.kinds[index + 1 : index + 2] in NAMES:
            yield Mention(index - 1, index, "MISC", table.rank, "rule", "misc.demonym", "people")


def _stems(words: Words, people: re.Pattern[str], determiners: frozenset[str]) -> set[str]:
    """Return what the unknown peoples' names of the text begin with: *Tarvais* in *les Tarvais*, for *une Tarvaise*."""
    plural = (words.lower[index] for index in words.on["derived"] if index and words.lower[index - 1] in determiners)
    endings = filter(None, map(people.fullmatch, plural))
    return {found.string[: found.start("ending")] for found in endings}


def _beginnings(words: Words, people: re.Pattern[str]) -> set[str]:
    """Return the beginnings, but for at most two letters, of the capitalised words that are no peoples' names."""
    names = {words.lower[found.start()] for found in NAME.finditer(words.kinds)}
    return {name[:end] for name in names if not people.fullmatch(name) for end in range(len(name) - 2, len(name) + 1)}


def find_homelands(words: Words, language: str) -> Iterator[Mention]:
    """Yield unknown names that an adjective or people's name of the text is made of: *Tarvane* beside *tarvanais*."""
    derived = {words.lower[index] for index in words.on["derived"]}
    if not derived:
        return
    pattern = agreement(language).derived
    endings = (pattern.fullmatch(form) for form in derived)
    stems = {found.string[: found.start("ending")] for found in endings if found is not None}
    for found in ALONE.finditer(words.kinds):
        form = words.lower[found.start()]
        if form not in derived and any(form[:end] in stems for end in range(max(STEM, len(form) - 2), len(form) + 1)):
            yield Mention(found.start(), found.end(), "LOC", 2, "rule", "loc.homeland")


def is_derived(form: str, vocabulary: Vocabulary, language: str) -> bool:
    """Tell whether an unknown word has the ending of an adjective made of a place's name."""
    lower = form.lower()
    found = agreement(language).derived.fullmatch(lower)
    return found is not None and found.start("ending") >= STEM and not vocabulary.knows(lower)
