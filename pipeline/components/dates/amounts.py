"""Builders of amounts of time: durations, distances from a point, repeated times."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from pipeline.components.dates import calendar
from pipeline.components.dates.calendar import Period
from pipeline.components.dates.clock import time_of
from pipeline.components.dates.context import Context, Reading, Told
from pipeline.components.dates.readings import unknown, unknown_day
from pipeline.components.dates.scan import Mention
from pipeline.components.dates.weekdays import build_weekday

CODES = {
    "day": ("P", "D"),
    "week": ("P", "W"),
    "weekend": ("P", "WE"),
    "month": ("P", "M"),
    "quarter": ("P", "Q"),
    "year": ("P", "Y"),
    "decade": ("P", "DE"),
    "century": ("P", "CE"),
    "hour": ("PT", "H"),
    "minute": ("PT", "M"),
    "second": ("PT", "S"),
}
DAY = 24
CLOCKS = {"hour": 3600, "minute": 60}
CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)")
BRIEF = ("hour", "day", "week", "weekend", "month")
"""Units of which an unknown number beside the present is a vague time (guide, B1): *ces derniers jours*."""
SMALLER = {"year": ("month", 12), "hour": ("minute", 60), "minute": ("second", 60)}
MULTIPLES = {"half": ("month", 6), "fortnight": ("day", 15), "biweek": ("week", 2)}


def amount(fields: dict[str, Any]) -> tuple[float | None, str, str | None]:
    """Return the number (None if vague), unit and ``mod`` of an amount of time."""
    unit = fields.get("unit", fields.get("shortunit"))
    mod = fields.get("qmod", fields.get("qmodlate"))
    if unit is None and "minute" in fields:
        return fields["num"] * 60 + fields["minute"], "minute", mod
    assert unit is not None
    number: float | None = fields.get("count", fields.get("num"))
    if "about" in fields:
        number, mod = fields["about"] * (number or 1), mod or "APPROX"
    if "halved" in fields:
        number = (number or 1) * 0.5
    elif "quarters" in fields:
        number = (number or 1) * 0.25
    if "half" in fields and number is not None:
        number += 0.5
    if "quarter" in fields and number is not None:
        number += 0.25
    if "minutes" in fields and number is not None:
        number += fields["minutes"] / 60
    if "upto" in fields:
        mod = mod or "APPROX"
    if unit in MULTIPLES:
        unit, factor = MULTIPLES[unit]
        number = None if number is None else number * factor
    return number, unit, mod


def duration_value(number: float | None, unit: str, fields: dict[str, Any]) -> str:
    """Return the TIMEX3 value of a duration (``P3Y``, ``PT1H30M``, ``PXM``)."""
    prefix, code = CODES[unit]
    if number is None:
        return f"{prefix}X{code}"
    if unit == "decade" and number != int(number):
        number, unit = number * 10, "year"
    if unit == "century" and number != int(number):
        number, unit = number * 100, "year"
    prefix, code = CODES[unit]
    if unit == "minute" and number >= 60 and "num" in fields:
        hours, minutes = divmod(int(number), 60)
        return f"PT{hours}H{minutes}M" if minutes else f"PT{hours}H"
    whole = int(number)
    if number != whole and unit in SMALLER:
        smaller, factor = SMALLER[unit]
        rest = round((number - whole) * factor)
        if unit == "year":
            return f"P{whole * factor + rest}M"
        return f"{prefix}{whole}{code}{rest}{CODES[smaller][1]}" if whole else f"{prefix}{rest}{CODES[smaller][1]}"
    text = f"{number:g}"
    if "extra" in fields and "extraunit" in fields:
        other_prefix, other = CODES.get(fields["extraunit"], ("P", "D"))
        glue = "T" if other_prefix == "PT" and prefix == "P" else ""
        return f"{prefix}{text}{code}{glue}{fields['extra']}{other}"
    return f"{prefix}{text}{code}"


def build_duration(mention: Mention, context: Context) -> Reading | None:
    """Durations: *dix-huit mois*, *plus de dix ans*, *des années*."""
    fields = mention.fields
    if "fortnight" in fields:
        return Reading("DURATION", fields["fortnight"])
    if "unit" not in fields and "shortunit" not in fields and "minute" not in fields:
        return None
    number, unit, mod = amount(fields)
    if number is None and "count" in fields:
        return None
    return Reading("DURATION", duration_value(number, unit, fields), mod=mod)


def build_span(mention: Mention, context: Context) -> Reading | None:
    """Stretches up to or from the present: *les trois dernières années*, *ces derniers jours*."""
    fields = mention.fields
    number, unit, mod = amount(fields)
    value = duration_value(number, unit, fields)
    toward: int = fields.get("last", fields.get("next", fields.get("coming", -1)))
    period = None
    if number is None and unit in BRIEF:
        return Reading("DATE", "FUTURE_REF" if toward > 0 else "PAST_REF", mod=mod)
    if number is not None and context.today is not None and unit in calendar.STEPS:
        first, last = sorted((context.today, calendar.shifted(context.today, unit, toward * number)))
        if toward == -1:
            last = calendar.days_back(last, 1) if first < last else last
        period = Period("span", value, first, last)
    return Reading("DURATION", value, period, mod=mod, anchor="document" if period else None)


def build_distance(mention: Mention, context: Context) -> Reading | None:
    """Points at a distance: *il y a deux ans*, *dans trois mois*, *trois jours plus tard*."""
    fields = mention.fields
    if "ahead" in fields and not context.bare and context.tense_of(mention).time in ("past", None):
        return build_duration(mention, context)
    number, unit, mod = amount(fields)
    if unit == "hour" and number and number % DAY == 0:  # quarante-huit heures plus tard
        number, unit = number / DAY, "day"
    sign = fields.get("sign", fields.get("ago", fields.get("later", fields.get("side", 1))))
    if number is None:
        vague = "FUTURE_REF" if sign > 0 else "PAST_REF"
        return Reading("DATE", calendar.UNKNOWN.get(unit, calendar.UNKNOWN["day"]) if "narrative" in fields else vague)
    clock = _clock_later(mention, context, unit, sign * number) if fields.get("narrative") else None
    return clock or _point(mention, context, unit, sign * number, mod)


def _point(mention: Mention, context: Context, unit: str, count: float, mod: str | None) -> Reading:
    """Return the point ``count`` units from the day being told of, or from the document's."""
    fields = mention.fields
    found = _base(mention, context, unit, count)
    if found is None:
        return Reading("DATE", calendar.UNKNOWN.get(unit, calendar.UNKNOWN["day"]), mod=mod)
    base, anchor, known, count = found
    if unit in ("hour", "minute", "second"):
        day = base.isoformat() if base and known == "day" else unknown_day(context)
        return Reading(
            "TIME", f"{day}TXX:XX", calendar.day(base) if base and known == "day" else None, mod=mod, anchor=anchor
        )
    unit = "week" if unit in ("weekend", "fortnight") else unit
    if base is None or (known != "day" and unit in ("day", "week")) or (known == "year" and unit == "month"):
        return Reading("DATE", _unknown_from(base, unit, context), mod=mod)
    period = at_distance(base, unit, count)
    if anchor == "document" and fields.get("narrative") and _against_tense(period, mention, context):
        return Reading("DATE", unknown_day(context) if unit == "day" else unknown(unit, context), mod=mod)
    reading = Reading("DATE", period.value, period, mod=mod, anchor=anchor, year_given=True)
    time = time_of(fields)
    if time and period.unit == "day":
        reading.type, reading.value = "TIME", f"{period.value}{time}"
    return reading


