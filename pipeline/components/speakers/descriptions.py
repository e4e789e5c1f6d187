"""A person whom a definite noun describes anew (*le Portugais*, *la nouvelle présidente*), or announces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.components.speakers.memory import Resolution, found
from pipeline.components.speakers.nouns import PAIR_SENTENCES, Nouns
from pipeline.components.speakers.referents import FORMER, Referent, fold

DESCRIBED_BACK = 3  # sentences over which a person may be described anew
ANNOUNCED_WITHIN = 1  # sentences after a role within which its holder may be named
STOPS = ".!?:;,…"
AGE = re.compile(r"\b\d{2}\b")


class Descriptions:
    """Resolve nouns of persons that the document has not yet used of anybody."""

    def __init__(self, nouns: Nouns) -> None:
        self.nouns = nouns
        self.text = nouns.text
        self.lexicon = nouns.lexicon
        self.memory = nouns.memory
        self.referents = nouns.referents

    def redescribed(self, start: int, end: int, words: Sequence[str]) -> Resolution | None:
        """Return the person whom a definite noun of a person describes anew, or announces.

        The last who spoke or acted in the sentences before, of whom the document says nothing else: *Jean Dupont est
        venu … martèle le patron des centristes*; else whom the next sentences name without saying who it is.
        """
        head = self.nouns.head(start, end, words).removeprefix(FORMER)
        known = self.lexicon.is_a(head, "epithet") or head in self.lexicon.persons
        demonym = self._demonym(start, end, words)
        if not self._single(words) or not (known or demonym):
            return None
        general = demonym or self._general(start, end, head, words)
        gender = self.nouns.gender(start, end, words)
        renewed = any(self.lexicon.is_a(word, "renewed") for word in words[:2])  # la nouvelle présidente
        opens = (
            start == self.memory.sentence_start(start) and not renewed
        )  # an office that opens a sentence may bring in somebody new
        floor = self.memory.sentences_back(start, 1 if opens and not general else DESCRIBED_BACK)
        if opens and not general:
            floor = max(floor, self.text.rfind("\n", 0, start))
        for referent in self.memory.recent(start):
            if referent.label != "PER" or (gender and referent.gender and referent.gender != gender):
                continue
            open_to = general or not (referent.heads & self.lexicon.persons) - self.lexicon.words["profession"]
            if open_to and self.memory.acted(referent, floor, start):
                self.referents.describe(referent, words[1:])
                return found(referent, f"described anew by the noun {head}")
        only = self._only_person(start, gender) if general else self._in_heading(start, gender)
        if only is not None:
            return found(only, f"the only person that the noun {head} fits")
        return None if general else self._announced(end, words, gender, head)

    def _general(self, start: int, end: int, head: str, words: Sequence[str]) -> bool:
        """Tell whether a phrase may describe anybody: *ce notable*, *l'élu*, *la libraire de 30 ans*, a trade."""
        aged = any(self.lexicon.is_a(word, "years") for word in words) and AGE.search(self.text, start, end) is not None
        trade = self.lexicon.is_a(head, "profession") and start != self.memory.sentence_start(start)
        trade = trade and not self._introduced(head, start)
        known = self.lexicon.is_a(head, "epithet") or self.lexicon.is_a(words[0], "demonstrative")
        return aged or trade or known

    def _introduced(self, head: str, at: int) -> bool:
        """Tell whether the sentences before speak of somebody unnamed by a noun: *un médecin … le médecin*."""
        tokens = self.nouns.tokens
        for index in tokens.nouns(self.memory.sentences_back(at, DESCRIBED_BACK + 1), at):
            before = fold(self.text[tokens.starts[index - 1] : tokens.ends[index - 1]]) if index else ""
            same = fold(self.text[tokens.starts[index] : tokens.ends[index]]) == head
            if same and self.lexicon.is_a(before, "indefinite"):
                return True
        return False

    def _single(self, words: Sequence[str]) -> bool:
        """Tell whether a phrase begins with a definite article or demonstrative of the singular, or with a genitive."""
        return len(words) > 1 and (self.lexicon.is_a(words[0], "article") or self.lexicon.is_a(words[1], "genitive"))

    def _demonym(self, start: int, end: int, words: Sequence[str]) -> bool:
        """Tell whether a phrase is an article and the name of a people: *le Portugais*."""
        name = self.text[start:end].rpartition(" ")[2]
        return len(words) == 2 and name[:1].isupper() and words[1].endswith(tuple(self.lexicon.words["demonym_ending"]))

    def _only_person(self, start: int, gender: str | None) -> Referent | None:
        """Return the one person named in the sentences before."""
        return self._sole(self.memory.sentences_back(start, PAIR_SENTENCES), start, gender)

    def _in_heading(self, start: int, gender: str | None) -> Referent | None:
        """Return the one person whom the line above names, if it is a heading and the phrase opens its paragraph."""
        line = self.text.rfind("\n", 0, start)
        if line < 0 or self.text[line:start].strip():
            return None
        end = line
        while end and self.text[end - 1].isspace():
            end -= 1
        if not end or self.text[end - 1] in STOPS:
            return None
        return self._sole(self.text.rfind("\n", 0, end) + 1, start, gender)

    def _sole(self, floor: int, ceiling: int, gender: str | None) -> Referent | None:
        """Return the person named between two offsets if there is one only, and agrees."""
        people = {r.entity_id: r for _, r in self.referents.mentions(floor, ceiling) if r.label == "PER"}
        only = next(iter(people.values())) if len(people) == 1 else None
        agrees = only is not None and (gender is None or only.gender is None or only.gender == gender)
        return only if agrees else None

    def _announced(self, end: int, words: Sequence[str], gender: str | None, head: str) -> Resolution | None:
        """Return the person first named as a subject within the next sentences, of whom nothing else is said."""
        stop = self.memory.sentences_on(end, ANNOUNCED_WITHIN)
        if any(head in r.heads for r in self.referents.by_id.values() if r.label == "PER"):
            return None
        for mention, referent in self.referents.mentions(end, stop):
            if referent.label != "PER" or mention is not referent.mentions[0]:
                continue
            agrees = referent.gender is None or gender is None or referent.gender == gender
            if agrees and mention.subject and not referent.heads & self.lexicon.persons:
                self.referents.describe(referent, words[1:])
                return found(referent, "named as the next subject")
            return None
        return None
