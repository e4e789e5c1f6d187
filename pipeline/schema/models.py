"""The models that the stages hand to each other.

Every ``start``/``end`` is a half-open interval of Unicode code points into ``Document.text``; a span neither
starts nor ends with white space. ``None`` means "not known" or "not there", never an empty string.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Segment:
    """A block of the page: title, date line, furniture, turn or paragraph.

    ``start``/``end`` cover the block's own text; the label of a turn (``Q :``) is outside of it and stands in
    ``speaker_text``.
    """

    segment_id: str
    kind: str
    start: int
    end: int
    speaker_text: str | None = None
    speaker_name: str | None = None
    speaker_entity_id: str | None = None
    language: str | None = None


@dataclass(slots=True)
class Document:
    """One text with its metadata, exactly as decoded: offsets of all layers refer to ``text``.

    ``published`` is the first day of the document's date; ``published_precision`` says how much of it is known
    (``day``, ``month``, ``year``).
    """

    doc_id: str
    text: str
    path: str | None = None
    sha256: str | None = None
    encoding: str | None = None
    language: str = "fr"
    title: str | None = None
    published: date | None = None
    published_precision: str | None = None
    publisher: str | None = None
    author: str | None = None
    author_entity_id: str | None = None
    genre: str | None = None
    parallel_of: str | None = None
    segments: list[Segment] = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    """One sentence inside one segment."""

    sentence_id: str
    start: int
    end: int
    segment_id: str | None = None


@dataclass(slots=True)
class Entity:
    """A mention of a named entity (PER ORG LOC MISC) or of a role (ROLE).

    Mentions of one entity share ``entity_id`` and ``canonical``, its most complete name in the document.
    A ROLE mention takes the ``entity_id`` and ``canonical`` of its holder where the text names one.
    """

    span_id: str
    start: int
    end: int
    text: str
    label: str
    subtype: str | None = None
    entity_id: str | None = None
    canonical: str | None = None
    name_fr: str | None = None
    name_en: str | None = None
    wikidata: str | None = None
    country: str | None = None
    metonymy: str | None = None
    source: str = "model"
    rule_id: str | None = None
    sentence_id: str | None = None


@dataclass(slots=True)
class TimeExpression:
    """A TIMEX3 expression; ``first_day``/``last_day`` are the closed interval of days that its value covers."""

    span_id: str
    start: int
    end: int
    text: str
    timex_type: str
    value: str | None = None
    mod: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    anchor: str | None = None
    range_of: str | None = None
    rule_id: str | None = None
    sentence_id: str | None = None


@dataclass(slots=True)
class Quotation:
    """A direct, mixed, indirect or scare quotation, its cue and its speaker.

    Quotations of one ``group_id`` belong to one utterance. ``level`` is 1 for an outer quotation, 2 for one
    inside it. ``evidence`` says in a few words why this speaker was chosen.
    """

    span_id: str
    start: int
    end: int
    text: str
    type: str
    group_id: str | None = None
    level: int = 1
    cue_start: int | None = None
    cue_end: int | None = None
    cue_text: str | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    speaker_text: str | None = None
    speaker_name: str | None = None
    speaker_entity_id: str | None = None
    distanced: bool = False
    evidence: str | None = None
    rule_id: str | None = None
    sentence_id: str | None = None


@dataclass(slots=True)
class Argument:
    """One filler of a role of an act; ``start``/``end``/``text`` are None when it is implicit."""

    role: str
    start: int | None = None
    end: int | None = None
    text: str | None = None
    name: str | None = None
    entity_id: str | None = None
    resolution: str = "span"


EVIDENCE = " ; "
"""What separates the lines of an act's evidence in its table."""
LOST = "lost: "
"""How the line of evidence begins that names a competing rule."""


@dataclass(slots=True)
class Act:
    """An accusation, a denial or a demand, with its cue, arguments, modality and attribution.

    ``satellite`` acts (criticism, opposition, rejection, threat, wish) carry the nearest main tag and are kept
    apart from it in counts. ``evidence`` lists what supported the rule and which competing rules lost (``LOST``).
    """

    act_id: str
    tag: str
    subtype: str
    start: int
    end: int
    text: str
    cue_start: int
    cue_end: int
    cue_text: str
    rule_id: str
    satellite: bool = False
    arguments: list[Argument] = field(default_factory=list)
    extra_cues: list[tuple[int, int]] = field(default_factory=list)
    polarity: str = "pos"
    status: str = "actual"
    voice: str = "author"
    source: str | None = None
    quotation_id: str | None = None
    distanced: bool = False
    parent_id: str | None = None
    strength: int = 2
    cameo: str | None = None
    plover_event: str | None = None
    plover_mode: str | None = None
    gloss_fr: str | None = None
    gloss_en: str | None = None
    evidence: list[str] = field(default_factory=list)
    sentence_id: str | None = None

    @property
    def beaten(self) -> list[str]:
        """The rules that fired on the same cue and lost, by their ids."""
        return [line.removeprefix(LOST) for line in self.evidence if line.startswith(LOST)]

    def role(self, name: str) -> list[Argument]:
        """Return the arguments that fill one role (``actor``, ``target``, ``content``), in text order."""
        return [argument for argument in self.arguments if argument.role == name]


@dataclass(slots=True)
class Layers:
    """All annotations of one document, layer by layer, each in text order."""

    sentences: list[Sentence] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    dates: list[TimeExpression] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)


@dataclass(slots=True)
class Failure:
    """Why an input could not be read or annotated: one row of the ``errors`` table."""

    doc_id: str
    path: str | None
    stage: str
    error: str
    message: str
