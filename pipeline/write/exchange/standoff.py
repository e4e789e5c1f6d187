"""Annotations as labelled marks on a text and labelled links between them: the shape that annotation tools share.

A mark's label alone tells its layer, since no two layers share a label. An act is a mark on its clause, linked to marks
on its cue and arguments; a quotation is a mark on its content, linked to its cue and speaker. Whatever else an
annotation says stands in the mark's attributes, which are strings.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field

from pipeline.schema.labels import labels
from pipeline.schema.models import Act, Argument, Document, Entity, Quotation, Segment, TimeExpression
from pipeline.write.exchange.annotated import AnnotatedDocument, ExchangeError, check_span, number_clusters, place

LAYER_KINDS = {"entity": "entity_label", "date": "timex_type", "quotation": "quotation_type", "act": "tag"}
ROLES = ("actor", "target", "content")
PARTS = ("cue", "speaker", *ROLES)
LINKS = ("cue", "extra_cue", "speaker", *ROLES, "parent", "range_of")
ACT_ATTRIBUTES = {"polarity": "pos", "status": "actual", "voice": "author"}


@dataclass(slots=True)
class Mark:
    """A labelled span; ``start``/``end`` are code points, half-open."""

    mark_id: str
    label: str
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled link from one mark to another, both named by ``mark_id``."""

    label: str
    source: str
    target: str


@dataclass(slots=True)
class Standoff:
    """A named text with marks and links."""

    name: str
    text: str
    marks: list[Mark] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def layer_labels() -> dict[str, tuple[str, ...]]:
    """Return the labels of each layer, in the order of the project's label file."""
    layers = {layer: tuple(labels()[kind]) for layer, kind in LAYER_KINDS.items()}
    return {**layers, "part": PARTS, "turn": ("turn",)}


def layer_of(label: str) -> str | None:
    """Return the layer that a label belongs to, or None."""
    return next((layer for layer, names in layer_labels().items() if label in names), None)


def to_standoff(annotated: AnnotatedDocument) -> Standoff:
    """Return the annotations of a document as marks and links."""
    standoff = Standoff(annotated.name, annotated.text)
    layers = annotated.layers
    for turn in (segment for segment in annotated.document.segments if segment.kind == "turn"):
        attributes = {"speaker": turn.speaker_text, "canonical": turn.speaker_name}
        standoff.marks.append(Mark(_mark_id("turn", turn.segment_id), "turn", turn.start, turn.end, _known(attributes)))
    for entity in layers.entities:
        attributes = {"canonical": entity.canonical, "rule_id": entity.rule_id}
        standoff.marks.append(
            Mark(_mark_id("entity", entity.span_id), entity.label, entity.start, entity.end, _known(attributes))
        )
    for date in layers.dates:
        attributes = {"value": date.value, "mod": date.mod, "rule_id": date.rule_id}
        mark_id = _mark_id("date", date.span_id)
        standoff.marks.append(Mark(mark_id, date.timex_type, date.start, date.end, _known(attributes)))
        if date.range_of is not None:
            standoff.links.append(Link("range_of", mark_id, _mark_id("date", date.range_of)))
    for quotation in layers.quotations:
        _add_quotation(standoff, quotation)
    for act in layers.acts:
        _add_act(standoff, act)
    return standoff


def _mark_id(layer: str, own_id: str) -> str:
    """Return an id that no mark of another layer has."""
    return f"{layer}-{own_id}"


def _own_id(layer: str, mark_id: str) -> str:
    return mark_id.removeprefix(f"{layer}-")


def _known(attributes: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if value is not None}


def _add_part(standoff: Standoff, owner: str, link: str, span: tuple[int, int], name: str | None = None) -> None:
    label = "cue" if link == "extra_cue" else link
    mark = Mark(f"{owner}-{link}-{len(standoff.marks)}", label, *span, _known({"name": name}))
    standoff.marks.append(mark)
    standoff.links.append(Link(link, owner, mark.mark_id))


