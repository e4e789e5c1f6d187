"""The document's day where only its month or year is given, or nothing: as far as the text itself tells it.

Two ways of telling it leave no choice: a deictic beside its date (*hier, vendredi 12 mai*), and an exact amount of time
between a date and a deictic (*hier, fêtant deux ans de travaux depuis le 12 avril*; *il y a un an jour pour jour, le 12
mai 2022*).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from pipeline.components.dates import calendar
from pipeline.components.dates.amounts import amount
from pipeline.components.dates.context import SENTENCE, Context, Reading
from pipeline.components.dates.grammar import Grammar
from pipeline.components.dates.scan import Mention

CLAUSE, NEAR = 240, 24
"""Within how many characters the parts of such a statement stand, and a date in apposition."""

Read = Callable[[Mention, Context, Grammar], Reading | None]


def implied_day(mentions: list[Mention], context: Context, grammar: Grammar, read: Read) -> date | None:
    """Return the document's day, or None where the text leaves a choice or contradicts the date that is given."""
    for number, mention in enumerate(mentions[:-1]):
        following = mentions[number + 1]
        days: int | None = None
        count, unit = 0.0, "day"
        if (
            "deictic" in mention.fields
            and "det" not in following.fields
            and beside(mention, following, context, grammar)
        ):
            days = mention.fields["deictic"]
        elif any(m.exact for m in mention.modifiers):
            count, unit = _amount(mention)
            days = (
                _elapsed_until(mentions[max(0, number - 8) : number], mention, following, context, grammar)
                if count
                else None
            )
        when = _day(following, context, grammar, read) if days is not None else None
        if when is None or days is None:
            continue
        found = calendar.shifted(when, unit, count) - timedelta(days=days)
        if context.span is None or context.span[0] <= found <= context.span[1]:
            return found
    return None


def beside(mention: Mention, following: Mention, context: Context, grammar: Grammar) -> bool:
    """Whether nothing but a comma, a bracket or a preposition of days stands between two expressions."""
    return context.text[mention.end : following.start].strip(" ,(\u00a0") in ("", *grammar.beside)


def _amount(mention: Mention) -> tuple[float, str]:
    """Return the number and unit of an exact amount of time, the number 0 if it is none."""
    if not {"unit", "shortunit"} & mention.fields.keys():
        return 0, "day"
    count, unit, mod = amount(mention.fields)
    return (count, unit) if count and mod is None and unit in calendar.STEPS else (0, "day")


def _elapsed_until(
    before: list[Mention], mention: Mention, following: Mention, context: Context, grammar: Grammar
) -> int | None:
    """Return how many days from the document's day lies the day until which an amount has passed since a date."""
    if mention.fields.get("ago"):
        return 0 if following.start - mention.end < NEAR else None
    since = any((m.mod == "ON_OR_AFTER" and m.tense == "past") or m.mod == "AFTER" for m in following.modifiers)
    deictic = next((m for m in reversed(before) if "deictic" in m.fields), None)
    if not since or deictic is None or following.start - deictic.end > CLAUSE:
        return None
    if SENTENCE.search(context.text, deictic.end, following.start):
        return None
    return deictic.fields["deictic"]


def _day(mention: Mention, context: Context, grammar: Grammar, read: Read) -> date | None:
    """Return the single day that a date names."""
    if mention.build != "calendar" or "day" not in mention.fields:
        return None
    reading = read(mention, context, grammar)
    period = reading.period if reading else None
    return period.first if period and period.unit == "day" else None
