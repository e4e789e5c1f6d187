"""Long names of bodies: a name within them to its end, and the capitalised noun that stands for them later on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words

PLACED = frozenset({"parliament", "court", "party", "union"})  # bodies that every country or region has
DETERMINERS = frozenset("lLu")
SUBJECT = re.compile("C[qr]{0,2}v")
COMPLEMENT = frozenset("djCAF")


def stretch(words: Words, candidates: list[Mention]) -> list[Mention]:
    """Let a body's name run to the end of a known name that it cuts: *Mission des Nations* | *unies*.

    A known body takes the adjective that makes it another one (*Sénat* | *américain*, *Le Matin* | *républicain*).
    Where a known body follows *and*, the name ends before it (*the Union of Students* | *and Oxfam*).

    Returns
    -------
    The candidates; those that were cut short are changed in place. A place that cuts a known body is none (*la route
    de l'Union* | *européenne*).
    """
    known = {mention.first: mention for mention in candidates if mention.entry is not None}
    cut: set[int] = set()
    placed, adjectives = {*words.on["place adjectives"], *words.on["derived"]}, frozenset(words.on["adjectives"])
    for mention in known.values():
        body = mention.subtype in PLACED and mention.last in placed
        paper = mention.subtype == "media" and mention.last in adjectives and words.kinds[mention.last] == "j"
        if mention.label == "ORG" and (body or paper):
            mention.last, mention.entry = mention.last + 1, None  # the American Senate is another one
        elif mention.subtype == "media" and _is_regional(words, mention.last, known):
            mention.last, mention.entry, mention.rank = mention.last + 1, None, 3
    for mention in candidates:
        if mention.label == "LOC" and mention.rule_id == "loc.site":
            inner = known.get(mention.last - 1)
            if inner is not None and inner.label == "ORG" and inner.last > mention.last:
                cut.add(id(mention))
        if mention.label == "ORG" and mention.source == "rule" and mention.rank > 1:
            for first in range(mention.first + 1, mention.last):
                inner = known.get(first)
                if inner is None or inner is mention:
                    continue
                if inner.last > mention.last:
                    mention.last = inner.last
                elif inner.last == mention.last and inner.label == "ORG":
                    joint = first - (words.kinds[first - 1] in DETERMINERS)
                    if words.kinds[joint - 1] == "e" and joint - 1 > mention.first:
                        mention.last = joint - 1
                        break
    return [mention for mention in candidates if id(mention) not in cut]


def _is_regional(words: Words, index: int, known: dict[int, Mention]) -> bool:
    """Tell whether the place of a broadcaster's branch stands at a word: *France Bleu Limousin*, *BFM Tarvaine a*."""
    place = known.get(index)
    if place is not None:
        return place.label == "LOC" and place.last == index + 1
    return (
        SUBJECT.match(words.kinds, index) is not None
        and index not in words.on["given"]
        and index not in words.on["surnames"]
    )


def short_forms(words: Words, flat: list[Mention], labels: dict[str, str], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield the head nouns that stand for a body named in full in the document: *la Ligue*, *du Regroupement*.

    Parameters
    ----------
    labels
        The label that goes with the head of a long name, lower case.
    """
    heads: dict[str, Mention] = {}
    for mention in flat:
        form, kind = words.lower[mention.first], words.kinds[mention.first]
        whole = mention.label == "ORG" and mention.last - mention.first > 1 and kind in "CF"
        if whole and labels.get(form) == "ORG" and form not in vocabulary.common:
            heads.setdefault(form, mention)
    if not heads:
        return
    taken = {index for mention in flat for index in range(mention.first, mention.last)}
    for index in words.on["names"]:
        long = heads.get(words.lower[index])
        if long and words.kinds[index] in "CF" and index not in taken and _stands_alone(words, index):
            yield Mention(index, index + 1, "ORG", 2, "rule", "doc.short-form", long.subtype)


def _stands_alone(words: Words, index: int) -> bool:
    before = index and words.kinds[index - 1]
    determined = before in DETERMINERS or (before == "d" and words.lower[index - 1] == "du")
    return bool(determined) and words.kinds[index + 1 : index + 2] not in COMPLEMENT


def full_names(words: Words, flat: list[Mention], labels: dict[str, str]) -> dict[int, int]:
    """Return the ``id`` of every short form of a body, with that of the last full name before it with the same head."""
    last: dict[str, Mention] = {}
    found: dict[int, int] = {}
    for mention in flat:
        form = words.lower[mention.first]
        if mention.label != "ORG" or labels.get(form) != "ORG":
            continue
        if mention.last - mention.first > 1:
            last[form] = mention
        elif form in last and mention.entry is None:
            found[id(mention)] = id(last[form])
    return found
