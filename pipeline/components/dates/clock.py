"""Clock times and parts of the day inside an expression: *à 18 h 30*, *9 heures du soir*, *lundi matin*."""

from __future__ import annotations

from typing import Any

LATE = {"AF": 1, "EV": 1, "NI": 6}
"""Parts of the day, and the hours from which on to 11 they are those after noon (*11 at night*, but *3 at night*)."""


def time_of(fields: dict[str, Any]) -> str | None:
    """Return what follows the day in a TIME value (``T18:30``, ``TMO``), or None without a time of day.

    Minutes are those after the hour; *moins le quart* goes back from it. Hours up to 11 with *du soir* or *de
    l'après-midi* are those after noon.
    """
    hour = fields.get("hour", fields.get("clockword"))
    if "fourdigits" in fields:
        return f"T{fields['fourdigits'] // 100:02d}:{fields['fourdigits'] % 100:02d}"
    part = fields.get("part")
    if hour is None or (part == "MI" and "minute" not in fields and "less" not in fields and "hour" not in fields):
        return f"T{part}" if part else None
    minute = fields.get("minute") or 0
    minute = round(minute * 60) if isinstance(minute, float) else minute
    if part in LATE and LATE[part] <= hour < 12:
        hour += 12
    if "less" in fields:
        total = hour * 60 - fields["less"]
        hour, minute = divmod(total, 60)
    if hour is None or hour > 24 or minute > 59:
        return None
    second = f":{fields['second']:02d}" if "second" in fields else ""
    return f"T{hour:02d}:{minute:02d}{second}{'Z' if fields.get('zone') else ''}"
