"""Builders of what is counted from the narrative, and of times of the day."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.components.dates import calendar
from pipeline.components.dates.calendar import Period
from pipeline.components.dates.clock import time_of
from pipeline.components.dates.context import SENTENCE, Context, Reading
from pipeline.components.dates.dated import build_calendar
from pipeline.components.dates.readings import dated, direction, timed, unknown, unknown_day
from pipeline.components.dates.scan import Mention
from pipeline.components.dates.weekdays import build_weekday

SMALL_HOURS, EVENING = 6, 17
"""Hours before and from which a night told of goes over midnight."""
BESIDE = 12
"""Within how many characters an hour belongs to the repeated day before it."""


def build_narrative(mention: Mention, context: Context) -> Reading | None:
    """Days and units counted from the narrative: *la veille*, *cette année-là*, *le mois suivant*."""
    fields = mention.fields
    unit = fields.get("unit", "day")
    step = fields.get("eve", fields.get("following", fields.get("before", fields.get("side", 0))))
    if unit in ("hour", "minute", "second"):
        return _same_hour(context)
    told = context.antecedent(mention, "day" if unit == "day" or "part" in fields else unit)
    if told is not None and told.reading.period is not None and told.reading.period.first is not None:
        base, anchor, known = told.reading.period.first, told.span_id, told.reading.period.unit == "day"
    elif context.span is not None:
        base, anchor, known = context.span[0], "document", context.today is not None
    else:
        value = _weekday_beside(step, context) if unit == "day" else None
        return timed(Reading("DATE", value or unknown(unit, context)), fields)
    if unit == "day" and not known:
        return timed(Reading("DATE", f"{base.year:04d}-{base.month:02d}-XX", anchor=anchor), fields)
    period = calendar.containing(unit, calendar.shifted(base, unit, step))
    return timed(Reading("DATE", period.value, period, anchor=anchor), fields)


def _weekday_beside(step: int, context: Context) -> str | None:
    """Return the weekday ``step`` days from the one told last, when only its name is known."""
    value = context.told[-1].reading.value if context.told else None
    if value is None or "-WXX-" not in value[:10]:
        return None
    return f"{value[:9]}{(int(value[9]) - 1 + step) % 7 + 1}"


def _same_hour(context: Context) -> Reading | None:
    for told in reversed(context.told):
        if told.reading.type == "TIME" and told.reading.hour is not None:
            return Reading("TIME", told.reading.value, told.reading.period, anchor=told.span_id)
    return None


def build_night(mention: Mention, context: Context) -> Reading | None:
    """*La nuit du 12 au 13 octobre*, *la nuit de mardi à mercredi*: the night that begins on the first day."""
    fields = mention.fields
    inner_fields = {k: v for k, v in fields.items() if k not in ("part", "until")}
    copy = Mention(mention.start, mention.end, mention.rule, inner_fields, None, mention.modifiers)
    inner = (
        build_weekday(copy, context) if "weekday" in fields and "day" not in fields else build_calendar(copy, context)
    )
    if inner is None or inner.value is None:
        return inner
    period = inner.period
    if period is not None and period.first is not None:
        period = Period("day", period.value, period.first, period.first + timedelta(days=1))
    return Reading("TIME", f"{inner.value}T{fields['part']}", period, anchor=inner.anchor, year_given=inner.year_given)


def build_day_of_month(mention: Mention, context: Context) -> Reading | None:
    """*Le 1er du mois prochain*."""
    fields = mention.fields
    span = context.span
    told = next(context.antecedents(mention, "month"), None) if "same" in fields else None
    same = told.reading.period.first if told is not None and told.reading.period is not None else None
    if told is not None and same is not None:
        found = calendar.around(range(same.year, same.year + 1), same.month, fields["day"])
        return dated(calendar.day(found[0]), anchor=told.span_id) if found else Reading("DATE", None)
    if span is None or context.precision == "year":
        return Reading("DATE", f"XXXX-XX-{fields['day']:02d}")
    step = direction(fields) or fields.get("following") or fields.get("before") or 0
    first = calendar.shifted(span[0].replace(day=1), "month", step)
    found = calendar.around(range(first.year, first.year + 1), first.month, fields["day"])
    return dated(calendar.day(found[0]), anchor="document") if found else Reading("DATE", None)


def build_clock(mention: Mention, context: Context) -> Reading | None:
    """*À 18 heures*: of the day being told of, else of the document's."""
    fields = mention.fields
    time = time_of(fields)
    if time is None:
        return None
    habit = _habit_before(mention, context)
    if habit is not None:
        return Reading("TIME", habit + time, mod=fields.get("mod"), hour=fields.get("hour"))
    base, anchor = context.ahead or _day_told(mention, context, time)
    if base is not None and mention.joined == "range" and _is_next_day(time, context):
        base += timedelta(days=1)
    if time.startswith("T24:"):
        past = context.tense_of(mention).time == "past"
        if not past or anchor == "document":  # last night's midnight begins the document's day
            base, time = (base + timedelta(days=1) if base and not past else base), f"T00:{time[4:]}"
    value = (base.isoformat() if base else unknown_day(context)) + time
    period = calendar.day(base) if base else None
    return Reading("TIME", value, period, mod=fields.get("mod"), anchor=anchor, hour=fields.get("hour"))


