"""What the builders of readings share: the year, direction and time in the fields of a mention; unknown values."""

from __future__ import annotations

from typing import Any

from pipeline.components.dates import calendar
from pipeline.components.dates.calendar import Period
from pipeline.components.dates.clock import time_of
from pipeline.components.dates.context import Context, Reading


def direction(fields: dict[str, Any]) -> int | None:
    """Return −1 for *dernier*, 1 for *prochain*, 0 for *ce*, None if the words give no direction."""
    for name in ("last", "next", "coming", "current", "this"):
        if name in fields:
            return fields[name]
    return None


def timed(reading: Reading, fields: dict[str, Any]) -> Reading:
    """Turn a day into a TIME if the fields hold a clock time or a part of the day."""
    time = time_of(fields)
    if time is not None and reading.value is not None:
        reading.type, reading.value = "TIME", reading.value + time
        reading.hour = fields.get("hour")
    if "position" in fields:
        reading.mod = fields["position"]
    if "atmod" in fields:
        reading.mod = fields["atmod"]
    return reading


def full_year(fields: dict[str, Any], context: Context) -> int | None:
    """Return the year that the words give; two digits are of the document's century or the one before."""
    if "year" in fields:
        return fields["year"]
    if "yearstep" in fields:
        return context.span[0].year + fields["yearstep"] if context.span else None
    short = fields.get("yy")
    if short is None:
        return None
    now = context.published.year if context.published else 2025
    number = now // 100 * 100 + short
    return number - 100 if number > now + 15 else number


def dated(period: Period, *, given: bool = False, anchor: str | None = None) -> Reading:
    """Return a DATE of a period."""
    return Reading("DATE", period.value, period, year_given=given, anchor=anchor)


def unknown_day(context: Context) -> str:
    """Return a day of the document's year and month, as far as they are known."""
    if context.published is None:
        return calendar.UNKNOWN["day"]
    month = f"{context.published.month:02d}" if context.precision == "month" else "XX"
    return f"{context.published.year:04d}-{month}-XX"


def unknown(unit: str, context: Context) -> str:
    """Return the value of a unit whose number is not known."""
    if context.published is not None and unit in ("week", "weekend", "month", "quarter", "half"):
        return calendar.UNKNOWN[unit].replace("XXXX", f"{context.published.year:04d}", 1)
    return calendar.UNKNOWN.get(unit, "XXXX")
