"""Names made of common words: *Communes vivantes*, a capital without a determiner and its adjective."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words

PHRASE = re.compile(r"(?<=[depvonwbjrt,])Cj(?![CA])")


def find_phrases(words: Words, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield capitalised common nouns with an adjective that no determiner introduces, inside a sentence."""
    offices = frozenset(words.on["offices"])
    for found in PHRASE.finditer(words.kinds):
        first, last = found.span()
        form = words.lower[first]
        bare = words.kinds[first - 1] != "d" or words.lower[first - 1] in ("de", "d'")
        if bare and first not in offices and form not in vocabulary.common and vocabulary.knows(form):
            yield Mention(first, last, "ORG", 2, "rule", "org.phrase")
