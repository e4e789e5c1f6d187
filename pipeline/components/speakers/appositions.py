"""Whom a comma names: *le préfet, Paul Renard*, *Anne Roy, la cheffe de file*, *le syndicat, la CGT*."""

from __future__ import annotations

import re
from functools import cached_property

from spacy.symbols import ADP, AUX, VERB

from pipeline.components.entities.demonyms import demonyms
from pipeline.components.speakers.memory import Resolution, found
from pipeline.components.speakers.nouns import COMPLEMENT, Nouns
from pipeline.components.speakers.referents import fold, words_of

TO_NAME = 26
TO_BODY = 8
TO_COMMA = 50
BRACKET = re.compile(r"\s*(?:\([^()]{0,60}\))?\s*")
BEFORE = re.compile(r"[,(]\s*$")
VERBAL = frozenset({VERB, AUX})


class Appositions:
    """Resolve a phrase by the name in apposition after or before it."""

    def __init__(self, nouns: Nouns) -> None:
        self.nouns = nouns
        self.text = nouns.text
        self.lexicon = nouns.lexicon
        self.tokens = nouns.tokens
        self.referents = nouns.referents
        self.demonyms = demonyms(nouns.tokens.doc.lang_)

    def resolve(self, start: int, end: int) -> Resolution | None:
        """Return the person named in apposition after the phrase and its complements, or before the phrase."""
        comma = None if self._bare_name(start, end) else self._comma_after(end)
        if comma is not None:
            of_body = self._body_of(start, end)
            for entity, referent in self.referents.named_in(comma + 1, comma + TO_NAME):
                if entity.label == "PER" and of_body:
                    break  # le cabinet de la ministre, Anne Roy
                if entity.label == "PER":
                    between = self.text[comma + 1 : entity.start].split()
                    if all(self._before_name(w) for w in between) and not self._verb_between(comma + 1, entity.start):
                        self.referents.describe(referent, words_of(self.text[start:comma]))
                        return found(referent, "name in apposition")
                    break
            body = self._body_apposed(start, end, comma)
            if body is not None:
                return body
        if BEFORE.search(self.text, max(0, start - 3), start):
            before = max((self._people_to[at] for at in range(start - 4, start) if at in self._people_to), default=None)
            if before is not None:
                referent = self.referents.order[before][1]
                self.referents.describe(referent, words_of(self.text[start:end]))
                return found(referent, "apposition of the name before")
        return None

    def _bare_name(self, start: int, end: int) -> bool:
        """Tell whether a phrase is the name of a body or place with its article: no person stands in apposition."""
        named = [entity for entity, _ in self.referents.named_in(start, end) if entity.label in {"ORG", "LOC"}]
        return bool(named) and named[0].end == end and len(words_of(self.text[start : named[0].start])) <= 1

    @cached_property
    def _people_to(self) -> dict[int, int]:
        """The last mention of a person, by its number, that ends at an offset."""
        return {mention.end: n for n, (mention, _) in enumerate(self.referents.order) if mention.label == "PER"}

    def _before_name(self, word: str) -> bool:
        """Tell whether a word can stand before the name in an apposition: lower case, a title, a rank."""
        low = fold(word)
        people = low in self.demonyms  # son associée, la Belge Anne Roy
        known = self.lexicon.is_a(low, "title") or self.lexicon.is_a(low, "profession")
        return word.islower() or known or people or self.lexicon.names_person(low)

    def _verb_between(self, start: int, end: int) -> bool:
        """Tell whether a clause, not an apposition, leads to a name: *pour le parti, l'affaire dépasse la région*."""
        return any(self.tokens.pos[index] in VERBAL for index in self.tokens.within(start, end))

    def _body_of(self, start: int, end: int) -> bool:
        """Tell whether a body with a complement heads a phrase: *le cabinet de la ministre*."""
        words = words_of(self.text[start:end])
        head = self.nouns.head(start, end, words) if words else ""
        complement = any(self.lexicon.is_a(word, "of") for word in words[1:])
        return complement and head in self.lexicon.bodies and head not in self.lexicon.persons

    def _body_apposed(self, start: int, end: int, comma: int) -> Resolution | None:
        """Return the body named right after the comma: *le premier syndicat du pays, la CGT*."""
        words = words_of(self.text[start:end])
        head = self.nouns.head(start, end, words) if words else ""
        for entity, referent in self.referents.named_in(comma + 1, comma + TO_BODY):
            between = words_of(self.text[comma + 1 : entity.start])
            articles = all(self.lexicon.is_a(w, "article") for w in between)
            body = head in self.lexicon.bodies or head in self.lexicon.traders
            if entity.label == "ORG" and articles and body:
                return self.nouns.taken_up(referent, "name in apposition", self.nouns.gender(start, end, words))
        return None

    def _comma_after(self, end: int) -> int | None:
        """Return the comma that ends a phrase, over a bracket or a complement: *la ministre en charge du dossier,*."""
        after = BRACKET.match(self.text, end)
        at = after.end() if after is not None else end
        if self.text[at : at + 1] == ",":
            return at
        for index in self.tokens.within(at, at + TO_COMMA):
            if self.text[self.tokens.starts[index]] == ",":
                return self.tokens.starts[index]
            first = self.tokens.starts[index] <= at + 1
            if self.tokens.pos[index] not in COMPLEMENT or (first and self.tokens.pos[index] != ADP):
                return None
        return None
