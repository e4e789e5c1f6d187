"""What the text has said so far: who spoke, who was mentioned, and how far back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter

from pipeline.components.speakers.referents import Referent, Referents


@dataclass(frozen=True, slots=True)
class Resolution:
    """The name and entity of a speaker, and the evidence in a few words."""

    name: str | None
    entity_id: str | None
    evidence: str
    gender: str | None = None


_start = attrgetter("start")
UNKNOWN = Resolution(None, None, "the text does not say who")


def found(referent: Referent, evidence: str) -> Resolution:
    """Return the resolution to a referent."""
    return Resolution(referent.name, referent.entity_id, evidence, referent.gender)


@dataclass(slots=True)
class Spoken:
    """A speaker already resolved: where, in which quotation, and who."""

    at: int
    quotation_id: str
    resolution: Resolution


class Memory:
    """The speakers resolved so far and the referents of the document, by position."""

    def __init__(self, referents: Referents, sentences: Sequence[int], quoted: Sequence[tuple[int, int]]) -> None:
        self.referents = referents
        self._quoted_from = sorted(start for start, _ in quoted)
        self._quoted_to = list(accumulate((end for _, end in sorted(quoted)), max))
        self.sentences = [at for at in sentences if not self.inside_quotation(at - 1)]  # a quotation counts as one
        self.spoken: list[Spoken] = []
        self._recent: tuple[int, int, list[Referent]] = (-1, 0, [])
        self._places: dict[str | None, list[int]] | None = None

    def rewind(self, spoken: list[Spoken]) -> None:
        """Set who has spoken so far."""
        self.spoken, self._places = spoken, None
        self._recent = (-1, 0, [])

    def remember(self, at: int, quotation_id: str, resolution: Resolution) -> None:
        """Keep a speaker for what follows; one without a name if a pronoun can agree with its phrase."""
        if resolution.name or resolution.gender:
            self.spoken.append(Spoken(at, quotation_id, resolution))
            if self._places is not None:
                self._places.setdefault(resolution.entity_id, []).append(at)

    def recent(self, at: int) -> list[Referent]:
        """Return the referents mentioned or heard before an offset, last first, without repetition; offices apart."""
        if self._recent[:2] != (at, len(self.spoken)):
            heard: dict[str | None, int] = {}
            for spoken in self.spoken:
                if spoken.at < at:
                    entity_id = spoken.resolution.entity_id
                    heard[entity_id] = max(spoken.at, heard.get(entity_id, 0))
            last: dict[str | None, float] = {**self.referents.last_mentions(at)}
            for entity_id, place in heard.items():
                if place >= last.get(entity_id, 0):
                    last[entity_id] = place + 0.5  # who is heard comes before who is named at the same place
            seen = sorted(filter(None, last), key=last.__getitem__, reverse=True)
            known = [self.referents.by_id[key] for key in seen if key in self.referents.by_id]
            self._recent = (at, len(self.spoken), [referent for referent in known if referent.label != "ROLE"])
        return self._recent[2]

    def inside_quotation(self, offset: int) -> bool:
        """Tell whether an offset lies within the words of a direct quotation."""
        place = bisect_right(self._quoted_from, offset)
        return place > 0 and offset < self._quoted_to[place - 1]

    def active(self, referent: Referent, at: int) -> bool:
        """Tell whether somebody has acted or spoken before: a medium that is only cited has not."""
        return bool(self._spoke(referent)) or any(m.subject and m.start < at for m in referent.mentions)

    def acted(self, referent: Referent, floor: int, at: int) -> bool:
        """Tell whether somebody has spoken, or was the subject of a clause, between two offsets.

        Whom a quotation names has not, unless the quotation goes on: *« Paul a tort », dit le juge*.
        """
        if any(floor <= place < at for place in self._spoke(referent)):
            return True
        first, stop = (bisect_left(referent.mentions, place, key=_start) for place in (floor, at))
        within = self.inside_quotation(at)
        acts = (mention for mention in referent.mentions[first:stop] if mention.subject)
        return any(within or not self.inside_quotation(mention.start) for mention in acts)

    def _spoke(self, referent: Referent) -> Sequence[int]:
        """Return where a referent has spoken so far."""
        if self._places is None:
            self._places = {}
            for spoken in self.spoken:
                self._places.setdefault(spoken.resolution.entity_id, []).append(spoken.at)
        return self._places.get(referent.entity_id, ())

    def sentences_on(self, at: int, count: int) -> int:
        """Return the end of the sentence that lies ``count`` sentences after the one at an offset."""
        place = bisect_right(self.sentences, at) + count
        return self.sentences[place] if place < len(self.sentences) else len(self.referents.text)

    def sentences_back(self, at: int, count: int) -> int:
        """Return the start of the sentence that lies ``count`` sentences before the one at an offset."""
        place = bisect_right(self.sentences, at)
        return self.sentences[place - count - 1] if place > count else 0

    def sentence_start(self, at: int) -> int:
        """Return where the sentence around an offset begins."""
        place = bisect_right(self.sentences, at)
        return self.sentences[place - 1] if place else 0

    def distance(self, start: int, at: int) -> int:
        """Return the number of sentence beginnings between two offsets."""
        return bisect_right(self.sentences, at) - bisect_right(self.sentences, start)
