"""Rules that find names by their head word: a list of heads and a pattern of word classes for what follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import Field

from pipeline.components.entities.lexicon import unaccented
from pipeline.components.entities.pieces import split
from pipeline.components.entities.scan import Words
from pipeline.rules.load import RuleError, data_path, load_entries, load_table
from pipeline.rules.rule import Rule

MACRO = re.compile(r"\{([a-z_]+)\}")


class NameRule(Rule):
    """A name or role recognised by its head, or by the word in front of it.

    Attributes
    ----------
    label, subtype
        What the span is.
    heads
        Lower-case words, or sequences of words, that start it.
    case
        How the head must be written: with a capital, as in a title (one capital only), in lower case.
    before
        Class pattern that must match just before the head; outside the span, but for its group ``left``. Where it has
        a group ``name``, that is the span.
    after
        Class pattern for what follows the head. The span is the group ``name`` where there is one (then the head is
        no part of it), else it runs from the head to the end of the match.
    unless
        Lower-case words of which none may stand in what ``after`` matched.
    until
        Lower-case words that the match may not run over: it ends before the first of them.
    unless_before
        Lower-case words that may not stand just before the head; articles and *de* do not count, unless they are given
        (*chef de*).
    needs
        Lower-case words of which one must stand in what ``after`` matched.
    next
        The class letters of which one must follow the head: spares the pattern behind frequent heads.
    known
        Whether the name's first content word must be (or must not be) a common word of the language.
    whole
        True where the span runs from the head although the group ``name`` is what ``known`` tests.
    people
        False where the span may not hold a person's given name (*une déclaration de Marie Durand* is no treaty).
    rank
        How sure: 1 evidence as good as the model's, 2 better, 3 sure.
    """

    label: Literal["PER", "ORG", "LOC", "MISC", "ROLE"]
    subtype: str | None = None
    heads: tuple[str, ...] = Field(min_length=1)
    case: Literal["any", "capital", "title", "lower"] = "any"
    before: str | None = None
    after: str
    unless: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    unless_before: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    next: str | None = None
    known: bool | None = None
    whole: bool = False
    people: bool = True
    rank: Literal[1, 2, 3] = 3


@dataclass(frozen=True, slots=True)
class Match:
    """Where a rule matched: its head and its span, as word indices (ends excluded)."""

    rule: NameRule
    head: int
    head_end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule made ready: compiled expressions over class letters."""

    rule: NameRule
    after: re.Pattern[str]
    before: re.Pattern[str] | None
    unless: frozenset[str]
    needs: frozenset[str]
    until: frozenset[str]

    def match(self, words: Words, head: int, head_end: int) -> Match | None:
        """Match the rule with its head at the words ``head`` to ``head_end``."""
        rule = self.rule
        found = self.after.match(words.kinds, head_end)
        if found is not None and self.until and not self.until.isdisjoint(words.lower[head_end : found.end()]):
            end = next(at for at in range(head_end, found.end()) if words.lower[at] in self.until)
            found = self.after.match(words.kinds, head_end, end)
        if found is None:
            return None
        floor = max(0, head - 12)
        left = self.before.search(words.kinds[floor:head]) if self.before is not None else None
        if self.before is not None and left is None:
            return None
        if (self.unless or self.needs) and not self._admits(words.lower[head_end : found.end()]):
            return None
        if rule.unless_before and not _words_before(words, head).isdisjoint(rule.unless_before):
            return None
        first, last = found.span("name") if "name" in self.after.groupindex else (head, found.end())
        if left is not None:
            groups = left.groupdict()
            if "left" in groups:
                first = floor + left.start("left")
            elif "name" in groups:
                first, last = (floor + bound for bound in left.span("name"))
        return Match(rule, head, head_end, first, last)

    def _admits(self, forms: list[str]) -> bool:
        return self.unless.isdisjoint(forms) and not (self.needs and self.needs.isdisjoint(forms))


def _case_fits(form: str, case: str) -> bool:
    if case == "lower":
        return form[0].islower()
    return form[0].isupper() and (case == "capital" or form[1:] == form[1:].lower())


def _words_before(words: Words, head: int) -> set[str]:
    """Return the word before a head, articles and *de* left out, and the same with them."""
    at = head - 1
    while at >= 0 and words.kinds[at] in "ld":
        at -= 1
    return {words.lower[at], " ".join(words.lower[at:head])} if at >= 0 else set()


Heads = list[tuple[tuple[str, ...], Pattern, int]]


