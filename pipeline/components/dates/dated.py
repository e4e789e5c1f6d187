"""Builders of dates: what the fields of a mention mean on the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pipeline.components.dates import calendar
from pipeline.components.dates.calendar import Period
from pipeline.components.dates.clock import time_of
from pipeline.components.dates.context import Context, Reading, Told, around
from pipeline.components.dates.scan import Mention

MODS = {"START", "MID", "END"}


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


def build_calendar(mention: Mention, context: Context) -> Reading | None:
    """Days, months and years with their numbers, whole or incomplete."""
    fields = mention.fields
    for name, build in BY_FIELD:
        if name in fields:
            return build(mention, context)
    if "second" in mention.rule.give and mention.joined is None:
        return None
    year = full_year(fields, context)
    if year is None or not 1 <= year <= 9999 or context.syntax.counts(mention.start, mention.end):
        return None
    return dated(calendar.year(year), given=True)


def _short_year(mention: Mention, context: Context) -> Reading | None:
    """*2009-10*: the second bound in the century of the first."""
    previous = context.told[-1].reading.period if context.told else None
    if previous is None or previous.first is None:
        return None
    return dated(calendar.year(previous.first.year // 100 * 100 + mention.fields["shortyear"]), given=True)


def _day(mention: Mention, context: Context) -> Reading:
    read = _month_day if "month" in mention.fields else _day_alone
    return timed(read(mention, context), mention.fields)


def dated(period: Period, *, given: bool = False, anchor: str | None = None) -> Reading:
    """Return a DATE of a period."""
    return Reading("DATE", period.value, period, year_given=given, anchor=anchor)


def _month_day(mention: Mention, context: Context) -> Reading:
    fields = mention.fields
    month, day = fields["month"], fields["day"]
    year = full_year(fields, context)
    if year is not None:
        try:
            return dated(calendar.day(date(year, month, day)), given=True)
        except ValueError:
            return Reading("DATE", None)
    if not around(range(2024, 2025), month, day):
        return Reading("DATE", None)
    found, anchor = _in_year(mention, context, month, day)
    if found is None:
        return Reading("DATE", f"XXXX-{month:02d}-{day:02d}")
    return dated(calendar.day(found), anchor=anchor)


def _in_year(mention: Mention, context: Context, month: int, day: int) -> tuple[date | None, str | None]:
    """Choose the year of a date without one."""
    fields = mention.fields
    span = context.span
    toward = direction(fields)
    told_year = context.narrative_year(mention) if toward is None else None
    if told_year is not None and context.just_told(mention, month, day):
        told_year = None
    if told_year is not None and (near := around(range(told_year, told_year + 1), month, day)):
        return near[0], context.told[-1].span_id
    if span is None:
        return None, None
    now = span[0].year
    if context.precision == "year":
        near = around(range(now, now + 1), month, day)
        return (near[0] if near else None), "document"
    candidates = around(range(now - 8, now + 9), month, day)
    if toward == -1:
        candidates = [c for c in candidates if c <= span[1]][-1:]
    elif toward == 1:
        candidates = [c for c in candidates if c > span[0]][:1]
    elif toward == 0:
        candidates = [c for c in candidates if c.year in (now - 1, now, now + 1)]
    else:
        weekday = fields.get("weekday")
        near = [c for c in candidates if abs(c.year - now) <= 1]
        same = [c for c in candidates if weekday and c.isoweekday() == weekday]
        near_same = [c for c in same if c in near]
        candidates = near_same or near or candidates
    return context.closest(candidates, mention), "document"


def _day_alone(mention: Mention, context: Context) -> Reading:
    day = mention.fields["day"]
    told = context.antecedent(mention)
    if told is not None and (found := _day_of_story(told, mention, context)) is not None:
        return dated(calendar.day(found), anchor=told.span_id)
    span = context.span
    if span is None or context.precision == "year":
        return Reading("DATE", f"XXXX-XX-{day:02d}")
    candidates: list[date] = []
    reach = 13 if "weekday" in mention.fields else 2  # a Friday the 13th may be a year away
    for step in range(-reach, reach + 1):
        first = calendar.shifted(span[0].replace(day=1), "month", step)
        candidates += around(range(first.year, first.year + 1), first.month, day)
    if mention.fields.get("this") == 0:
        candidates = [c for c in candidates if (c.year, c.month) == (span[0].year, span[0].month)] or candidates
    weekday = mention.fields.get("weekday")
    candidates = [c for c in candidates if c.isoweekday() == weekday] or candidates
    chosen = context.closest(candidates, mention)
    return dated(calendar.day(chosen), anchor="document") if chosen else Reading("DATE", None)


def _day_of_story(told: Told, mention: Mention, context: Context) -> date | None:
    """*Le 4 février, puis le 11*: the day in the month of the date told before."""
    period = told.reading.period
    if period is None or period.first is None or period.unit != "day" or not context.same_paragraph(told, mention):
        return None
    if told.reading.anchor == "document" and "month" not in told.mention.fields:
        return None
    if context.tense_of(mention).time == "future" and not mention.joined:
        return None
    found = around(range(period.first.year, period.first.year + 1), period.first.month, mention.fields["day"])
    return found[0] if found and (found[0] >= period.first or mention.joined) else None


def _month(mention: Mention, context: Context) -> Reading | None:
    fields = mention.fields
    month = fields["month"]
    year = full_year(fields, context)
    if year is not None:
        return dated(calendar.month(year, month), given=True)
    ranged = (mention.joined == "range" or mention.opens_range) and "once" not in fields
    yearly = ranged and context.tense_of(mention).time == "present"
    if yearly:  # a season of each year: ouvert d'avril à octobre
        return Reading("DATE", f"XXXX-{month:02d}")
    found, anchor = _in_year_month(mention, context, month)
    if found is None:
        return Reading("DATE", f"XXXX-{month:02d}")
    return dated(calendar.month(found, month), anchor=anchor)


def _in_year_month(mention: Mention, context: Context, month: int) -> tuple[int | None, str | None]:
    span, toward = context.span, direction(mention.fields)
    if toward is None:
        told_year = context.narrative_year(mention)
        if told_year is not None:
            return told_year, context.told[-1].span_id
    if span is None:
        return None, None
    now = span[0]
    if context.precision == "year" or toward == 0:
        return now.year, "document"
    if toward is not None:
        current = now.month
        ahead = month > current
        return now.year + (toward == 1 and not ahead) - (toward == -1 and month >= current), "document"
    candidates = [date(now.year + step, month, 15) for step in (-1, 0, 1)]
    here = [c for c in candidates if (c.year, c.month) == (now.year, now.month)]
    if here:
        return here[0].year, "document"
    chosen = context.closest(candidates, mention)
    return (chosen.year if chosen else None), "document"


def build_weekday(mention: Mention, context: Context) -> Reading | None:
    """Names of days: the closest that the tense allows, or in the week that the words name."""
    fields = mention.fields
    number = fields["weekday"]
    if _is_habit(mention, context):
        return Reading("SET", f"XXXX-WXX-{number}{time_of(fields) or ''}")
    today = context.today
    if today is None:
        return timed(_weekday_of_story(mention, context, number), fields)
    monday = today - timedelta(days=today.weekday())
    toward = direction(fields)
    if "weeklater" in fields:
        base = today + timedelta(days=(number - today.isoweekday()) % 7 or 7)
        found = base + timedelta(weeks=fields["weeklater"])
    elif mention.rule.id == "weekday.week" or "week" in fields:
        step = toward if toward is not None else fields.get("following", fields.get("before", 0))
        found = monday + timedelta(weeks=step, days=number - 1)
    elif toward == -1:
        found = today - timedelta(days=(today.isoweekday() - number) % 7 or 7)
    elif toward == 1:
        found = today + timedelta(days=(number - today.isoweekday()) % 7 or 7)
    elif fields.get("following") or fields.get("before"):
        return timed(_weekday_of_story(mention, context, number), fields)
    else:
        back = today - timedelta(days=(today.isoweekday() - number) % 7)
        ahead = today + timedelta(days=(number - today.isoweekday()) % 7)
        chosen = context.closest([back, ahead], mention, default="past")
        assert chosen is not None
        found = chosen
    return timed(dated(calendar.day(found), anchor="document"), fields)


def _is_habit(mention: Mention, context: Context) -> bool:
    """*Le dimanche* with an article and nothing else is every Sunday, unless the verb tells one that is past."""
    fields = mention.fields
    if "det" not in fields or direction(fields) is not None or mention.modifiers:
        return False
    if any(name in fields for name in ("following", "before", "same", "weeklater", "ordinal", "until", "day")):
        return False
    return mention.rule.id == "weekday" and context.tense_of(mention).time not in ("past", "future")


def _weekday_of_story(mention: Mention, context: Context, number: int) -> Reading:
    told = context.antecedent(mention)
    base = told.reading.period.first if told and told.reading.period and told.reading.period.unit == "day" else None
    if base is not None and told is not None and ("following" in mention.fields or "before" in mention.fields):
        step = 1 if "following" in mention.fields else -1
        days = (number - base.isoweekday()) * step % 7 or 7
        return dated(calendar.day(base + timedelta(days=days * step)), anchor=told.span_id)
    for before in reversed(context.told[-6:]):
        period = before.reading.period
        if period is not None and period.unit == "day" and period.first and period.first.isoweekday() == number:
            return dated(calendar.day(period.first), anchor=before.span_id)
    year = f"{context.published.year:04d}" if context.published else "XXXX"
    return Reading("DATE", f"{year}-WXX-{number}")


def build_deictic(mention: Mention, context: Context) -> Reading | None:
    """*Hier*, *demain*, *ce matin*: days counted from the document's."""
    fields = mention.fields
    bare_today = fields.get("deictic") == 0 and time_of(fields) is None
    if bare_today and (context.today is None or not _is_today(mention, context)):
        return Reading("DATE", "PRESENT_REF")
    if context.today is None:
        return timed(Reading("DATE", unknown_day(context)), fields)
    when = context.today + timedelta(days=fields.get("deictic", 0))
    return timed(dated(calendar.day(when), anchor="document"), fields)


def _is_today(mention: Mention, context: Context) -> bool:
    """*Aujourd'hui* is the day itself unless the verb tells a state of affairs."""
    return not context.syntax.state(mention.start, mention.end)


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


BY_FIELD = (
    ("shortyear", _short_year),
    ("deictic", build_deictic),
    ("day", _day),
    ("month", _month),
    ("weekday", build_weekday),
)
