"""What a temporal expression is resolved against: the document's date, the dates told before, the tense of the verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from pipeline.components.dates import calendar
from pipeline.components.dates.calendar import Period
from pipeline.components.dates.scan import Mention

PARAGRAPH = re.compile(r"\n\s*\n")
SENTENCE = re.compile(r"[.!?…]\s")
HEAD = re.compile(r"(?:^|\n|[.!?…;:»”\"]\s+)(?:[^\W\d_]{1,7}[ \u00a0])?$")
"""What stands before an expression that heads its sentence, its preposition included."""
HEADED = 16
SCENE = 2500
"""How many characters back an hour told of can be taken up by another hour."""
RECENT = 31
"""Days: what happened so shortly before the document is told in the document's year."""
REACH = 400
"""How many characters back a narrative date can be taken up within its paragraph or the next."""
BARE = 60
"""A text shorter than this, without a full stop, is a phrase."""
AGAINST_TENSE = 3
"""A date against the tense of a verb that does not govern it directly counts as this many times farther away."""


@dataclass(frozen=True, slots=True)
class Tense:
    """The time of the verb nearest to an expression.

    ``direct``: the expression depends on that verb; ``participle``: it has no auxiliary; ``earlier``: it tells what
    came before the past being told (*avait signé*).
    """

    time: str | None = None
    direct: bool = False
    participle: bool = False
    earlier: bool = False


class Syntax(Protocol):
    """What the resolver asks of a parsed text."""

    def tense(self, start: int, end: int) -> Tense:
        """Return the time of the verb that governs the expression."""
        ...

    def state(self, start: int, end: int) -> bool:
        """Return whether the expression belongs to a state of affairs that lasts (*aujourd'hui fixé à 35 %*)."""
        ...

    def counts(self, start: int, end: int) -> bool:
        """Return whether the number at ``[start, end)`` counts the noun that follows."""
        ...


@dataclass(slots=True)
class Reading:
    """The meaning of a mention, before modifiers: TIMEX3 type and value, the days covered, what it was read from.

    ``year_given`` tells that the year stands in the text or is counted from the present.
    """

    type: str
    value: str | None
    period: Period | None = None
    mod: str | None = None
    anchor: str | None = None
    year_given: bool = False
    hour: int | None = None


@dataclass(slots=True)
class Told:
    """A reading already made, with its place."""

    span_id: str
    mention: Mention
    reading: Reading