class PatternSet:
    """All rules of one file, indexed by the first word of their heads, heads of several words by their first two."""

    def __init__(
        self, rules: list[NameRule], macros: dict[str, str], prefixes: tuple[str, ...] = (), language: str = "fr"
    ) -> None:
        self.rules = rules
        self._language = language
        self._by_first: dict[str, Heads] = {}
        for rule in rules:
            pattern = Pattern(
                rule,
                _compile(rule.after, macros, rule.id),
                re.compile(f"(?:{expand(rule.before, macros, rule.id)})\\Z") if rule.before is not None else None,
                frozenset(rule.unless),
                frozenset(rule.needs),
                frozenset(rule.until),
            )
            for head in rule.heads:
                for prefix in ("", *prefixes):
                    self._add(prefix + head, pattern)
        self._next: dict[str, str] = {}
        for first, entries in self._by_first.items():
            entries.sort(key=lambda entry: -len(entry[0]))
            letters = [pattern.rule.next if len(parts) == 1 else None for parts, pattern, _ in entries]
            if None not in letters:
                self._next[first] = "".join(filter(None, letters))
        self._alone = {
            first: [entry for entry in heads if len(entry[0]) == 1] for first, heads in self._by_first.items()
        }
        self._longer: dict[tuple[str, ...], Heads] = {}
        for entry in (entry for heads in self._by_first.values() for entry in heads if len(entry[0]) > 1):
            self._longer.setdefault(entry[0][:2], []).append(entry)

    def _add(self, head: str, pattern: Pattern) -> None:
        """Index a head; a capital may lack its accent, and a head in capitals all of them."""
        initial = unaccented(head[0]) + head[1:]
        for form in dict.fromkeys((head, initial, unaccented(head))):
            capitals = 0 if form == head else 1 if form == initial else len(form.split()[0])
            parts = tuple(split(form, self._language))
            self._by_first.setdefault(parts[0], []).append((parts, pattern, capitals))

    def labels(self) -> dict[str, str]:
        """Return the label of every one-word head that begins its span."""
        inside = (rule for rule in self.rules if "(?P<name>" not in rule.after)
        return {head: rule.label for rule in inside for head in rule.heads if head.isalpha()}

    def begins(self, form: str) -> bool:
        """Tell whether a word begins the head of a rule."""
        return form.lower() in self._by_first

    def find(self, words: Words, candidates: Iterable[int]) -> Iterator[Match]:
        """Yield every match, in text order; of the heads that begin at one word only the longest that matches counts.

        Parameters
        ----------
        candidates
            The indices of the words that begin a head.
        """
        alone, longer, lower, kinds = self._alone, self._longer, words.lower, words.kinds
        only_before = self._next
        for head in candidates:
            form = lower[head]
            if (form in only_before and kinds[head + 1 : head + 2] not in only_before[form]) or kinds[head] == "¶":
                continue
            heads = longer.get(tuple(lower[head : head + 2]))
            longest = 0
            for parts, pattern, capitals in heads + alone[form] if heads else alone[form]:
                size = len(parts)
                if size < longest:
                    break
                if capitals and not words.forms[head][:capitals].isupper():
                    continue
                if pattern.rule.case != "any" and not _case_fits(words.forms[head], pattern.rule.case):
                    continue
                if size > 1 and tuple(lower[head : head + size]) != parts:
                    continue
                if pattern.rule.next is None or kinds[head + size : head + size + 1] in pattern.rule.next:
                    found = pattern.match(words, head, head + size)
                    if found is not None:
                        longest = size
                        yield found


def expand(pattern: str, macros: dict[str, str], where: str) -> str:
    """Replace the ``{macros}`` of a class pattern and close up its blanks.

    Raises
    ------
    RuleError
        If a macro is not defined.
    """

    def replace(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in macros:
            raise RuleError(f"rule {where!r}: no macro {{{name}}}")
        return f"(?:{expand(macros[name], macros, where)})"

    return MACRO.sub(replace, pattern).replace(" ", "")


def _compile(pattern: str, macros: dict[str, str], where: str) -> re.Pattern[str]:
    try:
        return re.compile(expand(pattern, macros, where))
    except re.error as error:
        raise RuleError(f"rule {where!r}: {pattern!r} is no regular expression over word classes: {error}") from None


@cache
def patterns(language: str, name: str) -> PatternSet:
    """Load the rules of ``rules/LANGUAGE/entities/NAME.toml``; macros stand in ``macros.toml`` beside it."""
    path = data_path(language, f"entities/{name}.toml")
    macros = load_table(data_path(language, "entities/macros.toml"))["macros"]
    prefixes = tuple(load_table(path).get("prefixes", ()))
    return PatternSet(load_entries(path, "rule", NameRule), macros, prefixes, language)
