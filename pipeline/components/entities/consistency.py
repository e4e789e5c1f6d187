"""One document, one label: votes between labels, surnames, and repeated names that were missed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention, resolve
from pipeline.components.entities.model_entities import at_start
from pipeline.components.entities.scan import Words

CAPITAL = re.compile("[CAF]")
WEIGHT = {1: 5, 2: 10, 3: 12, 4: 24}
MODEL_WEIGHT = 4
MODEL_LIMIT = 8
SURNAME_WEIGHT = 9  # a surname by itself against what the model sees in it
SURE = 2  # the least rank with which a longer name covers what the model saw of it
PREDICATE = re.compile("[qr]{0,2}v|-")
REACH = 8  # words of an office in front of a name
SCOPE = re.compile("[A-Zafjowdle]*[A-Zafjow]$")  # ministre des Affaires étrangères, of a name right after it
Key = tuple[str, ...]


def key_of(words: Words, first: int, last: int) -> Key:
    """Return what identifies a name within a document: its words, capitals of titles undone."""
    return tuple(words.names[first:last])


class Ballot:
    """The evidence for the label of every name of a document, and the surest mention of each.

    ``persons`` holds the names that the text introduces as a person's: in full, or beside a civility or an office.
    """

    def __init__(self, words: Words, candidates: Iterable[Mention]) -> None:
        self.votes: dict[Key, dict[str, int]] = {}
        self.best: dict[Key, Mention] = {}
        self.persons: set[Key] = set()
        self._model: dict[tuple[Key, str], int] = {}
        self._offices = frozenset(words.on["offices"])
        for mention in candidates:
            self._count(words, mention)

    def _count(self, words: Words, mention: Mention) -> None:
        article = mention.first > 0 and words.kinds[mention.first - 1] == "l"
        if mention.label == "PER" and mention.rank == 1 and article:
            return
        self.add(key_of(words, mention.first, mention.last), mention)
        if mention.label != "PER":
            return
        if mention.last - mention.first == 1:
            if mention.source != "model" or self._is_introduced(words, mention):
                self.persons.add(key_of(words, mention.first, mention.last))
        else:
            self.persons.update((name,) for name in words.names[mention.first : mention.last])
            begin = mention.first + 1
            while begin < mention.last - 1 and words.kinds[begin] == "I":
                begin += 1
            self.add(key_of(words, begin, mention.last), mention, SURNAME_WEIGHT)

    def _is_introduced(self, words: Words, mention: Mention) -> bool:
        """Tell whether a civility or an office stands beside a name of one word."""
        first, after = mention.first, mention.last
        if words.kinds[first - 1 : first] == "T" or first - 1 in self._offices:
            return True
        scope = SCOPE.search(words.kinds, max(0, first - REACH), first)
        if scope is not None and not self._offices.isdisjoint(range(scope.start(), first - 1)):
            return True
        after += words.kinds[after : after + 1] == ","
        after += words.kinds[after : after + 1] in tuple("lLx")
        return after > mention.last and after in self._offices

    def add(self, key: Key, mention: Mention, least: int = 0) -> None:
        """Count a mention as evidence for a name, with a weight of at least ``least``."""
        if least:
            weight = max(least, WEIGHT[mention.rank])
        elif mention.source == "model":
            weight = 1 if mention.label == "MISC" else MODEL_WEIGHT
            seen = self._model[key, mention.label] = self._model.get((key, mention.label), 0) + weight
            if seen > MODEL_LIMIT:
                weight = 0
        else:
            weight = WEIGHT[mention.rank]
        votes = self.votes.get(key)
        if votes is None:
            self.votes[key], self.best[key] = {mention.label: weight}, mention
            return
        votes[mention.label] = votes.get(mention.label, 0) + weight
        if mention.rank > self.best[key].rank:
            self.best[key] = mention

    def label(self, key: Key) -> str | None:
        """Return the label with the most evidence; among equals the model's."""
        votes = self.votes.get(key)
        return (next(iter(votes)) if len(votes) == 1 else max(votes, key=votes.__getitem__)) if votes else None


def agree(words: Words, flat: list[Mention], ballot: Ballot, vocabulary: Vocabulary) -> list[Mention]:
    """Give all mentions of one name the label with the most evidence, and find the repetitions that were missed."""
    kept: list[Mention] = []
    _widen(words, flat)
    for mention in flat:
        key = key_of(words, mention.first, mention.last)
        label = ballot.label(key)
        if mention.rank < 3 and label is not None and label != mention.label:
            best = ballot.best[key]
            mention.label, mention.subtype, mention.entry = label, best.subtype, best.entry
        if mention.label != "MISC" or mention.source != "model":
            kept.append(mention)
    return resolve([*kept, *_repetitions(words, kept, ballot, vocabulary)])


def _widen(words: Words, flat: list[Mention]) -> None:
    """Add the adjective that follows a doubtful name nearly everywhere: *Communes* in *Communes vivantes*."""
    followers: dict[str, Counter[str]] = defaultdict(Counter)
    doubtful = [m for m in flat if m.rank == 1 and m.last == m.first + 1 and m.last < len(words.forms)]
    for mention in doubtful:
        adjective = words.kinds[mention.last] == "j"
        followers[words.forms[mention.first]][words.forms[mention.last] if adjective else ""] += 1
    for mention in doubtful:
        counts = followers[words.forms[mention.first]]
        word, count = counts.most_common(1)[0]
        if word and count > 1 and count * 2 > counts.total() and words.forms[mention.last] == word:
            mention.last += 1


def _repetitions(words: Words, kept: list[Mention], ballot: Ballot, vocabulary: Vocabulary) -> Iterable[Mention]:
    sizes: dict[str, set[int]] = defaultdict(set)
    for key in ballot.votes:
        sizes[key[0]].add(len(key))
    longest_first = {name: sorted(found, reverse=True) for name, found in sizes.items()}
    sure = {index for mention in kept if mention.rank > 1 for index in range(mention.first, mention.last)}
    ends = {index: mention.last for mention in kept for index in range(mention.first, mention.last)}
    for first in (found.start() for found in CAPITAL.finditer(words.kinds)):
        if first in sure:
            continue
        floor = ends.get(first, first)
        for size in longest_first.get(words.names[first], ()):
            last = first + size
            if last <= floor:
                break
            key = key_of(words, first, last)
            if last > len(words.forms) or key not in ballot.votes or not sure.isdisjoint(range(first, last)):
                continue
            best = ballot.best[key]
            covers = first in ends
            if best.rule_id == "misc.demonym":
                continue  # elsewhere the word may be the adjective (a Togolese student)
            if covers and best.rank < SURE:
                continue
            if covers or _is_repeated(words, first, last, ballot, vocabulary):
                label = ballot.label(key) or best.label
                yield Mention(first, last, label, 2 if covers else 1, "rule", "doc.repeat", best.subtype, best.entry)
            break


def _is_repeated(words: Words, first: int, last: int, ballot: Ballot, vocabulary: Vocabulary) -> bool:
    key = key_of(words, first, last)
    best = ballot.best[key]
    if ballot.label(key) == "MISC" and best.source == "model":
        return False
    if last - first > 1:
        return True
    form = words.lower[first]
    if form in vocabulary.common:
        return False
    doubtful = vocabulary.knows(form) and words.kinds[first] != "A"
    if (key in ballot.persons or best.rank > 1) and PREDICATE.match(words.kinds, last):
        return True  # no noun is a subject without a determiner: Tavernier recule, Passerelles dénonce
    return not doubtful or (not at_start(words, first) and best.rank > 1)
