"""Builders of dates: what the fields of a mention mean on the calendar."""

from __future__ import annotations

from datetime import date

from pipeline.components.dates import calendar
from pipeline.components.dates.context import Context, Reading, Told
from pipeline.components.dates.readings import dated, direction, full_year, timed
from pipeline.components.dates.scan import Mention
from pipeline.components.dates.weekdays import build_deictic, build_weekday


def build_calendar(mention: Mention, context: Context) -> Reading | None:
    """Days, months and years with their numbers, whole or incomplete."""
    fields = mention.fields
    for name, build in BY_FIELD:
        if name in fields:
            reading = build(mention, context)
            if reading is not None and "position" in fields:
                reading.mod = fields["position"]
            return reading
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


def _month_day(mention: Mention, context: Context) -> Reading:
    fields = mention.fields
    month, day = fields["month"], fields["day"]
    year = full_year(fields, context)
    if year is not None:
        try:
            return dated(calendar.day(date(year, month, day)), given=True)
        except ValueError:
            return Reading("DATE", None)
    if not calendar.around(range(2024, 2025), month, day):
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
    listed = context.told[-1] if mention.joined == "list" and context.told and toward is None else None
    if listed is not None and listed.mention.fields.get("month") == month and listed.reading.period is not None:
        first = listed.reading.period.first
        if first is not None and (near := calendar.around(range(first.year, first.year + 1), month, day)):
            return near[0], listed.reading.anchor
    if toward is None and (when := _beside_told(mention, context, month, day)):
        return when
    told_year = context.narrative_year(mention, month, day) if toward is None else None
    if told_year is not None and context.just_told(mention, month, day):
        told_year = None
    if told_year is not None and (near := calendar.around(range(told_year, told_year + 1), month, day)):
        return near[0], context.told[-1].span_id
    if span is None:
        return None, None
    now = span[0].year
    if context.precision == "year":
        near = calendar.around(range(now, now + 1), month, day)
        return (near[0] if near else None), "document"
    candidates = calendar.around(range(now - 8, now + 9), month, day)
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


def _beside_told(mention: Mention, context: Context, month: int, day: int) -> tuple[date, str] | None:
    """*En mars suivant*, *le 14 mars précédent*: the next or last such date, counted from the one told."""
    step = mention.fields.get("following", mention.fields.get("before"))
    told = next(context.antecedents(mention, "month"), None) if step else None
    first = told.reading.period.first if told and told.reading.period else None
    if step is None or told is None or first is None:
        return None
    beyond = (month, day) > (first.month, first.day) if step > 0 else (month, day) < (first.month, first.day)
    year = first.year + (0 if beyond else step)
    found = calendar.around(range(year, year + 1), month, day)
    return (found[0], told.span_id) if found else None


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
        candidates += calendar.around(range(first.year, first.year + 1), first.month, day)
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
    found = calendar.around(range(period.first.year, period.first.year + 1), period.first.month, mention.fields["day"])
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
        when = _beside_told(mention, context, month, 1)
        told_year = when[0].year if when else context.narrative_year(mention, month)
        if told_year is not None:
            return told_year, when[1] if when else context.told[-1].span_id
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


BY_FIELD = (
    ("shortyear", _short_year),
    ("deictic", build_deictic),
    ("day", _day),
    ("month", _month),
    ("weekday", build_weekday),
)
