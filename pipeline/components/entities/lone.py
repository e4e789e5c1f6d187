"""Unknown names of one word. Texts introduce a person, by a full name, an office or a civility; places they do not."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.components.entities.agreement import agreement
from pipeline.components.entities.consistency import MODEL_LIMIT, MODEL_WEIGHT, Ballot
from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words

PLACE_FORM = 9  # votes of a country's ending: more than the model has
LISTED = 9  # votes of the company that a name keeps in a list
GOVERNED = frozenset("dtnup")
SEVERAL = 3  # names that make a list out of unequal ones unlikely
LONE = re.compile("(?<![CAIT~-])C(?![CAF9-])")
LIST = re.compile(r"C(?:,C)*,?e(?:[tun]l?|dl?|l)?C(?![CAF-])")


class LoneNames:
    """The words of a text that may be unknown names, and which of them the text introduces as persons.

    Parameters
    ----------
    ballot
        The votes of all candidates; they are corrected in place.
    """

    def __init__(self, words: Words, ballot: Ballot, vocabulary: Vocabulary, language: str) -> None:
        self._words, self._ballot = words, ballot
        self._people = {*words.on["given"], *words.on["surnames"]}
        self._unknown = {
            found.start()
            for found in LONE.finditer(words.kinds)
            if not vocabulary.knows(words.lower[found.start()]) and words.lower[found.start()] not in vocabulary.common
        }
        self._place = agreement(language).place

    def weigh(self, flat: list[Mention]) -> list[Mention]:
        """Correct the votes for lone names, and return the mentions that were missed.

        Three kinds of evidence count: a person must be introduced; the ending of a country's name; a list whose other
        members are known.
        """
        taken = {index: mention for mention in flat for index in range(mention.first, mention.last)}
        found: list[Mention] = []
        for index in sorted(self._unknown):
            mention = taken.get(index)
            if mention is None or self._is_doubtful(mention):
                if self._is_place(index):
                    found += self._vote(index, "LOC", PLACE_FORM, mention, "loc.country-form")
                elif mention is not None and mention.label == "PER":
                    self._withdraw(index)
        for listed in LIST.finditer(self._words.kinds):
            found += self._share(listed, taken)
        return found

    def _is_doubtful(self, mention: Mention) -> bool:
        return mention.rank == 1 and mention.last - mention.first == 1

    def _is_certain(self, index: int, mention: Mention) -> bool:
        """Tell whether more than the model's opinion stands behind a label."""
        votes = self._ballot.votes.get((self._words.names[index],), {})
        return not self._is_doubtful(mention) or votes.get(mention.label, 0) > MODEL_LIMIT

    def _is_person(self, index: int) -> bool:
        return (self._words.names[index],) in self._ballot.persons or index in self._people

    def _is_place(self, index: int) -> bool:
        return self._place.fullmatch(self._words.lower[index]) is not None and not self._is_person(index)

    def _withdraw(self, index: int) -> None:
        """Undo the votes for a person where nothing introduces one and the model is not alone, or often wrong."""
        votes = self._ballot.votes[(self._words.names[index],)]
        if not self._is_person(index) and (len(votes) > 1 or votes.get("PER", 0) > MODEL_WEIGHT):
            votes.pop("PER", None)
            votes.setdefault("LOC", 1)

    def _vote(self, index: int, label: str, weight: int, mention: Mention | None, rule: str) -> list[Mention]:
        key = (self._words.names[index],)
        votes = self._ballot.votes.setdefault(key, {})
        votes[label] = max(votes.get(label, 0), weight)
        if mention is not None:
            if mention.label != label:
                mention.source, mention.rule_id = "rule", rule
            return []
        new = Mention(index, index + 1, label, 1, "rule", rule)
        self._ballot.best.setdefault(key, new)
        return [new]

    def _may_become(self, mention: Mention, label: str, listed: re.Match[str]) -> bool:
        """Tell whether a list may change a label; a pair may only under one preposition: *de Vaud et (de) Zorb*."""
        pair = listed.group().count("C") < SEVERAL
        before = self._words.kinds[listed.start() - 1] if listed.start() else ""
        governed = before in GOVERNED and listed.group() in ("CeC", f"Ce{before}C")
        return self._is_doubtful(mention) and mention.label != label and (not pair or governed)

    def _share(self, listed: re.Match[str], taken: dict[int, Mention]) -> list[Mention]:
        """Give the unknown members of a list the label of those that are sure."""
        members = [index for index in range(*listed.span()) if self._words.kinds[index] == "C"]
        sure: Counter[str] = Counter()
        for index in members:
            mention = taken.get(index)
            if mention is not None and (self._is_certain(index, mention) or self._is_person(index)):
                sure["PER" if self._is_person(index) else mention.label] += 1
        if len(sure) != 1:
            return []
        label = next(iter(sure))
        return [
            mention
            for index in members
            if index in self._unknown and not self._is_person(index)
            if (old := taken.get(index)) is None or self._may_become(old, label, listed)
            for mention in self._vote(index, label, LISTED, old, "doc.listed")
        ]
