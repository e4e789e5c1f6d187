"""Words in both languages: the labels of the tables, the strings of the report, and how dates and numbers read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from pipeline.schema.labels import LANGUAGES, label

_ISOLATES = "\u2066\u2067\u2068\u2069"
_SHOWN = {
    code: f"[U+{code:04X}]"
    for code in (
        *range(0x20),
        *range(0x7F, 0xA0),
        0x061C,
        0x200E,
        0x200F,
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
        0xFEFF,
    )
    if chr(code) not in "\t\n\r"
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words in French and in English."""

    fr: str
    en: str

    def __html__(self) -> str:
        """Return both languages, of which the style sheet shows one; plain text where they are the same."""
        if self.fr == self.en:
            return str(escape(inert(self.fr)))
        return "".join(
            f"<span lang={language}>{escape(inert(getattr(self, language)))}</span>" for language in LANGUAGES
        )


def inert(value: Any) -> Any:
    """Show control characters and direction marks as what they are, so that they cannot disturb the page.

    Applied to every value that a template prints; None prints nothing.
    """
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return value.translate(_SHOWN)
    return value


@cache
def strings() -> dict[str, Wording]:
    """Return the report's own strings, by key."""
    entries = tomllib.loads((Path(__file__).parent / "strings.toml").read_text(encoding="utf-8"))
    return {key: Wording(entry["fr"], entry["en"]) for key, entry in entries.items()}


def say(key: str) -> Wording:
    """Return a string of the report."""
    return strings()[key]


@cache
def coded(kind: str, code: str | None) -> Wording | None:
    """Return the labels of a code of the tables, None for None."""
    return None if code is None else Wording(label(kind, code, "fr"), label(kind, code, "en"))


@cache
def day(value: date | None, precision: str | None = None) -> Wording | None:
    """Return a date as it reads in each language, as precisely as it is known."""
    if value is None:
        return None
    if precision == "year":
        return Wording(str(value.year), str(value.year))
    if precision == "month":
        return Wording(*(format_skeleton("yMMMM", value, locale=language) for language in LANGUAGES))
    return Wording(*(format_date(value, "long", locale=language) for language in LANGUAGES))


@cache
def period(value: date, by: str) -> Wording:
    """Return the name of a month, quarter or year."""
    if by == "quarter":
        quarter = (value.month + 2) // 3
        return Wording(f"T{quarter} {value.year}", f"Q{quarter} {value.year}")
    return day(value, by) or Wording("", "")


@cache
def number(value: int) -> Wording:
    """Return a number with its thousands set apart."""
    return Wording(*(format_decimal(value, locale=language) for language in LANGUAGES))


@cache
def percent(value: float) -> Wording:
    """Return a share of 1 as a percentage."""
    return Wording(
        *(
            format_percent(value, "#,##0.0 %" if language == "fr" else "#,##0.0%", locale=language)
            for language in LANGUAGES
        )
    )


def country(code: str | None) -> Wording | None:
    """Return the name of a country by its ISO 3166 alpha-3 code, the code itself if it is unknown."""
    return None if code is None else _country(code)


@cache
def _country(code: str) -> Wording:
    import pycountry
    from babel import Locale

    found = pycountry.countries.get(alpha_3=code)
    if found is None:
        return Wording(code, code)
    return Wording(*(Locale(language).territories.get(found.alpha_2, code) for language in LANGUAGES))


@cache
def strength(value: int) -> Wording:
    """Return how strong the cue of an act is, in words."""
    frame, degree = say("strength"), coded("strength", str(value)) or Wording("", "")
    return Wording(frame.fr.format(degree.fr), frame.en.format(degree.en))
