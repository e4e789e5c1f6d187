"""Names by form alone: common words with a capital, a body and its country, towns with hyphens."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from pipeline.components.entities.knowledge import Gazetteer
from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.model_entities import at_start
from pipeline.components.entities.scan import Words
from pipeline.rules.paradigm import any_tag, verb_paradigm

PHRASE = re.compile(r"(?<=[depvonwbjrt,])[CF]j(?![CA])|(?<=[lL])Cj(?=[qr]{0,2}v)|(?:(?<=[.¶\n:\x22])|\A)[CF]j(?=v)")
FINITE = ("ind.pres.3s", "ind.impf.3s", "ind.past.3s", "ind.fut.3s", "cond.pres.3s")
PLURAL = re.compile(r".*(?:s|x|ent|ont|ant|[éiu]e?)")  # a verb that may be plural, or a participle


def find_phrases(
    words: Words, vocabulary: Vocabulary, peoples: Container[str], gazetteer: Gazetteer, language: str
) -> Iterator[Mention]:
    """Yield capitalised common nouns with an adjective, as subject or without a determiner: *Communes vivantes*.

    Parameters
    ----------
    peoples
        Demonyms, lower case; English capitalises them as adjectives as well.
    """
    offices, common = frozenset(words.on["offices"]), vocabulary.common - vocabulary.themes
    for found in PHRASE.finditer(words.kinds):
        first, last = found.span()
        form = words.lower[first]
        leads = words.kinds[last : last + 1] == "v" and (first == 0 or words.kinds[first - 1] in '.¶\n:"')
        if leads and not _is_subject(form, words.lower[last], language):
            continue
        bare = first == 0 or words.kinds[first - 1] != "d" or words.lower[first - 1] in ("de", "d'")
        other = first in offices or form in common or form in peoples
        other = other or gazetteer.get([words.forms[first]]) is not None
        theme = form in vocabulary.themes
        if bare and not other and (theme or (vocabulary.knows(form) and words.kinds[first] == "C")):
            yield Mention(first, last, "ORG", 2, "rule", "org.phrase")


def _is_subject(noun: str, verb: str, language: str) -> bool:
    """Tell whether the verb shows a name: only one has a singular verb, in the plural or without a determiner."""
    if noun[-1] in "sx":
        return PLURAL.fullmatch(verb) is None  # Cités nouvelles dénonce
    return any_tag(verb_paradigm(language).tags(verb), *FINITE)  # Cité nouvelle dénonce


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
