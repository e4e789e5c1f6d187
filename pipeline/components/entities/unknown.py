"""Capitalised words that nothing else has recognised, inside a sentence, and that are in no dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words

UNKNOWN = re.compile(r"(?:(?<=d)|(?<=v)|(?<=lo))C(?![CA-])")


def find_unknown(words: Words, flat: list[Mention], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield a place after *de* or a verb, a body after a noun: what such words mostly are where the model is silent."""
    taken = {index for mention in flat for index in range(mention.first, mention.last)}
    for found in UNKNOWN.finditer(words.kinds):
        index = found.start()
        if index in taken or words.lower[index] in vocabulary.common or vocabulary.knows(words.lower[index]):
            continue
        noun = words.kinds[index - 1] == "o"
        label, rule = ("ORG", "org.unknown") if noun else ("LOC", "loc.unknown")
        yield Mention(index, index + 1, label, 1, "rule", rule)
