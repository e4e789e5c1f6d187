"""People by the shape of their names: after a civility, before a colon or a party, with a known given name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.components.entities.given_names import GivenNames
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words

REST = r"(?:[CAIFkLD]*[CAF])?"
CIVILITY = re.compile(rf"T(?:I*T)*((?:[dD]l?|L)?[CAI]{REST})")
LABEL = re.compile(r"(?:^|(?<=[\n¶]))([CA]{1,2}[CAFkL]*[CA])(?=:)")
CHUNK = re.compile(rf"[CAF]{REST}")
BYLINE = re.compile(rf"(?:^|(?<=[\n¶]))[pw]([CA]{{2}}{REST})")
PARTICLE = re.compile(r"dl?[CA]+")


def find_people(words: Words, names: GivenNames, common: frozenset[str]) -> Iterator[Mention]:
    """Yield the people whose names show by form or context alone."""
    kinds = words.kinds
    for found in CIVILITY.finditer(kinds):
        first, last = found.span(1)
        name = first + (words.kinds[first] in "lLdD")
        if words.lower[min(name, last - 1)] not in common:
            yield Mention(first, _with_particle(words, first, last, names), "PER", 4, "rule", "per.civility")
    for found in LABEL.finditer(kinds):
        if words.forms[found.start(1)] in names:
            yield Mention(*found.span(1), "PER", 3, "rule", "per.turn-label")
    for found in BYLINE.finditer(kinds):
        if words.lower[found.start()] == "par":
            yield Mention(*found.span(1), "PER", 2, "rule", "per.byline")
    for found in CHUNK.finditer(kinds):
        first, last = found.span()
        while first < last and words.forms[first] not in names:
            first += 1
        end = _with_particle(words, first, last, names) if first < last else last
        if end - first > 1:
            yield Mention(first, end, "PER", 3, "rule", "per.given-name")


def _with_particle(words: Words, first: int, last: int, names: GivenNames) -> int:
    """Extend *Régis* to *Régis de Montaudry*: one given name, a particle, capitalised words."""
    if last - first != 1 or words.forms[first] not in names:
        return last
    found = PARTICLE.match(words.kinds, last)
    return found.end() if found and words.forms[last] in ("de", "d'", "du") else last
