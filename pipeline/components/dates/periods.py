"""Builders of periods: quarters, seasons, decades, feasts, weeks, parts of the day, and what is counted within them."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.components.dates import calendar
from pipeline.components.dates.calendar import Period
from pipeline.components.dates.clock import time_of
from pipeline.components.dates.context import Context, Reading, around
from pipeline.components.dates.dated import build_calendar, build_weekday, dated, direction, full_year, timed, unknown, unknown_day
from pipeline.components.dates.scan import Mention


def build_decade(mention: Mention, context: Context) -> Reading | None:
    """*Les années 1990*, *les années 80*: ten years; a year that does not end in 0 is a year."""
    fields = mention.fields
    if "year" in fields:
        number = fields["year"]
        return dated(calendar.year(number) if number % 10 else calendar.decade(number), given=True)
    tens = fields["tens"]
    if tens % 10:
        return None
    return dated(calendar.decade((2000 if tens < 20 else 1900) + tens), given=True)


def build_century(mention: Mention, context: Context) -> Reading | None:
    """*Le XIXe siècle*."""
    fields = mention.fields
    number = fields.get("roman", fields.get("centuryword", fields.get("ordinal")))
    if number is None or not 1 <= number <= 99:
        return None
    return dated(calendar.century(number), given=True)


def build_bc(mention: Mention, context: Context) -> Reading | None:
    """A year before our era."""
    return Reading("DATE", f"BC{mention.fields['bc']:04d}", year_given=True)


def build_portion(mention: Mention, context: Context) -> Reading | None:
    """Quarters and halves of a year."""
    fields = mention.fields
    unit = fields.get("portion", fields.get("unit"))
    count = 4 if unit == "quarter" else 2
    number = fields.get("ordinal", 1)
    number = count + 1 + number if number < 0 else number
    if not 1 <= number <= count:
        return None
    make = calendar.quarter if unit == "quarter" else calendar.half
    year = full_year(fields, context)
    if year is not None:
        return dated(make(year, number), given=True)
    span = context.span
    if span is None:
        return Reading("DATE", f"XXXX-{'Q' if unit == 'quarter' else 'H'}{number}")
    now, toward = span[0].year, direction(fields)
    periods = [make(now + step, number) for step in (-1, 0, 1)]
    return _closest(periods, mention, context, toward)


def _closest(periods: list[Period], mention: Mention, context: Context, toward: int | None) -> Reading | None:
    """Choose among the same stretch of neighbouring years."""
    span = context.span
    assert span is not None
    if toward == -1:
        periods = [p for p in periods if p.last and p.last < span[0]][-1:]
    elif toward == 1:
        periods = [p for p in periods if p.first and p.first > span[1]][:1]
    inside = [p for p in periods if p.first and p.last and p.first <= span[0] <= p.last]
    if inside and toward in (None, 0) and context.tense_of(mention).time != "past":
        return dated(inside[0], anchor="document")
    edges = {edge: p for p in periods for edge in (p.first, p.last) if edge is not None}
    chosen = context.closest(list(edges), mention)
    return dated(edges[chosen], anchor="document") if chosen else None


def build_season(mention: Mention, context: Context) -> Reading | None:
    """Seasons, of a given year or the closest."""
    fields = mention.fields
    code = fields["season"]
    if "year" in fields:
        return dated(calendar.season(fields["year"], code), given=True)
    span, toward = context.span, direction(fields)
    narrative = context.narrative_year(mention) if toward is None else None
    if narrative is not None and context.tense_of(mention).time != "future":
        return dated(calendar.season(narrative, code), anchor=context.told[-1].span_id)
    if span is None:
        return Reading("DATE", f"XXXX-{code}")
    now = span[0].year
    periods = [calendar.season(now + step, code) for step in (-2, -1, 0, 1)]
    inside = [p for p in periods if p.first and p.last and p.first <= span[1] and span[0] <= p.last]
    if inside and toward in (None, 0):
        return dated(inside[0], anchor="document")
    return _closest(periods, mention, context, toward)


def build_relative(mention: Mention, context: Context) -> Reading | None:
    """Units counted from the present: *la semaine dernière*, *la fin du mois*, *cette année*."""
    fields = mention.fields
    unit = fields.get("unit")
    mod = fields.get("position")
    if unit is None:
        return build_part(mention, context) if "part" in fields else None
    if "ordinal" in fields:
        reading = build_portion(mention, context)
        if reading is not None:
            reading.mod = mod
        return reading
    step = direction(fields) or 0
    if unit in ("hour", "minute", "second"):
        return None
    for name in ("before", "following"):
        if name in fields:
            step = fields[name]
    span = context.span
    if span is None or (context.precision != "day" and unit in ("day", "week", "weekend", "fortnight")):
        value = unknown_day(context) if unit == "day" else unknown(unit, context)
        return Reading("DATE", value, mod=mod)
    if context.precision == "year" and unit in ("month", "quarter", "half"):
        return Reading("DATE", unknown(unit, context), mod=mod)
    if unit == "quarter" and "ordinal" not in fields and mod is None and "this" not in fields and step == 0:
        return None
    period = calendar.containing(unit, calendar.shifted(span[0], unit, step))
    return Reading("DATE", period.value, period, mod=mod, anchor="document", year_given=True)


def build_narrative(mention: Mention, context: Context) -> Reading | None:
    """Days and units counted from the narrative: *la veille*, *cette année-là*, *le mois suivant*."""
    fields = mention.fields
    unit = fields.get("unit", "day")
    step = fields.get("eve", fields.get("following", fields.get("before", fields.get("side", 0))))
    if unit in ("hour", "minute", "second"):
        return _same_hour(mention, context)
    told = context.antecedent(mention, "day" if unit == "day" or "part" in fields else unit)
    if told is None or told.reading.period is None or told.reading.period.first is None:
        if context.today is None and unit == "day":
            return timed(Reading("DATE", calendar.UNKNOWN["day"]), fields)
        if context.span is None:
            return Reading("DATE", unknown(unit, context))
        base, anchor, known = context.span[0], "document", context.today is not None
    else:
        base, anchor, known = told.reading.period.first, told.span_id, told.reading.period.unit == "day"
    if unit == "day" and not known:
        return timed(Reading("DATE", f"{base.year:04d}-{base.month:02d}-XX", anchor=anchor), fields)
    period = calendar.containing(unit, calendar.shifted(base, unit, step))
    if step == 0 and told is not None and told.reading.type == "TIME" and fields.get("part"):
        return Reading("TIME", (told.reading.value or "")[:10] + f"T{fields['part']}", period, anchor=anchor)
    return timed(Reading("DATE", period.value, period, anchor=anchor), fields)


def _same_hour(mention: Mention, context: Context) -> Reading | None:
    for told in reversed(context.told):
        if told.reading.type == "TIME" and told.reading.hour is not None:
            return Reading("TIME", told.reading.value, told.reading.period, anchor=told.span_id)
    return None


def build_nth(mention: Mention, context: Context) -> Reading | None:
    """The nth day of the week, week, weekend, fortnight or day of a month, year or season."""
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
        return build_calendar(Mention(mention.start, mention.end, mention.rule, inner, None, mention.modifiers), context)
    inner = {k: v for k, v in fields.items() if k in ("last", "next", "before", "following", "this")}
    copy = Mention(mention.start, mention.end, mention.rule, {**inner, "unit": fields["of"]}, None, mention.modifiers)
    return build_relative(copy, context)


def _nth_of(period: Period, nth: int, weekday: int | None, unit: str | None) -> Period | None:
    first, last = period.first, period.last
    assert first is not None and last is not None
    if weekday is not None:
        found = calendar.nth_weekday(period, weekday, nth)
        return calendar.day(found) if found else None
    match unit:
        case "day":
            found = last + timedelta(days=nth + 1) if nth < 0 else first + timedelta(days=nth - 1)
            return calendar.day(found) if first <= found <= last else None
        case "week":
            base = last + timedelta(weeks=nth + 1) if nth < 0 else first + timedelta(weeks=nth - 1)
            return calendar.week(base)
        case "weekend":
            found = calendar.nth_weekday(period, 6, nth)
            return calendar.weekend(found) if found else None
        case "fortnight":
            middle = first + timedelta(days=15)
            late = nth in (2, -1)
            return Period("fortnight", period.value, middle if late else first, last if late else middle - timedelta(days=1))
        case "month" | "quarter" | "half":
            found = calendar.shifted(first, unit, nth - 1) if nth > 0 else calendar.shifted(last.replace(day=1), unit, nth + 1)
            return calendar.containing(unit, found) if first <= found <= last else None
        case "year":
            found = calendar.shifted(first, unit, nth - 1) if nth > 0 else last
            return calendar.containing(unit, found)
        case _:
            return None


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
    if fields["unit"] == "weekend" and when.weekday() < 3 and fields.get("holiday"):
        when -= timedelta(days=7 - 0) if when.weekday() == 0 else timedelta(0)
    period = calendar.containing(fields["unit"], when)
    return Reading("DATE", period.value, period, anchor=inner.anchor, year_given=inner.year_given)


def build_night(mention: Mention, context: Context) -> Reading | None:
    """*La nuit du 12 au 13 octobre*, *la nuit de mardi à mercredi*: the night that begins on the first day."""
    fields = mention.fields
    inner_fields = {k: v for k, v in fields.items() if k not in ("part", "until")}
    copy = Mention(mention.start, mention.end, mention.rule, inner_fields, None, mention.modifiers)
    inner = build_weekday(copy, context) if "weekday" in fields and "day" not in fields else build_calendar(copy, context)
    if inner is None or inner.value is None:
        return inner
    period = inner.period
    if period is not None and period.first is not None:
        period = Period("day", period.value, period.first, period.first + timedelta(days=1))
    return Reading("TIME", f"{inner.value}T{fields['part']}", period, anchor=inner.anchor, year_given=inner.year_given)


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
        if narrative is not None and context.tense_of(mention).time != "future" and (when := feast(code, narrative)):
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
    numbers = [int(part) for part in code.split("-")]
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


def build_day_of_month(mention: Mention, context: Context) -> Reading | None:
    """*Le 1er du mois prochain*."""
    fields = mention.fields
    span = context.span
    if span is None or context.precision == "year":
        return Reading("DATE", f"XXXX-XX-{fields['day']:02d}")
    step = direction(fields) or fields.get("following") or fields.get("before") or 0
    first = calendar.shifted(span[0].replace(day=1), "month", step)
    found = around(range(first.year, first.year + 1), first.month, fields["day"])
    return dated(calendar.day(found[0]), anchor="document") if found else Reading("DATE", None)


def build_clock(mention: Mention, context: Context) -> Reading | None:
    """A clock time alone: of the day being told of, else of the document's."""
    fields = mention.fields
    time = time_of(fields)
    if time is None:
        return None
    told = context.narrative_day(mention)
    base, anchor = told if told else (None, None)
    if time == "T24:00":
        base, time = (base + timedelta(days=1) if base else None), "T00:00"
    value = (base.isoformat() if base else unknown_day(context)) + time
    period = calendar.day(base) if base else None
    return Reading("TIME", value, period, anchor=anchor, hour=fields.get("hour"))


def build_part(mention: Mention, context: Context) -> Reading | None:
    """A part of the day alone: of the day being told of; *la nuit dernière*."""
    fields = mention.fields
    told = context.narrative_day(mention)
    base, anchor = told if told else (None, None)
    if "last" in fields or "next" in fields:
        base, anchor = context.today, "document"
        if base is not None and fields.get("part") == "NI" and "last" in fields:
            base -= timedelta(days=1)
    if "part" not in fields:
        return None
    value = (base.isoformat() if base else unknown_day(context)) + f"T{fields['part']}"
    return Reading("TIME", value, calendar.day(base) if base else None, mod=fields.get("position"), anchor=anchor)


def build_reference(mention: Mention, context: Context) -> Reading | None:
    """Vague past, present and future."""
    fields = mention.fields
    value = fields.get("reference", fields.get("value"))
    if value is None:
        value = {-1: "PAST_REF", 1: "FUTURE_REF"}.get(direction(fields) or 0, "PRESENT_REF")
    period = None
    if value == "PRESENT_REF" and context.today is not None:
        period = Period("reference", value, context.today, context.today)
    return Reading("DATE", value, period)