def _day_told(mention: Mention, context: Context, time: str) -> tuple[date | None, str | None]:
    """Return the day, with its anchor, of an hour or a part of the day: after an evening, the small hours follow."""
    found = context.narrative_day(mention)
    beside = context.told[-1] if context.told else None
    same = beside.reading.period if beside is not None and beside.reading.hour is not None else None
    between = context.text[beside.mention.end : mention.start].strip() if beside is not None else ""
    if beside is not None and same is not None and same.first is not None and between == "(":  # 18 h (17 h GMT)
        return same.first, beside.span_id
    if found is None:
        return None, None
    base, told = found
    value = told.reading.value if told else None
    early = time[1:3].isdigit() and int(time[1:3]) < SMALL_HOURS
    if told is None or value is None:
        return base, "document"
    if mention.joined == "range":
        return base, told.span_id
    late = value[10:].startswith(("TEV", "TNI")) or ((told.reading.hour or 0) >= EVENING)
    until = value[10:] == "" and any(m.mod == "ON_OR_BEFORE" for m in mention.modifiers)
    if (early and (late or until)) or (time == "TMO" and late):
        base += timedelta(days=1)
    return base, told.span_id


def _is_next_day(time: str, context: Context) -> bool:
    """Whether a range of hours goes over midnight: *de 22 h à 5 h*."""
    first = context.told[-1].reading.value if context.told else None
    return first is not None and first[10:11] == "T" and first[11:12].isdigit() and time[1:3] < first[11:13]


def _habit_before(mention: Mention, context: Context) -> str | None:
    """Return the repeated day that a time belongs to: *tous les jeudis, de 10 h à 13 h*."""
    told = context.told[-1] if context.told else None
    value = told.reading.value if told else None
    if told is None or value is None or mention.start - told.mention.end > BESIDE:
        return None
    if SENTENCE.search(context.text, told.mention.end, mention.start):
        return None
    if told.reading.type == "SET" and "T" not in value and not told.mention.joined:
        if value in ("P1D", "XXXX-WXX-WD"):
            return "XXXX-XX-XX"
        return value if value.startswith("XXXX-WXX-") else None
    unknown_time = told.reading.type == "TIME" and mention.joined and value.startswith("XXXX-WXX-")
    return value[:10] if unknown_time and told.reading.hour is not None else None


def build_part(mention: Mention, context: Context) -> Reading | None:
    """*Dans la soirée*: of the day being told of; *la nuit dernière*."""
    fields = mention.fields
    base, anchor = _day_told(mention, context, f"T{fields.get('part', '')}")
    if "last" in fields or "next" in fields:
        base, anchor = context.today, "document"
        if base is not None and fields.get("part") == "NI" and "last" in fields:
            base -= timedelta(days=1)
    if "part" not in fields:
        return None
    value = (base.isoformat() if base else unknown_day(context)) + f"T{fields['part']}"
    return Reading("TIME", value, calendar.day(base) if base else None, mod=fields.get("position"), anchor=anchor)
