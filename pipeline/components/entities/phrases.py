"""Names by form alone: common words with a capital, a body and its country, towns with hyphens."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from pipeline.components.entities.knowledge import Gazetteer
from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.model_entities import at_start
from pipeline.components.entities.scan import Words

PHRASE = re.compile(r"(?<=[depvonwbjrt,])Cj(?![CA])|(?<=[lL])Cj(?=[qr]{0,2}v)|(?:(?<=[.¶\n:\x22])|\A)Cj(?=v)")
PLURAL = re.compile(r".*(?:s|x|ent|ont|ant|[éiu]e?)")  # a verb that may be plural, or a participle


def find_phrases(
    words: Words, vocabulary: Vocabulary, peoples: Container[str], gazetteer: Gazetteer
) -> Iterator[Mention]:
    """Yield capitalised common nouns with an adjective, as subject or without a determiner: *Communes vivantes*.

    Parameters
    ----------
    peoples
        Demonyms, lower case; English capitalises them as adjectives as well.
    """
    offices = frozenset(words.on["offices"])
    for found in PHRASE.finditer(words.kinds):
        first, last = found.span()
        form = words.lower[first]
        leads = words.kinds[last : last + 1] == "v" and (first == 0 or words.kinds[first - 1] in '.¶\n:"')
        if leads and (form[-1] not in "sx" or PLURAL.fullmatch(words.lower[last])):
            continue  # only a name in the plural has a singular verb: Terres communes dénonce
        bare = first == 0 or words.kinds[first - 1] != "d" or words.lower[first - 1] in ("de", "d'")
        other = first in offices or form in vocabulary.common or form in peoples
        other = other or gazetteer.get([words.forms[first]]) is not None
        if bare and not other and vocabulary.knows(form):
            yield Mention(first, last, "ORG", 2, "rule", "org.phrase")


def find_towns(words: Words) -> Iterator[Mention]:
    """Yield the towns that a hyphenated name shows: *Bourg-sur-Tarve*."""
    for index in words.on["towns"]:
        if words.kinds[index] in "CA" and (index == 0 or words.kinds[index - 1] not in "TCAI"):
            yield Mention(index, index + 1, "LOC", 1, "rule", "loc.town-form")


def find_branches(words: Words, known: list[Mention], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield bodies whose name ends with their place: *Eaux Vives Wallonie*."""
    taken = {index for mention in known for index in range(mention.first, mention.last)}
    taken.update(words.on["given"], words.on["offices"])
    for place in known:
        first = place.first
        if place.label != "LOC" or words.kinds[first - 1 : first] not in ("C", "F") or words.kinds[first] not in "CA":
            continue
        while first and words.kinds[first - 1] in "CAF" and first - 1 not in taken:
            if words.lower[first - 1] in vocabulary.common:
                break
            first -= 1
        names = words.lower[first : place.first]
        if (first and words.kinds[first - 1] in "TI") or (first - 1 in taken and words.kinds[first - 1] in "CAF"):
            continue
        if len(names) == 1 and at_start(words, first) and vocabulary.knows(names[0]):
            continue
        if names and vocabulary.compass.isdisjoint(names):
            yield Mention(first, place.last, "ORG", 3, "rule", "org.of-place")
