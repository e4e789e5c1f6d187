"""Test the conditions of a rule on one match.

The conditions of a rule are compiled once into short tuples of checks, cheap ones first; a check that a condition does
not ask for costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.components.acts.animacy import is_animate, is_first_person, is_own_side
from pipeline.components.acts.arguments import frame_paths
from pipeline.components.acts.attribution import Attribution
from pipeline.components.acts.modality import follows_question, is_driven, is_question, negation_scope, of_nobody
from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.site import Site
from pipeline.components.acts.subjects import subject
from pipeline.components.acts.verbs import is_reflexive
from pipeline.rules.acts import ActRule, ActRuleBase, Condition, Test
from pipeline.rules.acts.cue import Item, Pattern, compile_pattern, match_around

Check = Callable[[Site, Attribution], bool]

VOICE: dict[str, Callable[[Attribution], bool]] = {
    "attributed": lambda attribution: attribution.attributed,
    "alleged": lambda attribution: attribution.alleged,
    "quoted": lambda attribution: attribution.quotation is not None,
}
FORM: dict[str, Callable[[Site], bool]] = {
    "denied": lambda site: site.group.negated or of_nobody(site.reading, site.group),
    "compound": lambda site: bool(site.group.auxiliaries) and (site.group.participle or site.group.passive),
    "passive": lambda site: site.group.passive,
    "driven": lambda site: is_driven(site.reading, site.group),
    "reflexive": lambda site: is_reflexive(site.reading, site.group) is not None,
    "interrogative": lambda site: is_question(site.reading, site.match.head),
    "negated": lambda site: negation_scope(site.reading, site.match, site.group),
    "asked": lambda site: follows_question(site.reading, site.match.head),
    "dated": lambda site: site.reading.is_dated(site.match.head),
}
ROLES = ("actor", "target", "content")
REACH = 12  # tokens before the cue over which a pattern may stretch
Split = list[tuple[frozenset[str], tuple[Item, ...]]]


@dataclass(frozen=True, slots=True)
class Conditions:
    """The compiled conditions of a rule: checks that need no roles, and checks on the roles.

    ``early`` and one of ``openings`` must hold and ``barred`` must not before any role is looked for; ``late``,
    ``choices`` and ``exceptions`` are ``require``, ``any_of`` and ``unless`` once the roles are filled; ``signals`` are
    weights and checks.
    """

    early: tuple[Check, ...]
    barred: tuple[tuple[Check, ...], ...]
    openings: tuple[tuple[Check, ...], ...]
    late: tuple[Check, ...]
    choices: tuple[tuple[Check, ...], ...]
    exceptions: tuple[tuple[Check, ...], ...]
    signals: tuple[tuple[int, tuple[Check, ...]], ...]
    threshold: int


@cache
def compiled(rules: ActRuleBase, rule_id: str) -> Conditions:
    """Return the compiled conditions of a rule."""
    rule: ActRule = rules.rules[rule_id]
    unless = [(_contextual(rules, c), _on_roles(rules, c)) for c in rule.unless]
    openings = tuple(_on_sentence(rules, rule, c) + _contextual(rules, c) for c in rule.any_of)
    return Conditions(
        _on_sentence(rules, rule, rule.require) + _contextual(rules, rule.require),
        tuple(context for context, roles in unless if not roles),
        openings if all(openings) else (),
        _on_roles(rules, rule.require),
        tuple(_contextual(rules, c) + _on_roles(rules, c) for c in rule.any_of),
        tuple(context + roles for context, roles in unless if roles),
        tuple((signal.weight, _contextual(rules, signal) + _on_roles(rules, signal)) for signal in rule.signals),
        rule.threshold,
    )


def possible(site: Site, conditions: Conditions, attribution: Attribution) -> bool:
    """Whether what needs no roles (voice, form, neighbours) leaves the rule a chance; it is cheap to ask first."""
    if not _all(conditions.early, site, attribution) or _any(conditions.barred, site, attribution):
        return False
    return not conditions.openings or _any(conditions.openings, site, attribution)


def admitted(site: Site, conditions: Conditions, attribution: Attribution) -> bool:
    """Whether the rest of ``require``, one of ``any_of``, none of ``unless`` and enough of the signals hold."""
    if not _all(conditions.late, site, attribution):
        return False
    if conditions.choices and not _any(conditions.choices, site, attribution):
        return False
    if _any(conditions.exceptions, site, attribution):
        return False
    return not conditions.threshold or _weight(conditions, site, attribution) >= conditions.threshold


def _weight(conditions: Conditions, site: Site, attribution: Attribution) -> int:
    return sum(weight for weight, checks in conditions.signals if _all(checks, site, attribution))


def _all(checks: tuple[Check, ...], site: Site, attribution: Attribution) -> bool:
    for check in checks:  # noqa: SIM110 (all() over a generator costs three times as much, and this is asked most)
        if not check(site, attribution):
            return False
    return True


def _any(alternatives: tuple[tuple[Check, ...], ...], site: Site, attribution: Attribution) -> bool:
    for checks in alternatives:  # noqa: SIM110
        if _all(checks, site, attribution):
            return True
    return False


def _contextual(rules: ActRuleBase, condition: Condition) -> tuple[Check, ...]:
    """Compile what a condition asks of voice, verb group and neighbours, cheap questions first."""
    checks: list[Check] = []
    for name, fact in VOICE.items():
        wanted = getattr(condition, name)
        if wanted is not None:
            checks.append(lambda site, attribution, fact=fact, wanted=wanted: fact(attribution) == wanted)
    if condition.tags:
        checks.append(lambda site, attribution: site.group.has(*condition.tags))
    for name, fact in FORM.items():
        wanted = getattr(condition, name)
        if wanted is not None:
            checks.append(lambda site, attribution, fact=fact, wanted=wanted: fact(site) == wanted)
    for sources, side in ((condition.before, -1), (condition.after, 1)):
        patterns = [compile_pattern(f"context {source!r}", source, rules.vocabulary) for source in sources]
        if patterns:
            checks.append(_beside(patterns, side))
    if condition.sentence:
        checks.append(_in_sentence(_words(rules, condition.sentence)))
    if condition.person:
        checks.append(lambda site, attribution: _person(site) in condition.person)
    if condition.subject is not None:
        check = _filler_check(rules, condition.subject)
        checks.append(lambda site, attribution: check(site, subject(site.reading, site.group), attribution))
    return tuple(checks)


def _on_sentence(rules: ActRuleBase, rule: ActRule, condition: Condition) -> tuple[Check, ...]:
    """Compile what words the sentence must have for a condition on roles to hold: without, no role is looked for."""
    checks: list[Check] = []
    for role, paths in frame_paths(rules, rule.frame)[0] if rule.frame is not None else ():
        test: Test = getattr(condition, role) or Test()
        required: Test = getattr(rule.require, role) or Test()
        if not any(path.leaves(test.kind or required.kind) for path in paths):  # one path leads to all fillers
            checks += [_in_sentence(_words(rules, names)) for names in (test.head, test.has) if names]
    return tuple(checks)


def _in_sentence(words: frozenset[str]) -> Check:
    return lambda site, attribution: not words.isdisjoint(site.reading.sentence_words(site.match.head))


def _words(rules: ActRuleBase, classes: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(rules.classes[name] for name in classes))


def _on_roles(rules: ActRuleBase, condition: Condition) -> tuple[Check, ...]:
    """Compile what a condition asks of the fillers of roles."""

    def on(role: str, test: Test) -> Check:
        check = _filler_check(rules, test)
        return lambda site, attribution: check(site, site.fillers.get(role, []), attribution)

    tests = ((role, getattr(condition, role)) for role in ROLES)
    return tuple(on(role, test) for role, test in tests if test is not None)


def _person(site: Site) -> int:
    grammar, reading = site.reading.grammar, site.reading
    for filler in subject(reading, site.group):
        word = reading.words[filler.head].lstrip("-")
        if word in grammar["first_person"]:
            return 1
        return 2 if word in grammar["second_person"] else 3
    if site.group.finite is None:
        return 0
    persons = {tag[-2] for tag in site.group.tags if tag[-1:] in {"s", "p"} and tag[-2:-1].isdigit()}
    return int(persons.pop()) if len(persons) == 1 else 3


def _beside(patterns: list[Pattern], side: int) -> Check:
    """Compile the question whether one of some patterns stands directly before (-1) or after (1) the cue."""
    opening = frozenset[str]().union(*(pattern.items[0].words for pattern in patterns))
    split = [(pattern.items[0].words, pattern.items[1:]) for pattern in patterns]
    stands = _stands_after if side > 0 else _stands_before
    return lambda site, attribution: stands(site, opening, split)


def _stands_after(site: Site, opening: frozenset[str], patterns: Split) -> bool:
    """Whether a pattern begins directly after the cue or its head."""
    reading, words = site.reading, site.reading.words
    for edge in {site.match.last, site.match.head}:
        at = reading.next_word(edge)
        if at is not None and words[at] in opening:
            bounds = reading.bounds(edge)
            for first, rest in patterns:
                if words[at] in first and match_around((), rest, at, words, bounds):
                    return True
    return False


def _stands_before(site: Site, opening: frozenset[str], patterns: Split) -> bool:
    """Whether a pattern ends directly before the cue or its verb group."""
    reading, words = site.reading, site.reading.words
    start = reading.sentence[site.match.head]
    for edge in {site.match.first, site.group.start}:
        for at in range(max(start, edge - REACH), edge):
            if words[at] in opening:
                for first, rest in patterns:
                    found = match_around((), rest, at, words, (start, edge)) if words[at] in first else None
                    if found and max(found) == reading.previous_word(edge):
                        return True
    return False


def _filler_check(rules: ActRuleBase, test: Test) -> Callable[[Site, list[Filler], Attribution], bool]:
    """Compile a test on the fillers of a role."""
    facts = list(_facts(rules, test))

    def passes(site: Site, fillers: list[Filler], attribution: Attribution) -> bool:
        if test.present is not None and (bool(fillers) != test.present or not facts):
            return bool(fillers) == test.present
        for filler in fillers:
            for fact in facts:
                if not fact(site, filler, attribution):
                    break
            else:
                return True
        return False

    return passes


def _facts(rules: ActRuleBase, test: Test) -> Iterator[Callable[[Site, Filler, Attribution], bool]]:
    """Yield what a test asks of one filler, cheap questions first."""
    heads, words = _words(rules, test.head), _words(rules, test.has)
    if test.kind:
        yield lambda site, filler, attribution: filler.kind in test.kind
    if test.head:
        yield lambda site, filler, attribution: site.reading.words[filler.head] in heads
    if test.has:
        yield lambda site, filler, attribution: not words.isdisjoint(_words_of(site, filler))
    if test.listed is not None:
        yield lambda site, filler, attribution: (filler.path == "list@head") == test.listed
    if test.animate is not None:
        yield lambda site, filler, attribution: is_animate(site.reading, filler) == test.animate
    if test.own is not None:
        yield lambda site, filler, attribution: is_own_side(site.reading, filler, attribution.name) == test.own
    if test.accused is not None:
        yield lambda site, filler, attribution: site.reading.accused.holds(filler) == test.accused
    if test.generic is not None:
        generic = rules.grammar["generic"]  # a kind rather than a case: toute violence
        yield lambda site, filler, attribution: (not generic.isdisjoint(_words_of(site, filler))) == test.generic
    if test.first_person is not None:
        yield lambda site, filler, attribution: is_first_person(site.reading, filler) == test.first_person


def _words_of(site: Site, filler: Filler) -> list[str]:
    return site.reading.words[filler.first : filler.last + 1]
