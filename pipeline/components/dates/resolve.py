"""From a text to its temporal expressions: scan, read each mention in its context, apply the modifiers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from pipeline.components.dates import amounts, calendar, counted, dated, periods, story, weekdays
from pipeline.components.dates.calendar import Period
from pipeline.components.dates.clause import ClauseSyntax
from pipeline.components.dates.context import Context, Reading, Syntax, Told
from pipeline.components.dates.grammar import Grammar, grammar_of
from pipeline.components.dates.implied import beside, implied_day
from pipeline.components.dates.scan import Mention, scan
from pipeline.schema.models import TimeExpression

BUILDERS: dict[str, Callable[[Mention, Context], Reading | None]] = {
    "calendar": dated.build_calendar,
    "weekday": weekdays.build_weekday,
    "deictic": weekdays.build_deictic,
    "decade": periods.build_decade,
    "century": periods.build_century,
    "bc": periods.build_bc,
    "portion": periods.build_portion,
    "season": periods.build_season,
    "relative": periods.build_relative,
    "narrative": story.build_narrative,
    "nth": counted.build_nth,
    "from_date": counted.build_from_date,
    "week_of": counted.build_week_of,
    "week_number": counted.build_week_number,
    "night": story.build_night,
    "holiday": counted.build_holiday,
    "eve_of": counted.build_eve_of,
    "day_of_month": story.build_day_of_month,
    "clock": story.build_clock,
    "part": story.build_part,
    "reference": periods.build_reference,
    "duration": amounts.build_duration,
    "span": amounts.build_span,
    "distance": amounts.build_distance,
    "set": amounts.build_set,
    "none": lambda mention, context: None,
}

DAYS = ("calendar", "deictic", "weekday", "holiday")
HAS_DAY = {"day", "deictic", "weekday", "holiday"}


def find_dates(
    text: str,
    *,
    language: str = "fr",
    published: date | None = None,
    precision: str = "day",
    syntax: Syntax | None = None,
    masked: bytearray | None = None,
) -> list[TimeExpression]:
    """Return the temporal expressions of a text, in order, normalised after TIMEX3.

    Parameters
    ----------
    text
        The document's text; all offsets are code points into it.
    language
        ``fr`` or ``en``.
    published, precision
        The document's date and how much of it is known (``day``, ``month``, ``year``).
    syntax
        Answers questions about the clause of an expression, such as its tense, with the parse; without it the forms of
        the words around are all there is.
    masked
        One byte for each code point; nothing is found where it is not 0.
    """
    grammar = grammar_of(language)
    context = Context(text, published, precision if published else "day", syntax or ClauseSyntax(text, language))
    found: list[TimeExpression] = []
    skipped: set[int] = set()
    mentions = scan(text, grammar, masked)
    if context.today is None and (implied := implied_day(mentions, context, grammar, _read)):
        context = Context(text, implied, "day", context.syntax)
    for number, mention in enumerate(mentions):
        context.ahead = _day_ahead(mentions, number, context, grammar)
        reading = _read(mention, context, grammar)
        if reading is None:
            skipped.add(number)
            continue
        span_id = f"d{len(found) + 1}"
        expression = _express(span_id, text, mention, reading, context)
        if mention.joined == "range" and number - 1 not in skipped and found and _bounds(found[-1], expression):
            expression.range_of = found[-1].span_id
        context.told.append(Told(span_id, mention, reading))
        found.append(expression)
    return found


def _day_ahead(mentions: list[Mention], number: int, context: Context, grammar: Grammar) -> tuple[date, str] | None:
    """Return the day that follows a clock time, or the second of two: *à 14 h demain*, *de 9 h à 11 h le 3 mai*."""
    if mentions[number].build != "clock":
        return None
    if mentions[number].opens_range and number + 1 < len(mentions) and mentions[number + 1].build == "clock":
        number += 1
    if number + 1 == len(mentions) or mentions[number + 1].build not in DAYS:
        return None
    day = mentions[number + 1]
    if not HAS_DAY & day.fields.keys() or "hour" in day.fields or not beside(mentions[number], day, context, grammar):
        return None
    reading = _read(day, context, grammar)
    period = reading.period if reading else None
    return (period.first, "document") if period and period.first and period.unit == "day" else None


def _read(mention: Mention, context: Context, grammar: Grammar) -> Reading | None:
    try:
        reading = BUILDERS[mention.build](mention, context)
    except (ValueError, OverflowError):  # beyond the years 1 to 9999
        return Reading("DATE", None)
    return reading


def _bounds(first: TimeExpression, second: TimeExpression) -> bool:
    return first.timex_type in ("DATE", "TIME") and second.timex_type in ("DATE", "TIME")


def _express(span_id: str, text: str, mention: Mention, reading: Reading, context: Context) -> TimeExpression:
    """Apply the modifiers to a reading: ``mod`` and the interval of days."""
    mods = [m for m in mention.modifiers if m.mod and reading.type in m.types]
    inner = next((m.mod for m in mods if m.inside), None) or reading.mod
    outer = next((m for m in mods if not m.inside), None)
    period = reading.period
    first, last = (None, None)
    if period is not None:
        covered = calendar.part_of(period, inner, half=any(m.half for m in mods))
        first, last = _opened(covered, outer.mod if outer else inner)
        if reading.type == "TIME" or (outer is not None and inner == "END"):  # within the day; before the very end
            first, last = (first and covered.first, last and covered.last)
        if outer is not None and outer.from_anchor and context.today and last and last >= context.today:
            first = context.today
    return TimeExpression(
        span_id=span_id,
        start=mention.start,
        end=mention.end,
        text=text[mention.start : mention.end],
        timex_type=reading.type,
        value=reading.value,
        mod=inner or (outer.mod if outer else None),
        first_day=first,
        last_day=last,
        anchor=reading.anchor,
        rule_id=mention.rule.id,
    )


def _opened(period: Period, mod: str | None) -> tuple[date | None, date | None]:
    """Return the interval with the side left open that a modifier opens."""
    first, last = period.first, period.last
    match mod:
        case "BEFORE":
            return None, first - timedelta(days=1) if first else None
        case "AFTER":
            return last + timedelta(days=1) if last else None, None
        case "ON_OR_BEFORE":
            return None, last
        case "ON_OR_AFTER":
            return first, None
        case _:
            return first, last
