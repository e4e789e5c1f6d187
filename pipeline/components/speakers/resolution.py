"""Resolve the phrase of a speaker to a referent of the document, and say on what evidence."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

from spacy.tokens import Doc

from pipeline.components.speakers.appositions import Appositions
from pipeline.components.speakers.descriptions import Descriptions
from pipeline.components.speakers.lexicon import SpeakerLexicon
from pipeline.components.speakers.memory import UNKNOWN, Memory, Resolution, Spoken, found
from pipeline.components.speakers.nouns import COMPLEMENT, Nouns
from pipeline.components.speakers.paraphrases import Paraphrases
from pipeline.components.speakers.pronouns import Pronouns
from pipeline.components.speakers.referents import Referent, Referents, fold, words_of
from pipeline.components.speakers.tokens import Tokens
from pipeline.components.state import document_of, layers_of
from pipeline.schema.models import Entity

__all__ = ["RESOLVER", "UNKNOWN", "Resolution", "Resolver", "Spoken"]
RESOLVER = "polyphonie_resolver"
"""Key of ``doc.user_data`` under which the speakers leave their Resolver for the acts, which take it away."""
NAMES = frozenset({"PER", "ORG", "LOC"})
ON_GOES_ON = 3  # sentences over which *on* may stand for the body that opened the first: *Au cabinet, on se défend*
TO_CIRCLE = 60  # characters after *on* in which its body may be named
TO_CONJUNCT = 5  # words between two names of a coordination: et son homologue togolais
SALUTATION = re.compile(r"^[ \t\u00a0\u202f«“\"]*(?P<name>[^\W\d_][^\n,.;:!?«»\"“”]{4,80}),?[ \t]*$", re.M)
SPACES = re.compile(r"\s+")


class Resolver:
    """Resolve speaker phrases in text order; what has been resolved helps with what follows."""

    def __init__(self, doc: Doc, lexicon: SpeakerLexicon) -> None:
        self.text = document_of(doc).text
        self.lexicon = lexicon
        layers = layers_of(doc)
        tokens = Tokens(doc)
        self.referents = Referents(doc, lexicon, tokens)
        quoted = [(q.start, q.end) for q in layers.quotations if q.type == "direct"]
        self.memory = Memory(self.referents, [s.start for s in layers.sentences], quoted)
        self.nouns = Nouns(self.memory, tokens, lexicon)
        self.appositions = Appositions(self.nouns)
        self.descriptions = Descriptions(self.nouns)
        self.paraphrases = Paraphrases(self.nouns, doc.lang_)
        self.pronouns = Pronouns(self.nouns, self.appositions, self.paraphrases)

    def rewind(self, spoken: list[Spoken]) -> None:
        """Set the speakers resolved so far; the acts set those before the place they look at."""
        self.memory.rewind(spoken)

    def remember(self, at: int, quotation_id: str, resolution: Resolution) -> None:
        """Keep a resolved speaker for the pronouns that follow."""
        self.memory.remember(at, quotation_id, resolution)

    def resolve(self, start: int, end: int) -> Resolution:
        """Resolve the phrase between two offsets."""
        phrase = fold(self.text[start:end])
        pronoun = self.lexicon.pronouns.get(SPACES.sub(" ", phrase))
        words = words_of(phrase)
        if pronoun is not None:
            return self.pronouns.resolve(start, *pronoun)
        if not words or (len(words) == 1 and self.lexicon.is_a(words[0], "nobody")):
            vague = bool(words) and self.lexicon.is_a(phrase, "vague")
            return self._circle(end) or self._beginning(start) if vague else UNKNOWN
        return (
            self._several(start, end)
            or self._named(start, end)
            or self.appositions.resolve(start, end)
            or self.nouns.one_of_two(start, words)
            or self._office(start, end)
            or self.paraphrases.resolve(start, end, words)
            or self.nouns.individual(start, end, words)
            or self._body(start, end)
            or self.nouns.resumed(start, end, words)
            or self.descriptions.redescribed(start, end, words)
            or self.nouns.described(start, end, words)
        )

    def saluted(self, at: int) -> Resolution:
        """Return whom the last salutation before an offset names: *Monsieur le Premier ministre,* on its own line."""
        line = next((line for line in reversed(self._salutations) if line.end() <= at), None)
        if line is None:
            return UNKNOWN
        start, end = line.span("name")
        words = words_of(line.group("name"))
        start += len(line.group("name").split()[0]) + 1
        holder = self._named(start, end) or self._office(start, end)
        start += sum(len(word) for word in words[1:2] if self.lexicon.is_a(word, "article"))
        return holder or Resolution(self.text[start:end].strip() or None, None, "whom the letter salutes")

    @cached_property
    def _salutations(self) -> list[re.Match[str]]:
        """The lines that salute the reader of a letter, in text order."""
        lines = SALUTATION.finditer(self.text)
        return [line for line in lines if self.lexicon.is_a(fold(line.group("name").split()[0]), "salutation")]

    def _several(self, start: int, end: int) -> Resolution | None:
        """Return the names of a coordination together: *Paris et Berlin*."""
        named = [(entity, referent) for entity, referent in self.nouns.free(start, end) if entity.label in NAMES]
        if len(named) < 2:
            return None
        between = [words_of(self.text[one.end : other.start]) for (one, _), (other, _) in pairwise(named)]
        last = between[-1]
        if not last or not self.lexicon.is_a(last[0], "and") or any(len(words) > TO_CONJUNCT for words in between):
            return None
        names = list(dict.fromkeys(referent.name for _, referent in named))
        joined = f"{', '.join(names[:-1])} {last[0]} {names[-1]}"
        return Resolution(joined, named[0][1].entity_id, "named together in the phrase") if len(names) > 1 else None

    def _named(self, start: int, end: int) -> Resolution | None:
        """Return the person whose name stands in the phrase, unless a preposition governs it."""
        for entity, bearer in self.nouns.free(start, end):
            if entity.label == "PER":
                referent = self._namesake(bearer, entity, start)
                self.referents.describe(referent, words_of(self.text[start : entity.start]))
                return found(referent, "named in the phrase")
        return None

    def _namesake(self, referent: Referent, entity: Entity, start: int) -> Referent:
        """Return whom a mere family name denotes if several bear it: the last of the gender that is shown."""
        family = words_of(entity.text)
        if len(family) != 1:
            return referent
        gender = self.nouns.gender(start, entity.end, words_of(self.text[start : entity.end]))
        gender = gender or self.referents.civility(entity.start)
        bearers = [r for r in self.memory.recent(start) if r.label == "PER" and words_of(r.name)[-1:] == family]
        bearers = [r for r in bearers if r.gender == gender] if gender else []
        return bearers[0] if bearers and referent.gender != gender else referent

    def _office(self, start: int, end: int) -> Resolution | None:
        """Return the holder of a role that the phrase names."""
        for entity, referent in self.nouns.free(start, end):
            if entity.label == "ROLE":
                if referent.label == "PER":
                    return found(referent, "holder of the role")
                gender = self.nouns.gender(start, end, words_of(self.text[start:end]))
                holder = self.nouns.holder(words_of(entity.text), start, gender)
                return found(holder, "holder of the role, named elsewhere") if holder else None
        return None

    def _body(self, start: int, end: int) -> Resolution | None:
        """Return the organisation or place that heads the phrase, or stands in apposition to its noun."""
        for entity, referent in self.nouns.free(start, end):
            if entity.label in {"ORG", "LOC"}:
                complement = self.nouns.of_person(start, entity.start)  # la présidente du groupe Horizon
                if complement or (entity.label == "LOC" and entity.end < end):
                    continue
                return found(self.paraphrases.fuller(referent), "named in the phrase")
        return None

    def _circle(self, end: int) -> Resolution | None:
        """Return the body in which an indefinite *on* speaks: *dit-on à la mairie*, *dans l'entourage du maire*."""
        tokens = self.nouns.tokens
        inside = tokens.within(end, end + TO_CIRCLE)
        words = [fold(self.text[tokens.starts[n] : tokens.ends[n]]) for n in inside]
        if not words or not self.lexicon.is_a(words[0], "at"):
            return None
        last = next((n for n in inside if tokens.pos[n] not in COMPLEMENT), inside.stop)
        first, stop = tokens.starts[inside.start], tokens.ends[last - 1]
        own = words_of(self.text[first:stop])
        head = self.nouns.head(first, stop, own)
        if head in self.lexicon.bodies or self.lexicon.is_a(head, "circle"):
            article = len(words) > 1 and self.lexicon.is_a(words[1], "article")
            after = tokens.ends[inside.start + article]
            return Resolution(self.text[after:stop].strip(), None, "body in which on speaks")
        return self._body(tokens.ends[inside.start], stop)

    def _beginning(self, start: int) -> Resolution:
        """Return the body named before an indefinite *on*: *Au cabinet du ministre, on se défend…*."""
        paragraph = self.text.rfind("\n", 0, start) + 1
        for back in range(ON_GOES_ON):
            floor = max(self.memory.sentences_back(start, back), paragraph)
            comma = self.text.find(",", floor, start)
            opening = self.text[floor : comma if comma > floor else floor]
            words = opening.split()
            if len(words) > 1 and self.lexicon.is_a(fold(words[0]), "at"):
                at = floor + len(words[0])
                body = opening[len(words[0]) :].strip()
                return self._body(at, comma) or Resolution(body, None, "body named before on")
        return UNKNOWN
