"""Resolve the phrase of a speaker to a referent of the document, and say on what evidence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.attrs import DEP, IDX, POS
from spacy.symbols import NOUN
from spacy.tokens import Doc

from pipeline.components.speakers.lexicon import SpeakerLexicon
from pipeline.components.speakers.referents import SUBJECTS, Referent, Referents, fold, words_of
from pipeline.components.state import document_of, layers_of

APPOSITION = re.compile(r"\s*(?:\([^()]{0,60}\))?\s*,\s*(?:(?:M\.|Mme|Me|Dr|Mlle)\s*)?")
BEFORE = re.compile(r"[,(]\s*$")
SENTENCES_BACK = 4
TO_NAME = 24
RESOLVER = "polyphonie_resolver"
"""Key of ``doc.user_data`` under which the speakers leave their Resolver for the acts, which take it away."""
GENDERS = {"Masc": "m", "Fem": "f"}


@dataclass(frozen=True, slots=True)
class Resolution:
    """The name and entity of a speaker, and the evidence in a few words."""

    name: str | None
    entity_id: str | None
    evidence: str
    gender: str | None = None


UNKNOWN = Resolution(None, None, "the text does not say who")


@dataclass(slots=True)
class Spoken:
    """A speaker already resolved: where, and who."""

    at: int
    quotation_id: str
    resolution: Resolution


class Resolver:
    """Resolve speaker phrases in text order; what has been resolved helps with what follows."""

    def __init__(self, doc: Doc, lexicon: SpeakerLexicon) -> None:
        self.doc = doc
        self.document = document_of(doc)
        self.text = self.document.text
        self.lexicon = lexicon
        self.referents = Referents(doc, lexicon)
        self.spoken: list[Spoken] = []
        self.covered = {at for e in layers_of(doc).entities if e.label == "PER" for at in range(e.start, e.end)}
        self.direct = [(q.start, q.end) for q in layers_of(doc).quotations if q.type == "direct"]
        self.nouns = self._candidate_nouns()
        self.sentences = [s.start for s in layers_of(doc).sentences]

    def remember(self, at: int, quotation_id: str, resolution: Resolution) -> None:
        """Keep a resolved speaker for the pronouns that follow."""
        if resolution.name:
            self.spoken.append(Spoken(at, quotation_id, resolution))

    def resolve(self, start: int, end: int) -> Resolution:
        """Resolve the phrase between two offsets."""
        phrase = fold(self.text[start:end])
        pronoun = self.lexicon.pronouns.get(re.sub(r"\s+", " ", phrase))
        words = words_of(phrase)
        if pronoun is not None:
            return self.pronoun(start, *pronoun)
        if not words or (len(words) == 1 and self.lexicon.is_a(words[0], "nobody")):
            return self._beginning(start) if words and self.lexicon.is_a(phrase, "vague") else UNKNOWN
        return (
            self._named(start, end)
            or self._apposed(start, end)
            or self._office(start, end)
            or self._individual(start, end, words)
            or self._body(start, end)
            or self._resumed(start, end, words)
            or self._described(start, end, words)
        )

    def _found(self, referent: Referent, evidence: str) -> Resolution:
        return Resolution(referent.name, referent.entity_id, evidence, referent.gender)

    def _named(self, start: int, end: int) -> Resolution | None:
        """Return the person whose name stands in the phrase, unless a preposition governs it."""
        for entity, referent in self.referents.named_in(start, end):
            if entity.label == "PER" and not self._governed(start, entity.start):
                self.referents.describe(referent, words_of(self.text[start : entity.start]))
                return self._found(referent, "named in the phrase")
        return None

    def _governed(self, floor: int, at: int) -> bool:
        before = words_of(self.text[floor:at])
        return bool(before) and self.lexicon.is_a(before[-1], "of")

    def _apposed(self, start: int, end: int) -> Resolution | None:
        """Return the person named in apposition after the phrase, or before it."""
        after = APPOSITION.match(self.text, end)
        if after is not None:
            for at in range(after.end(), min(after.end() + TO_NAME, len(self.text))):
                entity, referent = self.referents.starts.get(at, (None, None))
                if entity is not None and referent is not None and entity.label == "PER":
                    if at > after.end() and not self.text[after.end() : at].replace(" ", "").islower():
                        break
                    self.referents.describe(referent, words_of(self.text[start:end]))
                    return self._found(referent, "name in apposition")
        if BEFORE.search(self.text, max(0, start - 3), start):
            for mention, referent in reversed(self.referents.order):
                if start - 4 <= mention.end < start and mention.label == "PER":
                    self.referents.describe(referent, words_of(self.text[start:end]))
                    return self._found(referent, "apposition of the name before")
        return None

    def _office(self, start: int, end: int) -> Resolution | None:
        """Return the holder of a role that the phrase names."""
        for entity, referent in self.referents.named_in(start, end):
            if entity.label == "ROLE" and not self._governed(start, entity.start):
                if referent.label == "PER":
                    return self._found(referent, "holder of the role")
                gender = self._gender(start, end, words_of(self.text[start:end]))
                holder = self._holder(words_of(entity.text), start, gender)
                return self._found(holder, "holder of the role, named elsewhere") if holder else None
        return None

    def _holder(self, words: Sequence[str], at: int, gender: str | None) -> Referent | None:
        """Return the last person before, else the first after, whose roles hold all the words of a role."""
        content = {w for w in words if not self.lexicon.is_a(w, "of") and not self.lexicon.is_a(w, "definite")}
        everybody = [r for r in self.referents.by_id.values() if r.label == "PER"]
        people = [r for r in everybody if content <= r.words] or [r for r in everybody if self._vaguer(r, content)]
        people = [r for r in people if r.gender is None or gender is None or r.gender == gender]
        before = [r for r in people if r.mentions[0].start < at]
        if before:
            return max(before, key=lambda r: _last(r, at))
        return people[0] if people else None

    def _vaguer(self, person: Referent, content: set[str]) -> bool:
        """Tell whether all that the document says of a person is part of a fuller description."""
        name = set(words_of(person.name))
        said = {
            w for w in person.words - name if not self.lexicon.is_a(w, "of") and not self.lexicon.is_a(w, "definite")
        }
        return bool(said & person.heads) and said <= content

    def _individual(self, start: int, end: int, words: Sequence[str]) -> Resolution | None:
        """Return the person of a noun and the body it belongs to: *le député LR*, *la ministre de la Justice*."""
        head = self._head(start, end, words)
        if head not in self.lexicon.individuals or not self.lexicon.is_a(words[0], "definite"):
            return None
        if len(words) < 3 or self.lexicon.is_a(words[0], "indefinite") or self.lexicon.is_a(words[0], "plural"):
            return None
        holder = self._holder(words, start, self._gender(start, end, words))
        return self._found(holder, "bearer of the description") if holder else None

    def _body(self, start: int, end: int) -> Resolution | None:
        """Return the organisation or place that heads the phrase, or stands in apposition to its noun."""
        for entity, referent in self.referents.named_in(start, end):
            if entity.label in {"ORG", "LOC"} and not self._governed(start, entity.start):
                if entity.label == "LOC" and entity.end < end:
                    continue
                return self._found(referent, "named in the phrase")
        return None

    def _resumed(self, start: int, end: int, words: Sequence[str]) -> Resolution | None:
        """Return the referent that a definite noun takes up: by words of its name or roles, or by its kind."""
        if self.lexicon.is_a(words[0], "indefinite") or not self.lexicon.is_a(words[0], "definite"):
            return None
        head = self._head(start, end, words)
        bare = len([w for w in words if not self.lexicon.is_a(w, "definite")]) == 1
        feminine = self._gender(start, end, words)
        for referent in self._recent(start):
            agrees = referent.gender is None or feminine is None or referent.gender == feminine
            if bare and agrees and head in referent.heads:
                return self._found(referent, f"last bearer of the noun {head}")
        for resumption in self.lexicon.resumptions:
            if head in resumption.nouns:
                for referent in self._recent(start):
                    fits = referent.label in resumption.labels and referent.gender in {
                        None,
                        feminine or referent.gender,
                    }
                    if referent.label == "ORG" and not self._active(referent, start):
                        continue
                    if fits and (not resumption.words or resumption.words & referent.words):
                        return self._found(referent, f"resumed by the noun {head}")
        return None

    def _active(self, referent: Referent, at: int) -> bool:
        """Tell whether a body has acted or spoken before: a medium that is only cited has not."""
        spoke = any(s.resolution.entity_id == referent.entity_id for s in self.spoken)
        return spoke or any(mention.subject and mention.start < at for mention in referent.mentions)

    def _head(self, start: int, end: int, words: Sequence[str]) -> str:
        span = self.doc.char_span(start, end, alignment_mode="expand")
        nouns = [token for token in span or () if token.pos == NOUN]
        rest = [word for word in words if not self.lexicon.is_a(word, "definite")]
        return fold(nouns[0].text) if nouns else (rest[0] if rest else words[-1])

    def _gender(self, start: int, end: int, words: Sequence[str]) -> str | None:
        if self.lexicon.is_a(words[0], "masculine"):
            return "m"
        if self.lexicon.is_a(words[0], "feminine"):
            return "f"
        span = self.doc.char_span(start, end, alignment_mode="expand")
        for token in span or ():
            if token.pos == NOUN:
                gender = token.morph.get("Gender", [])
                return GENDERS.get(gender[0]) if gender else None
        return None

    def _recent(self, at: int) -> list[Referent]:
        """Return the referents mentioned or heard before an offset, last first, without repetition."""
        heard = [(s.at, s.resolution.entity_id) for s in self.spoken if s.at < at]
        named = [(m.start, r.entity_id) for m, r in self.referents.order if m.end <= at]
        seen: dict[str, None] = {}
        for _, entity_id in sorted(heard + named, key=lambda pair: -pair[0]):
            if entity_id:
                seen.setdefault(entity_id)
        found = [self.referents.by_id[key] for key in seen if key in self.referents.by_id]
        return [referent for referent in found if referent.label != "ROLE"]

    def _described(self, start: int, end: int, words: Sequence[str]) -> Resolution:
        """Return the phrase itself without determiner, if it designates somebody in particular."""
        first, head = words[0], self._head(start, end, words)
        if self.lexicon.is_a(first, "indefinite") or self.lexicon.is_a(head, "anonymous_head"):
            return UNKNOWN
        text = self.text[start:end]
        if self.lexicon.is_a(first, "definite"):
            text = text[len(first) :].lstrip(" \u00a0\u202f\n")
        inside = [r for e, r in self.referents.named_in(start, end) if e.text == text]
        return Resolution(
            text or None, inside[0].entity_id if inside else None, "as described", self._gender(start, end, words)
        )

    def _beginning(self, start: int) -> Resolution:
        """Return the body named before an indefinite *on*: *Au cabinet du ministre, on se défend…*."""
        floor = max((s for s in self.sentences if s <= start), default=0)
        comma = self.text.rfind(",", floor, start)
        opening = self.text[floor : comma if comma > floor else floor]
        words = opening.split()
        if len(words) < 2 or not self.lexicon.is_a(fold(words[0]), "at"):
            return UNKNOWN
        at = floor + len(words[0])
        return self._body(at, comma) or Resolution(opening[len(words[0]) :].strip(), None, "body named before on")

    def pronoun(self, at: int, gender: str | None, number: str) -> Resolution:
        """Resolve a pronoun: the last speaker or subject that agrees, else the last person or body that does.

        *Celui-ci* and *ce dernier* (number ``l``) take the last mention that agrees, whatever its function.
        """
        floor = self._sentences_back(at, SENTENCES_BACK)
        best: tuple[float, Resolution] | None = None
        for score, resolution in self._candidates(at, floor, gender, number):
            if best is None or score > best[0]:
                best = (score, resolution)
        if best is not None:
            return best[1]
        return UNKNOWN

    def _sentences_back(self, at: int, count: int) -> int:
        place = bisect_right(self.sentences, at)
        return self.sentences[place - count - 1] if place > count else 0

    def _candidates(self, at: int, floor: int, gender: str | None, number: str) -> list[tuple[float, Resolution]]:
        found: list[tuple[float, Resolution]] = []
        for item in self.spoken[-6:] if number != "l" else ():
            known = item.resolution.gender
            if floor <= item.at < at and (known is None or gender is None or known == gender):
                score = 3.0 - 0.8 * self._distance(item.at, at) + (0.5 if known else 0)
                same = "\n" not in self.text[item.at : at]
                score += 1.2 if same and self.text[at - 1 : at] == "-" else 0.0  # dit-il: the quoted speaker goes on
                score -= 0.0 if same else 0.8
                evidence = f"pronoun: speaker of {item.quotation_id}"
                found.append((score, Resolution(item.resolution.name, item.resolution.entity_id, evidence, gender)))
        for mention, referent in self.referents.order:
            if floor <= mention.start and mention.end <= at and number in "sl":
                disagrees = referent.gender is not None and gender is not None and referent.gender != gender
                if disagrees or (referent.label == "LOC" and not mention.subject):
                    continue
                score = (2.0 if mention.subject or number == "l" else 0.4) - 0.8 * self._distance(mention.start, at)
                score += (1.0 if referent.label == "PER" else -0.5 if referent.label == "LOC" else 0.0) + (
                    0.5 if referent.gender and gender else 0.0
                )
                score += mention.start / (len(self.text) + 1) * (10 if number == "l" else 0.1)
                place = "subject" if mention.subject else "last mention that agrees"
                found.append((score, self._found(referent, f"pronoun: {place}")))
        if number == "s":
            found += self._subjects(at, floor, gender)
        return found

    def _subjects(self, at: int, floor: int, gender: str | None) -> list[tuple[float, Resolution]]:
        """Return the phrases without a name that are subjects, or topics (*quant au maire*), before a pronoun."""
        found: list[tuple[float, Resolution]] = []
        first = bisect_left(self.nouns, (floor, 0))
        for _, index in self.nouns[first : bisect_left(self.nouns, (at, 0))]:
            token = self.doc[index]
            if self._quoted(token.idx) or token.idx in self.covered:
                continue
            start = min([token.idx, *(t.idx for t in token.lefts if t.dep_ in {"det", "amod"})])
            words = words_of(self.text[start : token.idx + len(token)])
            if self.lexicon.is_a(words[0], "plural") or self.lexicon.is_a(words[0], "indefinite"):
                continue
            own = self._gender(start, token.idx + len(token), words)
            if own is not None and gender is not None and own != gender:
                continue
            resolution = self._apposed(start, token.idx + len(token)) or self._resumed(
                start, token.idx + len(token), words
            )
            if resolution is None and not self._personal(words):
                continue
            resolution = resolution or self._described(start, token.idx + len(token), words)
            score = 2.4 - 0.8 * self._distance(token.idx, at)
            found.append((score, Resolution(resolution.name, resolution.entity_id, "pronoun: subject", gender)))
        return found

    def _candidate_nouns(self) -> list[tuple[int, int]]:
        """Return offset and index of the nouns that are subjects, or topics (*quant au promoteur*)."""
        columns = self.doc.to_array([POS, DEP, IDX]).T.tolist() if len(self.doc) else [[], [], []]
        subjects = {self.doc.vocab.strings[name] for name in SUBJECTS}
        return [
            (offset, index)
            for index, (pos, dep, offset) in enumerate(zip(*columns, strict=True))
            if pos == NOUN and (dep in subjects or self._topical(index))
        ]

    def _personal(self, words: Sequence[str]) -> bool:
        return any(self.lexicon.is_a(word, "person") for word in words)

    def _topical(self, index: int) -> bool:
        return index >= 2 and fold(self.doc[index - 2].text) in self.lexicon.words["topic"]

    def _quoted(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self.direct)

    def _distance(self, start: int, at: int) -> int:
        return bisect_right(self.sentences, at) - bisect_right(self.sentences, start)


def _last(referent: Referent, at: int) -> int:
    return max(m.start for m in referent.mentions if m.start < at)