def _add_quotation(standoff: Standoff, quotation: Quotation) -> None:
    attributes = {"group": quotation.group_id, "canonical": quotation.speaker_name, "rule_id": quotation.rule_id}
    mark_id = _mark_id("quotation", quotation.span_id)
    mark = Mark(mark_id, quotation.type, quotation.start, quotation.end, _known(attributes))
    standoff.marks.append(mark)
    if quotation.cue_start is not None and quotation.cue_end is not None:
        _add_part(standoff, mark.mark_id, "cue", (quotation.cue_start, quotation.cue_end))
    if quotation.speaker_start is not None and quotation.speaker_end is not None:
        _add_part(standoff, mark.mark_id, "speaker", (quotation.speaker_start, quotation.speaker_end))


def _add_act(standoff: Standoff, act: Act) -> None:
    attributes = {
        "subtype": act.subtype,
        "satellite": "true" if act.satellite else None,
        **{name: getattr(act, name) for name, usual in ACT_ATTRIBUTES.items() if getattr(act, name) != usual},
        "strength": str(act.strength),
        "source": act.source,
        "rule_id": act.rule_id if act.rule_id != "gold" else None,
    }
    implicit = [
        {"role": item.role, "name": item.name, "position": act.role(item.role).index(item)}
        for item in act.arguments
        if item.start is None
    ]
    if implicit:
        attributes["implicit"] = json.dumps(implicit, ensure_ascii=False)
    mark_id = _mark_id("act", act.act_id)
    mark = Mark(mark_id, act.tag, act.start, act.end, _known(attributes))
    standoff.marks.append(mark)
    if act.parent_id is not None:
        standoff.links.append(Link("parent", mark_id, _mark_id("act", act.parent_id)))
    _add_part(standoff, mark_id, "cue", (act.cue_start, act.cue_end))
    for span in act.extra_cues:
        _add_part(standoff, mark_id, "extra_cue", span)
    for item in act.arguments:
        if item.start is not None and item.end is not None:
            _add_part(standoff, mark_id, item.role, (item.start, item.end), item.name)


