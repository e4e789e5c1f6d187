"""The knowledge base: names of political entities in French and English, looked up in the words of a text.

One entity is one line of ``rules/gazetteer/*.tsv``; ``rules/gazetteer/README.md`` explains the columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.components.entities.lexicon import lexicon
from pipeline.components.entities.pieces import split
from pipeline.components.entities.scan import Words
from pipeline.rules.load import GAZETTEER, GAZETTEER_COLUMNS, RuleError, read_tsv

LABELS = frozenset({"PER", "ORG", "LOC", "MISC"})
ARTICLE = re.compile(r"(?:L'|Les? |La )(?=[A-ZÀ-Þ])")
FLAGS = frozenset({"weak", "article", "capital"})
GLOSS = re.compile(r" \([^)]*\)$")  # Quai d'Orsay (French Foreign Ministry)
SHORTEST_ACRONYM = 3  # letters of a French acronym that an English text may hold


@dataclass(frozen=True, slots=True)
class Entry:
    """One entity of the knowledge base.

    ``weak`` names are also common words or have several bearers: they count only where the model or the context
    sees a name. ``article`` names keep their capital article (*Le Soir*). ``capital`` marks a seat of government.
    ``french`` holds the French names of a body or text that an English text may use.
    """

    label: str
    subtype: str | None
    name_fr: str
    name_en: str
    country: str | None
    wikidata: str | None
    flags: frozenset[str]
    aliases: tuple[str, ...] = ()
    french: tuple[str, ...] = ()


class Gazetteer:
    """Names of all entities, as sequences of words."""

    def __init__(self, entries: list[Entry], language: str) -> None:
        self.entries = entries
        self._language = language
        self._contracted = lexicon(language).contracted
        self._names: dict[tuple[str, ...], Entry] = {}
        self._longest: dict[str, int] = {}
        self._countries = {e.country: e for e in entries if e.country and e.subtype in ("country", "territory")}
        for entry in entries:
            name = entry.name_fr if language == "fr" else GLOSS.sub("", entry.name_en)
            for form in dict.fromkeys((name, *entry.aliases)):
                self._add(form, entry)
                bare = _bare_of(form, entry)
                if bare:
                    self._add(bare, replace(entry, flags=entry.flags | {"bare"}))
        for entry in entries:  # after all English names, which come first
            for form in entry.french:
                self._add(form, entry)

    def _add(self, form: str, entry: Entry) -> None:
        for variant in _variants(form):
            parts = tuple(split(variant, self._language))
            if not parts:
                continue
            if "bare" in entry.flags and variant.isupper():
                continue
            self._names.setdefault(parts, entry)
            self._longest[parts[0]] = max(self._longest.get(parts[0], 0), len(parts))

    def _stands(self, entry: Entry, forms: list[str], kinds: str, first: int) -> bool:
        """Tell whether a name that lacks its article stands behind one: *au Soir*, but not *de Soir*."""
        if "bare" not in entry.flags:
            return True
        article = first > 0 and (kinds[first - 1] == "l" or forms[first - 1].lower() in self._contracted)
        return article and forms[first][0].isupper()

    def get(self, forms: list[str]) -> Entry | None:
        """Return the entity whose name is exactly this sequence of words (apostrophes straight)."""
        return self._names.get(tuple(forms))

    def longest_at(self, forms: Sequence[str], first: int, end: int) -> tuple[int, Entry] | None:
        """Return the end and the entry of the longest name that starts at a word and ends before ``end``."""
        for last in range(min(first + self._longest.get(forms[first], 0), end), first, -1):
            entry = self._names.get(tuple(forms[first:last]))
            if entry is not None:
                return last, entry
        return None

    def country(self, code: str) -> Entry | None:
        """Return the entry of a country by its ISO 3166 alpha-3 code."""
        return self._countries.get(code)

    def begins(self, form: str) -> bool:
        """Tell whether a word begins a name."""
        return form in self._longest

    def find(self, words: Words, candidates: Iterable[int]) -> Iterator[tuple[int, int, Entry]]:
        """Yield ``(first, last, entry)`` for the longest name that starts at each word, without overlaps.

        A name with an article is also found behind a contracted or lower-case one: *au Soir*, *dans l'Écho*.

        Parameters
        ----------
        candidates
            The indices of the words that begin a name.
        """
        forms, kinds = words.forms, words.kinds
        longest, names = self._longest, self._names
        end = 0
        for first in candidates:
            if first < end:
                continue
            for last in range(min(first + longest[forms[first]], len(forms)), first, -1):
                entry = names.get(tuple(forms[first:last]))
                if entry is not None and kinds[first] != "¶" and self._stands(entry, forms, kinds, first):
                    end = last
                    yield first, last, entry
                    break


def _bare_of(form: str, entry: Entry) -> str | None:
    """Return the name of a paper or town without its article, if one begins it."""
    found = ARTICLE.match(form) if entry.subtype in ("media", "city") and "weak" not in entry.flags else None
    return form[found.end() :] if found else None


def _variants(name: str) -> Iterator[str]:
    """Yield the name, without the accents of its capitals, several words without any, and all in capitals."""
    yield name
    if " " in name:
        yield "".join(map(_bare, name))
    bare = "".join(_bare(c) if c.isupper() else c for c in name)
    if bare != name:
        yield bare
    if any(c.islower() for c in name) and len(name) > 4:
        upper = name.upper()
        yield upper
        yield "".join(map(_bare, upper))


def _bare(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0]


def _entry(row: dict[str, str], where: str, language: str) -> Entry:
    """Return the entity of a line; ``where`` names file and entry in errors."""
    flags = frozenset(row["flags"].split())
    if row["label"] not in LABELS:
        raise RuleError(f"{where}: the label is {row['label']!r}, expected one of {sorted(LABELS)}")
    if not flags <= FLAGS:
        raise RuleError(f"{where}: unknown flags {sorted(flags - FLAGS)}, known are {sorted(FLAGS)}")
    if not row["name_fr"] or not row["name_en"]:
        raise RuleError(f"{where}: name_fr and name_en must be filled")
    if row["country"] and not (len(row["country"]) == 3 and row["country"].isupper()):
        raise RuleError(f"{where}: country {row['country']!r} is no ISO 3166 alpha-3 code")
    if row["wikidata"] and not (row["wikidata"][0] == "Q" and row["wikidata"][1:].isdigit()):
        raise RuleError(f"{where}: wikidata {row['wikidata']!r} is no Q number")
    aliases = tuple(alias.strip() for alias in row[f"aliases_{language}"].split("|") if alias.strip())
    french: tuple[str, ...] = ()
    if language != "fr" and row["label"] in ("ORG", "MISC") and "weak" not in flags:
        names = (row["name_fr"], *row["aliases_fr"].split("|"))
        french = tuple(name.strip() for name in names if _stands_abroad(name.strip()))
    return Entry(
        row["label"],
        row["subtype"] or None,
        row["name_fr"],
        row["name_en"],
        row["country"] or None,
        row["wikidata"] or None,
        flags,
        aliases,
        french,
    )


def _stands_abroad(name: str) -> bool:
    """Tell whether a French name may stand in an English text: one word only as acronym or with an accent."""
    if not name or not name[0].isupper():
        return False
    return " " in name or not name.isascii() or (name.isupper() and len(name) >= SHORTEST_ACRONYM)


@cache
def gazetteer(language: str) -> Gazetteer:
    """Load the knowledge base for one language.

    Raises
    ------
    RuleError
        If a line is malformed, names a country that no line describes, or repeats an entity; the message names file
        and entry.
    """
    entries = [
        (f"gazetteer/{path.name}: {row['name_fr']!r}", row)
        for path in sorted(GAZETTEER.glob("*.tsv"))
        for row in read_tsv(path, GAZETTEER_COLUMNS)
    ]
    found = Gazetteer([_entry(row, where, language) for where, row in entries], language)
    seen: dict[tuple[str, str, str | None], str] = {}
    for (where, _), entry in zip(entries, found.entries, strict=True):
        if entry.country and found.country(entry.country) is None:
            raise RuleError(f"{where}: countries.tsv has no country {entry.country!r} (ISO 3166 alpha-3)")
        key = (entry.label, entry.name_fr, entry.country)
        if key in seen:
            raise RuleError(f"{where}: the same entity stands in {seen[key]}; add to its line")
        seen[key] = where
    return found
