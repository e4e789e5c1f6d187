"""A document with its annotations, checked against its text: what every exchange format reads and writes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Protocol

from pipeline.schema.models import Act, Argument, Document, Layers, Quotation


class ExchangeError(ValueError):
    """A file cannot be read, or a format cannot hold an annotation; the message names file and place."""


class _Span(Protocol):
    start: int
    end: int


@dataclass(slots=True)
class AnnotatedDocument:
    """A Document (turns are its segments of kind ``turn``) and the Layers annotated on it."""

    document: Document
    layers: Layers = field(default_factory=Layers)

    @property
    def name(self) -> str:
        """The document's name, which pairs it with its counterpart in other collections."""
        return self.document.doc_id

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text


def file_name(name: str) -> str:
    """Return a document's name as the name of a file: no folders, no control characters, not hidden, not empty."""
    return re.sub(r"[\x00-\x1f/\\:*?\"<>|]", "_", name).strip(". ") or "document"


def place(text: str, start: int, end: int) -> str:
    """Return how to name a span in a message: offsets, line, and the text there."""
    line = text.count("\n", 0, max(start, 0)) + 1
    shown = text[max(start, 0) : min(max(end, 0), max(start, 0) + 40)]
    return f"characters {start} to {end} (line {line}: {shown!r})"


def check_span(where: str, text: str, start: int, end: int, surface: str | None = None) -> None:
    """Refuse a span that lies outside of its text, is empty, or does not read as its file says.

    Parameters
    ----------
    where
        File and annotation, for the message.
    start, end
        Code points into ``text``, half-open.
    surface
        What the file says that the span reads; None: it does not say.

    Raises
    ------
    ExchangeError
        Naming file, annotation and place.
    """
    if not 0 <= start < end <= len(text):
        raise ExchangeError(f"{where}: characters {start} to {end} are no span of a text of {len(text)} characters")
    if surface is not None and text[start:end] != surface:
        raise ExchangeError(f"{where}: should read {surface!r}, but the text has {place(text, start, end)}")


def number_clusters(layers: Layers) -> None:
    """Give the mentions that share a canonical name one ``entity_id``."""
    ids: dict[str, str] = {}
    for entity in layers.entities:
        if entity.canonical:
            entity.entity_id = ids.setdefault(entity.canonical, f"c{len(ids) + 1}")


def excerpt(annotated: AnnotatedDocument, name: str, start: int, end: int) -> AnnotatedDocument:
    """Return the part of a document between two offsets as a document of its own.

    Annotations that do not lie wholly within are left out; so is an argument that does not.
    """
    layers, within = annotated.layers, Layers()

    def inside(item: _Span) -> bool:
        return start <= item.start and item.end <= end

    within.entities = [replace(x, start=x.start - start, end=x.end - start) for x in layers.entities if inside(x)]
    within.dates = [replace(x, start=x.start - start, end=x.end - start) for x in layers.dates if inside(x)]
    dates = {expression.span_id for expression in within.dates}
    for expression in within.dates:
        expression.range_of = expression.range_of if expression.range_of in dates else None
    within.quotations = [_quotation_within(x, start, end) for x in layers.quotations if inside(x)]
    within.acts = [_act_within(x, start, end) for x in layers.acts if inside(x)]
    acts = {act.act_id for act in within.acts}
    for act in within.acts:
        act.parent_id = act.parent_id if act.parent_id in acts else None
    document = replace(annotated.document, doc_id=name, text=annotated.text[start:end], segments=[], sha256=None)
    return AnnotatedDocument(document, within)


def _quotation_within(quotation: Quotation, start: int, end: int) -> Quotation:
    copy = replace(quotation, start=quotation.start - start, end=quotation.end - start)
    for part in ("cue", "speaker"):
        first, last = getattr(copy, f"{part}_start"), getattr(copy, f"{part}_end")
        if first is not None and start <= first and last <= end:
            setattr(copy, f"{part}_start", first - start)
            setattr(copy, f"{part}_end", last - start)
        else:
            for name in ("start", "end", "text"):
                setattr(copy, f"{part}_{name}", None)
    return copy


def _act_within(act: Act, start: int, end: int) -> Act:
    arguments: list[Argument] = []
    for item in act.arguments:
        if item.start is None or item.end is None:
            arguments.append(item)
        elif start <= item.start and item.end <= end:
            arguments.append(replace(item, start=item.start - start, end=item.end - start))
    extra = [(first - start, last - start) for first, last in act.extra_cues if start <= first and last <= end]
    return replace(
        act,
        start=act.start - start,
        end=act.end - start,
        cue_start=act.cue_start - start,
        cue_end=act.cue_end - start,
        arguments=arguments,
        extra_cues=extra,
    )