def _base(mention: Mention, context: Context, unit: str, count: float) -> tuple[date | None, str, str, float] | None:
    """Return the day counted from, its anchor, how much of it is known, and the count; None if it cannot be told."""
    document = context.span[0] if context.span else None
    if not mention.fields.get("narrative") or context.antecedent(mention, unit) is None:
        return document, "document", context.precision, count
    told = _told_before(mention, context, unit, count)
    period = told.reading.period if told else None
    if told is None and document is not None:  # it leads to the present
        return document, "document", context.precision, 0
    if told is None or period is None or period.first is None:
        return None
    return period.first, told.span_id, period.unit, count


def _against_tense(period: Period, mention: Mention, context: Context) -> bool:
    """Whether a point lies ahead while the verb tells what has been: it is counted from something not told here."""
    if period.first is None or context.span is None:
        return False
    return period.first > context.span[1] and context.tense_of(mention).time == "past"


def _clock_later(mention: Mention, context: Context, unit: str, count: float) -> Reading | None:
    """*Deux heures plus tard*: counted from the hour told last."""
    told = next((t for t in reversed(context.told[-4:]) if t.reading.type == "TIME"), None) if unit in CLOCKS else None
    clock = CLOCK.fullmatch(told.reading.value or "") if told else None
    if told is None or clock is None or not context.same_paragraph(told, mention):
        return None
    when = datetime.fromisoformat(f"{clock[1]}T{clock[2]}") + timedelta(seconds=CLOCKS[unit] * count)
    value = f"{when.date().isoformat()}T{when.hour:02d}:{when.minute:02d}"
    return Reading("TIME", value, calendar.day(when.date()), anchor=told.span_id, hour=when.hour)


