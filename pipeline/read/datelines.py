"""Dates of documents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?(?:[ T].*)?\Z")


@dataclass(frozen=True, slots=True)
class DocumentDate:
    """The first day of a document's date, and how much of the date is known (``day``, ``month``, ``year``)."""

    day: date
    precision: str


def parse_date(text: str) -> DocumentDate | None:
    """Return the date that a metadata value writes."""
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
    try:
        value = date(year or 1, month or 1, day or 1)
    except ValueError:
        return None
    return DocumentDate(value, "day" if day else "month" if month else "year")
