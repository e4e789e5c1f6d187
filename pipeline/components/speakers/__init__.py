"""Speakers: who utters each quotation and each turn, as an entity of the document (annotation guide, C5, C6)."""

from collections import Counter
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.quotations.assemble import ANCHORS
from pipeline.components.quotations.query import turn_at
from pipeline.components.speakers.lexicon import speaker_lexicon
from pipeline.components.speakers.referents import words_of
from pipeline.components.speakers.resolution import RESOLVER, UNKNOWN, Resolution, Resolver
from pipeline.components.state import document_of, layers_of
from pipeline.schema.models import Quotation, Segment

INTERRUPTION = 100  # characters of a turn at most that only interrupts another
HEADING = 80  # characters of the quotation in a heading, and after it
INTERVIEW = 3  # speakers of an interview at most


class Speakers:
    """Fill the speakers of ``layers.quotations``, of the document's turns, and the document's author."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.lexicon = speaker_lexicon(nlp.lang or "")

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        resolver = doc.user_data[RESOLVER] = Resolver(doc, self.lexicon)
        self._turns(doc, resolver)
        self._author(doc, resolver)
        anchors: dict[str, tuple[int, int, str]] = doc.user_data.get(ANCHORS, {})
        groups: dict[str, Resolution] = {}
        known: dict[tuple[int, int], Resolution] = {}
        for quotation in layers_of(doc).quotations:
            if quotation.type == "scare":
                continue
            anchor = anchors.get(quotation.span_id)
            resolution = UNKNOWN
            if anchor is not None:
                start, end, _ = anchor
                resolution = known.get((start, end)) or self._resolve(doc, resolver, quotation, start, end)
                known[start, end] = resolution
                resolver.remember(start, quotation.span_id, resolution)
            if resolution.name is None and quotation.group_id in groups:
                resolution = groups[quotation.group_id]
            if quotation.group_id and resolution.name:
                groups.setdefault(quotation.group_id, resolution)
            quotation.speaker_name, quotation.speaker_entity_id = resolution.name, resolution.entity_id
            quotation.evidence = resolution.evidence
            if anchor is not None and quotation.speaker_start is None:
                phrase = resolver.text[anchor[0] : anchor[1]]
                quotation.evidence = f"same speaker as « {phrase} »: {resolution.evidence}"
        self._headlines(doc)
        self._headings(doc)
        return doc

    def _headlines(self, doc: Doc) -> None:
        """Give the quotations above an interview that name no speaker to whom the interview is with."""
        turns = [s for s in document_of(doc).segments if s.kind == "turn" and s.speaker_name]
        length: Counter[str | None] = Counter()
        for turn in turns:
            length[turn.speaker_name] += turn.end - turn.start
        if not 0 < len(length) <= INTERVIEW:
            return
        answers = next(turn for turn in turns if turn.speaker_name == length.most_common(1)[0][0])
        for quotation in layers_of(doc).quotations:
            above = quotation.type != "scare" and quotation.end <= turns[0].start
            if above and quotation.speaker_name is None and quotation.speaker_start is None:
                quotation.speaker_name, quotation.speaker_entity_id = answers.speaker_name, answers.speaker_entity_id
                quotation.evidence = "headline of an interview: who answers"

    def _headings(self, doc: Doc) -> None:
        """Give the quotations of a heading that name no speaker to whoever speaks first in the paragraph below."""
        text, quotations = document_of(doc).text, layers_of(doc).quotations
        for quotation, after in pairwise(quotations):
            lonely = quotation.type != "scare" and quotation.speaker_name is None and quotation.speaker_start is None
            between = text[quotation.end : after.start]
            heading, _, paragraph = between.partition("\n\n")
            short = max(len(heading), len(quotation.text)) <= HEADING and not set(heading) & set(".!?:;")
            if lonely and short and paragraph.strip() and "\n\n" not in paragraph and after.speaker_name:
                quotation.speaker_name, quotation.speaker_entity_id = after.speaker_name, after.speaker_entity_id
                quotation.evidence = "heading: who speaks first below"

    def _resolve(self, doc: Doc, resolver: Resolver, quotation: Quotation, start: int, end: int) -> Resolution:
        words = words_of(resolver.text[start:end])
        if words and self.lexicon.is_a(words[0], "speaker") and len(words) == 1:
            return self._own(doc, quotation, start)
        if words and self.lexicon.is_a(words[0], "addressee") and len(words) == 1:
            return self._addressee(doc, resolver, start)
        return resolver.resolve(start, end)

    def _own(self, doc: Doc, quotation: Quotation, at: int) -> Resolution:
        """Resolve *je* and *nous*: the quotation around, the turn, the document's author or publisher."""
        around = [
            q for q in layers_of(doc).quotations if q.start <= at < q.end and q is not quotation and q.type == "direct"
        ]
        if around:
            return Resolution(around[-1].speaker_name, around[-1].speaker_entity_id, "first person in a quotation")
        turn = turn_at(doc, at)
        if turn is not None:
            return Resolution(turn.speaker_name, turn.speaker_entity_id, "first person in a turn")
        document = document_of(doc)
        return Resolution(
            document.author or document.publisher, document.author_entity_id, "first person of the author"
        )

    def _addressee(self, doc: Doc, resolver: Resolver, at: int) -> Resolution:
        """Resolve *vous* in a turn: who is asked, else who has asked; in a letter whom it salutes.

        Short turns are interruptions: whoever speaks longer comes first.
        """
        turns = [s for s in document_of(doc).segments if s.kind == "turn"]
        here = next((n for n, s in enumerate(turns) if s.start <= at < s.end), None)
        if here is None:
            return resolver.saluted(at)
        own = turns[here]
        others = [s for s in turns if s.speaker_name and s.speaker_name != own.speaker_name]
        others = [s for s in others if s.end - s.start >= INTERRUPTION] or others
        after = [s for s in others if s.start > at]
        before = [s for s in reversed(others) if s.start < at]
        asks = "?" in document_of(doc).text[max(own.start, own.end - INTERRUPTION) : own.end]
        other = next(iter([*after, *before] if asks else [*before, *after]), None)
        if other is None:
            return UNKNOWN
        return Resolution(other.speaker_name, other.speaker_entity_id, "second person: who answers or asks")

    def _turns(self, doc: Doc, resolver: Resolver) -> None:
        for segment in document_of(doc).segments:
            if segment.kind == "turn":
                self._turn(segment, resolver)

    def _turn(self, segment: Segment, resolver: Resolver) -> None:
        if segment.speaker_name:
            referent = resolver.referents.match(segment.speaker_name)
            if referent is None and (referent := resolver.referents.by_initials(segment.speaker_name)) is not None:
                segment.speaker_name = referent.name
            segment.speaker_entity_id = referent.entity_id if referent else None

    def _author(self, doc: Doc, resolver: Resolver) -> None:
        document = document_of(doc)
        name = document.author or document.publisher
        referent = resolver.referents.match(name) if name else None
        document.author_entity_id = referent.entity_id if referent else None


@Language.factory("polyphonie_speakers")
def make_speakers(nlp: Language, name: str) -> Speakers:
    """Create the ``polyphonie_speakers`` component."""
    return Speakers(nlp, name)
