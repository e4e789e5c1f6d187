"""The words of temporal expressions: their classes and values, and the shadow of a text.

The shadow of a text is a string of the same length in which every word that the lexicon knows is one letter for its
set of classes, padded with ``_``; every other word is ``x``; punctuation stands for itself. Patterns are regular
expressions over shadows, so that a match has the offsets of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from text_to_num import text2num

TOKEN = r"[^\W\d_]+(?:[\u0300-\u036f][^\W\d_]*)* ?|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+|\s+|."
NORMAL = str.maketrans("’ʼ‘´–—‑‐−", "''''-----")
ROMAN = re.compile(r"(?=[ivxl])(x{0,3})(ix|iv|v?i{0,3})(?:e|è|ᵉ|er|ᵉʳ|ème|eme|ième|ieme)")
DIGITS = ("0", "00", "1", "01", "10", "13", "25", "32", "60", "100", "0999", "1000", "2500", "10000")
"""Numbers that have between them all sets of digit classes."""
NUMERIC = {"COUNT", "NUM", "DAY", "MON", "HOUR", "MINUTE", "YEAR", "YY", "YYPAST", "ROMAN", "MONTHZERO", "MONTHTWO"}


class Lexicon(BaseModel):
    """The word classes of one language: class, then value, then the forms that have it.

    ``beside`` holds the words that may stand between a clock time and its day.
    """

    model_config = ConfigDict(extra="forbid")

    classes: dict[str, dict[str, tuple[str, ...]]]
    heads: tuple[str, ...]
    macros: dict[str, str] = Field(default_factory=dict)
    guards: dict[str, str] = Field(default_factory=dict)
    beside: tuple[str, ...] = ()


def _value(text: str) -> Any:
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"\d+\.\d+", text) else text


def _digit_classes(word: str) -> set[str]:
    if not word.isdecimal():  # 1 500
        return {"NUM"}
    number, size = int(word), len(word)
    found = {"NUM"} if size < 7 else set()
    if size <= 2:
        found |= {name for name, top in (("DAY", 31), ("MON", 12)) if 1 <= number <= top}
        if number <= 24:
            found.add("HOUR")
    if word[0] == "0" and size == 2 and number:
        found.add("MONTHZERO")
    if size == 2 and 1 <= number <= 12:
        found.add("MONTHTWO")
    if size == 2:
        found |= {"YY"} | ({"MINUTE"} if number <= 59 else set()) | ({"YYPAST"} if number > 31 else set())
    if size == 4 and 1000 <= number < 2200:
        found.add("YEAR")
    return found


class Vocabulary:
    """The word classes of a lexicon and the literal words of its patterns.

    Parameters
    ----------
    lexicon
        The lexicon.
    literals
        The words that patterns name outright.
    language
        For number words.
    """

    def __init__(self, lexicon: Lexicon, literals: Iterable[str], language: str) -> None:
        self.language = language
        self.values = {
            name: {word: _value(value) for value, words in entries.items() for word in words}
            for name, entries in lexicon.classes.items()
        }
        self.letters: dict[frozenset[str], str] = {}
        self._words = self._signatures(literals)
        self._shadows = _Shadows(self._shadow_of)
        self._token = self._tokenizer()

    def _signatures(self, literals: Iterable[str]) -> dict[str, frozenset[str]]:
        words: dict[str, set[str]] = {word: {word} for word in sorted(literals)}
        for name, entries in self.values.items():
            for word in entries:
                words.setdefault(word, set()).add(name)
        signatures = {word: frozenset(found) for word, found in words.items()}
        for found in [*signatures.values(), *(frozenset(_digit_classes(d)) for d in DIGITS), frozenset({"ROMAN"})]:
            if found:
                self.letters.setdefault(found, chr(0xE000 + len(self.letters)))
        return signatures

    def letters_of(self, name: str) -> str:
        """Return the letters of a class or literal word (``WORD``: of any word); empty if nothing has it."""
        if name == "WORD":
            return "x" + "".join(self.letters.values())
        return "".join(letter for found, letter in self.letters.items() if name in found)

    def _tokenizer(self) -> re.Pattern[str]:
        compound = _trie([word for word in self._words if not word.isalpha()])
        return re.compile(f"{compound}(?![^\\W\\d_])|{TOKEN}" if compound else TOKEN, re.DOTALL)

    def shadow(self, text: str) -> str:
        """Return the shadow of a lower-cased text: same length, one letter for each known word."""
        if len(self._shadows) > 60_000:  # untrusted input must not fill the memory
            self._shadows.clear()
        return "".join(map(self._shadows.__getitem__, self._token.findall(text)))

    def _shadow_of(self, token: str) -> str:
        if token.isspace():
            return " \t\n"[min(2, token.count("\n"))] + "_" * (len(token) - 1)
        word = unicodedata.normalize("NFC", token.rstrip(" ")).translate(NORMAL)
        tail = token[len(token.rstrip(" ")) :]
        if not word[0].isalnum():
            return word + "_" * (len(token) - len(word))
        if word[0].isdecimal():
            found = frozenset(_digit_classes(word)) if len(word) < 7 else frozenset[str]()
        else:
            found = self._words.get(self._known(word)) or (
                frozenset({"ROMAN"}) if ROMAN.fullmatch(word) else frozenset[str]()
            )
        return self.letters.get(found, "x") + "_" * (len(token) - len(tail) - 1) + tail

    def _known(self, word: str) -> str:
        """Return the word as the lexicon has it: blanks made single, ``rn`` read for ``m`` by a scanner repaired."""
        if word not in self._words:
            word = " ".join(word.split())
            repaired = word.replace("rn", "m")
            if len(word) > 3 and repaired in self._words:
                return repaired
        return word

    def field(self, name: str, word: str) -> Any:
        """Return the value of a captured word: from the lexicon, a number, or the numeral before *siècle*."""
        word = unicodedata.normalize("NFC", word).translate(NORMAL)
        if name in self.values:
            return self.values[name][self._known(word)]
        if name == "ROMAN":
            return roman(word)
        return int("".join(word.split())) if word[0].isdecimal() else number_of(word, self.language)


class _Shadows(dict[str, str]):
    """The shadows of the tokens seen so far, made when first asked for."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, token: str) -> str:
        made = self[token] = self._make(token)
        return made


