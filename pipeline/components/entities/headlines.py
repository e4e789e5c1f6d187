"""English headlines with capitals throughout: *Senate Rejects Pension Bill*. There a capital shows no name."""

from __future__ import annotations

import re

from pipeline.components.entities.lexicon import Lexicon
from pipeline.components.entities.patterns import PatternSet
from pipeline.components.entities.scan import Words

TITLE = re.compile('[CAFIRTXLDw9ldtunpbeqk(),:;"~-]+')  # no lower-case content word, no full stop
BLOCK = re.compile("[^\n¶]+")
INSIDE = re.compile("(?<=[A-Za-z9,])[CAF]")
CLAUSE = re.compile("[ptnubqw:]")  # a small word other than of and and, a colon
CAPITALS = frozenset("CFXR")
LEAST = 3  # capitalised words other than names that make a headline


def lower_headlines(words: Words, lexicon: Lexicon, names: PatternSet) -> None:
    """Class the common words of headlines as if they had no capital; their indices come to ``on["lowered"]``.

    A common word keeps its capital where the rest of the text writes it with one inside a sentence, and in what a rule
    takes for a name from its head on (*Ministry of Health*).
    """
    common = {index for index in words.on["common"] if words.kinds[index] in CAPITALS}
    blocks = [found.span() for found in BLOCK.finditer(words.kinds) if TITLE.fullmatch(words.kinds, *found.span())]
    hidden = {index for span in blocks if _is_headline(words, common, *span) for index in range(*span)}
    if not hidden:
        return
    inside = (found.start() for found in INSIDE.finditer(words.kinds))
    proper = {words.forms[index] for index in inside if index not in hidden}
    for match in names.find(words, [index for index in words.on["names"] if index in hidden]):
        if match.first == match.head and "d" in words.kinds[match.head : match.last]:
            hidden.difference_update(range(match.first, match.last))
    kinds = list(words.kinds)
    for index in sorted(hidden & common):
        if words.forms[index] not in proper:
            words.on["lowered"].append(index)
            letter = lexicon.classify(words.lower[index])
            kinds[index] = _content_class(words, index) if letter == "w" else letter
    words.kinds = "".join(kinds)


def _content_class(words: Words, index: int) -> str:
    """Return the class of a content word: before another word, one in -s counts as a verb (*Recalls Envoy*)."""
    return "v" if words.lower[index].endswith("s") and words.kinds[index + 1 : index + 2] in CAPITALS else "o"


def _is_headline(words: Words, common: set[int], first: int, last: int) -> bool:
    """Tell whether a block with capitals is a clause: by a preposition, or a word in -s that may be a verb."""
    plain = len(common.intersection(range(first, last)))
    if plain < LEAST - 1 or plain + words.kinds.count("w", first, last) < LEAST:
        return False
    if CLAUSE.search(words.kinds, first, last):
        return True
    verbs = any(form.endswith("s") for form in words.forms[first : last - 1])
    return verbs and "e" not in words.kinds[first:last]
