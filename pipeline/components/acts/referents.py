"""Who a pronoun, a possessive or a definite noun in an act refers to, and who a cue leaves to the context."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate, chain

from pipeline.components.acts.reading import Reading
from pipeline.components.speakers.lexicon import speaker_lexicon
from pipeline.components.speakers.referents import Mention, Referent
from pipeline.components.speakers.resolution import RESOLVER, Resolution, Resolver, Spoken
from pipeline.schema.models import Quotation, Segment

MEMORY = 4  # sentences over which a pronoun or a claim is remembered
ACTORS = frozenset({"PER", "ORG", "LOC", "ROLE"})


class ActReferents:
    """Referents of a document for its acts: the resolver of the speakers, with what the quotations taught it."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._left: Resolver | None = reading.doc.user_data.pop(RESOLVER, None)
        self._known = (-1, -1)

    @cached_property
    def _resolver(self) -> Resolver:
        return self._left or Resolver(self.reading.doc, speaker_lexicon(self.reading.rules.language))

    def _before(self, at: int) -> Resolver:
        """Return the resolver knowing the quoted speakers before an offset, as it did when it met them."""
        whole = bisect_left(self._latest, at)  # up to here all have spoken before
        stop = bisect_left(self._earliest, at, lo=whole)  # from here on none has
        if self._known != (whole, stop) or whole != stop:
            between = (spoken for spoken in self._spoken[whole:stop] if spoken.at < at)
            self._resolver.rewind([*self._spoken[:whole], *between])
            self._known = (whole, stop)
        return self._resolver

    @cached_property
    def _spoken(self) -> list[Spoken]:
        found: list[Spoken] = []
        for quotation in self.reading.layers.quotations:
            start = quotation.speaker_start
            if quotation.speaker_name and start is not None:
                known = Resolution(quotation.speaker_name, quotation.speaker_entity_id, "")
                found.append(Spoken(start, quotation.span_id, known))
        return found

    @cached_property
    def _latest(self) -> list[int]:
        """The highest offset among each of those who speak and the ones before."""
        return list(accumulate((spoken.at for spoken in self._spoken), max))

    @cached_property
    def _earliest(self) -> list[int]:
        """The lowest offset among each of those who speak and the ones after."""
        return list(accumulate((spoken.at for spoken in reversed(self._spoken)), min))[::-1]

    def phrase(self, start: int, end: int) -> Resolution:
        """Resolve a pronoun or noun phrase that may stand for somebody named elsewhere."""
        return self._before(start).resolve(start, end)

    def clitic(self, start: int, word: str, others: set[str | None]) -> Resolution | None:
        """Resolve an object pronoun or possessive: the last actor named before that agrees, the subject excepted.

        ``others`` are the entity ids that the rest of the act already names.
        """
        gender, number = self._agreement(word)
        if number == "p":
            return None
        floor = self._floor(start, MEMORY)
        for mention, referent in reversed(self._resolver.referents.mentions(floor, start)):
            if mention.end > start or referent.entity_id in others:
                continue
            if referent.gender is None or gender is None or referent.gender == gender:
                return Resolution(referent.name, referent.entity_id, "last mention that agrees", referent.gender)
        return None

    def _agreement(self, word: str) -> tuple[str | None, str]:
        grammar = self.reading.grammar
        if word in grammar["object_plural"]:
            return None, "p"
        if word in grammar["object_masculine"]:
            return "m", "s"
        return ("f" if word in grammar["object_feminine"] else None), "s"

    def _floor(self, at: int, back: int) -> int:
        sentences = self.reading.layers.sentences
        place = bisect_right(sentences, at, key=lambda sentence: sentence.start)
        return sentences[place - back].start if place >= back else 0

    def nearby(self, start: int, end: int, others: set[str | None]) -> Referent | None:
        """Return whom a clause concerns that names nobody: in its sentence, else the one before.

        Subjects come before other mentions, later mentions before earlier ones.
        """
        for back, ceiling in ((1, end), (2, start)):
            floor = self._floor(start, back)
            inside = [
                (mention, referent)
                for mention, referent in self._resolver.referents.mentions(floor, ceiling)
                if mention.label in ACTORS and referent.entity_id not in others
            ]
            if inside:
                return max(inside, key=_salience)[1]
        return None

    def claimant(self, at: int, others: set[str | None]) -> Quotation | None:
        """Return the last quotation before an offset by somebody else: whose claim a denial answers."""
        floor = self._floor(at, MEMORY)
        quotations = self.reading.layers.quotations
        first = bisect_left(quotations, floor, key=lambda quotation: quotation.start)
        stop = bisect_right(quotations, at, key=lambda quotation: quotation.start)
        for quotation in reversed(quotations[first:stop]):
            claims = quotation.type != "scare" and quotation.end <= at
            if claims and quotation.speaker_name and quotation.speaker_entity_id not in others:
                return quotation
        return None

    def addressee(self, turn: Segment) -> Segment | None:
        """Return the turn of whom a turn speaks to: the next other speaker, else the one before."""
        turns, here = self._turns, self._turn_numbers.get(id(turn))
        if here is None:
            return None
        around = map(turns.__getitem__, chain(range(here + 1, len(turns)), range(here - 1, -1, -1)))
        return next((t for t in around if t.speaker_name and t.speaker_name != turn.speaker_name), None)

    def turn_before(self, turn: Segment) -> Segment | None:
        """Return the last turn of another speaker before a turn."""
        here = self._turn_numbers.get(id(turn), 0)
        before = map(self._turns.__getitem__, range(here - 1, -1, -1))
        return next((t for t in before if t.speaker_name and t.speaker_name != turn.speaker_name), None)

    @cached_property
    def _turns(self) -> list[Segment]:
        return [segment for segment in self.reading.document.segments if segment.kind == "turn"]

    @cached_property
    def _turn_numbers(self) -> dict[int, int]:
        return {id(turn): number for number, turn in enumerate(self._turns)}


def _salience(pair: tuple[Mention, Referent]) -> tuple[bool, int]:
    mention, _ = pair
    return mention.subject, mention.start
