"""People by the shape of their names: after a civility, before a colon or a party, with a known given name."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words

REST = r"(?:[CAIFkLD]*[CAF])?"
CIVILITY = re.compile(rf"T(?:I*T)*((?:[dD]l?|L|k+)?[CAI]{REST})")
LABEL = re.compile(r"([CA]{1,2}[CAFkL]*[CA])(?=:)")
CHUNK = re.compile(rf"[CAF]{REST}")
BYLINE = re.compile(rf"[pw]([CA]{{2}}{REST})")
SIGNED = re.compile("-?,?[lL]?9")
LEAST = 2  # words of a person's name before a town
PARTICLE = re.compile(r"dl?[CA]+")


def find_people(words: Words, vocabulary: Vocabulary, places: Container[int]) -> Iterator[Mention]:
    """Yield the people whose names show by form or context alone.

    Parameters
    ----------
    places
        The words that are known places by themselves.
    """
    kinds, given, common = words.kinds, frozenset(words.on["given"]), vocabulary.common
    for found in CIVILITY.finditer(kinds):
        first, last = found.span(1)
        name = first + (words.kinds[first] in "lLdDk")
        if words.lower[min(name, last - 1)] not in common:
            yield Mention(first, _with_particle(words, first, last, given), "PER", 4, "rule", "per.civility")
    for block in words.blocks:
        label = LABEL.match(kinds, block)
        if label and block in given:
            yield Mention(*label.span(1), "PER", 3, "rule", "per.turn-label")
        byline = BYLINE.match(kinds, block)
        if byline and words.lower[block] == "par":
            yield Mention(*byline.span(1), "PER", 2, "rule", "per.byline")
    for index in words.on["given"]:
        if kinds[index : index + 3] == "CI." and len(words.forms[index + 1]) == 1:
            yield Mention(index, index + 3, "PER", 3, "rule", "per.given-name")  # Ibrahim T.
    for found in CHUNK.finditer(kinds):
        first, last = found.span()
        first = next((index for index in range(first, last) if index in given), last)
        end = _with_particle(words, first, last, given) if first < last else last
        if end == last and last - 1 in places and SIGNED.match(words.kinds, last):
            while end - first > LEAST and end - 1 in places:
                end -= 1  # a signature: Odile Tarvel Namur, le 3 mai
        if first < last and last - first == 1:
            first = _with_family(words, found.start(), first, vocabulary)
        if end - first > 1:
            yield Mention(first, end, "PER", 3, "rule", "per.given-name")


def _with_family(words: Words, start: int, first: int, vocabulary: Vocabulary) -> int:
    """Extend a lone given name to the unknown words in front of it: *Ahoua Zrékou Rosalie*."""
    begin = first
    while begin > start and words.kinds[begin - 1] == "C" and not vocabulary.knows(words.lower[begin - 1]):
        begin -= 1
    return begin if first - begin > 1 else first


def _with_particle(words: Words, first: int, last: int, given: frozenset[int]) -> int:
    """Extend *Régis* to *Régis de Montaudry*: one given name, a particle, capitalised words."""
    if last - first != 1 or first not in given:
        return last
    found = PARTICLE.match(words.kinds, last)
    return found.end() if found and words.forms[last] in ("de", "d'", "du") else last
