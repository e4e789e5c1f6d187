"""Invariants: generated dates come back from every written form, offsets hold, time is linear."""

import sys
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.components.dates import calendar, find_dates

MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
DATES = st.dates(min_value=date(1500, 1, 1), max_value=date(2150, 12, 31))


def day_of(when: date) -> str:
    return "1er" if when.day == 1 else str(when.day)


FORMS = {
    "words": lambda d: f"{day_of(d)} {MONTHS[d.month - 1]} {d.year}",
    "weekday": lambda d: f"le {DAYS[d.weekday()]} {day_of(d)} {MONTHS[d.month - 1]} {d.year}",
    "capitals": lambda d: f"LE {d.day} {MONTHS[d.month - 1].upper()} {d.year}",
    "iso": lambda d: d.isoformat(),
    "slashes": lambda d: f"{d.day:02d}/{d.month:02d}/{d.year}",
    "dots": lambda d: f"{d.day}.{d.month}.{d.year}",
    "no-break": lambda d: f"{day_of(d)}\u00a0{MONTHS[d.month - 1]}\u202f{d.year}",
    "superscript": lambda d: f"{'1ᵉʳ' if d.day == 1 else d.day} {MONTHS[d.month - 1]} {d.year}",
    "decomposed": lambda d: unicodedata.normalize("NFD", f"{day_of(d)} {MONTHS[d.month - 1]} {d.year}"),
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None)
@given(when=DATES)
def test_written_dates_come_back(form, when):
    found = find_dates(f"Le traité porte la date suivante : {FORMS[form](when)}, dit le préfet.")
    assert [(d.value, d.first_day, d.last_day) for d in found] == [(when.isoformat(), when, when)]


@settings(max_examples=60, deadline=None)
@given(when=DATES, hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_written_times_come_back(when, hour, minute):
    found = find_dates(f"Reçu le {day_of(when)} {MONTHS[when.month - 1]} {when.year} à {hour} h {minute:02d}.")
    assert [d.value for d in found] == [f"{when.isoformat()}T{hour:02d}:{minute:02d}"]


@settings(max_examples=60, deadline=None)
@given(first=DATES, second=DATES)
def test_ranges_have_two_bounds(first, second):
    first, second = sorted((first, second))
    text = f"L'accord a couru du {FORMS['words'](first)} au {FORMS['words'](second)}."
    found = find_dates(text)
    assert [d.value for d in found] == [first.isoformat(), second.isoformat()]
    assert found[1].range_of == found[0].span_id


@settings(max_examples=60, deadline=None)
@given(when=DATES, published=DATES)
def test_a_date_without_year_is_near_the_document(when, published):
    if (when.month, when.day) == (2, 29):
        return
    [found] = find_dates(f"La note du {day_of(when)} {MONTHS[when.month - 1]} circule.", published=published)
    assert (found.first_day.month, found.first_day.day) == (when.month, when.day)
    assert abs((found.first_day - published).days) <= 366


@settings(max_examples=150, deadline=None)
@given(
    text=st.lists(
        st.sampled_from(
            [
                "le",
                "la",
                "les",
                "l'",
                "d'",
                "du",
                "1er",
                "14",
                "31",
                "2024",
                "99",
                "janvier",
                "mars",
                "sept.",
                "lundi",
                "mardi",
                "soir",
                "nuit",
                "matin",
                "midi",
                "été",
                "hiver",
                "fin",
                "début",
                "mi-",
                "il",
                "y",
                "a",
                "dans",
                "trois",
                "dix",
                "une",
                "dizaine",
                "de",
                "jours",
                "ans",
                "mois",
                "semaines",
                "heures",
                "18",
                "h",
                "30",
                ":",
                "/",
                ".",
                ",",
                "-",
                "–",
                "et",
                "à",
                "au",
                "entre",
                "depuis",
                "avant",
                "dernier",
                "prochain",
                "la",
                "veille",
                "hier",
                "aujourd’hui",
                "siècle",
                "XIXe",
                "années",
                "80",
                "Noël",
                "trimestre",
                "T3",
                "quinze",
                "demi",
                "quart",
                "İ",
                "\n",
                "\n\n",
            ]
        ),
        max_size=30,
    ).map(" ".join),
    published=st.none() | DATES,
    precision=st.sampled_from(["day", "month", "year"]),
)
def test_spans_are_sound(text, published, precision):
    end = 0
    for d in find_dates(text, published=published, precision=precision):
        assert text[d.start : d.end] == d.text == d.text.strip() != ""
        assert d.start >= end
        assert d.first_day is None or d.last_day is None or d.first_day <= d.last_day
        end = d.end


@pytest.mark.parametrize(
    "unit",
    [
        "le ",
        "du 3 au ",
        "trois ",
        "dix-",
        "lundi, ",
        "1",
        "12/",
        "la fin de la ",
        "il y a ",
        "mot ",
        "\n",
        "l'",
        "2019-",
    ],
)
def test_work_grows_with_the_text_only(unit):
    def calls(text: str) -> int:
        count = 0

        def tally(frame, event, argument):
            nonlocal count
            count += 1

        sys.setprofile(tally)
        try:
            find_dates(text, published=date(2025, 2, 27))
        finally:
            sys.setprofile(None)
        return count

    small, large = unit * 300, unit * 1200
    find_dates(large)  # caches warm
    assert calls(large) <= 4.4 * calls(small) + 400


def test_a_megabyte_without_dates():
    assert find_dates("Le ministre a répondu que la commune paiera les travaux de voirie. " * 15_000) == []


@given(when=DATES, count=st.integers(-50, 50))
def test_weeks_hold_seven_days(when, count):
    week = calendar.week(calendar.shifted(when, "week", count))
    assert (week.last - week.first).days == 6
    assert week.first.isoweekday() == 1


@given(year=st.integers(1583, 2400))
def test_feasts_fall_where_they_must(year):
    assert calendar.movable(year, 0).isoweekday() == 7
    assert calendar.movable(year, 39).isoweekday() == 4
