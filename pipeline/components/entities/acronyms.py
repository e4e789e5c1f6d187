"""Acronyms introduced in brackets: *Union pour le progrès national (UPN)*."""

from __future__ import annotations

import re

from pipeline.components.entities.mentions import Mention, resolve
from pipeline.components.entities.scan import Words


def find_acronyms(words: Words, flat: list[Mention]) -> tuple[list[Mention], dict[int, int]]:
    """Add the acronyms that stand in brackets after a name, and their repetitions.

    Returns
    -------
    The flat layer, and for every acronym mention (by ``id``) the ``id`` of the long mention.
    """
    by_end = {mention.last: mention for mention in flat}
    long_of: dict[str, Mention] = {}
    for found in re.finditer(r"\([CA]\)", words.kinds):
        at = found.start()
        acronym = words.forms[at + 1]
        long = by_end.get(at)
        if long is not None and long.label != "PER" and sum(map(str.isupper, acronym)) > 1:
            long_of[acronym] = long
    more: list[Mention] = []
    if long_of:
        for index, form in enumerate(words.forms):
            if form in long_of and words.kinds[index] != "¶":
                long = long_of[form]
                more.append(Mention(index, index + 1, long.label, 3, "rule", "doc.acronym", long.subtype, long.entry))
    layer = resolve([*flat, *more])
    aliases: dict[int, int] = {}
    ids = {id(mention) for mention in layer}
    for mention in layer:
        form = words.forms[mention.first]
        if mention.last == mention.first + 1 and form in long_of and id(long_of[form]) in ids:
            aliases[id(mention)] = id(long_of[form])
            mention.label = long_of[form].label
    return layer, aliases
