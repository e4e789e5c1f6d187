"""The grammar of temporal expressions of one language: lexicon, patterns and modifiers, loaded and compiled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import Field

from pipeline.components.dates.notation import Compiled, Notation, literals
from pipeline.components.dates.order import Letters, following, preceding
from pipeline.components.dates.vocabulary import Lexicon, Vocabulary
from pipeline.rules.load import data_path, load_entries, load_table, validate
from pipeline.rules.rule import Rule

WORDS = 12
"""How many words before its head a pattern may begin."""
MOST_PAIRS = 50_000
WINDOW = 48
"""How far, in characters, a pattern may look to the left or to the right of an expression."""


class Pattern(Rule):
    """One pattern of temporal expressions.

    Attributes
    ----------
    pattern
        The expression, in the notation of ``patterns.toml``.
    build
        The meaning: the name of a builder of ``resolve.BUILDERS``.
    give
        Constant fields handed to the builder.
    before, not_before, after, not_after
        Patterns for what must, or must not, stand left and right of the expression.
    """

    pattern: str
    build: str
    give: dict[str, Any] = Field(default_factory=dict)
    before: str | None = None
    not_before: str | None = None
    after: str | None = None
    not_after: str | None = None


class Modifier(Rule):
    """A word or preposition left or right of an expression that modifies its value (``mod`` of TIMEX3).

    Attributes
    ----------
    pattern
        What stands directly before (``side = "left"``) or after the expression.
    inside
        Whether it belongs to the span (*début*, *environ*) or not (*dès*, *avant*).
    types
        The TIMEX3 types it applies to.
    tense
        What it says about the time: *depuis* looks back.
    from_anchor
        The interval begins at the document's date (*d'ici*).
    alone
        It modifies a single date, not the first of a range (*from 2 May*, but *from 2 to 5 May*).
    half
        It names a half of the period, not a third (*la seconde moitié du siècle*).
    exact
        It says that an amount of time has passed to the day (*jour pour jour*).
    """

    pattern: str
    mod: str | None = None
    side: str = Field(default="left", pattern="^(left|right)$")
    inside: bool = False
    types: tuple[str, ...] = ("DATE", "TIME")
    tense: str | None = Field(default=None, pattern="^(past|future)$")
    from_anchor: bool = False
    alone: bool = False
    half: bool = False
    exact: bool = False
    not_after: str | None = None


class Guarded:
    """A pattern compiled, with what must and must not stand beside it."""

    __slots__ = ("_after", "_before", "_not_after", "_not_before", "compiled", "guarded", "order", "rule")

    def __init__(self, rule: Pattern, notation: Notation) -> None:
        self.rule = rule
        self.compiled: Compiled = notation.compile(rule.pattern)
        self._before = left_of(notation, rule.before)
        self._not_before = left_of(notation, rule.not_before)
        after = notation.compile(rule.after, capture=False) if rule.after else None
        self._after = after.regex if after else None
        self.order = self.compiled.order.then(after.order) if after else self.compiled.order
        self._not_after = right_of(notation, rule.not_after)
        self.guarded = any((rule.before, rule.not_before, rule.after, rule.not_after))

    def can_follow(self, letter: str) -> bool:
        """Whether what must stand on the left can end with a letter."""
        return self._before is None or self._before.can_end(letter)

    def fits(self, shadow: str, start: int, end: int) -> bool:
        """Look at both sides of a match."""
        left = max(0, start - WINDOW)
        last = preceding(shadow, left, start) if self._before or self._not_before else ""
        return (
            (self._before is None or self._found(self._before, shadow, left, start, last))
            and (self._not_before is None or not self._found(self._not_before, shadow, left, start, last))
            and (self._after is None or self._after.match(shadow, end) is not None)
            and (self._not_after is None or self._not_after.match(shadow, end) is None)
        )

    @staticmethod
    def _found(what: Left, shadow: str, left: int, start: int, last: str) -> bool:
        return what.can_end(last) and what.regex.search(shadow, left, start) is not None


class Left:
    """What stands left of a place, compiled: searched up to it, where one of the letters stands that it begins with."""

    __slots__ = ("ends", "regex")

    def __init__(self, compiled: Compiled) -> None:
        start = "" if compiled.optional else f"(?=[{re.escape(''.join(sorted(compiled.firsts)))}])"
        self.regex = re.compile(f"{start}(?:{compiled.regex.pattern})\\Z")
        self.ends = None if compiled.order.empty else compiled.order.ends

    def can_end(self, letter: str) -> bool:
        """Whether it can end with a letter (none: at the beginning of the text)."""
        return self.ends is None or letter in self.ends


def left_of(notation: Notation, source: str | None) -> Left | None:
    """Compile what stands left of a place."""
    return Left(notation.compile(source, capture=False)) if source else None


def right_of(notation: Notation, source: str | None) -> re.Pattern[str] | None:
    """Compile what stands right of a place: matched from it."""
    return notation.compile(source, capture=False).regex if source else None


class Grammar:
    """The lexicon, patterns and modifiers of one language, compiled.

    Parameters
    ----------
    language
        ``fr`` or ``en``: names the folder of rule data.

    Raises
    ------
    RuleError
        If the data do not fit their models, or a pattern uses an unknown class or macro.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        folder = data_path(language, "dates")
        lexicon = validate(Lexicon, load_table(folder / "lexicon.toml"), f"{language}/dates/lexicon.toml")
        self.patterns = load_entries(folder / "patterns.toml", "pattern", Pattern)
        self.modifiers = load_entries(folder / "modifiers.toml", "modifier", Modifier)
        sources = [*lexicon.macros.values(), *lexicon.guards.values(), *(m.pattern for m in self.modifiers)]
        for rule in self.patterns:
            sources += [s for s in (rule.pattern, rule.before, rule.not_before, rule.after, rule.not_after) if s]
        self.vocabulary = Vocabulary(lexicon, {word for source in sources for word in literals(source)}, language)
        self.notation = Notation(self.vocabulary, lexicon.macros)
        self.beside = lexicon.beside
        self.guards = {
            name: Left(self.notation.compile(source, capture=False)) for name, source in lexicon.guards.items()
        }
        self._compile(lexicon)

    def _compile(self, lexicon: Lexicon) -> None:
        rules = [Guarded(rule, self.notation) for rule in self.patterns]
        self.starting = {
            letter: tuple(rule for rule in rules if letter in rule.compiled.firsts)
            for letter in self.vocabulary.letters.values()
        }
        self._candidates: dict[tuple[str, str, str], tuple[Guarded, ...]] = {}
        self._seconds: dict[str, list[tuple[Guarded, Letters | None]]] = {}
        letters = self.vocabulary.letters_of("WORD")[1:]
        heads = "".join(self.vocabulary.letters_of(name) for name in lexicon.heads)
        self.head = re.compile(f"[{heads}]")
        self.before_head = re.compile(f"(?:(?:-|_*+(?:[ \t]'?|'))_*+[{letters}]){{0,{WORDS}}}+")
        self.letter = re.compile(f"[{self._first_letters(rules)}]")
        left = [(m, Left(self.notation.compile(m.pattern, capture=False))) for m in self.modifiers if m.side == "left"]
        self._left = {inside: [pair for pair in left if pair[0].inside is inside] for inside in (True, False)}
        self._modifiers: dict[tuple[str, bool], tuple[tuple[Modifier, re.Pattern[str]], ...]] = {}
        right = [(m, self.notation.compile(m.pattern, capture=False)) for m in self.modifiers if m.side == "right"]
        self._behind: dict[str, list[tuple[Modifier, re.Pattern[str]]]] = {}
        for modifier, compiled in right:
            for letter in compiled.order.starts:
                self._behind.setdefault(letter, []).append((modifier, compiled.regex))

    def candidates(self, shadow: str, place: int) -> tuple[Guarded, ...]:
        """Return the patterns that can begin at a place, as far as its letter, the one before and the next tell."""
        letter, after = shadow[place], following(shadow, place)
        last = preceding(shadow, max(0, place - WINDOW), place)
        known = self._candidates.get((last, letter, after))
        if known is None:
            if letter not in self._seconds:
                self._seconds[letter] = [(rule, rule.order.seconds(letter)) for rule in self.starting[letter]]
            rules = (rule for rule, seconds in self._seconds[letter] if seconds is None or after in seconds)
            known = tuple(rule for rule in rules if rule.can_follow(last))
            if len(self._candidates) > MOST_PAIRS:  # untrusted input must not fill the memory
                self._candidates.clear()
            self._candidates[last, letter, after] = known
        return known

    def modifiers_before(self, letter: str) -> Sequence[tuple[Modifier, re.Pattern[str]]]:
        """Return the modifiers right of an expression that can begin with a letter."""
        return self._behind.get(letter, ())

    def modifiers_after(self, letter: str, *, inside: bool) -> tuple[tuple[Modifier, re.Pattern[str]], ...]:
        """Return the modifiers left of an expression that can end with a letter."""
        known = self._modifiers.get((letter, inside))
        if known is None:
            known = tuple((modifier, left.regex) for modifier, left in self._left[inside] if left.can_end(letter))
            if len(self._modifiers) > MOST_PAIRS:
                self._modifiers.clear()
            self._modifiers[letter, inside] = known
        return known

    def _first_letters(self, rules: list[Guarded]) -> str:
        """Return the letters with which a pattern may begin."""
        return "".join(sorted({letter for rule in rules for letter in rule.compiled.firsts} & {*self.starting}))

    def first_word(self, shadow: str, head: int, floor: int) -> int:
        """Return where the words that lead up to a head begin, at most ``WORDS`` of them and not before ``floor``."""
        backwards = shadow[floor:head][: -WINDOW * 3 - 1 : -1]
        match = self.before_head.match(backwards)
        return head - (match.end() if match else 0)


@cache
def grammar_of(language: str) -> Grammar:
    """Return the compiled grammar of a language; compiled once a process."""
    return Grammar(language)
