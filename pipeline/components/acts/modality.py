"""Polarity and status of an act: negated, hypothetical, future, interrogative, historical."""

from __future__ import annotations

from bisect import bisect_left

from pipeline.components.acts.reading import VERBAL, Reading
from pipeline.components.acts.subjects import subject
from pipeline.components.acts.verbs import VerbGroup, first_conjunct, verb_group
from pipeline.rules.acts import ActRule, CueMatch
from pipeline.schema.models import TimeExpression

BARRIERS = frozenset({".", ";", "»", ":"})
LABEL = 4  # tokens of the label of a turn (R :)
AFTER_MARK = "»”\"'!)"


def negation_scope(reading: Reading, match: CueMatch, group: VerbGroup) -> bool:
    """Whether the cue itself is negated: its verb group, *sans* + infinitive, or the verb that governs it."""
    if group.negated:
        return True
    before = reading.previous_word(group.start)
    if before is not None and group.infinitive and reading.is_a(before, "without"):
        return True
    if group.infinitive and any(reading.is_a(i, "averting") for i in range(max(0, group.start - 3), group.start)):
        return True  # stopped short of accusing
    return _governed_by_negated_saying(reading, match)


def is_driven(reading: Reading, group: VerbGroup) -> bool:
    """Whether a verb of undertaking stands right before the verb group: *continue de*, *cherche à*, *ose*."""
    driving = reading.rules.classes.get("driving", frozenset())
    floor = max(reading.bounds(group.head)[0], group.start - 5)
    return any(reading.words[i] in driving for i in range(floor, group.start))


def is_purpose(reading: Reading, group: VerbGroup) -> bool:
    """Whether an infinitive says what somebody acts for: *marched to demand*, *wrote to deny*."""
    head = first_conjunct(reading, group.head)
    governor = reading.head[head]
    if reading.dep[head] != "advcl" or governor > head or reading.pos[governor] not in VERBAL:
        return False
    return any(reading.is_a(child, "purpose") for child in reading.children[head] if child < head)


def _governed_by_negated_saying(reading: Reading, match: CueMatch) -> bool:
    """*Je ne dis pas que X ment*: the negation of the verb of saying reaches the cue."""
    saying, words = reading.rules.classes.get("saying", frozenset()), reading.words
    floor = reading.sentence[match.head]
    for i in range(match.first - 1, max(floor, match.first - 14) - 1, -1):
        word = words[i]
        if word in BARRIERS:
            return False
        if word in saying and reading.pos[i] in VERBAL:
            group = verb_group(reading, i)
            return group.negated and any(reading.is_a(j, "reports_with") for j in range(i + 1, match.first))
    return False


def polarity(reading: Reading, match: CueMatch, group: VerbGroup, rule: ActRule) -> str:
    """Return ``pos`` or ``neg``; a rule may fix it (negated predicates that are themselves the denial)."""
    if rule.resolved_polarity is not None:
        return rule.resolved_polarity
    return "neg" if negation_scope(reading, match, group) or of_nobody(reading, group) else "pos"


def of_nobody(reading: Reading, group: VerbGroup) -> bool:
    """Whether the subject is itself negative, where the language needs no other negation: *nobody denied it*."""
    if not reading.grammar["negating_subject"]:
        return False
    return any(reading.is_a(filler.first, "negating_subject") for filler in subject(reading, group))


def is_question(reading: Reading, i: int) -> bool:
    """Whether the sentence of token ``i`` ends in a question mark."""
    start, end = reading.bounds(i)
    known = reading.questions.get(start)
    if known is None:
        known = reading.questions[start] = _ends_in_question_mark(reading.words, start, end)
    return known


def follows_question(reading: Reading, i: int) -> bool:
    """Whether the sentence before that of token ``i`` (the label of a turn left out) ends in a question mark."""
    start = reading.sentence[i]
    while start > 0:
        before = reading.sentence[start - 1]
        if start - before > LABEL or any(reading.words[j] == "?" for j in range(before, start)):
            return is_question(reading, before)
        start = before
    return False


def _ends_in_question_mark(words: list[str], start: int, end: int) -> bool:
    for j in range(end - 1, max(start, end - 5) - 1, -1):
        if words[j] == "?":
            return True
        if words[j] and words[j] not in AFTER_MARK:
            return False
    return False


def status(reading: Reading, match: CueMatch, group: VerbGroup, rule: ActRule) -> str:
    """Return the status of the act: the first that holds of hypothetical, future, interrogative, historical."""
    if rule.subtype in {"modal", "imperative"}:
        return "interrogative" if is_question(reading, match.head) and rule.subtype == "modal" else "actual"
    if _hypothetical(reading, match, group):
        return "hypothetical"
    asked = group.finite is not None and is_question(reading, match.head)
    if not asked and group.finite is not None and group.has("ind.fut") and not group.has("ind.pres", "ind.past"):
        return "future"
    if _historical(reading, match, group):
        return "historical"
    return "interrogative" if asked else "actual"


def _hypothetical(reading: Reading, match: CueMatch, group: VerbGroup) -> bool:
    if group.finite is not None and _under_if(reading, group):
        return True
    if not group.has("cond") or group.has("ind"):
        return False
    if _has_if(reading, match):
        return True
    return not group.auxiliaries and reading.previous_word(group.start) is not None


def _under_if(reading: Reading, group: VerbGroup) -> bool:
    return any(
        reading.dep[child] == "mark" and child < group.start and reading.is_a(child, "conditional")
        for child in reading.children[group.head]
    )


def _has_if(reading: Reading, match: CueMatch) -> bool:
    return any(reading.is_a(i, "conditional") and reading.pos[i] == "SCONJ" for i in range(*reading.bounds(match.head)))


def _historical(reading: Reading, match: CueMatch, group: VerbGroup) -> bool:
    """Past tense and a past year, or *à l'époque*, in the sentence."""
    past = group.has("ind.impf", "ind.past") or bool(group.auxiliaries) or group.participle
    if not past:
        return False
    start, end = reading.bounds(match.head)
    if any(reading.is_a(i, "past_time") for i in range(start, end)):
        return True
    published = reading.document.published
    if published is None:
        return False
    first, last = reading.starts[start], reading.stops[end - 1]
    dates = reading.layers.dates
    inside = dates[bisect_left(dates, first, key=_start) : bisect_left(dates, last, key=_start)]
    return any(date.last_day is not None and (published - date.last_day).days > 365 for date in inside)


def _start(expression: TimeExpression) -> int:
    return expression.start
