"""Who there is in a document to be a speaker: persons, bodies, places, office holders, and what is known of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from spacy.symbols import ADJ, NOUN, PROPN
from spacy.tokens import Doc

from pipeline.components.entities.given_names import given_names
from pipeline.components.speakers.lexicon import SpeakerLexicon
from pipeline.components.speakers.tokens import Tokens
from pipeline.components.state import document_of, layers_of
from pipeline.schema.models import Entity

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*['’.]?")
INITIALS = re.compile(r"(?:[A-ZÀ-Ö]\.?[ \u00a0-]?){2,5}")
PARTS = re.compile(r"[ \u00a0'’-]")
DESCRIPTION = 60
FORMER = "ex-"
BEHIND = re.compile(r"\s?(?:\([^()]{0,40}\))?,\s([a-zà-öø-ÿœ][^,.;:()«»\"“”\n]{2,60})")
EDGE = re.compile(r"[.;:!?()\n«»\"“”]")
QUOTED_WORD = re.compile(r"[«\"“]\s?([^\W\d_]{2,20})\s?[»\"”]$")  # du député « marcheur » Jean Dupont
AROUND = ' \u00a0\u202f.;:!?()\n«»"“”'
NOMINAL = frozenset({NOUN, PROPN, ADJ})
SPEAKING = frozenset({"PER", "ORG", "LOC", "ROLE"})


def fold(text: str) -> str:
    """Return a text in lower case with straight apostrophes."""
    return text.lower().replace("’", "'")


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded; elided articles apart."""
    return tuple(WORD.findall(fold(text)))


@dataclass(slots=True)
class Mention:
    """Where a referent is named; ``subject`` when it is the subject of its clause."""

    start: int
    end: int
    label: str
    subject: bool = False


@dataclass(slots=True)
class Referent:
    """A possible speaker: ``words`` are those of its name, roles and descriptions, ``heads`` without complements.

    ``countries`` are the codes of the countries that its roles or its name tell.
    """

    name: str
    entity_id: str | None
    label: str
    gender: str | None = None
    words: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)
    countries: set[str] = field(default_factory=set)

    def last_before(self, at: int) -> int:
        """Return where the last mention before an offset begins; there must be one."""
        return max(mention.start for mention in self.mentions if mention.start < at)


