"""The notation of patterns (described at the head of ``rules/fr/dates/patterns.toml``) as regular expressions."""

from __future__ import annotations

import re
from functools import cached_property

from pipeline.components.dates.order import Order
from pipeline.components.dates.vocabulary import NORMAL, NUMERIC, Vocabulary
from pipeline.rules.load import RuleError

FILL = "_*+"
SPACE = f"(?:[ \t]{FILL})"
GAPS = {
    " ": f"(?:'[ \t]?{FILL}|{SPACE})",
    "~": f"{SPACE}?",
    "+": "",
    "-": f"(?:[ \t]?{FILL}-[ \t]?{FILL}|{SPACE})",
}
BOUNDARIES = {"END": "(?:\\Z|[\n\t])", "START": f"(?:(?<![\\s\\S])|[\n\t]{FILL})"}
BLANKS = set(" \t'-_")
"""What a gap can begin with."""
ITEMS = re.compile(r'"[^"]*"|[A-Z][A-Z0-9]*(?::[a-z]+)?|[^\W\d_A-Z]+|[()|?~+ -]')
MACRO = re.compile(r"<(\w+)>")
Groups = dict[str, tuple[str, str]]
"""Group of a regular expression to the field that it fills and the class of its word."""


def literals(source: str) -> list[str]:
    """Return the words that a pattern names outright."""
    return [item for item in ITEMS.findall(MACRO.sub(" ", source)) if item[0].isalpha() and not item[0].isupper()]


class Compiled:
    """A pattern as a regular expression over shadows, and the fields of its groups.

    ``firsts`` are the characters it can begin with; if it is ``optional`` it can also match nothing; ``order`` tells
    which letters can follow each other.
    """

    __slots__ = ("firsts", "groups", "optional", "order", "regex")

    def __init__(self, part: Part, groups: Groups) -> None:
        self.regex = re.compile(part.regex)
        self.groups = groups
        self.firsts = part.firsts
        self.optional = part.optional
        self.order = part.order


class Part:
    """A part of a pattern: its regular expression, the letters it can begin with, whether it can be left out.

    ``order`` tells which letters can follow each other in it.
    """

    __slots__ = ("firsts", "optional", "order", "regex")

    def __init__(self, regex: str, firsts: set[str], order: Order, optional: bool = False) -> None:
        self.regex = regex
        self.firsts = firsts
        self.order = order
        self.optional = optional


class Notation:
    """Compiles the patterns of one language.

    Parameters
    ----------
    vocabulary
        The words and their letters.
    macros
        The named parts of patterns.
    """

    def __init__(self, vocabulary: Vocabulary, macros: dict[str, str]) -> None:
        self._vocabulary = vocabulary
        self._macros = macros

    def compile(self, source: str, *, capture: bool = True) -> Compiled:
        """Compile a pattern; without ``capture`` it fills no fields.

        Raises
        ------
        RuleError
            If it uses an unknown class or macro, or its parentheses do not balance.
        """
        groups: Groups = {}
        try:
            items = ITEMS.findall(self._expanded(source))[::-1]
            whole = self._alternatives(items, groups if capture else None)
            if items:
                raise RuleError("a parenthesis is not opened")
        except KeyError as error:
            raise RuleError(f"{self._vocabulary.language}/dates: unknown macro {error} in {source!r}") from None
        except (RuleError, IndexError) as error:
            raise RuleError(f"{self._vocabulary.language}/dates: {error} in {source!r}") from None
        return Compiled(whole, groups)

    def _expanded(self, source: str) -> str:
        for _ in range(8):
            if "<" not in source:
                return source
            source = MACRO.sub(lambda found: f"({self._macros[found[1]]})", source)
        raise RuleError("macros nest too deeply")

    def _alternatives(self, items: list[str], groups: Groups | None) -> Part:
        branches = [self._sequence(items, groups)]
        while items and items[-1] == "|":
            items.pop()
            branches.append(self._sequence(items, groups))
        firsts = {letter for branch in branches for letter in branch.firsts}
        regex, optional = f"(?:{'|'.join(b.regex for b in branches)})", any(b.optional for b in branches)
        return Part(regex, firsts, Order.either([branch.order for branch in branches]), optional)

    def _sequence(self, items: list[str], groups: Groups | None) -> Part:
        """Compile items and gaps; the gap beside an optional item is optional with it."""
        out, gap, solid, leading = "", "", False, True
        firsts: set[str] = set()
        order = Order.nothing()
        while items and items[-1] not in "|)":
            if items[-1] in GAPS:
                gap = GAPS[items.pop()]
                firsts |= BLANKS if leading else set()
                continue
            part = self._item(items, groups)
            optional = bool(items) and items[-1] == "?"
            if leading:
                firsts |= part.firsts
                leading = optional or part.optional
            order = order.then(part.order.maybe() if optional else part.order)
            if optional:
                items.pop()
            if not optional:
                out, gap, solid = out + gap + part.regex, "", True
            elif solid:
                out, gap = out + f"(?:{gap}{part.regex})?", ""
            else:
                after = GAPS[items.pop()] if items and items[-1] in GAPS else ""
                out, gap = out + f"{gap}(?:{part.regex}{after})?", ""
        return Part(out + gap, firsts, order, leading)

    def _item(self, items: list[str], groups: Groups | None) -> Part:
        item = items.pop()
        if item == "(":
            inner = self._alternatives(items, groups)
            if not items or items.pop() != ")":
                raise RuleError("a parenthesis is not closed")
            return inner
        if item[0] == '"':
            sign = item[1:-1].translate(NORMAL)
            return Part(re.escape(sign), {sign[:1]}, Order.of_sign(sign))
        if item in BOUNDARIES:
            return Part(BOUNDARIES[item], {"\n", "\t"}, Order.nothing(), optional=True)
        name, _, field = item.partition(":")
        letters = self._letters("NUMBER" if name == "SPELT" else name) if name != "COUNT" else self._counts()
        regex = f"[{letters}]{FILL}"
        if name in ("COUNT", "SPELT"):
            regex = self._number(digits=name == "COUNT")
        if groups is not None and name.isupper() and (field or name in self._vocabulary.values or name in NUMERIC):
            group = f"g{len(groups)}"
            groups[group] = (field or name.lower(), name)
            regex = f"(?P<{group}>{regex})"
        return Part(
            regex, set(letters), self._number_order(letters) if name in ("COUNT", "SPELT") else Order.of(letters)
        )

    @cached_property
    def _joint(self) -> Part:
        """What joins the last word of a number, with that word: *vingt* et un."""
        return self._alternatives(ITEMS.findall(self._macros["joint"])[::-1], None)

    def _number_order(self, letters: str) -> Order:
        """Return the order of the words of a number: one, or several with *et* between them."""
        words = Order.either([Order.of(self._letters("NUMBER")), self._joint.order])
        number = Order.of(letters)
        return Order(number.starts, number.ends, number.alone, words.then(words).pairs, False)

    def _counts(self) -> str:
        return self._letters("NUMBER") + self._letters("NUM")

    def _number(self, *, digits: bool) -> str:
        word, gap = self._letters("NUMBER"), GAPS["-"]
        more = f"(?:{gap}(?:{self._joint.regex}|[{word}]{FILL})){{0,6}}+"
        spelt = f"[{word}]{FILL}{more}"
        return f"(?:{spelt}|[{self._letters('NUM')}]{FILL})" if digits else spelt

    def _letters(self, name: str) -> str:
        letters = self._vocabulary.letters_of(name)
        if not letters:
            raise RuleError(f"no word has the class {name!r}")
        return letters
