"""Dates of documents: in metadata values, in date lines, in titles.

Written dates need a year: *le 27 février 2025*, *mai 2018*, *2025-02-27 18:13*, *27/02/2025*, *February 27, 2025*.
Numeric dates have the day first unless the numbers exclude it. Month names come from CLDR (babel).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.dates import get_day_names, get_month_names

FIRST_YEAR, LAST_YEAR = 1780, 2100


_YEAR_INSIDE = re.compile(r"(?:1[789]|20)\d\d")


@dataclass(frozen=True, slots=True)
class DocumentDate:
    """The first day of a document's date, how much of it is known (``day``, ``month``, ``year``), and where it stands.

    ``start``/``end`` cover the expression with its weekday and clock time, in the text that was searched.
    """

    day: date
    precision: str
    start: int = 0
    end: int = 0


def _plain(name: str) -> str:
    """Return a name without case, accents and full stop."""
    decomposed = unicodedata.normalize("NFD", name.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character)).rstrip(".")


@cache
def _months() -> dict[str, int]:
    """Return the number of each month under its French and English names and abbreviations."""
    names: dict[str, int] = {}
    for locale in ("fr", "en"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, "format", locale).items():
                names[_plain(str(name))] = int(number)
    return names | {name[:4]: number for name, number in names.items() if len(name) > 4 and name[:4] not in names}


@cache
def _weekdays() -> str:
    names = {str(name) for locale in ("fr", "en") for name in get_day_names("wide", "format", locale).values()}
    return "|".join(sorted(names))


def _accented(name: str) -> str:
    """Return a pattern for a plain name in which each letter may carry an accent, composed or combining."""
    letters = {"e": "[eéèêë]", "u": "[uùûü]"}
    return "".join(letters.get(letter, letter) + ("[\u0300-\u036f]?" if letter in "eu" else "") for letter in name)


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_months(), key=len, reverse=True)
    month = "(?:" + "|".join(_accented(name) for name in longest_first) + r")\b\.?"
    year = r"(?:1[789]\d\d|20\d\d)"
    day = r"(?:0?[1-9]|[12]\d|3[01])"
    clock = (
        r"(?:\s*(?:[-–,·|T]\s*)?(?:(?:à|at)\s)?\s*\d{1,2}\s?(?::|[hH](?![a-zà-ÿ]))\s?(?:\d{2})?(?::\d{2})?"
        r"(?:\s?(?:UTC|GMT|CES?T|Z\b))?)?"
    )
    return re.compile(
        rf"(?<![\w/.-])(?:(?:{_weekdays()})\s*,?\s+)?(?:le\s+)?(?:"
        rf"(?P<iso>{year}[-/.](?:0?[1-9]|1[0-2])(?:[-/.]{day})?)(?![\d/-])"
        rf"|(?P<numeric>\d{{1,2}}(?P<sep>[-/.])\d{{1,2}}(?P=sep){year})(?!\d)"
        rf"|(?P<d>{day})(?:er|st|nd|rd|th)?\s+(?P<m>{month})\s*,?\s*(?P<y>{year})(?!\d)"
        rf"|(?P<em>{month})\s+(?P<ed>{day})(?:st|nd|rd|th)?\s*,\s*(?P<ey>{year})(?!\d)"
        rf"|(?P<om>{month})\s+(?P<oy>{year})(?!\d)"
        rf"){clock}",
        re.IGNORECASE,
    )


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[DocumentDate]:
    """Yield the complete dates (with a year) that a text writes, in order."""
    end = len(text) if end is None else end
    if _YEAR_INSIDE.search(text, start, end) is None:  # spares most lines the long pattern
        return
    for match in _pattern().finditer(text, start, end):
        found = _value(match)
        if found is not None:
            yield found


def _value(match: re.Match[str]) -> DocumentDate | None:
    if match["iso"]:
        parts = [int(part) for part in re.split(r"[-/.]", match["iso"])]
        year, month, day = parts[0], parts[1], parts[2] if len(parts) > 2 else None
    elif match["numeric"]:
        first, second, year = (int(part) for part in re.split(r"[-/.]", match["numeric"]))
        day, month = (second, first) if second > 12 else (first, second)
    elif match["y"]:
        year, month, day = int(match["y"]), _months()[_plain(match["m"])], int(match["d"])
    elif match["ey"]:
        year, month, day = int(match["ey"]), _months()[_plain(match["em"])], int(match["ed"])
    else:
        year, month, day = int(match["oy"]), _months()[_plain(match["om"])], None
    return _date(year, month, day, match.start(), match.end())


def _date(year: int, month: int | None, day: int | None, start: int = 0, end: int = 0) -> DocumentDate | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        value = date(year, month or 1, day or 1)
    except ValueError:
        return None
    return DocumentDate(value, "day" if day else "month" if month else "year", start, end)


_YEAR = re.compile(r"\d{4}(?:\.0)?\Z")
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")


def parse_date(text: str) -> DocumentDate | None:
    """Return the date that a metadata value writes: a date and nothing else, or a year."""
    if _YEAR.match(text):
        return _date(int(text[:4]), None, None)
    compact = _COMPACT.match(text)
    if compact:
        return _date(*(int(part) for part in compact.groups()))
    stamp = _STAMP.match(text)
    if stamp:
        text = stamp[1]
    found = next(find_dates(text), None)
    return found if found is not None and found.start == 0 and found.end == len(text) else None
