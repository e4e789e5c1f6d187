"""Calendar arithmetic: stretches of the calendar, their TIMEX3 values and their days.

Weeks are those of ISO 8601. Seasons are the astronomical ones; a winter bears the year in which it begins. Centuries
begin with a year 1. All intervals are closed and counted in days.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

SEASONS = {"SP": ((3, 20), (6, 20)), "SU": ((6, 21), (9, 22)), "AU": ((9, 23), (12, 20)), "WI": ((12, 21), (3, 19))}
STEPS: dict[str, relativedelta | timedelta] = {
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "weekend": timedelta(weeks=1),
    "fortnight": timedelta(weeks=2),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "half": relativedelta(months=6),
    "year": relativedelta(years=1),
    "decade": relativedelta(years=10),
    "century": relativedelta(years=100),
}
UNKNOWN = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "fortnight": "XXXX-XX",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "half": "XXXX-HX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar; ``first`` and ``last`` are None where the value leaves them open."""

    unit: str
    value: str
    first: date | None = None
    last: date | None = None


def day(when: date) -> Period:
    """Return one day."""
    return Period("day", when.isoformat(), when, when)


def month(year: int, number: int) -> Period:
    """Return a month."""
    return Period("month", f"{year:04d}-{number:02d}", *_months(year, number, 1))


def _months(year_number: int, number: int, count: int) -> tuple[date, date]:
    """Return the first and last day of ``count`` months of a year from month ``number``."""
    last = number + count - 1
    return date(year_number, number, 1), date(year_number, last, monthrange(year_number, last)[1])


def year(number: int) -> Period:
    """Return a year."""
    return Period("year", f"{number:04d}", date(number, 1, 1), date(number, 12, 31))


def decade(first_year: int) -> Period:
    """Return the ten years that begin with ``first_year`` (1990 → ``199``)."""
    return Period("decade", f"{first_year // 10:03d}", date(first_year, 1, 1), date(first_year + 9, 12, 31))


def century(number: int) -> Period:
    """Return a century by its ordinal (20 → ``19``, 1901 to 2000)."""
    first = (number - 1) * 100 + 1
    return Period("century", f"{number - 1:02d}", date(first, 1, 1), date(first + 99, 12, 31))


def quarter(year_number: int, number: int) -> Period:
    """Return a quarter of a year, 1 to 4."""
    return Period("quarter", f"{year_number:04d}-Q{number}", *_months(year_number, 3 * number - 2, 3))


def half(year_number: int, number: int) -> Period:
    """Return a half of a year, 1 or 2."""
    return Period("half", f"{year_number:04d}-H{number}", *_months(year_number, 6 * number - 5, 6))


def season(year_number: int, code: str) -> Period:
    """Return a season (SP SU AU WI) of a year."""
    start, end = SEASONS[code]
    first = date(year_number, *start)
    return Period("season", f"{year_number:04d}-{code}", first, date(year_number + (code == "WI"), *end))


def week(when: date) -> Period:
    """Return the ISO week of a day."""
    iso = when.isocalendar()
    first = when - timedelta(days=when.weekday())
    return Period("week", f"{iso.year:04d}-W{iso.week:02d}", first, first + timedelta(days=6))


def weekend(when: date) -> Period:
    """Return the Saturday and Sunday of the ISO week of a day."""
    whole = week(when)
    assert whole.first is not None
    return Period("weekend", f"{whole.value}-WE", whole.first + timedelta(days=5), whole.last)


def containing(unit: str, when: date) -> Period:
    """Return the stretch of a unit that a day lies in; the day itself for units smaller than a week."""
    return MAKERS.get(unit, day)(when)


MAKERS: dict[str, Callable[[date], Period]] = {
    "week": week,
    "fortnight": week,
    "weekend": weekend,
    "month": lambda when: month(when.year, when.month),
    "quarter": lambda when: quarter(when.year, (when.month + 2) // 3),
    "half": lambda when: half(when.year, 1 if when.month <= 6 else 2),
    "year": lambda when: year(when.year),
    "decade": lambda when: decade(when.year // 10 * 10),
    "century": lambda when: century((when.year + 99) // 100),
}


def shifted(when: date, unit: str, count: float) -> date:
    """Return the day ``count`` units later; halves count in the next smaller unit.

    Raises
    ------
    OverflowError, ValueError
        If the result lies outside the years 1 to 9999.
    """
    whole = int(count)
    moved = when + STEPS[unit] * whole
    if count != whole:
        days = {"year": 183, "half": 91, "quarter": 45, "month": 15, "decade": 1826, "century": 18262}
        part = days.get(unit, 3 if unit == "week" else 0)
        moved += timedelta(days=part if count > 0 else -part)
    return moved


def part_of(period: Period, mod: str | None, *, half: bool = False) -> Period:
    """Return the days that *début*, *milieu* or *fin* of a period cover (START, MID, END), or one of its halves."""
    first, last = period.first, period.last
    if first is None or last is None or first == last or mod not in ("START", "MID", "END"):
        return period
    length = (last - first).days + 1
    if half:
        return _half_of(period, first, last, second=mod == "END")
    index = ("START", "MID", "END").index(mod)
    match period.unit:
        case "month":
            cuts = (first, first + timedelta(days=10), first + timedelta(days=20), last + timedelta(days=1))
        case "year":
            spans = (((1, 1), (3, 1)), ((5, 1), (9, 1)), ((10, 1), None))
            start, end = spans[index]
            stop = date(first.year, *end) if end else last + timedelta(days=1)
            return replace(period, first=date(first.year, *start), last=stop - timedelta(days=1))
        case "week":
            cuts = (first, first + timedelta(days=2), first + timedelta(days=4), last + timedelta(days=1))
        case _:
            cuts = tuple(first + timedelta(days=round(length * third / 3)) for third in range(4))
    return replace(period, first=cuts[index], last=cuts[index + 1] - timedelta(days=1))


def _half_of(period: Period, first: date, last: date, *, second: bool) -> Period:
    """Return the first or second half: of whole months where the period has them, else of days."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1 and months > 1
    middle = first + (relativedelta(months=months // 2) if whole else timedelta(days=((last - first).days + 1) // 2))
    return replace(period, first=middle) if second else replace(period, last=middle - timedelta(days=1))


def movable(year_number: int, offset: int) -> date:
    """Return the feast that lies ``offset`` days after Easter Sunday."""
    return easter(year_number) + timedelta(days=offset)


def nth_weekday(period: Period, weekday: int, nth: int) -> date | None:
    """Return the nth (from 1; -1 is the last) Monday = 1 … Sunday = 7 of a period, or None beyond its end."""
    if period.first is None or period.last is None:
        return None
    if nth < 0:
        back = (period.last.isoweekday() - weekday) % 7
        found = period.last - timedelta(days=back) + timedelta(weeks=nth + 1)
    else:
        ahead = (weekday - period.first.isoweekday()) % 7
        found = period.first + timedelta(days=ahead) + timedelta(weeks=nth - 1)
    return found if period.first <= found <= period.last else None


def around(years: range, month: int, day: int) -> list[date]:
    """Return the dates that exist on that day of the month in those years."""
    found: list[date] = []
    for number in years:
        try:
            found.append(date(number, month, day))
        except ValueError:
            continue
    return found


def days_back(when: date, count: int) -> date:
    """Return the day ``count`` days before."""
    return when - timedelta(days=count)
