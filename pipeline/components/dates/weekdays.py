"""Builders of days counted from the document's: names of days, *hier*, *ce matin*."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.components.dates import calendar
from pipeline.components.dates.clock import time_of
from pipeline.components.dates.context import OPEN, Context, Reading
from pipeline.components.dates.readings import dated, direction, timed, unknown_day
from pipeline.components.dates.scan import Mention


def build_weekday(mention: Mention, context: Context) -> Reading | None:
    """Names of days: the closest that the tense allows, or in the week that the words name."""
    fields = mention.fields
    number = fields["weekday"]
    if "some" in fields:
        return Reading("DATE", f"XXXX-WXX-{number}")
    if _is_habit(mention, context) and not _day_in_story(mention, context):
        return Reading("SET", f"XXXX-WXX-{number}{time_of(fields) or ''}")
    today = context.today
    if today is None:
        return timed(_weekday_of_story(mention, context, number), fields)
    monday = _week_beside(mention, context) or today - timedelta(days=today.weekday())
    beside = monday > today or monday + timedelta(days=6) < today
    toward = direction(fields)
    if "weeklater" in fields:
        base = today + timedelta(days=(number - today.isoweekday()) % 7 or 7)
        found = base + timedelta(weeks=fields["weeklater"])
    elif beside and toward is None:
        found = monday + timedelta(days=number - 1)
    elif mention.rule.id == "weekday.week" or "week" in fields:
        step = toward if toward is not None else fields.get("following", fields.get("before", 0))
        found = monday + timedelta(weeks=step, days=number - 1)
    elif toward == -1:
        found = today - timedelta(days=(today.isoweekday() - number) % 7 or 7)
    elif toward == 1:
        found = today + timedelta(days=(number - today.isoweekday()) % 7 or 7)
    elif fields.get("following") or fields.get("before"):
        return timed(_weekday_of_story(mention, context, number), fields)
    elif story := _day_in_story(mention, context):
        return timed(story, fields)
    else:
        back = today - timedelta(days=(today.isoweekday() - number) % 7)
        ahead = today + timedelta(days=(number - today.isoweekday()) % 7)
        chosen = context.closest([back, ahead], mention, default="past")
        assert chosen is not None
        found = chosen
    return timed(dated(calendar.day(found), anchor="document"), fields)


def _week_beside(mention: Mention, context: Context) -> date | None:
    """Return the Monday of the week that stands right before: *la semaine prochaine, mercredi*."""
    told = context.told[-1] if context.told else None
    period = told.reading.period if told else None
    if told is None or period is None or period.unit != "week" or told.reading.mod is not None:
        return None
    return period.first if context.text[told.mention.end : mention.start].strip() == "," else None


def _is_habit(mention: Mention, context: Context) -> bool:
    """*Le dimanche* with an article and nothing else is every Sunday, unless the verb tells one that is past."""
    fields = mention.fields
    listed = mention.joined == "list" and context.told and context.told[-1].reading.type == "SET"
    if listed and len(fields) == 1:  # les lundi, mercredi et vendredi
        return True
    if "det" not in fields or direction(fields) is not None or mention.modifiers:
        return False
    if any(name in fields for name in ("following", "before", "same", "weeklater", "ordinal", "until", "day")):
        return False
    return mention.rule.id == "weekday" and context.tense_of(mention).time not in ("past", "future")


def _day_in_story(mention: Mention, context: Context) -> Reading | None:
    """Return a weekday that comes after the day told right before it: *le 3 mars, la grille cède. Le jeudi, on rouvre*.

    Without an article, only days in a row are told so (*samedi 8… Dimanche…*): others are nearest to the document.
    """
    told = context.told[-1] if context.told else None
    period = told.reading.period if told else None
    if told is None or period is None or period.unit != "day" or period.first is None or context.today is None:
        return None
    days = (mention.fields["weekday"] - period.first.isoweekday()) % 7
    row = "weekday" in told.mention.fields
    if context.today - period.first < timedelta(days=7) or not days or mention.joined or mention.modifiers:
        return None
    if ("det" not in mention.fields and not (row and days <= 2)) or not context.heads(mention):
        return None
    sets_scene = context.heads(told.mention) and context.same_paragraph(told, mention)
    if not sets_scene or context.tense_of(mention).time == "future":
        return None
    return dated(calendar.day(period.first + timedelta(days=days)), anchor=told.span_id)


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
    opened = any(m.mod in OPEN for m in mention.modifiers) or "weeklater" in fields
    bare_today = fields.get("deictic") == 0 and time_of(fields) is None and not (opened and context.today)
    if bare_today and (context.today is None or not _is_today(mention, context)):
        return Reading("DATE", "PRESENT_REF")
    if context.today is None:
        return timed(Reading("DATE", unknown_day(context)), fields)
    when = context.today + timedelta(days=fields.get("deictic", 0), weeks=fields.get("weeklater", 0))
    return timed(dated(calendar.day(when), anchor="document"), fields)


def _is_today(mention: Mention, context: Context) -> bool:
    """*Aujourd'hui* is the day itself unless the verb tells a state of affairs; *today's* is."""
    if context.text[mention.end : mention.end + 2] in ("'s", "’s"):
        return True
    return not context.syntax.state(mention.start, mention.end)
