"""Polarity and status of an act: negated, hypothetical, future, interrogative, historical."""

from __future__ import annotations

from pipeline.components.acts.reading import VERBAL, Reading
from pipeline.components.acts.verbs import VerbGroup, verb_group
from pipeline.rules.acts import ActRule, CueMatch


def negation_scope(reading: Reading, match: CueMatch, group: VerbGroup) -> bool:
    """Whether the cue itself is negated: its verb group, *sans* + infinitive, or the verb that governs it."""
    if group.negated:
        return True
    before = reading.previous_word(group.start)
    if before is not None and reading.words[before] in reading.grammar["without"] and group.infinitive:
        return True
    return _governed_by_negated_saying(reading, match)


def _governed_by_negated_saying(reading: Reading, match: CueMatch) -> bool:
    """*Je ne dis pas que X ment*: the negation of the verb of saying reaches the cue."""
    saying = reading.rules.classes.get("saying", frozenset())
    floor, _ = reading.bounds(match.head)
    for i in range(match.first - 1, max(floor, match.first - 14) - 1, -1):
        word = reading.words[i]
        if word in {".", ";", "»", ":"}:
            return False
        if word in saying and reading.tokens[i].pos_ in VERBAL:
            group = verb_group(reading, i)
            between = reading.words[i + 1 : match.first]
            return group.negated and any(w in {"que", "qu'", "de", "d'"} for w in between)
    return False


def polarity(reading: Reading, match: CueMatch, group: VerbGroup, rule: ActRule) -> str:
    """Return ``pos`` or ``neg``; a rule may fix it (negated predicates that are themselves the denial)."""
    if rule.resolved_polarity is not None:
        return rule.resolved_polarity
    return "neg" if negation_scope(reading, match, group) else "pos"


def is_question(reading: Reading, i: int) -> bool:
    """Whether the sentence of token ``i`` ends in a question mark."""
    start, end = reading.bounds(i)
    for j in range(end - 1, max(start, end - 5) - 1, -1):
        word = reading.words[j]
        if word == "?":
            return True
        if word and word not in "»”\"'!)":
            return False
    return False


def status(reading: Reading, match: CueMatch, group: VerbGroup, rule: ActRule) -> str:
    """Return the status of the act: the first that holds of hypothetical, future, interrogative, historical."""
    if rule.subtype in {"modal", "imperative"}:
        return "interrogative" if is_question(reading, match.head) and rule.subtype == "modal" else "actual"
    if _hypothetical(reading, match, group):
        return "hypothetical"
    if group.finite is not None and group.has("ind.fut") and not group.has("ind.pres", "ind.past"):
        return "future"
    if _historical(reading, match, group):
        return "historical"
    if is_question(reading, match.head) and group.finite is not None:
        return "interrogative"
    return "actual"


def _hypothetical(reading: Reading, match: CueMatch, group: VerbGroup) -> bool:
    before = reading.previous_word(group.start)
    if group.finite is not None and _under_if(reading, group):
        return True
    if not group.has("cond") or group.has("ind"):
        return False
    if (
        group.auxiliaries
        and reading.words[group.auxiliaries[0]] in reading.grammar["have"]
        and not _has_if(reading, match)
    ):
        return False
    return _has_if(reading, match) or (before is not None and group.has("cond") and not group.auxiliaries)


def _under_if(reading: Reading, group: VerbGroup) -> bool:
    head = reading.tokens[group.head]
    for child in head.children:
        if child.dep_ == "mark" and reading.is_a(child.i, "conditional") and child.i < group.start:
            return True
    return False


def _has_if(reading: Reading, match: CueMatch) -> bool:
    start, end = reading.bounds(match.head)
    return any(reading.is_a(i, "conditional") and reading.tokens[i].pos_ == "SCONJ" for i in range(start, end))


def _historical(reading: Reading, match: CueMatch, group: VerbGroup) -> bool:
    """Past tense and a past year, or *à l'époque*, in the sentence."""
    past = group.has("ind.impf", "ind.past") or bool(group.auxiliaries) or group.participle
    if not past:
        return False
    start, end = reading.bounds(match.head)
    words = reading.words[start:end]
    if any(word in reading.grammar["past_time"] for word in words):
        return True
    published = reading.document.published
    if published is None:
        return False
    doc = reading.tokens
    for expression in reading.layers.dates:
        if (
            doc[start].idx <= expression.start < doc[end - 1].idx + len(doc[end - 1])
            and expression.last_day is not None
        ) and (published - expression.last_day).days > 365:
            return True
    return False
