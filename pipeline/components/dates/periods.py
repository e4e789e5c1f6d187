"""Builders of periods: quarters, seasons, decades, centuries, units counted from the present, vague references."""

from __future__ import annotations

from pipeline.components.dates import calendar
from pipeline.components.dates.calendar import Period
from pipeline.components.dates.context import Context, Reading
from pipeline.components.dates.readings import dated, direction, full_year, unknown, unknown_day
from pipeline.components.dates.scan import Mention
from pipeline.components.dates.story import build_part

ENDING = 15
"""Days before the end of a season in which what is to come in it lies a year ahead."""


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
    if "before_era" in fields:
        return Reading("DATE", f"BC{number - 1:02d}", year_given=True)
    return dated(calendar.century(number), given=True)


def build_bc(mention: Mention, context: Context) -> Reading | None:
    """*52 av. J.-C.*: a year before our era."""
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
    if told := _season_beside(code, mention, context):
        return told
    end = (12, 31) if code == "WI" else calendar.SEASONS[code][1]
    narrative = context.narrative_year(mention, *end) if toward is None else None
    if narrative is not None:
        return dated(calendar.season(narrative, code), anchor=context.told[-1].span_id)
    if span is None:
        return Reading("DATE", f"XXXX-{code}")
    now = span[0].year
    periods = [calendar.season(now + step, code) for step in (-2, -1, 0, 1)]
    inside = [p for p in periods if p.first and p.last and p.first <= span[1] and span[0] <= p.last]
    last = inside[0].last if inside else None
    over = last is not None and (last - span[0]).days < ENDING and context.tense_of(mention).time == "future"
    if inside and (toward == 0 or (toward is None and not over)):
        return dated(inside[0], anchor="document")
    if inside and over and toward is None:  # told in its last days: nous verrons au printemps
        toward = 1
    return _closest(periods, mention, context, toward)


def _season_beside(code: str, mention: Mention, context: Context) -> Reading | None:
    """*Le printemps suivant*: the first that begins after what is told, or the last that ended before it."""
    step = mention.fields.get("following", mention.fields.get("before"))
    told = next(context.antecedents(mention, "season"), None) if step else None
    period = told.reading.period if told else None
    if step is None or told is None or period is None or period.first is None or period.last is None:
        return None
    seasons = [calendar.season(period.first.year + offset, code) for offset in (-1, 0, 1)]
    if step > 0:
        found = next((s for s in seasons if s.first and s.first > period.last), None)
    else:
        found = next((s for s in reversed(seasons) if s.last and s.last < period.first), None)
    return dated(found, anchor=told.span_id) if found else None


def build_relative(mention: Mention, context: Context) -> Reading | None:
    """Units counted from the present: *la semaine dernière*, *la fin du mois*, *cette année*."""
    fields = mention.fields
    unit, mod = fields.get("unit"), fields.get("position")
    if "part" in fields and unit is None:
        return build_part(mention, context)
    if unit == "fortnight" or (unit == "hour" and mention.rule.id == "relative.dans"):  # dans l'heure
        return Reading("DURATION", "P15D" if unit == "fortnight" else "PT1H")
    if unit is None or unit in ("hour", "minute", "second"):
        return None
    if "ordinal" in fields:
        reading = build_portion(mention, context)
        if reading is not None:
            reading.mod = mod
        return reading
    step = fields.get("before", fields.get("following", direction(fields) or 0))
    span = context.span
    too_fine = context.precision != "day" and unit in ("day", "week", "weekend", "fortnight")
    if span is None or too_fine or (context.precision == "year" and unit in ("month", "quarter", "half")):
        return Reading("DATE", unknown_day(context) if unit == "day" else unknown(unit, context), mod=mod)
    period = calendar.containing(unit, calendar.shifted(span[0], unit, step))
    if step == 0 and (unit == "weekend" or mod is not None) and context.today is not None:
        period = _tensed(period, unit, mod, mention, context)
    return Reading("DATE", period.value, period, mod=mod, anchor="document", year_given=True)


def _tensed(period: Period, unit: str, mod: str | None, mention: Mention, context: Context) -> Period:
    """Go to the period before or after when the tense excludes this one (*à la fin de l'année*, told in January)."""
    today, time = context.today, context.tense_of(mention).time
    part = calendar.part_of(period, mod)
    if today is None or part.first is None or part.last is None or mention.modifiers:
        return period
    if time == "past" and part.first > today:
        return calendar.containing(unit, calendar.shifted(today, unit, -1))
    if time == "future" and part.last < today:
        return calendar.containing(unit, calendar.shifted(today, unit, 1))
    return period


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