def _trie(words: list[str]) -> str:
    """Return a regular expression for words that branches letter by letter: one test a letter, longest word first."""
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[:1], []).append(word[1:])
    ends = "" in branches
    spelled = {" ": r"\s+", "-": "[-‑‐–]", "'": "['’ʼ]"}
    parts = [spelled.get(first, re.escape(first)) + _trie(rests) for first, rests in sorted(branches.items()) if first]
    if not parts:
        return ""
    return f"(?:{'|'.join(parts)})" + ("?" if ends else "")


def roman(word: str) -> int:
    """Return the value of a lower-case roman ordinal (``xixe`` → 19)."""
    match = ROMAN.fullmatch(word)
    if match is None:
        raise ValueError(f"no roman ordinal: {word!r}")
    ones = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    return 10 * len(match[1]) + ones[match[2]]


@lru_cache(maxsize=4096)
def number_of(words: str, language: str) -> int | None:
    """Return the value of number words (``quatre-vingt-dix`` → 90), or None if they make no number."""
    plain = " ".join(words.replace("-", " ").split())
    try:
        return int(text2num(plain, language))
    except ValueError:
        return _hundreds_of(plain, language)


def _hundreds_of(words: str, language: str) -> int | None:
    """Return the value of a number counted in hundreds (``dix-huit cent quarante`` → 1840)."""
    before, hundred, rest = words.partition({"fr": " cent", "en": " hundred"}[language])
    if not hundred:
        return None
    try:
        many, rest = int(text2num(before, language)), rest.removeprefix("s").removeprefix(" and").strip()
        return many * 100 + (int(text2num(rest, language)) if rest else 0) if 10 < many < 20 else None
    except ValueError:
        return None
