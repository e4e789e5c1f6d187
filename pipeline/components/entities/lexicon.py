"""Word classes of a language, from ``rules/LANGUAGE/entities/classes.toml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict
from spacy.language import Language

from pipeline.rules.load import data_path, load_table, validate
from pipeline.rules.paradigm import verb_paradigm

CACHE_LIMIT = 200_000
PLURAL = 3  # letters that a plural has at least, less one
QUOTES = frozenset('«»“”"„')
DASHES = frozenset("-–—")
NUMERAL = re.compile(r"[IVX][IVXLC]*(?:e|er|ère|ème|es)")
INVERSION = re.compile(r"-(?:vous|nous|moi|toi|il|elle|ils|elles|on|je|tu)$")
HYPHENATION = re.compile(r"-\n(?=[a-zà-ÿ])")  # a word divided at the end of a line
UPPER_TOO = frozenset("dltuenfTpqbr9")  # classes that a word keeps in a title written in capitals
LAYOUT = {"\n": "\n", "(": "(", ")": ")", ",": ",", ":": ":", ";": ";", ".": ".", "!": ".", "?": ".", "…": "."}


def unaccented(form: str) -> str:
    """Return a form without its accents, as capitals are often written."""
    return "".join(c for c in unicodedata.normalize("NFD", form) if not unicodedata.combining(c))


class PieceTable(BaseModel):
    """How a text is cut into words.

    ``titles`` keep their full stop before a capital, ``domains`` end the name of a site, ``elided`` is a pattern of
    what stands before an apostrophe, ``genitive`` lists the plurals that form one with *'s*,
    ``lines`` the nouns before two towns with a hyphen between them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    titles: tuple[str, ...]
    domains: tuple[str, ...]
    elided: str
    genitive: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


