"""Who utters a cue: quotation, turn, statement or narrator; its voice, source and distance."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TypeVar

from pipeline.components.acts.reading import Reading
from pipeline.schema.models import Quotation, Segment

VOICED = frozenset({"direct", "mixed", "indirect"})
Spanned = TypeVar("Spanned", Quotation, Segment)


@dataclass(slots=True)
class Attribution:
    """The voice of a cue.

    ``attributed`` says whether somebody other than the narrator utters it; ``name``/``entity_id`` who;
    ``start``/``end`` where the text names them; ``alleged`` whether an allegation stands before it.
    """

    attributed: bool
    name: str | None = None
    entity_id: str | None = None
    start: int | None = None
    end: int | None = None
    resolution: str = "author"
    quotation: Quotation | None = None
    turn: Segment | None = None
    alleged: bool = False


class Voices:
    """Answers for one document who speaks where."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        quotations = [quotation for quotation in reading.layers.quotations if quotation.type in VOICED]
        self._quotations = _innermost(reading, quotations)
        self._turns = _innermost(reading, [part for part in reading.document.segments if part.kind == "turn"])
        self.narrated = self._is_narrated()
        self._known: dict[tuple[int, int, bool], Attribution] = {}

    def _is_narrated(self) -> bool:
        """Whether the document's author is a narrator (news) rather than a party that speaks for itself."""
        genre = (self.reading.document.genre or "").lower()
        if genre:
            return genre in self.reading.rules.classes.get("narrated_genre", frozenset())
        return not self._speaks_for_itself()

    def _speaks_for_itself(self) -> bool:
        """Without a genre: first person plural outside quotations, more than now and then, makes a statement."""
        count = sum(self._quotations[i] is None for i in self.reading.places["first_person_plural"])
        return count * 150 > len(self.reading.words)

    def at(self, token: int, alleged: bool = False) -> Attribution:
        """Return who utters a token."""
        quotation, turn = self._quotations[token], self._turns[token]
        place = (id(quotation), id(turn), alleged)
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = self._voice(quotation, turn, alleged)
        return found

    def _voice(self, quotation: Quotation | None, turn: Segment | None, alleged: bool) -> Attribution:
        if quotation is not None:
            name, entity_id = quotation.speaker_name or quotation.speaker_text, quotation.speaker_entity_id
            start, end = quotation.speaker_start, quotation.speaker_end
            return Attribution(True, name, entity_id, start, end, "speaker", quotation, turn, alleged)
        if turn is not None:
            name = turn.speaker_name or turn.speaker_text
            return Attribution(True, name, turn.speaker_entity_id, None, None, "speaker", None, turn, alleged)
        document = self.reading.document
        name, entity_id = document.author or document.publisher, document.author_entity_id
        return Attribution(not self.narrated, name, entity_id, None, None, "author", None, None, alleged)


def _innermost(reading: Reading, spans: list[Spanned]) -> list[Spanned | None]:
    """Return per token the innermost of some spans of the text in which it begins."""
    found: list[Spanned | None] = [None] * len(reading.words)
    for span in sorted(spans, key=lambda span: span.start - span.end):
        first, last = bisect_left(reading.starts, span.start), bisect_left(reading.starts, span.end)
        found[first:last] = [span] * (last - first)
    return found
