"""Dates of documents, as date lines and metadata write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.datelines import find_dates, parse_date


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2025-02-27 18:13", date(2025, 2, 27), "day"),
        ("2024-04", date(2024, 4, 1), "month"),
        ("2024", date(2024, 1, 1), "year"),
        ("27/02/2025", date(2025, 2, 27), "day"),
        ("03.05.2016", date(2016, 5, 3), "day"),
        ("1er mars 1999", date(1999, 3, 1), "day"),
        ("jeudi 11 avril 2019", date(2019, 4, 11), "day"),
        ("17 sept 2015", date(2015, 9, 17), "day"),
        ("aou\u0302t 2023", date(2023, 8, 1), "month"),
        ("MARDI 26 MAI 2009", date(2009, 5, 26), "day"),
        ("December 2, 2021", date(2021, 12, 2), "day"),
        ("2025-02-27T18:13:00+01:00", date(2025, 2, 27), "day"),
        ("20240405", date(2024, 4, 5), "day"),
    ],
)
def test_dates_that_are_dates(text: str, day: date, precision: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert (found.day, found.precision) == (day, precision)


@pytest.mark.parametrize(
    "text", ["hier", "31/02/2024", "2025-13-01", "le 3 mars", "mars", "4 380 euros", "", "le 3 mai 2024 à Paris"]
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_a_clock_time_belongs_to_the_date() -> None:
    text = "Publié le 12/06/2018 à 17 h 58, mis à jour mardi 3 février 2026, 22h15."
    assert [text[found.start : found.end] for found in find_dates(text)] == [
        "le 12/06/2018 à 17 h 58",
        "mardi 3 février 2026, 22h15",
    ]


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2099, 12, 31)))
def test_iso_and_french_numeric_dates_round_trip(day: date) -> None:
    for text in (day.isoformat(), day.strftime("%d/%m/%Y"), day.strftime("%d.%m.%Y")):
        found = parse_date(text)
        assert found is not None and found.day == day
