"""The grammar of temporal expressions: patterns over word classes, compiled from data into linear regular expressions.

A text is rewritten into its *shadow*, a string of the same length in which every word that the lexicon knows is one
letter for its set of classes, padded with ``_``, every other word is ``x``, and punctuation stands for itself. The
patterns of ``rules/<language>/dates`` are regular expressions over shadows, so that a match has the offsets of the
text. The notation of the patterns is described at the head of ``patterns.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from text_to_num import text2num

from pipeline.rules.load import RuleError, data_path, load_entries, load_table
from pipeline.rules.rule import Rule

FILL = "_*+"
SPACE = f"(?:[ \t]{FILL})"
GAPS = {" ": f"(?:'[ \t]?{FILL}|{SPACE})", "~": f"{SPACE}?", "+": "", "-": f"(?:[ \t]?{FILL}-[ \t]?{FILL}|{SPACE})"}
BOUNDARIES = {"END": "(?:\\Z|[\n\t])", "START": f"(?:(?<![\\s\\S])|[\n\t]{FILL})"}
NOTATION = re.compile(r'"[^"]*"|[A-Z][A-Z0-9]*(?::[a-z]+)?|[^\W\d_A-Z]+|[()|?~+ -]')
MACRO = re.compile(r"<(\w+)>")
TOKEN = r"[^\W\d_]+(?:[\u0300-\u036f][^\W\d_]*)* ?|\d+|\s+|."
NORMAL = str.maketrans("’ʼ‘´–—‑‐−", "''''-----")
ROMAN = re.compile(r"(?=[ivxl])(x{0,3})(ix|iv|v?i{0,3})(?:e|è|ᵉ|er|ᵉʳ|ème|eme|ième|ieme)")
DIGITS = ("0", "00", "1", "01", "10", "13", "25", "32", "60", "100", "0999", "1000", "2500", "10000")
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
    """

    pattern: str
    mod: str | None = None
    side: str = Field(default="left", pattern="^(left|right)$")
    inside: bool = False
    types: tuple[str, ...] = ("DATE", "TIME")
    tense: str | None = Field(default=None, pattern="^(past|future)$")
    from_anchor: bool = False
    not_after: str | None = None


class Lexicon(BaseModel):
    """The word classes of one language: class, then value, then the forms that have it."""

    model_config = ConfigDict(extra="forbid")

    classes: dict[str, dict[str, tuple[str, ...]]]
    heads: tuple[str, ...]
    macros: dict[str, str] = Field(default_factory=dict)
    guards: dict[str, str] = Field(default_factory=dict)


def _value(text: str) -> Any:
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"\d+\.\d+", text) else text


def _digit_classes(word: str) -> set[str]:
    number, size = int(word), len(word)
    found = {"NUM"} if size < 7 else set()
    if size <= 2:
        found |= {name for name, top in (("DAY", 31), ("MON", 12)) if 1 <= number <= top}
        if number <= 24:
            found.add("HOUR")
    if word[0] == "0" and size == 2 and number:
        found.add("MONTHZERO")
    if size == 2:
        found |= {"YY"} | ({"MINUTE"} if number <= 59 else set())
    if size == 4 and 1000 <= number < 2200:
        found.add("YEAR")
    return found


