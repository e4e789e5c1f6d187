"""Find the temporal expressions of a text: where they stand, by which pattern, with which fields. No meaning yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pipeline.components.dates.grammar import WINDOW, Grammar, Modifier, Pattern
from pipeline.components.dates.notation import Groups
from pipeline.components.dates.order import following, preceding


@dataclass(slots=True)
class Mention:
    """A temporal expression as it stands in the text.

    ``fields`` holds what its words say (month, number, unit, …); ``joined`` how it hangs on the mention before it:
    ``range``, ``list`` or None; ``opens_range`` that
    the next one is its other bound.
    """

    start: int
    end: int
    rule: Pattern
    fields: dict[str, Any]
    mod: str | None = None
    modifiers: list[Modifier] = field(default_factory=list)
    joined: str | None = None
    opens_range: bool = False

    @property
    def build(self) -> str:
        """The name of the builder of its meaning."""
        return self.rule.build


LAST_YEAR = 2200
"""Numbers in words from here on are no years."""
SCANNED = re.compile(r"(?<![^\W_])[1i|](?=['’][^\W\d_])")
"""An article that a scanner read as a digit: 1'automne."""


def lowered(text: str) -> str:
    """Return the text in lower case with the same length (some capitals have longer small forms)."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return SCANNED.sub("l", low) if any(sign in low for sign in ("1'", "1’", "i'", "i’", "|'")) else low


def scan(text: str, grammar: Grammar, masked: bytearray | None = None) -> list[Mention]:
    """Return the mentions of a text in order, without overlap.

    Parameters
    ----------
    text
        The document's text.
    grammar
        The compiled grammar of its language.
    masked
        One byte for each code point: where it is not 0 (page furniture) nothing is found.
    """
    low = lowered(text)
    shadow = grammar.vocabulary.shadow(low)
    mentions: list[Mention] = []
    position = 0
    while (candidate := grammar.head.search(shadow, position)) is not None:
        head = candidate.start()
        found = None
        if not (masked and masked[head]):
            for letter in grammar.letter.finditer(shadow, grammar.first_word(shadow, head, position), head + 1):
                found = _match(text, low, shadow, letter.start(), grammar)
                if found is not None:
                    break
        if found is None:
            position = head + 1
            continue
        _modify(found, shadow, grammar, mentions[-1].end if mentions else 0)
        mentions.append(found)
        position = found.end
    _join(mentions, shadow, grammar)
    return mentions


def _match(text: str, low: str, shadow: str, start: int, grammar: Grammar) -> Mention | None:
    for candidate in grammar.candidates(shadow, start):
        match = candidate.compiled.regex.match(shadow, start)
        if match is None or (candidate.guarded and not candidate.fits(shadow, start, match.end())):
            continue
        rule, groups = candidate.rule, candidate.compiled.groups
        fields: dict[str, Any] = {}
        for group, (name, word_class) in groups.items():
            if match[group] is not None:
                word = low[match.start(group) : match.end(group)].strip()
                fields.setdefault(name, grammar.vocabulary.field(word_class, word))
        if _spelled(text, match, groups, rule) and _fits(fields, rule.give):
            end = match.end()
            while end > start and text[end - 1].isspace():
                end -= 1
            return Mention(start, end, rule, {**rule.give, **fields})
    return None


def _fits(fields: dict[str, Any], give: dict[str, Any]) -> bool:
    """Whether the fields are those that a pattern asks for (only one unit, no year before one) and numbers at all."""
    unit, year = fields.get("unit"), fields.get("year")
    if None in fields.values():  # trois trois
        return False
    if "iso" in give and fields["month"] == (fields["year"] + 1) % 100:  # 2010-11: two years
        return False
    return unit == give.get("only", unit) and ("since" not in give or give["since"] <= (year or 0) < LAST_YEAR)


def _spelled(text: str, match: re.Match[str], groups: Groups, rule: Pattern) -> bool:
    """Whether the capitals of an expression are those that its pattern asks for."""
    give = rule.give
    if "lower" in give and not _small(text, match, groups, give["lower"]):
        return False
    if "capital" in give and not text[match.start() : match.start() + 1].isupper():
        return False
    if (
        "title" in give
        and groups
        and text[match.end() : match.end() + 2].strip().isupper()
        and _has_article(text, match)
    ):
        return False
    return "name" not in give or not _is_name(text, match, groups, give["name"])


def _has_article(text: str, match: re.Match[str]) -> bool:
    """Whether an expression begins with a capitalised article, as titles do (*The Sunday Times*)."""
    return "The " in text[max(0, match.start() - 4) : match.start() + 4]


def _small(text: str, match: re.Match[str], groups: Groups, name: str) -> bool:
    """Whether the word of a field is in small letters, or its capital says nothing: whole lines, first words."""
    for group, (field_name, _) in groups.items():
        if field_name == name and match[group] is not None:
            word = text[match.start(group) : match.end(group)].strip()
            if word[:1].islower() or (len(word) > 1 and word.isupper()):
                return True
            return not (text[: match.start()] + text[match.end() :]).strip(" .!?")
    return True


def _is_name(text: str, match: re.Match[str], groups: Groups, name: str) -> bool:
    """Whether the word of a field is part of a name: capitalised and followed by a capital (*Noël Dubois*)."""
    for group, (field_name, _) in groups.items():
        if field_name == name and match[group] is not None and match.start(group) == match.start():
            word, rest = text[match.start(group) : match.end(group)].strip(), text[match.end() :][:2]
            initial = text[max(0, match.start() - 2) : match.start()].strip(" \n") in ("", ".", "!", "?")
            named = word.istitle() and rest[:1] == " " and rest[1:].isupper()
            return named and (name == "holiday" or not initial)
    return False


def _modify(mention: Mention, shadow: str, grammar: Grammar, floor: int) -> None:
    """Extend a mention by position words and note the prepositions that open or close its interval."""
    best: list[Modifier] = []
    for number, inside in enumerate((True, True, False)):
        if number == 1 and not best:  # no first one inside the expression, no second
            continue
        first, best = mention.start, []
        floor_here = max(floor, mention.start - WINDOW)
        last = preceding(shadow, floor_here, mention.start)
        for modifier, regex in grammar.modifiers_after(last, inside=inside):
            match = regex.search(shadow, floor_here, mention.start)
            if match is not None and match.start() <= first:
                best = [*best, modifier] if match.start() == first else [modifier]
                first = match.start()
        if best:
            mention.modifiers += best
            if inside:
                mention.start = first
    for modifier, regex in grammar.modifiers_before(following(shadow, mention.end - 1)):
        if match := regex.match(shadow, mention.end):
            mention.modifiers.append(modifier)
            if modifier.inside:
                mention.end = match.end()


def _join(mentions: list[Mention], shadow: str, grammar: Grammar) -> None:
    """Note which mentions are bounds of a range or members of a list, and let them share their fields."""
    span, enumeration, between = (grammar.guards[name] for name in ("range", "list", "between"))
    for first, second in pairwise(mentions):
        if second.start - first.end > 16:
            continue
        if span.regex.fullmatch(shadow, first.end, second.start):
            second.joined = "range"
        elif enumeration.regex.fullmatch(shadow, first.end, second.start):
            opened = between.regex.search(shadow, max(0, first.start - WINDOW), first.start)
            second.joined = "range" if opened else "list"
    for first, second in reversed(list(pairwise(mentions))):
        if second.joined:
            _share(first, second)
        if second.joined == "range":
            first.opens_range = True
            first.modifiers = [m for m in first.modifiers if not m.alone]
            if any(
                m.inside for m in (*first.modifiers, *second.modifiers)
            ):  # d'octobre à la mi-décembre: not each year
                first.fields["once"] = second.fields["once"] = True


def _share(first: Mention, second: Mention) -> None:
    """Complete the first bound from the second: the month of ``le 4``, the year of ``février``, the unit of ``six``."""
    one, two = first.fields, second.fields
    if first.build == second.build == "calendar":
        if "day" in one and "month" not in one and "month" in two:
            for name in ("month", "year", "yy", "last", "next"):
                if name in two:
                    one[name] = two[name]
        elif "month" in one and "month" not in two and {"day", "year"} <= two.keys():  # July 13-15, 2023
            two["month"], one["year"] = one["month"], two["year"]
        elif "month" in one and "month" in two and "year" not in one and "year" in two:
            later = (one["month"], one.get("day", 1)) > (two["month"], two.get("day", 31))
            one["year"] = two["year"] - (later and second.joined == "range")
    elif first.build == second.build == "clock" and "part" in two:
        if one.get("hour", 0) <= two.get("hour", 24):  # but from 9 to 5 pm
            one.setdefault("part", two["part"])
    elif "year" in two and "year" not in one and first.build == second.build and first.build in ("season", "portion"):
        parts = ("SP", "SU", "AU", "WI")
        order = [(parts.index(f["season"]) if "season" in f else f.get("ordinal", 1)) for f in (one, two)]
        one["year"] = two["year"] - (order[0] > order[1] and second.joined == "range")
        if first.build == "portion" and "unit" in two:
            one.setdefault("unit", two["unit"])
    elif "unit" in two and "number" not in one and "count" in one and "unit" not in one:
        one["unit"] = two["unit"]