class ClassTable(BaseModel):
    """The file ``classes.toml``: words by class, closed lists and endings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, list[str]]
    capital: dict[str, str]
    exact: dict[str, list[str]]
    adjective: str
    town: str
    compass: list[str]
    common: list[str]
    short_names: list[str]
    themes: list[str] = []
    participles: tuple[str, ...]
    contracted: frozenset[str] = frozenset()
    pieces: PieceTable


class WordType(NamedTuple):
    """What is the same wherever a word stands: composed form, lower case, class letter, length, lists it is on."""

    form: str
    lower: str
    kind: str
    size: int
    lists: int


class WordTypes(dict[str, WordType]):
    """The types of the pieces of a text, remembered up to a limit; blanks have the class `` ``.

    Parameters
    ----------
    lexicon
        The word classes of the language.
    lists
        Tests of a word by name, at most 16: ``WordType.lists`` has one bit for each.
    nouns
        Lower-case nouns that the ending of an adjective may not class: *marais*, *riverains*.
    """

    def __init__(
        self, lexicon: Lexicon, lists: dict[str, Callable[[str], bool]], nouns: frozenset[str] = frozenset()
    ) -> None:
        super().__init__()
        self._classify = lexicon.classify
        self.nouns = nouns
        self._nouns = {form for form in nouns if lexicon.is_by_ending(form)}
        self.lists = lists

    def __missing__(self, piece: str) -> WordType:
        """Return the type of a piece not seen before: a word with the blank after it, a blank or a line break."""
        bare = piece.rstrip(" ") if piece == "\n " or not piece.isspace() else piece
        form = HYPHENATION.sub("", unicodedata.normalize("NFC", bare))
        kind = " " if bare.isspace() and bare[0] != "\n" else self._classify(form)
        if kind == "j" and form in self._nouns:
            kind = "w"
        lists = sum(1 << bit for bit, test in enumerate(self.lists.values()) if test(form))
        word = WordType(form, form.lower(), kind, len(bare), lists)
        if len(self) < CACHE_LIMIT:
            self[piece] = word
        return word


class Lexicon:
    """Give every word form its class; remembers what it has seen."""

    def __init__(self, table: ClassTable) -> None:
        self._lower = {word: letter for letter, words in table.words.items() for word in words}
        self._capital = table.capital
        self._adjective = re.compile(table.adjective)
        self._bare = {unaccented(word): letter for word, letter in self._lower.items()} | self._lower
        self._exact = {word: letter for letter, words in table.exact.items() for word in words}
        self.is_town = re.compile(table.town).fullmatch
        self.compass = frozenset(table.compass)
        self.common = frozenset(table.common)
        self.short_names = frozenset(table.short_names)
        self.themes = frozenset(table.themes)
        self.participle = table.participles
        self.contracted = table.contracted
        self.pieces = table.pieces

    def classify(self, form: str) -> str:
        """Return the class letter of a form; the patterns' alphabet stands in ``classes.toml``."""
        if form in self._exact:
            return self._exact[form]
        first = form[0]
        if first == "\n":
            return "¶" if len(form) > 1 else "\n"
        if not first.isalnum():
            return LAYOUT.get(first) or ('"' if first in QUOTES else "-" if first in DASHES else "~")
        lower = self._lower.get(form.lower())
        if first == first.lower() and not form[1:2].isupper():
            return (
                "A" if form.isalpha() and not form[1:].islower() and len(form) > 1 else self._lower_class(form, lower)
            )
        return self._upper_class(form, lower)

    def is_by_ending(self, form: str) -> bool:
        """Tell whether only its ending classes a lower-case word as an adjective."""
        return form not in self._lower and self._adjective.fullmatch(form) is not None

    def _upper_class(self, form: str, lower: str | None) -> str:
        if form == form.upper() and sum(map(str.isalpha, form)) > 1:
            lower = self._bare.get(form.lower())
            return "F" if lower == "f" else lower if lower in UPPER_TOO else "A"
        if len(form) == 1 or form.endswith("."):
            return lower or "I"
        if NUMERAL.fullmatch(form):
            return "9"
        if INVERSION.search(form):
            return "v"
        if any(sum(map(str.isupper, part)) > 2 for part in form.split("-")):
            return "A"
        return self._capital.get(lower, "C") if lower else "C"

    def _lower_class(self, form: str, lower: str | None) -> str:
        if lower:
            return lower
        if form[0].isdigit():
            return "9"
        return "j" if self._adjective.fullmatch(form) else "w"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that are no names.

    Attributes
    ----------
    common
        Capitalised words that are never a name by themselves, lower case.
    short_names
        Common words that with a capital are the usual name of one body (*la Chambre*), lower case.
    compass
        Words that make another place of a place's name (*Nord*, *Grand*), lower case.
    themes
        Common words with which the name of a party may begin (*Cité nouvelle*), lower case.
    known
        Every lower-case word form that the model's lemmatizer knows.
    nouns, adjectives
        Those of them that may be nouns or adjectives, and their regular plurals and feminines.
    """

    common: frozenset[str]
    short_names: frozenset[str]
    compass: frozenset[str]
    themes: frozenset[str]
    known: frozenset[str]
    nouns: frozenset[str] = frozenset()
    adjectives: frozenset[str] = frozenset()

    def knows(self, form: str) -> bool:
        """Tell whether a lower-case form is a word of the language, or the regular plural of one."""
        return form in self.known or (len(form) > PLURAL and form[-1] in "sx" and form[:-1] in self.known)


def vocabulary(nlp: Language) -> Vocabulary:
    """Collect the vocabulary of a pipeline's language; without a lemmatizer, no word is known."""
    known: set[str] = set()
    nouns: set[str] = set()
    adjectives: set[str] = set()
    if nlp.has_pipe("lemmatizer"):
        lookups = nlp.get_pipe("lemmatizer").lookups
        for table in ("lemma_index", "lemma_exc"):
            if lookups.has_table(table):
                for words in lookups.get_table(table).values():
                    known.update(words)
                for word in lookups.get_table(table).get("noun", ()):
                    nouns.update((word, word + "s"))
                for word in lookups.get_table(table).get("adj", ()):
                    adjectives.update((word, word + "s", word + "e", word + "es"))
    words = lexicon(nlp.lang or "")
    known.update(verb_paradigm(nlp.lang or "").known_forms())
    return Vocabulary(
        words.common,
        words.short_names,
        words.compass,
        words.themes,
        frozenset(known),
        frozenset(nouns),
        frozenset(adjectives),
    )


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