def from_standoff(standoff: Standoff, where: str) -> AnnotatedDocument:
    """Return marks and links as a document with its layers.

    Parameters
    ----------
    where
        The file, for messages.

    Raises
    ------
    ExchangeError
        If a label is unknown, a span does not fit the text, a link leads nowhere, or a cue, speaker or argument
        belongs to no quotation and no act; names file and place.
    """
    marks = {mark.mark_id: mark for mark in standoff.marks}
    linked: dict[str, dict[str, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    owned: set[str] = set()
    for link in standoff.links:
        if link.source not in marks or link.target not in marks:
            raise ExchangeError(f"{where}: the link {link.label!r} from {link.source} to {link.target} leads nowhere")
        linked[link.source][link.label].append(marks[link.target])
        owned.add(link.target)
    annotated = AnnotatedDocument(Document(standoff.name, standoff.text))
    for mark in standoff.marks:
        check_span(f"{where}: {mark.label}", standoff.text, mark.start, mark.end)
        layer = layer_of(mark.label)
        if layer is None:
            known = ", ".join(label for names in layer_labels().values() for label in names)
            raise ExchangeError(f"{where}: unknown label {mark.label!r}; the labels are {known}")
        if layer == "part":
            if mark.mark_id not in owned:
                at = place(standoff.text, mark.start, mark.end)
                raise ExchangeError(f"{where}: {mark.label} at {at} is linked to no quotation and no act")
        else:
            _ADD[layer](annotated, mark, linked[mark.mark_id], where)
    number_clusters(annotated.layers)
    return annotated


Linked = dict[str, list[Mark]]


def _add_turn(annotated: AnnotatedDocument, mark: Mark, _linked: Linked, _where: str) -> None:
    attributes, segment_id = mark.attributes, _own_id("turn", mark.mark_id)
    speaker, canonical = attributes.get("speaker"), attributes.get("canonical")
    annotated.document.segments.append(Segment(segment_id, "turn", mark.start, mark.end, speaker, canonical))


def _add_entity(annotated: AnnotatedDocument, mark: Mark, _linked: Linked, _where: str) -> None:
    entity = Entity(
        _own_id("entity", mark.mark_id), mark.start, mark.end, annotated.text[mark.start : mark.end], mark.label
    )
    entity.canonical, entity.rule_id = mark.attributes.get("canonical"), mark.attributes.get("rule_id")
    entity.source = "gold"
    annotated.layers.entities.append(entity)


def _add_date(annotated: AnnotatedDocument, mark: Mark, linked: Linked, _where: str) -> None:
    text = annotated.text[mark.start : mark.end]
    date = TimeExpression(_own_id("date", mark.mark_id), mark.start, mark.end, text, mark.label)
    date.value, date.mod = mark.attributes.get("value"), mark.attributes.get("mod")
    date.rule_id = mark.attributes.get("rule_id")
    date.range_of = next((_own_id("date", first.mark_id) for first in linked["range_of"]), None)
    annotated.layers.dates.append(date)


def _read_quotation(annotated: AnnotatedDocument, mark: Mark, linked: Linked, _where: str) -> None:
    text = annotated.text
    span_id = _own_id("quotation", mark.mark_id)
    quotation = Quotation(span_id, mark.start, mark.end, text[mark.start : mark.end], mark.label)
    quotation.group_id, quotation.speaker_name = mark.attributes.get("group"), mark.attributes.get("canonical")
    quotation.rule_id = mark.attributes.get("rule_id")
    for part in ("cue", "speaker"):
        for found in linked[part][:1]:
            setattr(quotation, f"{part}_start", found.start)
            setattr(quotation, f"{part}_end", found.end)
            setattr(quotation, f"{part}_text", text[found.start : found.end])
    annotated.layers.quotations.append(quotation)


def _read_act(annotated: AnnotatedDocument, mark: Mark, linked: Linked, where: str) -> None:
    text, attributes = annotated.text, mark.attributes
    if not linked["cue"]:
        at = place(text, mark.start, mark.end)
        raise ExchangeError(f"{where}: {mark.label} at {at} has no cue; link it to one")
    cue = linked["cue"][0]
    spans = (mark.start, mark.end, text[mark.start : mark.end], cue.start, cue.end, text[cue.start : cue.end])
    subtype, rule_id = attributes.get("subtype", "unspecified"), attributes.get("rule_id", "gold")
    act = Act(_own_id("act", mark.mark_id), mark.label, subtype, *spans, rule_id)
    for name, usual in ACT_ATTRIBUTES.items():
        setattr(act, name, attributes.get(name, usual))
    act.satellite = attributes.get("satellite") == "true"
    act.source, act.extra_cues = attributes.get("source"), [(x.start, x.end) for x in linked["extra_cue"]]
    act.parent_id = next((_own_id("act", parent.mark_id) for parent in linked["parent"]), None)
    for role in ROLES:
        for item in linked[role]:
            name = item.attributes.get("name")
            act.arguments.append(Argument(role, item.start, item.end, text[item.start : item.end], name))
    try:
        act.strength = int(attributes.get("strength", 2))
        for item in json.loads(attributes.get("implicit", "[]")):
            _insert(act, Argument(str(item["role"]), name=item["name"], resolution="implicit"), int(item["position"]))
    except (ValueError, TypeError, KeyError) as error:
        raise ExchangeError(f"{where}: {mark.label} {mark.mark_id}: unreadable attribute: {error}") from None
    annotated.layers.acts.append(act)


def _insert(act: Act, argument: Argument, position: int) -> None:
    """Insert an argument as number ``position`` of its role."""
    places = [index for index, other in enumerate(act.arguments) if other.role == argument.role]
    act.arguments.insert(places[position] if position < len(places) else len(act.arguments), argument)


_ADD = {"turn": _add_turn, "entity": _add_entity, "date": _add_date, "quotation": _read_quotation, "act": _read_act}
