"""Who a noun phrase without a name stands for: the holder of an office, a description, a noun that takes up a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from spacy.symbols import ADJ, ADP, AUX, DET, NOUN, PROPN, SPACE, VERB

from pipeline.components.speakers.lexicon import Resumption, SpeakerLexicon
from pipeline.components.speakers.memory import UNKNOWN, Memory, Resolution, found
from pipeline.components.speakers.referents import FORMER, WORD, Referent, fold, words_of
from pipeline.components.speakers.tokens import Tokens

PAIR_SENTENCES = 2
TO_NAME = 26
TO_BODY = 6
NEAR = 2  # sentences over which a body that has only been cited may be taken up
TO_COMMA = 50
BRACKET = re.compile(r"\s*(?:\([^()]{0,60}\))?\s*")
BEFORE = re.compile(r"[,(]\s*$")
VERBAL = frozenset({VERB, AUX})
COMPLEMENT = frozenset({ADP, DET, NOUN, PROPN, ADJ, SPACE})


class Nouns:
    """Resolve phrases by their head noun, its complements, and what the document says of its persons and bodies."""

    def __init__(self, memory: Memory, tokens: Tokens, lexicon: SpeakerLexicon) -> None:
        self.memory = memory
        self.referents = memory.referents
        self.text = memory.referents.text
        self.tokens = tokens
        self.lexicon = lexicon

    def head(self, start: int, end: int, words: Sequence[str]) -> str:
        """Return the first noun of a phrase, else its first word that is no determiner."""
        nouns = self.tokens.nouns(start, end)
        if nouns:
            return fold(self.text[self.tokens.starts[nouns[0]] : self.tokens.ends[nouns[0]]])
        return next((word for word in words if not self.lexicon.is_a(word, "definite")), words[-1])

    def gender(self, start: int, end: int, words: Sequence[str]) -> str | None:
        """Return the gender that the determiner or the head noun of a phrase shows."""
        if self.lexicon.is_a(words[0], "masculine"):
            return "m"
        if self.lexicon.is_a(words[0], "feminine"):
            return "f"
        head = self.head(start, end, words)
        if head.endswith("e") and not self._marked_feminine(head):
            return None  # l'artiste, l'édile
        if head.endswith("e") and head[:-1] in self.lexicon.persons:
            return "f"  # l'échevine, whatever the tagger says
        nouns = self.tokens.nouns(start, end)
        return self.tokens.gender(nouns[0]) if nouns else None

    def _marked_feminine(self, noun: str) -> bool:
        """Tell whether a noun for a person is the feminine of a pair: *élue*, *directrice*."""
        paired = noun[:-1] in self.lexicon.persons or noun not in self.lexicon.persons
        return paired or noun.endswith(tuple(self.lexicon.words["feminine_ending"]))

    def content(self, words: Sequence[str]) -> list[str]:
        """Return the words of a phrase that are neither determiners nor prepositions."""
        return [w for w in words if not self.lexicon.is_a(w, "of") and not self.lexicon.is_a(w, "definite")]

    def governed(self, floor: int, at: int) -> bool:
        """Tell whether a preposition stands before an offset, within the phrase that begins at ``floor``."""
        before = list(words_of(self.text[floor:at]))
        while len(before) > 1 and self.lexicon.is_a(before[-1], "definite") and not self.lexicon.is_a(before[-1], "of"):
            before.pop()
        return bool(before) and self.lexicon.is_a(before[-1], "of")

    def of_person(self, start: int, at: int) -> bool:
        """Tell whether a person is the head of the phrase that begins at ``start``, before the name of a body.

        *La présidente du groupe Horizon*, *le député LREM*; a company may be *le promoteur Batimo*.
        """
        words = words_of(self.text[start:at])
        head = self.head(start, at, words) if words else ""
        if head not in self.lexicon.persons or head in self.lexicon.bodies:
            return False
        complement = any(self.lexicon.is_a(word, "of") for word in words[words.index(head) :] if head in words)
        return complement or head not in self.lexicon.traders

    def holder(self, words: Sequence[str], at: int, gender: str | None) -> Referent | None:
        """Return the last person before, else the first after, whose roles hold all the words of a role."""
        content = set(self.content(words))
        everybody = [r for r in self.referents.by_id.values() if r.label == "PER"]
        people = [r for r in everybody if content <= r.words] or [r for r in everybody if self._vaguer(r, content)]
        people = [r for r in people if r.gender is None or gender is None or r.gender == gender]
        before = [r for r in people if r.mentions[0].start < at]
        if before:
            return max(before, key=lambda r: r.last_before(at))
        return people[0] if people else None

    def _vaguer(self, person: Referent, content: set[str]) -> bool:
        """Tell whether all that the document says of a person is part of a fuller description."""
        said = set(self.content(sorted(person.words - set(words_of(person.name)))))
        return bool(said & person.heads) and said <= content

    def one_of_two(self, start: int, words: Sequence[str]) -> Resolution | None:
        """Resolve *le premier* and *le second*: the first or last of the two named together before."""
        content = self.content(words)
        first = len(content) == 1 and self.lexicon.is_a(content[0], "first_of_two")
        if not first and not (len(content) == 1 and self.lexicon.is_a(content[0], "second_of_two")):
            return None
        stop = self.memory.sentence_start(start)
        for _ in range(PAIR_SENTENCES + 1):
            floor = self.memory.sentences_back(max(0, stop - 1), 0)
            named = [r for _, r in self.referents.mentions(floor, stop) if r.label != "ROLE"]
            people = list({r.entity_id: r for r in named if r.label == "PER"}.values())
            pair = people if len(people) > 1 else list({r.entity_id: r for r in named}.values())
            if len(pair) > 1:
                return found(pair[0] if first else pair[1], "the one of two named together")
            stop = floor
        return None

    def apposed(self, start: int, end: int) -> Resolution | None:
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
        return word.islower() or self.lexicon.is_a(fold(word), "title") or self.lexicon.is_a(fold(word), "profession")

    def _verb_between(self, start: int, end: int) -> bool:
        """Tell whether a clause, not an apposition, leads to a name: *pour le parti, l'affaire dépasse la région*."""
        return any(self.tokens.pos[index] in VERBAL for index in self.tokens.within(start, end))

    def _body_of(self, start: int, end: int) -> bool:
        """Tell whether a body with a complement heads a phrase: *le cabinet de la ministre*."""
        words = words_of(self.text[start:end])
        head = self.head(start, end, words) if words else ""
        complement = any(self.lexicon.is_a(word, "of") for word in words[1:])
        return complement and head in self.lexicon.bodies and head not in self.lexicon.persons

    def _body_apposed(self, start: int, end: int, comma: int) -> Resolution | None:
        """Return the body named right after the comma: *le premier syndicat du pays, la CGT*."""
        words = words_of(self.text[start:end])
        head = self.head(start, end, words) if words else ""
        for entity, referent in self.referents.named_in(comma + 1, comma + TO_BODY):
            between = words_of(self.text[comma + 1 : entity.start])
            articles = all(self.lexicon.is_a(w, "article") for w in between)
            if entity.label == "ORG" and articles and head in self.lexicon.bodies:
                return self._taken_up(referent, "name in apposition", self.gender(start, end, words))
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

    def individual(self, start: int, end: int, words: Sequence[str]) -> Resolution | None:
        """Return the person of a noun and the body it belongs to: *le député LR*, *la ministre de la Justice*."""
        if self.head(start, end, words) not in self.lexicon.individuals or not self.lexicon.is_a(words[0], "definite"):
            return None
        if len(words) < 3 or self.lexicon.is_a(words[0], "indefinite") or self.lexicon.is_a(words[0], "plural"):
            return None
        holder = self.holder(words, start, self.gender(start, end, words))
        return found(holder, "bearer of the description") if holder else None

    def resumed(self, start: int, end: int, words: Sequence[str]) -> Resolution | None:
        """Return the referent that a definite noun takes up: by words of its name or roles, or by its kind."""
        if self.lexicon.is_a(words[0], "indefinite") or not self.lexicon.is_a(words[0], "definite"):
            return None
        head = self.head(start, end, words)
        gender = self.gender(start, end, words)
        more = [word for word in self.content(words) if word != head and not self.lexicon.is_a(word, "qualifier")]
        head = head.removeprefix(FORMER)
        recent = self.memory.recent(start)
        for referent in recent:
            agrees = referent.gender is None or gender is None or referent.gender == gender
            if agrees and head in referent.heads and referent.words.issuperset(more):
                return self._taken_up(referent, f"last bearer of the noun {head}", gender)
        member = self._member(start, end, head, gender)
        if member is not None:
            return found(member, f"last bearer of the noun {head}, whose party the document says here only")
        later = self._named_later(head, more, gender)
        if later is not None:
            return found(later, f"the only bearer of the noun {head}, named later")
        for resumption in self.lexicon.resumptions:
            if head in resumption.nouns:
                named = set(more) if resumption.whole else self._complement_names(start, end)
                recent = [r for r in recent if r.words.issuperset(named)]
                referent = self._by_kind(resumption, recent, gender, start)
                if referent is not None:
                    return self._taken_up(referent, f"resumed by the noun {head}", gender)
        return None

    def _complement_names(self, start: int, end: int) -> set[str]:
        """Return the words with a capital after the first preposition of a phrase: *la ministre de l'Agriculture*."""
        text = self.text[start:end]
        words = WORD.findall(text)
        first = next((n for n, word in enumerate(words) if n and self.lexicon.is_a(fold(word), "of")), len(words))
        return {fold(word) for word in words[first:] if word[:1].isupper()}

    def _member(self, start: int, end: int, head: str, gender: str | None) -> Referent | None:
        """Return the last person of an office if a party's name follows the noun, and no other is said of that person.

        *Le député Jean Roy … le député LREM*.
        """
        if not self.lexicon.names_person(head):
            return None
        named = [e for e, _ in self.referents.named_in(start, end) if e.label == "ORG" and e.end == end]
        if not named or self.governed(start, named[0].start):
            return None
        others = {r.name.lower() for r in self.referents.by_id.values() if r.label == "ORG"} - {named[0].text.lower()}
        for referent in self.memory.recent(start):
            agrees = referent.gender is None or gender is None or referent.gender == gender
            if referent.label == "PER" and agrees and head in referent.heads and not referent.words & others:
                return referent
        return None

    def _taken_up(self, referent: Referent, evidence: str, gender: str | None) -> Resolution:
        """Return the resolution to a referent; pronouns for a body agree with the noun: *l'organisation … elle*."""
        resolution = found(referent, evidence)
        return resolution if referent.label == "PER" or gender is None else replace(resolution, gender=gender)

    def _named_later(self, head: str, more: Sequence[str], gender: str | None) -> Referent | None:
        """Return the one person of whom the document uses a noun, if it is only named further on: headlines."""
        bearers = [r for r in self.referents.by_id.values() if r.label == "PER" and head in r.heads]
        if len(bearers) != 1 or not bearers[0].words.issuperset(more):
            return None
        bearer = bearers[0]
        return bearer if bearer.gender is None or gender is None or bearer.gender == gender else None

    def _by_kind(
        self, resumption: Resumption, recent: Sequence[Referent], gender: str | None, at: int
    ) -> Referent | None:
        """Return the last referent of a kind: one described by such a noun, else one that has acted or spoken.

        Only persons must agree in gender: *La Gazette … le quotidien*.
        """
        fits = [
            r
            for r in recent
            if r.label in resumption.labels
            and (r.label != "PER" or r.gender is None or gender is None or r.gender == gender)
            and (not resumption.words or resumption.words & r.words)
            and not resumption.never & r.words
        ]
        described = [r for r in fits if resumption.nouns & r.heads]
        active = [r for r in fits if r.label == "PER" or self.memory.active(r, at)]
        known = [r for r in described if r in active] or active or described
        if known:
            return known[0]
        near = self.memory.sentences_back(at, NEAR)
        cited = [r for r in fits if r.mentions[0].start >= near or resumption.words]
        return cited[0] if len(cited) == 1 or (cited and not resumption.words) else None

    def described(self, start: int, end: int, words: Sequence[str]) -> Resolution:
        """Return the phrase itself without determiner, if it designates somebody in particular."""
        first, head = words[0], self.head(start, end, words)
        if self.lexicon.is_a(first, "indefinite") or self.lexicon.is_a(head, "anonymous_head"):
            return replace(UNKNOWN, gender=self.gender(start, end, words))
        text = self.text[start:end]
        if self.lexicon.is_a(first, "definite"):
            text = text[len(first) :].lstrip(" \u00a0\u202f\n")
        inside = [r for e, r in self.referents.named_in(start, end) if e.text == text]
        gender = self.gender(start, end, words)
        return Resolution(text or None, inside[0].entity_id if inside else None, "as described", gender)