def _told_before(mention: Mention, context: Context, unit: str, count: float) -> Told | None:
    """Return the date that *trois ans plus tard* is counted from: the nearest that does not lead beyond the present."""
    found = list(context.antecedents(mention, unit))
    if context.span is None or count < 0 or context.tense_of(mention).time == "future":
        return found[0] if found else None
    for told in found:
        first = told.reading.period.first if told.reading.period else None
        if first is not None and unit in calendar.STEPS and calendar.shifted(first, unit, count) <= context.span[1]:
            return told
    return None


def _unknown_from(base: date | None, unit: str, context: Context) -> str:
    if base is not None and unit == "month":
        return f"{base.year:04d}-XX"
    return unknown_day(context) if unit == "day" else unknown(unit, context)


def at_distance(base: date, unit: str, count: float) -> Period:
    """Return the stretch of the unit's own size that lies ``count`` units away; decades away it is a year."""
    size = {"decade": "year", "century": "year"}.get(unit, unit)
    if unit == "year" and count != int(count):
        size = "month"
    return calendar.containing(size, calendar.shifted(base, unit, count))


SET_SHAPES = (
    (("value",), "{value}"),
    (("weekday",), "XXXX-WXX-{weekday}{time}"),
    (("season",), "XXXX-{season}"),
    (("month", "day"), "XXXX-{month:02d}-{day:02d}"),
    (("month",), "XXXX-{month:02d}"),
    (("part",), "XXXX-XX-XXT{part}"),
    (("day",), "XXXX-XX-{day:02d}"),
)


def build_set(mention: Mention, context: Context) -> Reading | None:
    """Repeated times: *chaque année*, *tous les deux ans*, *un lundi sur deux*, *par jour*."""
    fields = mention.fields
    if "ranged" in fields and context.tense_of(mention).time in ("past", "future"):
        return build_weekday(mention, context)
    time = time_of(fields) or ""
    if time and not {"weekday", "season", "month"} & fields.keys():  # tous les jours à 7 heures, tous les soirs à 20 h
        return Reading("SET", f"XXXX-XX-XX{time}")
    for names, shape in SET_SHAPES:
        if all(name in fields for name in names):
            return Reading("SET", shape.format(**fields, time=time))
    if "holiday" in fields or fields.get("unit") == "weekend":
        code = fields.get("holiday", "WXX-WE")
        return Reading("SET", f"XXXX-{code}" if code[2:3] in ("-", "X") else "P1Y")  # a movable feast: each year
    if "unit" not in fields:
        return None
    number, unit, _ = amount(fields)
    return Reading("SET", duration_value(fields.get("every", number) or 1, unit, fields))