class Referents:
    """The referents of a document by entity id, and their mentions in text order."""

    def __init__(self, doc: Doc, lexicon: SpeakerLexicon, tokens: Tokens) -> None:
        self.text = document_of(doc).text
        self.lexicon = lexicon
        self.tokens = tokens
        self.by_id: dict[str, Referent] = {}
        self.order: list[tuple[Mention, Referent]] = []
        self.starts: dict[int, tuple[Entity, Referent]] = {}
        self._matched: dict[str, Referent | None] = {}
        self._role_end = 0
        for entity in layers_of(doc).entities:
            if entity.label in SPEAKING and entity.entity_id is not None:
                self._add(entity)
        self.sorted_starts = sorted(self.starts)
        self._begins = [mention.start for mention, _ in self.order]
        self._ids = [referent.entity_id for _, referent in self.order]
        self._reach = list(accumulate((mention.end for mention, _ in self.order), max))
        self._last: tuple[int, dict[str | None, int]] = (0, {})

    def _add(self, entity: Entity) -> None:
        key = entity.entity_id or ""
        referent = self.by_id.get(key)
        if referent is None:
            referent = self.by_id[key] = Referent(entity.canonical or entity.text, key, entity.label)
        if entity.label != "ROLE":
            referent.label = entity.label
            referent.name = entity.canonical or referent.name
        referent.words.update(words_of(entity.text), words_of(entity.canonical or ""))
        determiner = None
        if entity.label in {"PER", "ORG"}:
            determiner, beside = self._beside(entity)
            if entity.label == "PER" or not any(map(self.lexicon.names_person, beside)):
                self.describe(referent, beside)  # le député LREM: no party is a deputy
            self.describe(referent, self._behind(entity))
        if entity.label != "PER":
            self.describe(referent, words_of(entity.text))
            self.describe(referent, words_of(entity.canonical or "") if entity.label == "ORG" else [])
        if entity.country and entity.label in {"ROLE", "ORG"}:
            referent.countries.add(entity.country)
        if referent.gender is None:
            referent.gender = self._gender(entity, determiner)
        within = entity.label in {"ORG", "LOC"} and entity.end <= self._role_end  # le chef du parti Horizon
        subject = self.tokens.is_subject(entity.start, entity.end, of_noun=within or entity.label == "PER")
        subject = subject or (entity.label in {"ORG", "LOC"} and self.tokens.opens_clause(entity.start, entity.end))
        if entity.label == "ROLE":
            self._role_end = max(self._role_end, entity.end)
        mention = Mention(entity.start, entity.end, entity.label, subject)
        referent.mentions.append(mention)
        self.order.append((mention, referent))
        known = self.starts.get(entity.start)
        if known is None or known[0].end < entity.end:
            self.starts[entity.start] = (entity, referent)

    def describe(self, referent: Referent, words: Sequence[str]) -> None:
        """Keep the words of a description; its head nouns are those before the first complement."""
        words = [word.removeprefix(FORMER) for word in words]
        referent.words.update(words)
        for word in words:
            if self.lexicon.is_a(word, "of"):
                return
            if not self.lexicon.is_a(word, "definite"):
                referent.heads.add(word)

    def _beside(self, entity: Entity) -> tuple[str | None, Sequence[str]]:
        """Return determiner and words of the noun phrase before a name: *le maire, Jean Dupont*.

        Before the name of a body no comma may stand: *le quotidien Le Soir*, *le groupe Batimo*.
        """
        if not self.text[max(0, entity.start - 3) : entity.start].strip(AROUND):
            return None, ()  # nothing but punctuation stands before
        window = fold(self.text[max(0, entity.start - DESCRIPTION) : entity.start]).rstrip(" \u00a0\u202f")
        if entity.label == "PER":
            window = window.rstrip(" ,\u00a0\u202f")[-self._since_person(entity.start) :]
            window = QUOTED_WORD.sub(r"\1", window)
        window = EDGE.split(window)[-1]
        words = words_of(window.rpartition(",")[2])
        if entity.label == "ORG" and (not words or self.lexicon.is_a(words[-1], "of")):
            return None, ()
        nearest = self._nearest_person(words) if entity.label == "PER" else None
        if nearest is not None and "," not in self.text[entity.start - 3 : entity.start]:
            return words[nearest], words[nearest + 1 :]
        for at in range(len(words) - 1, -1, -1):
            determiner = self.lexicon.is_a(words[at], "definite") and not self.lexicon.is_a(words[at], "of")
            if determiner and not (at and self.lexicon.is_a(words[at - 1], "of")):
                described = words[at + 1 :]
                if nearest is not None and not (described and self.lexicon.names_person(described[0])):
                    break
                return (words[at], described) if entity.label == "PER" or self._noun_before(entity) else (None, ())
        return (words[nearest], words[nearest + 1 :]) if nearest is not None else (None, ())

    def _nearest_person(self, words: Sequence[str]) -> int | None:
        """Return the place of the determiner or preposition before the noun of a person that a preposition governs.

        *Une attaque contre la sénatrice Anne Roy* speaks of the senator; before a comma the first noun, if it is one of
        a person, has the name: *l'avocat de la ministre, Paul Roy*.
        """
        for at in range(len(words) - 2, -1, -1):
            fused = self.lexicon.is_a(words[at], "of")
            governed = fused or (at > 0 and self.lexicon.is_a(words[at - 1], "of"))
            opens = fused or self.lexicon.is_a(words[at], "definite")
            civil = self.lexicon.is_a(words[at + 1], "title")
            if opens and governed and (civil or self.lexicon.names_person(words[at + 1])):
                return at
        return None

    def _since_person(self, start: int) -> int:
        """Return the number of characters since the name of another person: what describes that one stands there."""
        before = next((m.end for m, _ in reversed(self.order) if m.label == "PER" and m.end <= start), 0)
        return max(1, start - before)

    def _noun_before(self, entity: Entity) -> bool:
        """Tell whether a noun or adjective stands right before a name."""
        first = self.tokens.within(entity.start, entity.end).start - 1
        return first >= 0 and self.tokens.pos[first] in NOMINAL

    def _behind(self, entity: Entity) -> Sequence[str]:
        """Return the words of an apposition without determiner after a name: *Jean Dupont, maire de X*."""
        found = BEHIND.match(self.text, entity.end)
        if found is None:
            return []
        opening = self.tokens.within(found.start(1), found.start(1) + 1)
        if not opening or self.tokens.pos[opening.start] not in NOMINAL:
            return []
        words = words_of(found.group(1))
        opens = words and not self.lexicon.is_a(words[0], "definite") and not self.lexicon.is_a(words[0], "of")
        return words if opens else []

    def civility(self, start: int) -> str | None:
        """Return the gender that a civility shows before an offset: *Mme Dupont*."""
        before = words_of(self.text[max(0, start - 12) : start])
        last = before[-1] if before else ""
        if self.lexicon.is_a(last, "civility_m"):
            return "m"
        return "f" if self.lexicon.is_a(last, "civility_f") else None

    def _gender(self, entity: Entity, determiner: str | None) -> str | None:
        before = words_of(self.text[max(0, entity.start - 12) : entity.start])
        last = before[-1] if before else ""
        if entity.label == "PER":
            civility = self.civility(entity.start)
            if civility is not None:
                return civility
            name = entity.canonical or entity.text
            known = given_names().gender(name.split()[0]) if " " in name else None
            if known is not None or determiner is None:
                return known
            last = determiner
        if self.lexicon.is_a(last, "masculine"):
            return "m"
        return "f" if self.lexicon.is_a(last, "feminine") else None

    def named_in(self, start: int, end: int) -> list[tuple[Entity, Referent]]:
        """Return the entities that begin within an interval, with their referents, in text order."""
        first = bisect_left(self.sorted_starts, start)
        return [self.starts[at] for at in self.sorted_starts[first : bisect_left(self.sorted_starts, end)]]

    def mentions(self, floor: int, ceiling: int) -> list[tuple[Mention, Referent]]:
        """Return the mentions that begin within an interval of offsets, with their referents, in text order."""
        first = bisect_left(self._begins, floor)
        return self.order[first : bisect_left(self._begins, ceiling, lo=first)]

    def last_mentions(self, at: int) -> dict[str | None, int]:
        """Return where each referent, by its entity id, was last mentioned before an offset."""
        whole = bisect_right(self._reach, at)  # up to here all mentions end before
        done, last = self._last if self._last[0] <= whole else (0, {})
        last.update(zip(self._ids[done:whole], self._begins[done:whole], strict=True))
        self._last = (whole, last)
        last = last.copy()
        for mention, referent in self.order[whole : bisect_left(self._begins, at)]:
            if mention.end <= at:
                last[referent.entity_id] = mention.start
        return last

    def by_initials(self, label: str) -> Referent | None:
        """Return the only person whose initials a label of a turn gives: *A. R.* for Anne Roy."""
        if INITIALS.fullmatch(label) is None:
            return None
        letters = [letter for letter in label if letter.isalpha()]
        people = [r for r in self.by_id.values() if r.label == "PER"]
        bearers = [r for r in people if [part[0] for part in PARTS.split(r.name) if part] == letters]
        return bearers[0] if len(bearers) == 1 else None

    def match(self, name: str) -> Referent | None:
        """Return the referent that a name or label denotes: one holds all the words of the other."""
        if name not in self._matched:
            self._matched[name] = self._match(name)
        return self._matched[name]

    def _match(self, name: str) -> Referent | None:
        wanted = set(words_of(name))
        best: Referent | None = None
        for referent in self.by_id.values():
            have = set(words_of(referent.name))
            both = wanted and have and (wanted <= have or have <= wanted)
            if both and (best is None or (referent.label == "PER") > (best.label == "PER")):
                best = referent
        return best
