"""What the statistical model found, cleaned: whole words, no articles, titles, line breaks or common words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator

from spacy.tokens import Doc

from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words

BREAK = re.compile(r"[\n¶:;.()|~\"-]|,")
NAME = re.compile(r"[CAFI](?:[^vq]*[CAF9])?")
START = frozenset('\n¶.:"-~(;')


def at_start(words: Words, index: int) -> bool:
    """Tell whether a word begins a sentence or block, so that its capital says nothing."""
    return index == 0 or words.kinds[index - 1] in START


def clean_entities(
    doc: Doc, words: Words, vocabulary: Vocabulary, heads: frozenset[str], adjectives: Container[str]
) -> Iterator[Mention]:
    """Yield the model's entities, each cut at punctuation and trimmed to its capitalised words.

    Parameters
    ----------
    vocabulary
        The words of the language that are no names.
    heads
        Lower-case heads of roles: they are cut off in front of a name (*ministre Durand*).
    adjectives
        Lower-case adjectives of place where the language writes them with a capital: they are no names.
    """
    given, lowered = frozenset(words.on["given"]), words.on["lowered"]
    for entity in doc.ents:
        low = bisect_right(words.starts, entity.start_char) - 1
        high = bisect_left(words.starts, entity.end_char)
        low = max(low, 0)
        for first, last in _pieces(words, low, high, lowered):
            trimmed = _trim(words, first, last, heads)
            if trimmed and trimmed[1] - trimmed[0] == 1 and words.lower[trimmed[0]] in adjectives:
                continue
            if trimmed and _is_name(words, *trimmed, vocabulary):
                yield Mention(
                    *trimmed, _label(words, *trimmed, entity.label_, vocabulary, given=given), 1, "model", "model"
                )


def _label(words: Words, first: int, last: int, label: str, vocabulary: Vocabulary, *, given: frozenset[int]) -> str:
    """Return the model's label, corrected where the form rules it out.

    A place is no common noun with a complement (*Grands Moulins de …*), a person has no article (*dans le Belmar*), and
    some capitalised nouns always stand for one body (*la Commission*).
    """
    if last - first == 1:
        if words.lower[first] in vocabulary.short_names:
            return "ORG"
        if label == "PER" and first and words.kinds[first] == "C" and words.kinds[first - 1] == "l":
            return "LOC"
    elif (
        label == "PER"
        and given.isdisjoint(range(first, last))
        and (_is_determined(words, first) or all(map(vocabulary.knows, words.lower[first:last])))
    ):
        return "ORG"
    if label == "LOC" and "d" in words.kinds[first + 1 : last]:
        noun = words.kinds.index("d", first + 1) - 1
        if vocabulary.knows(words.lower[first]) and vocabulary.knows(words.lower[noun]):
            return "ORG"
    return label


def _is_determined(words: Words, first: int) -> bool:
    """Tell whether a lower-case article stands before a capitalised word, as before no person's name."""
    return first > 0 and words.kinds[first - 1 : first + 1] == "lC"


def _pieces(words: Words, first: int, last: int, lowered: list[int]) -> Iterator[tuple[int, int]]:
    begin = first
    breaks = [found.start() for found in BREAK.finditer(words.kinds, first, last)]
    if lowered:
        breaks = sorted({*breaks, *lowered[bisect_left(lowered, first) : bisect_left(lowered, last)]})
    for index in breaks:
        if begin < index:
            yield begin, index
        begin = index + 1
    if begin < last:
        yield begin, last


def _trim(words: Words, first: int, last: int, heads: frozenset[str]) -> tuple[int, int] | None:
    for index in range(first, last):
        if words.lower[index] in heads:
            first = index + 1
    while first < last and words.kinds[first] not in "CAFI":
        first += 1
    found = NAME.match(words.kinds, first, last)
    if not found or found.end() == first:
        return None
    if first > 1 and words.kinds[first - 1] in "DL" and not at_start(words, first - 1) and words.kinds[first] == "C":
        return first - 1, found.end()  # De Wever, La Haye
    return first, found.end()


def _is_name(words: Words, first: int, last: int, vocabulary: Vocabulary) -> bool:
    content = [index for index in range(first, last) if words.kinds[index] not in "LDI9"]
    if len(content) != 1:
        return bool(content) and not all(words.lower[index] in vocabulary.common for index in content)
    first = content[0]
    form = words.lower[first]
    if form in vocabulary.common or len(form) < 2 or form[1:].isdigit():
        return False
    if not vocabulary.knows(form):
        return True
    if words.kinds[first] == "A" and len(form) > 4:
        return False
    determined = first > 0 and words.kinds[first - 1] in "dluq"
    return not at_start(words, first) and (not determined or form in vocabulary.short_names)