class Compiled:
    """A pattern as a regular expression over shadows, with the fields that its groups fill."""

    __slots__ = ("groups", "regex")

    def __init__(self, source: str, groups: dict[str, tuple[str, str]]) -> None:
        self.regex = re.compile(source)
        self.groups = groups


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
        self._lexicon = Lexicon.model_validate(load_table(folder / "lexicon.toml"))
        self.patterns = load_entries(folder / "patterns.toml", "pattern", Pattern)
        self.modifiers = load_entries(folder / "modifiers.toml", "modifier", Modifier)
        self.values = {
            name: {word: _value(value) for value, words in entries.items() for word in words}
            for name, entries in self._lexicon.classes.items()
        }
        self._letters: dict[frozenset[str], str] = {}
        self._words = self._signatures()
        self._shadows = _Shadows(self._shadow_of)
        self._token = self._tokenizer()
        self._compile()

    # -- words and shadows ---------------------------------------------------------------------------------

    def _signatures(self) -> dict[str, frozenset[str]]:
        words: dict[str, set[str]] = {}
        for name, entries in self.values.items():
            for word in entries:
                words.setdefault(word, set()).add(name)
        sources = [field for rule in self.patterns for field in self._sources(rule)]
        sources += [m.pattern for m in self.modifiers] + [m.not_after or "" for m in self.modifiers]
        for source in [*sources, *self._lexicon.macros.values(), *self._lexicon.guards.values()]:
            for token in NOTATION.findall(MACRO.sub(" ", source)):
                if token[0].isalpha() and not token[0].isupper():
                    words.setdefault(token, set()).add(token)
        signatures = {word: frozenset(found) for word, found in words.items()}
        for found in [*signatures.values(), *(frozenset(_digit_classes(d)) for d in DIGITS), frozenset({"ROMAN"})]:
            if found:
                self._letters.setdefault(found, chr(0xE000 + len(self._letters)))
        return signatures

    @staticmethod
    def _sources(rule: Pattern) -> list[str]:
        return [s for s in (rule.pattern, rule.before, rule.not_before, rule.after, rule.not_after) if s]

    def _tokenizer(self) -> re.Pattern[str]:
        compound = _trie([word for word in self._words if not word.isalpha()])
        return re.compile(f"{compound}(?![^\\W\\d_])|{TOKEN}" if compound else TOKEN, re.DOTALL)

    def shadow(self, text: str) -> str:
        """Return the shadow of a lower-cased text: same length, one letter for each known word."""
        if len(self._shadows) > 60_000:  # untrusted input must not fill the memory
            self._shadows.clear()
        return "".join(map(self._shadows.__getitem__, self._token.findall(text)))

    def _shadow_of(self, token: str) -> str:
        if token.isspace():
            return " \t\n"[min(2, token.count("\n"))] + "_" * (len(token) - 1)
        word = unicodedata.normalize("NFC", token.rstrip(" ")).translate(NORMAL)
        tail = token[len(token.rstrip(" ")) :]
        if not word[0].isalnum():
            return word + "_" * (len(token) - len(word))
        if word.isdigit():
            found = frozenset(_digit_classes(word)) if len(word) < 7 else frozenset[str]()
        else:
            found = self._words.get(self._known(word)) or (
                frozenset({"ROMAN"}) if ROMAN.fullmatch(word) else frozenset[str]()
            )
        return self._letters.get(found, "x") + "_" * (len(token) - len(tail) - 1) + tail

    def _known(self, word: str) -> str:
        """Return the word as the lexicon has it: blanks made single, ``rn`` read for ``m`` by a scanner repaired."""
        if word not in self._words:
            word = " ".join(word.split())
            repaired = word.replace("rn", "m")
            if len(word) > 3 and repaired in self._words:
                return repaired
        return word

    # -- patterns --------------------------------------------------------------------------------------------

    def _charset(self, name: str) -> str:
        if name == "WORD":
            return "[x" + "".join(self._letters.values()) + "]"
        letters = "".join(letter for found, letter in self._letters.items() if name in found)
        if not letters:
            raise RuleError(f"no word has the class {name!r}")
        return f"[{letters}]"

    def _expand(self, source: str) -> str:
        for _ in range(8):
            if "<" not in source:
                return source
            source = MACRO.sub(lambda m: f"({self._lexicon.macros[m[1]]})", source)
        raise RuleError(f"{self.language}/dates: macros nest too deeply in {source!r}")

    def compile(self, source: str, capture: bool = True) -> Compiled:
        """Compile a pattern; without ``capture`` its classes fill no fields."""
        try:
            tokens = NOTATION.findall(self._expand(source))
        except KeyError as error:
            raise RuleError(f"{self.language}/dates: unknown macro {error} in {source!r}") from None
        groups: dict[str, tuple[str, str]] = {}
        tokens.reverse()
        try:
            regex = self._alternatives(tokens, groups if capture else None)
        except (RuleError, IndexError) as error:
            raise RuleError(f"{self.language}/dates: {error} in {source!r}") from None
        if tokens:
            raise RuleError(f"{self.language}/dates: unbalanced parenthesis in {source!r}")
        return Compiled(regex, groups)

    def _alternatives(self, tokens: list[str], groups: dict[str, tuple[str, str]] | None) -> str:
        branches = [self._sequence(tokens, groups)]
        while tokens and tokens[-1] == "|":
            tokens.pop()
            branches.append(self._sequence(tokens, groups))
        return branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"

    def _sequence(self, tokens: list[str], groups: dict[str, tuple[str, str]] | None) -> str:
        """Compile items and gaps; the gap beside an optional item is optional with it."""
        out, gap, solid = "", "", False
        while tokens and tokens[-1] not in "|)":
            if tokens[-1] in GAPS:
                gap = GAPS[tokens.pop()]
                continue
            item = self._item(tokens, groups)
            optional = bool(tokens) and tokens[-1] == "?"
            if optional:
                tokens.pop()
            if not optional:
                out, gap, solid = out + gap + item, "", True
            elif solid:
                out, gap = out + f"(?:{gap}{item})?", ""
            else:
                after = GAPS[tokens.pop()] if tokens and tokens[-1] in GAPS else ""
                out, gap = out + f"{gap}(?:{item}{after})?", ""
        return out + gap

    def _item(self, tokens: list[str], groups: dict[str, tuple[str, str]] | None) -> str:
        token = tokens.pop()
        if token == "(":
            inner = self._alternatives(tokens, groups)
            if not tokens or tokens.pop() != ")":
                raise RuleError("a parenthesis is not closed")
            return f"(?:{inner})"
        if token[0] == '"':
            return re.escape(token[1:-1].translate(NORMAL).replace("\\n", "\n"))
        name, _, field = token.partition(":")
        if name == "COUNT":
            word, digits = self._charset("NUMBER"), self._charset("NUM")
            gap, und = GAPS["-"], self._charset("et") if self.language == "fr" else self._charset("and")
            regex = f"(?:{word}{FILL}(?:{gap}(?:{und}{FILL}{gap})?{word}{FILL}){{0,6}}+|{digits}{FILL})"
        elif name in BOUNDARIES:
            return BOUNDARIES[name]
        else:
            regex = self._charset(name) + FILL
        if groups is None or not (name.isupper() and (field or name in self.values or name in NUMERIC)):
            return regex
        group = f"g{len(groups)}"
        groups[group] = (field or name.lower(), name)
        return f"(?P<{group}>{regex})"

    def _compile(self) -> None:
        self.rules = [self.compile(rule.pattern) for rule in self.patterns]
        plain = [self._plain(rule) for rule in self.patterns]
        # The empty group behind each alternative tells which one matched: its number is ``lastindex``.
        self.first_rule = re.compile("|".join(f"(?:{p})()" for p in plain))
        letters = "".join(self._letters.values())
        heads = "".join(self._charset(name)[1:-1] for name in self._lexicon.heads)
        step = f"[{letters}]{FILL}(?:{GAPS[' ']}|-)"
        self.candidate = re.compile(f"(?:{step}){{0,12}}?(?P<head>[{heads}])")
        self.letter = re.compile(f"[{letters}]")
        self.before = [self._left(rule.before) for rule in self.patterns]
        self.not_before = [self._left(rule.not_before) for rule in self.patterns]
        self.guards = {name: self._left(source) for name, source in self._lexicon.guards.items()}
        self.after = [self._right(rule.after) for rule in self.patterns]
        self.not_after = [self._right(rule.not_after) for rule in self.patterns]
        self.around = [
            (
                rule,
                self._left(rule.pattern) if rule.side == "left" else self._right(rule.pattern),
                self._right(rule.not_after),
            )
            for rule in self.modifiers
        ]

    def _plain(self, rule: Pattern) -> str:
        """Return the regular expression of a pattern and of what must follow, without groups."""
        after, not_after = (
            self.compile(s, capture=False).regex.pattern if s else "" for s in (rule.after, rule.not_after)
        )
        expression = self.compile(rule.pattern, capture=False).regex.pattern
        return f"(?:{expression})(?={after})" + (f"(?!{not_after})" if not_after else "")

    def _left(self, source: str | None) -> re.Pattern[str] | None:
        return re.compile(f"(?:{self.compile(source, capture=False).regex.pattern})\\Z") if source else None

    def _right(self, source: str | None) -> re.Pattern[str] | None:
        return self.compile(source, capture=False).regex if source else None

    def field(self, name: str, word: str) -> Any:
        """Return the value of a captured word: from the lexicon, a number, or the numeral before *siècle*."""
        word = unicodedata.normalize("NFC", word).translate(NORMAL)
        if name in self.values:
            return self.values[name][self._known(word)]
        if name == "ROMAN":
            return roman(word)
        return int(word) if word.isdigit() else number_of(word, self.language)


