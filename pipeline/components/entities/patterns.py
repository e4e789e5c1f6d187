"""Rules that find names by their head word: a list of heads and a pattern of word classes for what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import Field

from pipeline.components.entities.scan import Words
from pipeline.rules.load import RuleError, data_path, load_entries, load_table
from pipeline.rules.rule import Rule

MACRO = re.compile(r"\{([a-z_]+)\}")


class NameRule(Rule):
    """A name or role recognised by its head.

    Attributes
    ----------
    label, subtype
        What the span is.
    heads
        Lower-case words, or sequences of words, that start it.
    case
        Whether the head must be written with a capital.
    before
        Class pattern that must match just before the head; outside the span.
    after
        Class pattern for the rest of the span, matched from the end of the head, as long as it can.
    unless
        Lower-case words of which none may stand in the span after the head.
    keep_head
        False where the head is no part of the name (*la société Orphéa*).
    """

    label: Literal["PER", "ORG", "LOC", "MISC", "ROLE"]
    subtype: str | None = None
    heads: tuple[str, ...] = Field(min_length=1)
    case: Literal["any", "capital"] = "any"
    before: str | None = None
    after: str
    unless: tuple[str, ...] = ()
    keep_head: bool = True


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule made ready: compiled expressions over class letters."""

    rule: NameRule
    after: re.Pattern[str]
    before: re.Pattern[str] | None
    unless: frozenset[str]

    def match(self, words: Words, first: int, head_end: int) -> int | None:
        """Return where the span that starts at ``first`` ends (word index, excluded), or None."""
        if self.rule.case == "capital" and not words.forms[first][0].isupper():
            return None
        if self.before is not None and not self.before.search(words.kinds[max(0, first - 12) : first]):
            return None
        found = self.after.match(words.kinds, head_end)
        if found is None:
            return None
        if self.unless and any(form.lower() in self.unless for form in words.forms[head_end : found.end()]):
            return None
        return found.end()


class PatternSet:
    """All rules of one file, indexed by the first word of their heads."""

    def __init__(self, rules: list[NameRule], macros: dict[str, str]) -> None:
        self.rules = rules
        self._by_first: dict[str, list[tuple[tuple[str, ...], Pattern]]] = {}
        for rule in rules:
            pattern = Pattern(
                rule,
                _compile(rule.after, macros, rule.id),
                re.compile(expand(rule.before, macros, rule.id) + "$") if rule.before is not None else None,
                frozenset(rule.unless),
            )
            for head in rule.heads:
                parts = tuple(head.split())
                self._by_first.setdefault(parts[0], []).append((parts, pattern))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, words: Words) -> Iterator[tuple[int, int, int, NameRule]]:
        """Yield ``(head index, end of head, end, rule)`` of every match, in text order; longest heads first."""
        by_first = self._by_first
        for first, form in enumerate(words.forms):
            entries = by_first.get(form) or by_first.get(form.lower())
            if entries is None or words.kinds[first] == "¶":
                continue
            for parts, pattern in entries:
                size = len(parts)
                if size > 1 and [w.lower() for w in words.forms[first : first + size]] != list(parts):
                    continue
                end = pattern.match(words, first, first + size)
                if end is not None:
                    yield first, first + size, end, pattern.rule


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
    return PatternSet(load_entries(path, "rule", NameRule), macros)
