"""Who utters a cue: quotation, turn, statement or narrator; its voice, source and distance."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.components.acts.reading import Reading
from pipeline.schema.models import Quotation, Segment

VOICED = frozenset({"direct", "mixed", "indirect"})


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
        self.quotations = [q for q in reading.layers.quotations if q.type in VOICED]
        self.turns = [s for s in reading.document.segments if s.kind == "turn"]
        self.narrated = self._is_narrated()
        self._known: dict[tuple[int, bool], Attribution] = {}

    def _is_narrated(self) -> bool:
        """Whether the document's author is a narrator (news) rather than a party that speaks for itself."""
        genre = (self.reading.document.genre or "").lower()
        if genre:
            return genre in self.reading.rules.classes.get("narrated_genre", frozenset())
        return not self._speaks_for_itself()

    def _speaks_for_itself(self) -> bool:
        """Without a genre: first person plural outside quotations, more than now and then, makes a statement."""
        plural, words = self.reading.grammar["first_person_plural"], self.reading.words
        places = [i for i, word in enumerate(words) if word in plural]
        count = sum(self.quotation_at(self.reading.starts[i]) is None for i in places)
        return count * 150 > len(words)

    def quotation_at(self, offset: int) -> Quotation | None:
        """Return the innermost voiced quotation around an offset."""
        best = None
        for quotation in self.quotations:
            inside = quotation.start <= offset < quotation.end
            if inside and (best is None or quotation.end - quotation.start <= best.end - best.start):
                best = quotation
        return best

    def turn_at(self, offset: int) -> Segment | None:
        """Return the turn around an offset."""
        return next((turn for turn in self.turns if turn.start <= offset < turn.end), None)

    def at(self, offset: int, alleged: bool = False) -> Attribution:
        """Return who utters what stands at an offset."""
        found = self._known.get((offset, alleged))
        if found is None:
            found = self._known[offset, alleged] = self._at(offset, alleged)
        return found

    def _at(self, offset: int, alleged: bool) -> Attribution:
        quotation, turn = self.quotation_at(offset), self.turn_at(offset)
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