class _Shadows(dict[str, str]):
    """The shadows of the tokens seen so far, made when first asked for."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, token: str) -> str:
        made = self[token] = self._make(token)
        return made


def _trie(words: list[str]) -> str:
    """Return a regular expression for words that branches letter by letter: one test a letter, longest word first."""
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[:1], []).append(word[1:])
    ends = "" in branches
    spelled = {" ": r"\s+", "-": "[-‑‐–]", "'": "['’ʼ]"}
    parts = [spelled.get(first, re.escape(first)) + _trie(rests) for first, rests in sorted(branches.items()) if first]
    if not parts:
        return ""
    return f"(?:{'|'.join(parts)})" + ("?" if ends else "")


NUMERIC = {"COUNT", "NUM", "DAY", "MON", "HOUR", "MINUTE", "YEAR", "YY", "ROMAN", "MONTHZERO"}


def roman(word: str) -> int:
    """Return the value of a lower-case roman ordinal (``xixe`` → 19)."""
    match = ROMAN.fullmatch(word)
    if match is None:
        raise ValueError(f"no roman ordinal: {word!r}")
    ones = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    return 10 * len(match[1]) + ones[match[2]]


@lru_cache(maxsize=4096)
def number_of(words: str, language: str) -> int | None:
    """Return the value of number words (``quatre-vingt-dix`` → 90), or None if they make no number."""
    try:
        return int(text2num(" ".join(words.replace("-", " ").split()), language))
    except ValueError:
        return None


@cache
def grammar_of(language: str) -> Grammar:
    """Return the compiled grammar of a language; compiled once a process."""
    return Grammar(language)