@dataclass(slots=True)
class Context:
    """Everything a builder may look at besides the fields of its mention."""

    text: str
    published: date | None
    precision: str
    syntax: Syntax
    told: list[Told] = field(default_factory=list)
    tenses: dict[int, Tense] = field(default_factory=dict)
    ahead: tuple[date, str] | None = None
    """The day that stands right after a clock time (*à 14 h demain*)."""
    span: tuple[date, date] | None = field(init=False)
    """The first and last day that the document's date may be."""

    def __post_init__(self) -> None:
        self.span = self._span()

    @property
    def today(self) -> date | None:
        """The document's day, if it is known to the day."""
        return self.published if self.precision == "day" else None

    def _span(self) -> tuple[date, date] | None:
        if self.published is None:
            return None
        period = calendar.containing(self.precision, self.published)
        assert period.first is not None and period.last is not None
        return period.first, period.last

    @property
    def bare(self) -> bool:
        """Whether the text is a mere phrase, as in a request to an assistant: it looks ahead."""
        return len(self.text) < BARE and not self.text.rstrip().endswith((".", "!", "…"))

    def tense_of(self, mention: Mention) -> Tense:
        """Return the time that prepositions (*depuis*, *d'ici*) or the verb impose."""
        for modifier in mention.modifiers:
            if modifier.tense:
                return Tense(modifier.tense, direct=True)
        known = self.tenses.get(mention.start)
        if known is None:
            known = self.tenses[mention.start] = self.syntax.tense(mention.start, mention.end)
        return known

    def closest(self, candidates: list[date], mention: Mention, default: str | None = None) -> date | None:
        """Return the candidate closest to the document's date that the tense allows."""
        span = self.span
        if span is None or not candidates:
            return None
        tense = self.tense_of(mention)
        time = tense.time if tense.time in ("past", "future") else None
        ahead = any(m.mod in OPEN and m.tense is None for m in mention.modifiers)
        if ahead and not tense.direct:
            time = "future"
        near = max(abs((when - span[0]).days) for when in candidates) < 8
        if time is None and self.bare:
            time = "future"
        elif time is None:
            near_present = near and tense.time == "present" and tense.direct
            yesterday = any((span[0] - when).days == 1 for when in candidates)
            time = "future" if ahead or (near_present and not yesterday) else default
        surely = near or self.bare or (tense.direct and tense.time == time)
        candidates = self._after_first_bound(candidates, mention)

        def cost(when: date) -> tuple[bool, float]:
            gap = (span[0] - when).days if when < span[0] else max(0, (when - span[1]).days)
            against = (time == "past" and when > span[1]) or (time == "future" and when < span[0])
            slightly = 1.1 if when > span[1] else 1  # of two as close, what has been
            return against and surely, gap * (AGAINST_TENSE if against else slightly)

        return min(candidates, key=cost)

    def _after_first_bound(self, candidates: list[date], mention: Mention) -> list[date]:
        """Leave the candidates for the second bound of a range that follow its first bound soonest."""
        bound = self.told[-1].reading.period if mention.joined == "range" and self.told else None
        if bound is None or bound.first is None:
            return candidates
        later = [when for when in candidates if bound.first is not None and when >= bound.first]
        return [min(later)] if later else candidates

    # -- the narrative ------------------------------------------------------------------------------------------

    def _before(self, mention: Mention) -> list[Told]:
        """Return the readings that a narrative expression may take up, nearest first."""
        found: list[Told] = []
        reach = 2 * REACH if mention.build == "narrative" else REACH
        for told in reversed(self.told):
            if mention.start - told.mention.end > reach:
                break
            found.append(told)
            if len(found) == 8:
                break
        return found

    def same_paragraph(self, told: Told, mention: Mention) -> bool:
        """Whether no blank line stands between two expressions."""
        return PARAGRAPH.search(self.text, told.mention.end, mention.start) is None

    def antecedent(self, mention: Mention, unit: str = "day") -> Told | None:
        """Return the date of the narrative that *la veille*, *ce jour-là*, *cette année-là* take up."""
        found = self.antecedents(mention, unit)
        if mention.build == "narrative":
            ahead = mention.fields.get("eve", 0) > 0  # la veille, an aside, moves nothing
            found = (told for told in found if not (ahead and told.mention.fields.get("eve", 0) < 0))
            return next((told for told in found if not self._lies_ahead(told, mention)), None)
        return next(found, None)

    def _lies_ahead(self, told: Told, mention: Mention) -> bool:
        """Whether a day is still to come, while the verb tells what has been."""
        first = told.reading.period.first if told.reading.period else None
        if self.span is None or first is None or first <= self.span[1]:
            return False
        return self.tense_of(mention).time == "past"

    def antecedents(self, mention: Mention, unit: str = "day") -> Iterator[Told]:
        """Yield the dates of the narrative that an expression may take up, nearest first."""
        for told in self._before(mention):
            reading = told.reading
            if reading.type not in ("DATE", "TIME") or reading.period is None or reading.period.first is None:
                continue
            if any(m.mod in OPEN for m in told.mention.modifiers):
                continue
            month = reading.period.unit == "month" and self.same_paragraph(told, mention)
            if unit != "day" or reading.period.unit == "day" or month:
                yield told

    def narrative_year(self, mention: Mention, month: int | None = None, day: int = 31) -> int | None:
        """Return the past year that the sentences before are telling, if an adverbial (*en 2003*) has set it.

        A month or day of the calendar before the one told belongs to the year after it: stories go on.
        """
        told = self._frame(mention)
        first = told.reading.period.first if told and told.reading.period else None
        if told is None or first is None or told.reading.period is None:
            return None
        if month is None or told.reading.period.unit == "year" or (month, day) >= (first.month, first.day):
            return first.year
        last = self.span[1] if self.span else None
        past = last is None or (first.year + 1, month) <= (last.year, last.month)
        return first.year + (past and not self.tense_of(mention).earlier)

    def _frame(self, mention: Mention) -> Told | None:
        """Return the adverbial whose past year an expression without one goes on telling."""
        span, tense, heads = self.span, self.tense_of(mention), self.heads(mention)
        if tense.time == "future" or "weekday" in mention.fields:
            return None
        if tense.time != "past" and any(m.mod in OPEN for m in mention.modifiers):
            return None
        present = tense.direct and tense.time == "present"
        for told in self._before(mention):
            period = told.reading.period
            if not self.same_paragraph(told, mention) or mention.start - told.mention.end > REACH // (2 - heads):
                return None
            if (
                period is None
                or period.first is None
                or (told.reading.anchor == "document" and not told.reading.year_given)
            ):
                continue
            if any(m.mod in OPEN for m in told.mention.modifiers) or not self._is_adverbial(told):
                continue
            if present and not (heads and self.heads(told.mention)):
                return None
            past = span is None or period.first.year < span[0].year
            return told if past and period.unit in ("day", "month", "year", "season") else None
        return None

    def heads(self, mention: Mention) -> bool:
        """Whether an expression, with its preposition, begins a sentence."""
        return HEAD.search(self.text[max(0, mention.start - HEADED) : mention.start]) is not None

    def just_told(self, mention: Mention, month: int, day: int) -> bool:
        """Whether the day lies just before the document, in a sentence that names no other date before it."""
        told = self.told[-1].mention.end if self.told else 0
        if self.span is None or SENTENCE.search(self.text, told, mention.start) is None:
            return False
        year = self.span[1].year
        return any(
            0 <= (self.span[1] - when).days <= RECENT for when in calendar.around(range(year - 1, year + 1), month, day)
        )

    def _is_adverbial(self, told: Told) -> bool:
        """Whether a date sets the scene (*en 2003*, *le 3 mai*), rather than belonging to a noun (*la loi de 2003*)."""
        left = self.text[max(0, told.mention.start - 4) : told.mention.start].lower()
        return left.endswith(("en ", "en\u00a0", "in ", "on ")) or "det" in told.mention.fields

    def narrative_day(self, mention: Mention) -> tuple[date, Told | None] | None:
        """Return the day being told of, with its expression; else the document's day."""
        headed = self.text[mention.start - 1 : mention.start] == "\n"
        before = () if headed else self.antecedents(mention)
        told = next((told for told in before if not self._lies_ahead(told, mention)), None)
        if not headed and (told is None or told.reading.period is None or told.reading.period.unit != "day"):
            told = self._scene(mention)
        if told is not None and told.reading.period is not None and told.reading.period.first is not None:
            return told.reading.period.first, told
        return (self.today, None) if self.today else None

    def _scene(self, mention: Mention) -> Told | None:
        """Return the hour or evening told last, however far back, if the sentence may go on telling of it."""
        time = self.tense_of(mention).time
        if self.today is None or time == "future" or (time != "past" and not self.heads(mention)):
            return None
        for told in reversed(self.told[-40:]):
            period = told.reading.period
            if mention.start - told.mention.end > SCENE:
                break
            if told.reading.type == "TIME" and period is not None and period.first and period.first <= self.today:
                return told
        return None


OPEN = ("ON_OR_BEFORE", "BEFORE", "ON_OR_AFTER", "AFTER")
