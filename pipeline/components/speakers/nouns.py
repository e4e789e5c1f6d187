"""Who a noun phrase without a name stands for: the holder of an office, a description, a noun that takes up a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.symbols import ADJ, ADP, DET, NOUN, PROPN, SPACE

from pipeline.components.speakers.lexicon import Resumption, SpeakerLexicon
from pipeline.components.speakers.memory import UNKNOWN, Memory, Resolution, found
from pipeline.components.speakers.referents import FORMER, WORD, Referent, fold, words_of
from pipeline.components.speakers.tokens import Tokens
from pipeline.schema.models import Entity

PAIR_SENTENCES = 2
NEAR = 2  # sentences over which a body that has only been cited may be taken up
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
        for index in self.tokens.nouns(start, end):
            noun, after = (self.tokens.folded(at) for at in (index, index + 1))
            if not self.lexicon.is_a(noun, "years") and not self.lexicon.is_a(after, "genitive"):
                return noun  # the 50-year-old baker, the school's supplier
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
        while len(before) > 1 and (self.lexicon.is_a(before[-1], "title") or self._determines(before[-1])):
            before.pop()
        return bool(before) and self.lexicon.is_a(before[-1], "of")

    def free(self, start: int, end: int) -> list[tuple[Entity, Referent]]:
        """Return the entities of a phrase that no preposition and no genitive governs: *Anne Roy's lawyer*."""
        named = [(e, r) for e, r in self.referents.named_in(start, end) if not self.governed(start, e.start)]
        return [(e, r) for e, r in named if not self.lexicon.is_a(fold(self.text[e.end : e.end + 2]), "genitive")]

    def _determines(self, word: str) -> bool:
        """Tell whether a word is a determiner that holds no preposition."""
        return self.lexicon.is_a(word, "definite") and not self.lexicon.is_a(word, "of")

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
        people = [r for r in everybody if content <= r.words]
        if not people and not self._new_body(at, words):
            people = [r for r in everybody if self._vaguer(r, content)]
        people = [r for r in people if r.gender is None or gender is None or r.gender == gender]
        before = [r for r in people if r.mentions[0].start < at]
        if before:
            return max(before, key=lambda r: r.last_before(at))
        return people[0] if people else None

    def _new_body(self, at: int, words: Sequence[str]) -> bool:
        """Tell whether a role names a body for the first time: its holder is nobody named before."""
        named = self.referents.named_in(at, at + sum(len(word) + 1 for word in words))
        return any(r.label in {"ORG", "LOC"} and r.mentions[0].start == e.start for e, r in named)

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
                return self.taken_up(referent, f"last bearer of the noun {head}", gender)
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
                    return self.taken_up(referent, f"resumed by the noun {head}", gender)
        return None

    def _complement_names(self, start: int, end: int) -> set[str]:
        """Return the words with a capital after the first preposition of a phrase: *la ministre de l'Agriculture*.

        Those of a body are those of its full name: *le chef de l'UDL* leads the *Union des libéraux*.
        """
        bodies = [r for e, r in self.referents.named_in(start, end) if e.label == "ORG" and e.start > start]
        if bodies:
            return set(words_of(bodies[0].name))
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

    def taken_up(self, referent: Referent, evidence: str, gender: str | None) -> Resolution:
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
        if len(cited) > 1 and resumption.words:
            floor = self.memory.sentences_back(at, 2 * NEAR)
            cited = [r for r in cited if r.last_before(at) >= floor]
        return cited[0] if len(cited) == 1 or (cited and not resumption.words) else None

    def described(self, start: int, end: int, words: Sequence[str]) -> Resolution:
        """Return the phrase itself without determiner, if it designates somebody in particular."""
        first, head = words[0], self.head(start, end, words)
        if self.lexicon.is_a(head, "quantity") and (counted := self._counted(start, end)):
            return Resolution(counted, None, "the group that is counted", self.gender(start, end, words))
        if self.lexicon.is_a(first, "indefinite") or self.lexicon.is_a(head, "anonymous_head"):
            return replace(UNKNOWN, gender=self.gender(start, end, words))
        text = self.text[start:end]
        if self.lexicon.is_a(first, "definite"):
            text = text[len(first) :].lstrip(" \u00a0\u202f\n")
        inside = [r for e, r in self.referents.named_in(start, end) if e.text == text]
        gender = self.gender(start, end, words)
        return Resolution(text or None, inside[0].entity_id if inside else None, "as described", gender)

    def _counted(self, start: int, end: int) -> str | None:
        """Return the group that a phrase counts: *des milliers de marins bretons*."""
        tokens = self.tokens
        inside = tokens.within(start, end)
        of = next((n for n in inside if self.lexicon.is_a(tokens.folded(n), "of") and n > inside.start), None)
        return self.text[tokens.ends[of] : end].strip() or None if of is not None else None
