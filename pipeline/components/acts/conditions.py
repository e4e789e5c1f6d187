"""Test the conditions of a rule on one match."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from pipeline.components.acts.animacy import is_animate, is_first_person, is_own_side
from pipeline.components.acts.attribution import Attribution
from pipeline.components.acts.modality import is_question, negation_scope
from pipeline.components.acts.paths import Site
from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.subjects import subject
from pipeline.components.acts.verbs import is_reflexive
from pipeline.rules.acts import ActRule, ActRuleBase, Condition, Test
from pipeline.rules.acts.cue import Pattern, compile_pattern, match_pattern

FORM_FACTS: dict[str, Callable[[Site], bool]] = {
    "negated": lambda site: negation_scope(site.reading, site.match, site.group),
    "denied": lambda site: site.group.negated,
    "compound": lambda site: bool(site.group.auxiliaries),
    "passive": lambda site: site.group.passive,
    "reflexive": lambda site: is_reflexive(site.reading, site.group) is not None,
}
FORM = frozenset({*FORM_FACTS, "tags", "person"})
CONTEXT = frozenset({"before", "after", "interrogative", "sentence", "subject"})
ROLES = frozenset({"actor", "target", "content"})


def admitted(site: Site, rule: ActRule, attribution: Attribution) -> bool:
    """Whether all of ``require``, one of ``any_of`` and none of ``unless`` hold."""
    if not holds(site, rule.require, attribution):
        return False
    if rule.any_of and not any(holds(site, condition, attribution) for condition in rule.any_of):
        return False
    return not any(holds(site, condition, attribution) for condition in rule.unless)


def possible(site: Site, rule: ActRule, attribution: Attribution) -> bool:
    """Whether what needs no roles (voice, form, neighbours) leaves the rule a chance; it is cheap to ask first."""
    require = rule.require
    if not (_voice(site, require, attribution) and _form(site, require) and _context(site, require, attribution)):
        return False
    return not any(
        _asks_no_role(condition)
        and _voice(site, condition, attribution)
        and _form(site, condition)
        and _context(site, condition, attribution)
        for condition in rule.unless
    )


def _asks_no_role(condition: Condition) -> bool:
    return not condition.asks & ROLES


def holds(site: Site, condition: Condition, attribution: Attribution) -> bool:
    """Whether every key that a condition gives holds."""
    return (
        _voice(site, condition, attribution)
        and _form(site, condition)
        and _context(site, condition, attribution)
        and _roles(site, condition, attribution)
    )


def _form(site: Site, condition: Condition) -> bool:
    if not condition.asks & FORM:
        return True
    for key in condition.asks & FORM_FACTS.keys():
        if FORM_FACTS[key](site) != getattr(condition, key):
            return False
    if condition.tags and not site.group.has(*condition.tags):
        return False
    return not condition.person or _person(site) in condition.person


def _person(site: Site) -> int:
    grammar, reading = site.reading.grammar, site.reading
    for filler in subject(reading, site.group):
        word = reading.words[filler.head].lstrip("-")
        if word in grammar["first_person"]:
            return 1
        if word in grammar["second_person"]:
            return 2
        return 3
    if site.group.finite is None:
        return 0
    persons = {tag[-2] for tag in site.group.tags if tag[-1:] in {"s", "p"} and tag[-2:-1].isdigit()}
    return int(persons.pop()) if len(persons) == 1 else 3


def _context(site: Site, condition: Condition, attribution: Attribution) -> bool:
    if not condition.asks & CONTEXT:
        return True
    if condition.interrogative is not None and is_question(site.reading, site.match.head) != condition.interrogative:
        return False
    if condition.sentence and not _sentence_has(site, condition.sentence):
        return False
    if condition.subject is not None:
        fillers = subject(site.reading, site.group)
        if not _fillers_pass(site, condition.subject, fillers, attribution):
            return False
    sides = ((condition.before, -1), (condition.after, 1))
    return all(not sources or any(_touches(site, source, side) for source in sources) for sources, side in sides)


def _sentence_has(site: Site, names: tuple[str, ...]) -> bool:
    start, end = site.reading.bounds(site.match.head)
    words = set(site.reading.words[start:end])
    return any(words & site.reading.rules.classes[name] for name in names)


@cache
def _context_pattern(rules: ActRuleBase, source: str) -> Pattern:
    return compile_pattern(f"context {source!r}", source, rules.vocabulary)


def _touches(site: Site, source: str, side: int) -> bool:
    """Whether a pattern stands directly before (-1) or after (1) the cue (or its verb group)."""
    reading = site.reading
    pattern = _context_pattern(reading.rules, source)
    start, end = reading.bounds(site.match.head)
    edges = {site.match.last, site.match.head} if side > 0 else {site.match.first, site.group.start}
    for edge in edges:
        if side > 0:
            at = reading.next_word(edge)
            if at is not None and _match_from(pattern, reading.words, at, start, end):
                return True
            continue
        for at in range(edge - 1, max(start, edge - 12) - 1, -1):
            found = _match_from(pattern, reading.words, at, start, edge)
            if found and max(found) == (reading.previous_word(edge) or -1):
                return True
    return False


def _match_from(pattern: Pattern, words: list[str], at: int, start: int, end: int) -> list[int]:
    if words[at] not in pattern.items[0].words:
        return []
    return match_pattern(pattern, 0, at, words, (start, end))


def _voice(site: Site, condition: Condition, attribution: Attribution) -> bool:
    if condition.attributed is not None and attribution.attributed != condition.attributed:
        return False
    if condition.alleged is not None and attribution.alleged != condition.alleged:
        return False
    return condition.quoted is None or (attribution.quotation is not None) == condition.quoted


def _roles(site: Site, condition: Condition, attribution: Attribution) -> bool:
    if not condition.asks & ROLES:
        return True
    for role in ("actor", "target", "content"):
        test = getattr(condition, role)
        if test is not None and not _fillers_pass(site, test, site.fillers.get(role, []), attribution):
            return False
    return True


def _fillers_pass(site: Site, test: Test, fillers: list[Filler], attribution: Attribution) -> bool:
    if test.present is not None and bool(fillers) != test.present:
        return False
    if test.present is not None and not _asks_more(test):
        return True
    return any(_filler_passes(site, test, filler, attribution) for filler in fillers)


def _asks_more(test: Test) -> bool:
    asked = (test.animate, test.first_person, test.own, test.generic)
    return bool(test.kind or test.head or test.has) or any(value is not None for value in asked)


def _filler_passes(site: Site, test: Test, filler: Filler, attribution: Attribution) -> bool:
    reading, classes = site.reading, site.reading.rules.classes
    if test.kind and filler.kind not in test.kind:
        return False
    if test.head and not any(reading.words[filler.head] in classes[name] for name in test.head):
        return False
    words = set(reading.words[filler.first : filler.last + 1])
    if test.has and not any(words & classes[name] for name in test.has):
        return False
    facts = (
        (test.animate, lambda: is_animate(reading, filler)),
        (test.own, lambda: is_own_side(reading, filler, attribution.name)),
        (test.generic, lambda: _is_generic(site, filler)),
        (test.first_person, lambda: is_first_person(reading, filler)),
    )
    return not any(wanted is not None and fact() != wanted for wanted, fact in facts)


def _is_generic(site: Site, filler: Filler) -> bool:
    """Whether a filler is about a kind rather than a case: *toute violence, le terrorisme*."""
    words = site.reading.words[filler.first : filler.last + 1]
    return bool(set(words) & site.reading.grammar["generic"])
