"""Capitalised words that nothing else has recognised, inside a sentence, and that are in no dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words

CAPITAL_NOUN = re.compile(r"(?<=[a-zA-Z9,(][du])C(?![CAjfFd-])")
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


def find_capital_nouns(
    words: Words, flat: list[Mention], labels: dict[str, str], vocabulary: Vocabulary, contracted: frozenset[str]
) -> Iterator[Mention]:
    """Yield common nouns that a capital inside the sentence shows to name one body: *les élus du Rassemblement*.

    Parameters
    ----------
    labels
        The label that goes with the head of a long name, lower case.
    contracted
        The articles that count: behind the others a place is as likely (*la Côte*).
    """
    taken = {index for mention in flat for index in range(mention.first, mention.last)}
    taken.update(words.on["offices"])
    for found in CAPITAL_NOUN.finditer(words.kinds):
        index = found.start()
        form = words.lower[index]
        noun = form in vocabulary.nouns and form not in vocabulary.common and labels.get(form, "ORG") == "ORG"
        if noun and index not in taken and words.lower[index - 1] in contracted:
            yield Mention(index, index + 1, "ORG", 1, "rule", "org.capital-noun")
