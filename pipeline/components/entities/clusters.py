"""Mentions of one entity share an id and a canonical name within the document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

from pipeline.components.entities.agreement import agreement
from pipeline.components.entities.given_names import given_names
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words, clean

CIVILITY = 12  # characters in front of a name in which its civility stands


def cluster(
    words: Words, flat: list[Mention], roles: list[Mention], aliases: dict[int, int], language: str
) -> dict[int, str]:
    """Set ``mention.entity`` and return the canonical name of every number.

    Parameters
    ----------
    aliases
        ``id(mention)`` of an acronym to ``id(mention)`` of the long name that introduces it.
    """
    by_name: dict[tuple[str, tuple[str, ...]], int] = {}
    members: list[list[Mention]] = []
    by_id = {id(mention): mention for mention in flat}
    namesakes: dict[tuple[str, ...], list[Mention]] = defaultdict(list)

    def number_of(mention: Mention) -> int:
        name = tuple(words.lower[mention.first : mention.last])
        if mention.label == "PER" and len(namesakes.get(name, ())) > 1:
            return _bearer(words, mention, namesakes[name], language).entity
        keys = [(mention.label, name)]
        if mention.entry:
            keys.append(("entry", (mention.entry.name_fr, mention.entry.label)))
        for key in keys:
            if key in by_name:
                number = by_name[key]
                break
        else:
            number = len(members)
            members.append([])
        for key in keys:
            by_name.setdefault(key, number)
        return number

    ordered = sorted(flat, key=lambda m: -(m.last - m.first))
    for mention in ordered:
        if id(mention) in aliases:
            continue
        mention.entity = number_of(mention)
        members[mention.entity].append(mention)
        if mention.label == "PER" and mention.last - mention.first > 1:
            for begin in range(mention.first + 1, mention.last):
                name = tuple(words.lower[begin : mention.last])
                by_name.setdefault(("PER", name), mention.entity)
                if all(other.entity != mention.entity for other in namesakes[name]):
                    namesakes[name].append(mention)
    for mention in ordered:
        if mention.entity < 0:
            target = by_id[aliases[id(mention)]]
            mention.entity = target.entity
            members[target.entity].append(mention)
            name = tuple(words.lower[mention.first : mention.last])
            by_name[mention.label, name] = target.entity
    canonical = {
        number: max((clean(name) for name in _surfaces(words, group)), key=_completeness)
        for number, group in enumerate(members)
        if group
    }
    _link_roles(words, roles, members, canonical)
    return canonical


def _bearer(words: Words, mention: Mention, people: list[Mention], language: str) -> Mention:
    """Return which of several people with one surname is meant: by the civility (*Mme Verdier*), else the first."""
    found = agreement(language).civility.search(
        words.text, max(0, words.starts[mention.first] - CIVILITY), words.starts[mention.first]
    )
    if found is not None:
        for person in people:
            if given_names().gender(words.forms[person.first]) == found.lastgroup:
                return person
    return people[0]


def _surfaces(words: Words, mentions: list[Mention]) -> Iterable[str]:
    """Return the different spellings of mentions, in order."""
    return dict.fromkeys(words.text[words.starts[m.first] : words.ends[m.last - 1]] for m in mentions)


def _completeness(name: str) -> tuple[int, bool, int]:
    return len(name.split()), not name.isupper(), len(name)


def _link_roles(words: Words, roles: list[Mention], members: list[list[Mention]], canonical: dict[int, str]) -> None:
    known: dict[tuple[str, ...], int] = {}
    for role in roles:
        if role.holder is not None:
            role.entity = role.holder.entity
            known.setdefault(tuple(words.lower[role.first : role.last]), role.entity)
    for role in roles:
        if role.entity < 0:
            name = tuple(words.lower[role.first : role.last])
            if name not in known:
                known[name] = len(members)
                members.append([])
                canonical[known[name]] = words.surface(role.first, role.last)
            role.entity = known[name]


def b_cubed(gold: Mapping[Hashable, Hashable], predicted: Mapping[Hashable, Hashable]) -> tuple[float, float, float]:
    """Score a clustering by B³ (Bagga and Baldwin, 1998) over the mentions that both sides have.

    Parameters
    ----------
    gold, predicted
        Mention (say, its offsets) to cluster.

    Returns
    -------
    Precision, recall and F1; all 1 where there is no common mention.
    """
    mentions = gold.keys() & predicted.keys()
    if not mentions:
        return 1.0, 1.0, 1.0
    precision = recall = 0.0
    for mention in mentions:
        same_gold = {m for m in mentions if gold[m] == gold[mention]}
        same_predicted = {m for m in mentions if predicted[m] == predicted[mention]}
        common = len(same_gold & same_predicted)
        precision += common / len(same_predicted)
        recall += common / len(same_gold)
    precision, recall = precision / len(mentions), recall / len(mentions)
    return precision, recall, 2 * precision * recall / (precision + recall)
