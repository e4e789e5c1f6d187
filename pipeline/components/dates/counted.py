"""Builders of feasts, and of days and weeks counted within a period or named by a date."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.components.dates import calendar
from pipeline.components.dates.amounts import amount, at_distance
from pipeline.components.dates.calendar import Period
from pipeline.components.dates.context import Context, Reading
from pipeline.components.dates.dated import build_calendar
from pipeline.components.dates.periods import build_relative, build_season
from pipeline.components.dates.readings import dated, direction, full_year, timed
from pipeline.components.dates.scan import Mention

DATED = ("deictic", "day", "month", "year", "yy", "weekday", "holiday")
YEARLY = ("year", "decade", "century")


def build_holiday(mention: Mention, context: Context) -> Reading | None:
    """Feasts, fixed or counted from Easter."""
    fields = mention.fields
    code = fields["holiday"]
    year = full_year(fields, context)
    span, toward = context.span, direction(fields)
    if year is not None:
        when = feast(code, year)
        return timed(dated(calendar.day(when), given=True), fields) if when else None
    if toward is None:
        narrative = context.narrative_year(mention)
        if narrative is not None and (when := feast(code, narrative)):
            return timed(dated(calendar.day(when), anchor=context.told[-1].span_id), fields)
    if span is None:
        fixed = len(code) == 5 and code[2] == "-"
        return timed(Reading("DATE", f"XXXX-{code}" if fixed else calendar.UNKNOWN["day"]), fields)
    found = [when for step in (-1, 0, 1) if (when := feast(code, span[0].year + step))]
    if toward == -1:
        found = [when for when in found if when < span[0]][-1:]
    elif toward == 1:
        found = [when for when in found if when > span[0]][:1]
    chosen = context.closest(found, mention)
    return timed(dated(calendar.day(chosen), anchor="document"), fields) if chosen else None


def feast(code: str, year: int) -> date | None:
    """Return the day of a feast (``12-25``, ``E+39``, ``10-1-2``) in a year."""
    if not 1583 <= year <= 4099:
        return None
    if code[0] == "E":
        return calendar.movable(year, int(code[1:]))
    numbers = [int(part) for part in code.split("-", 2)]
    if len(numbers) == 3:
        return calendar.nth_weekday(calendar.month(year, numbers[0]), numbers[1], numbers[2])
    return date(year, numbers[0], numbers[1])


def build_eve_of(mention: Mention, context: Context) -> Reading | None:
    """*La veille de Noël*, *le lendemain du 14 juillet*."""
    inner = build_holiday(mention, context) if "holiday" in mention.fields else build_calendar(mention, context)
    if inner is None or inner.period is None or inner.period.first is None:
        return Reading("DATE", calendar.UNKNOWN["day"])
    when = inner.period.first + timedelta(days=mention.fields["eve"])
    return Reading("DATE", when.isoformat(), calendar.day(when), anchor=inner.anchor)


def build_from_date(mention: Mention, context: Context) -> Reading | None:
    """*Trois jours avant Noël*, *dix ans après 1945*: a point counted from a date."""
    fields = mention.fields
    inner_fields = {k: v for k, v in fields.items() if k in DATED}
    copy = Mention(mention.start, mention.end, mention.rule, inner_fields, None, mention.modifiers)
    inner = build_holiday(copy, context) if "holiday" in fields else build_calendar(copy, context)
    number, unit, mod = amount(fields)
    base = inner.period if inner else None
    if inner is None or number is None or unit not in calendar.STEPS:
        return Reading("DATE", None, mod=mod)
    if base is None or base.first is None or (base.unit == "year" and unit not in YEARLY):
        return Reading("DATE", calendar.UNKNOWN.get(unit, calendar.UNKNOWN["day"]), mod=mod)
    found = at_distance(base.first, unit, fields["side"] * number)
    return Reading("DATE", found.value, found, mod=mod, anchor=inner.anchor, year_given=inner.year_given)


def build_nth(mention: Mention, context: Context) -> Reading | None:
    """*Le premier lundi de mars*, *la dernière semaine de juin*."""
    fields = mention.fields
    if "each" in fields:
        return Reading("SET", f"XXXX-WXX-{fields['weekday']}") if "weekday" in fields else None
    whole = _whole(mention, context)
    if whole is None:
        return None
    nth, period = fields["ordinal"], whole.period
    if period is None or period.first is None or period.last is None:
        unit = "week" if fields.get("unit") in ("week", "weekend") else "day"
        return Reading("DATE", calendar.UNKNOWN[unit] if "weekday" not in fields else f"XXXX-WXX-{fields['weekday']}")
    found = _nth_of(period, nth, fields.get("weekday"), fields.get("unit"))
    if found is None:
        return Reading("DATE", None)
    return timed(Reading("DATE", found.value, found, anchor=whole.anchor, year_given=whole.year_given), fields)


def _whole(mention: Mention, context: Context) -> Reading | None:
    """Read the period in which something is counted."""
    fields = mention.fields
    if "season" in fields:
        return build_season(mention, context)
    if "of" not in fields:
        inner = {k: v for k, v in fields.items() if k not in ("weekday", "ordinal", "unit", "hour", "minute", "part")}
        return build_calendar(
            Mention(mention.start, mention.end, mention.rule, inner, None, mention.modifiers), context
        )
    inner = {k: v for k, v in fields.items() if k in ("last", "next", "before", "following", "this")}
    copy = Mention(mention.start, mention.end, mention.rule, {**inner, "unit": fields["of"]}, None, mention.modifiers)
    return build_relative(copy, context)


def _nth_of(period: Period, nth: int, weekday: int | None, unit: str | None) -> Period | None:
    """Return the nth weekday or unit of a period, None beyond its end; -1 is the last."""
    first, last = period.first, period.last
    assert first is not None and last is not None
    if weekday is not None or unit == "weekend":
        found = calendar.nth_weekday(period, weekday or 6, nth)
        if found is None:
            return None
        return calendar.day(found) if weekday else calendar.weekend(found)
    if unit == "week":  # as in ISO 8601, a week belongs to the period that has its Thursday
        thursday = calendar.nth_weekday(period, 4, nth)
        return calendar.week(thursday) if thursday else None
    if unit == "fortnight":
        middle, late = first + timedelta(days=15), nth in (2, -1)
        days = (middle, last) if late else (first, middle - timedelta(days=1))
        return Period("fortnight", period.value, *days)
    if unit not in calendar.STEPS:
        return None
    found = calendar.shifted(first, unit, nth - 1) if nth > 0 else calendar.shifted(last, unit, nth + 1)
    return calendar.containing(unit, found) if first <= found <= last else None


def build_week_of(mention: Mention, context: Context) -> Reading | None:
    """*La semaine du 10 mars*, *le week-end de Pâques*."""
    fields = mention.fields
    if fields.get("unit") not in ("week", "weekend", "night", "day"):
        return None
    inner = build_holiday(mention, context) if "holiday" in fields else build_calendar(mention, context)
    if inner is None or inner.period is None or inner.period.first is None:
        value = calendar.UNKNOWN[fields["unit"]]
        return Reading("DATE", value)
    when = inner.period.first
    if fields["unit"] == "day":
        return inner
    if fields["unit"] == "weekend" and when.weekday() == 0:  # a feast on a Monday makes the weekend before it
        when -= timedelta(days=1)
    period = calendar.containing(fields["unit"], when)
    return Reading("DATE", period.value, period, anchor=inner.anchor, year_given=inner.year_given)


def build_week_number(mention: Mention, context: Context) -> Reading | None:
    """*La semaine 47*: of the year that stands beside it, else the closest."""
    number, given = mention.fields["weeknumber"], full_year(mention.fields, context)
    if not 1 <= number <= 53:
        return None
    if given is not None:
        return dated(calendar.week(date.fromisocalendar(given, number, 1)), given=True)
    if context.span is None:
        return Reading("DATE", f"XXXX-W{number:02d}")
    year = context.span[0].year
    monday = context.closest([date.fromisocalendar(year + step, number, 1) for step in (-1, 0, 1)], mention)
    return dated(calendar.week(monday), anchor="document") if monday else None
