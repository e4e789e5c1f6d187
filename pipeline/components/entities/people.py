"""People by the shape of their names: after a civility, before a colon or a party, with a known given name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.components.entities.given_names import GivenNames
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words

FULL = r"[CAI](?:[CAIFk]*[CAF])?"
CIVILITY = re.compile(rf"T(?:I*T)*((?:[dD]l?)?{FULL})")
LABEL = re.compile(r"(?:^|(?<=[\n¶]))([CA]{1,2}[CAFk]*[CA])(?=:)")
PARTY = re.compile(r"([CA][CAIFk]*[CA])(?=\([CA])")
CHUNK = re.compile(r"[CA][CAIFk]*[CAF]")


def find_people(words: Words, names: GivenNames, common: frozenset[str]) -> Iterator[Mention]:
    """Yield the people whose names show by form or context alone."""
    kinds = words.kinds
    for found in CIVILITY.finditer(kinds):
        first, last = found.span(1)
        if words.forms[first].lower() not in common:
            yield Mention(first, _with_particle(words, first, last, names), "PER", 4, "rule", "per.civility")
    for found in LABEL.finditer(kinds):
        if words.forms[found.start(1)] in names or kinds[found.start(1)] == "A":
            yield Mention(*found.span(1), "PER", 3, "rule", "per.turn-label")
    for found in PARTY.finditer(kinds):
        if words.forms[found.start(1)] in names:
            yield Mention(*found.span(1), "PER", 3, "rule", "per.party-in-brackets")
    for found in CHUNK.finditer(kinds):
        first, last = found.span()
        if words.forms[first] in names:
            yield Mention(first, _with_particle(words, first, last, names), "PER", 3, "rule", "per.given-name")
    for found in re.finditer(r"C(?=dl?C)", kinds):
        first = found.start()
        if words.forms[first] in names and (first == 0 or kinds[first - 1] not in "CA"):
            last = _with_particle(words, first, first + 1, names)
            if last > first + 1 and last - first < 5:
                yield Mention(first, last, "PER", 2, "rule", "per.given-name")


def _with_particle(words: Words, first: int, last: int, names: GivenNames) -> int:
    """Extend *Régis* to *Régis de Montaudry*: one given name, a particle, capitalised words."""
    if last - first != 1 or words.forms[first] not in names:
        return last
    found = re.compile(r"d(?:l)?[CA]+").match(words.kinds, last)
    return found.end() if found and words.forms[last] in ("de", "d'", "du") else last
