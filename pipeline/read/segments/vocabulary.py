"""The words by which the head of a page is read, from ``rules/LANGUAGE/page.toml``, compiled for all languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict

from pipeline.read.datelines import find_dates
from pipeline.read.segments.furniture import LANGUAGES
from pipeline.rules.load import data_path, load_table, validate

ACRONYM_END = re.compile(r"(?:\s[–—-]\s[A-ZÀ-Ý]{2,9}|\s\([A-ZÀ-Ý][\w.-]{1,9}\))\Z")
ITEMS = re.compile(r"\s+[|·•—–-]\s+|\s{2,}|\.\s+(?=[A-ZÀ-Ý])")


class DatelineWords(BaseModel):
    """Words that announce a date of publication, an update, an author."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    leads: tuple[str, ...]
    updates: tuple[str, ...]
    bylines: tuple[str, ...]


class HeadWords(BaseModel):
    """Beginnings of head lines that are no title, labels of a publisher, where a body's name ends in a title.

    ``states`` are the issuers too general to be the publisher where a line names a more precise one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    genres: tuple[str, ...]
    issuers: tuple[str, ...]
    states: tuple[str, ...]
    publisher_labels: tuple[str, ...]
    stops: tuple[str, ...]


@dataclass(frozen=True)
class HeadPatterns:
    """The words of all languages, compiled."""

    lead: re.Pattern[str]
    lead_alone: re.Pattern[str]
    byline: re.Pattern[str]
    genre: re.Pattern[str]
    issuer: re.Pattern[str]
    state: re.Pattern[str]
    body_name: re.Pattern[str]
    publisher_label: re.Pattern[str]


def alternatives(words: Sequence[str]) -> str:
    """Return a pattern for any of the words, longest first, with either apostrophe and any white space."""
    longest_first = sorted(set(words), key=len, reverse=True)
    return "|".join(_loose(word) for word in longest_first)


def _loose(word: str) -> str:
    """Return a pattern for a word whose accents may be missing, as on capitals, or combining."""
    letters = [
        f"[{letter}{plain[0]}]\\W?" if len(plain := unicodedata.normalize("NFD", letter)) > 1 else re.escape(letter)
        for letter in word
    ]
    return "".join(letters).replace(r"\ ", r"\s+").replace("’", "['’]")


@cache
def patterns() -> HeadPatterns:
    """Compile the head and date line words of all languages."""
    dateline: list[DatelineWords] = []
    heads: list[HeadWords] = []
    for language in LANGUAGES:
        path = data_path(language, "page.toml")
        table = load_table(path)
        dateline.append(validate(DatelineWords, table.get("dateline", {}), f"{language}/page.toml: dateline"))
        heads.append(validate(HeadWords, table.get("heads", {}), f"{language}/page.toml: heads"))
    leads = alternatives([word for words in dateline for word in words.leads + words.updates])
    issuers = alternatives([word for words in heads for word in words.issuers])
    stops = alternatives([word for words in heads for word in words.stops])
    flags = re.IGNORECASE
    return HeadPatterns(
        lead=re.compile(rf"(?:\A|[\s|.,(–—-])(?:{leads})\s*:?\s*(?:le\s+|on\s+|the\s+)?\Z", flags),
        lead_alone=re.compile(rf"\W*(?:{leads})\b", flags),
        byline=re.compile(rf"(?:{alternatives([word for words in dateline for word in words.bylines])})\s+", flags),
        genre=re.compile(rf"\W*(?:{alternatives([word for words in heads for word in words.genres])})\b", flags),
        issuer=re.compile(rf"\W*(?:the\s+|l['’]|le\s+|la\s+)?(?:{issuers})\b", flags),
        state=re.compile(rf"(?:{alternatives([word for words in heads for word in words.states])})\b", flags),
        body_name=re.compile(rf"\b(?:{issuers})\b[^,:;()–—|]*?(?=\s+(?:{stops})\b|[,:;()–—|]|\Z)", flags),
        publisher_label=re.compile(
            rf"(?:{alternatives([word for words in heads for word in words.publisher_labels])})\s*:\s*(?P<name>\S.*)",
            flags,
        ),
    )


def is_heading_only(line: str) -> bool:
    """Tell a line that names only the genre or the issuing body from a title that begins so."""
    words = len(line.split())
    if words < 3:
        return True
    if patterns().genre.match(line):
        return words <= 6
    if ACRONYM_END.search(line) and line[:1].isupper() and ":" not in line:
        return True
    bare = line
    for found in find_dates(line):
        bare = bare.replace(line[found.start : found.end], "")
    return bool(patterns().issuer.match(line)) and not re.search(r"[:«\"“?!]|\d", bare)
