"""The project's own gold format: one JSON file per document, described field by field in the corpus's data card."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.read.decoding import decode
from pipeline.read.errors import UnreadableError
from pipeline.schema.models import Act, Argument, Document, Entity, Layers, Quotation, Segment, TimeExpression
from pipeline.write.exchange.annotated import AnnotatedDocument, ExchangeError, check_span, file_name, number_clusters

Json = dict[str, Any]
ROLES = ("actor", "target", "content")


def read_gold(path: Path, texts: Mapping[str, str] | None = None) -> Iterator[AnnotatedDocument]:
    """Read a gold file, or every ``*.json`` of a folder in the order of their names.

    The text of ``NAME.json`` is taken from ``texts``, else from ``NAME.txt`` beside it, else from ``../raw/NAME.txt``.

    Parameters
    ----------
    path
        File or folder.
    texts
        Name of a document to its text, for gold without texts of its own.

    Raises
    ------
    ExchangeError
        If a file is no gold, its text is missing, or a span does not fit the text; names file and place.
    """
    for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
        gold = _load(file)
        yield from_json(gold, text_of(file, gold, texts or {}), str(file))


def write_gold(documents: list[AnnotatedDocument], folder: Path) -> None:
    """Write ``NAME.json`` and its text ``NAME.txt`` for each document."""
    folder.mkdir(parents=True, exist_ok=True)
    for annotated in documents:
        data = json.dumps(to_json(annotated), ensure_ascii=False, indent=1) + "\n"
        (folder / f"{file_name(annotated.name)}.json").write_bytes(data.encode("utf-8"))
        (folder / f"{file_name(annotated.name)}.txt").write_bytes(annotated.text.encode("utf-8"))


def _load(file: Path) -> Json:
    try:
        gold = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ExchangeError(f"{file}: cannot be read as JSON: {error}") from None
    if not isinstance(gold, dict) or "entities" not in gold or "acts" not in gold:
        raise ExchangeError(f"{file}: is no gold file; it needs the keys of the data card (doc, chars, entities, …)")
    return gold


def text_of(file: Path, gold: Json, texts: Mapping[str, str]) -> str:
    """Return the text that a gold file annotates."""
    if file.stem in texts:
        return texts[file.stem]
    for place in (file.with_suffix(".txt"), file.parent.parent / "raw" / f"{file.stem}.txt"):
        if place.is_file():
            data = place.read_bytes()
            if gold.get("sha256") not in (None, sha256(data).hexdigest()):
                raise ExchangeError(f"{file}: the text {place} has changed since it was annotated (checksum)")
            try:
                return decode(data).text
            except UnreadableError as error:
                raise ExchangeError(f"{place}: {error.message}") from None
    raise ExchangeError(f"{file}: no text; put {file.stem}.txt beside it, or into {file.parent.parent / 'raw'}")


def from_json(gold: Json, text: str, where: str = "gold") -> AnnotatedDocument:
    """Return one gold record as a document with its layers; every surface is checked against ``text``."""
    document = Document(str(gold.get("doc") or Path(where).stem), text, sha256=gold.get("sha256"))
    annotated = AnnotatedDocument(document)
    try:
        _fill(annotated, gold, where)
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, ExchangeError):
            raise
        raise ExchangeError(f"{where}: a field is missing or of the wrong type: {error!r}") from None
    return annotated


def _fill(annotated: AnnotatedDocument, gold: Json, where: str) -> None:
    text, layers = annotated.text, annotated.layers

    def span(item: Json, what: str, surface: str | None = None) -> tuple[int, int, str]:
        start, end = item["start"], item["end"]
        if type(start) is not int or type(end) is not int:
            raise ExchangeError(f"{where}: {what}: offsets are integers, not {start!r} and {end!r}")
        check_span(f"{where}: {what}", text, start, end, surface if surface is not None else item.get("text"))
        return start, end, text[start:end]

    for number, item in enumerate(gold.get("entities", ()), 1):
        canonical = item.get("canonical")
        where_ = span(item, f"entities[{number - 1}]")
        layers.entities.append(Entity(f"e{number}", *where_, item["label"], canonical=canonical, source="gold"))
    for number, item in enumerate(gold.get("roles", ()), 1):
        layers.entities.append(Entity(f"r{number}", *span(item, f"roles[{number - 1}]"), "ROLE", source="gold"))
    number_clusters(layers)
    layers.entities.sort(key=lambda entity: (entity.start, entity.end))
    _dates(gold, layers, span)
    for number, item in enumerate(gold.get("quotations", ()), 1):
        layers.quotations.append(_quotation(item, number, span))
    for number, item in enumerate(gold.get("acts", ()), 1):
        layers.acts.append(_act(item, number, span))
    for number, item in enumerate(gold.get("turns", ()), 1):
        start, end, _ = span(item, f"turns[{number - 1}]")
        turn = Segment(f"g{number}", "turn", start, end, item.get("speaker"), item.get("canonical"))
        annotated.document.segments.append(turn)


def _dates(gold: Json, layers: Layers, span: Any) -> None:
    """Add the dates; ``range_of``, a surface in gold, becomes the id of the nearest such expression before."""
    for number, item in enumerate(gold.get("dates", ()), 1):
        start, end, text = span(item, f"dates[{number - 1}]")
        expression = TimeExpression(f"d{number}", start, end, text, item["type"], item.get("value"), item.get("mod"))
        if item.get("range_of") is not None:
            before = [other for other in layers.dates if other.text == item["range_of"]]
            if not before:
                raise ExchangeError(f"dates[{number - 1}]: no expression {item['range_of']!r} before it (range_of)")
            expression.range_of = before[-1].span_id
        layers.dates.append(expression)


def _quotation(item: Json, number: int, span: Any) -> Quotation:
    what = f"quotations[{number - 1}]"
    start, end, text = span(item, what)
    name = item.get("speaker_canonical")
    quotation = Quotation(f"q{number}", start, end, text, item["type"], speaker_name=name)
    quotation.group_id = None if item.get("group") is None else str(item["group"])
    if item.get("cue"):
        quotation.cue_start, quotation.cue_end, quotation.cue_text = span(item["cue"], f"{what}.cue")
    if item.get("speaker"):
        part = span(item["speaker"], f"{what}.speaker")
        quotation.speaker_start, quotation.speaker_end, quotation.speaker_text = part
    return quotation


def _act(item: Json, number: int, span: Any) -> Act:
    what = f"acts[{number - 1}]"
    start, end, text = span(item, what)
    cue_start, cue_end, cue_text = span(item["cue"], f"{what}.cue")
    subtype, rule_id = item.get("subtype") or "unspecified", "gold"
    act = Act(str(item["id"]), item["tag"], subtype, start, end, text, cue_start, cue_end, cue_text, rule_id)
    act.satellite = bool(item.get("satellite"))
    act.polarity, act.status = item.get("pol") or "pos", item.get("status") or "actual"
    act.voice, act.strength = item.get("voice") or "author", item.get("strength") or 2
    act.source, act.parent_id = item.get("source"), item.get("parent")
    act.extra_cues = [span(cue, f"{what}.extra")[:2] for cue in item.get("extra", ())]
    for role in ROLES:
        for filler in item.get(role, ()):
            if filler["start"] is None:
                act.arguments.append(Argument(role, name=filler.get("resolved"), resolution="implicit"))
            else:
                act.arguments.append(Argument(role, *span(filler, f"{what}.{role}"), name=filler.get("resolved")))
    return act


def to_json(annotated: AnnotatedDocument) -> Json:
    """Return a document as one gold record."""
    layers = annotated.layers
    dates = {expression.span_id: expression.text for expression in layers.dates}
    return {
        "doc": annotated.name,
        "sha256": sha256(annotated.text.encode("utf-8")).hexdigest(),
        "chars": len(annotated.text),
        "entities": [
            {**_surface(entity), "label": entity.label, "canonical": entity.canonical}
            for entity in layers.entities
            if entity.label != "ROLE"
        ],
        "roles": [_surface(entity) for entity in layers.entities if entity.label == "ROLE"],
        "dates": [
            {
                **_surface(expression),
                "type": expression.timex_type,
                "value": expression.value,
                "mod": expression.mod,
                "range_of": dates.get(expression.range_of or ""),
            }
            for expression in layers.dates
        ],
        "quotations": [_quotation_json(quotation) for quotation in layers.quotations],
        "acts": [_act_json(act) for act in layers.acts],
        "turns": [
            {"start": turn.start, "end": turn.end, "speaker": turn.speaker_text, "canonical": turn.speaker_name}
            for turn in annotated.document.segments
            if turn.kind == "turn"
        ],
    }


def _surface(item: Entity | TimeExpression) -> Json:
    return {"start": item.start, "end": item.end, "text": item.text}


def _part(start: int | None, end: int | None) -> Json | None:
    return None if start is None else {"start": start, "end": end}


def _quotation_json(quotation: Quotation) -> Json:
    return {
        "start": quotation.start,
        "end": quotation.end,
        "type": quotation.type,
        "group": quotation.group_id,
        "speaker_canonical": quotation.speaker_name,
        "cue": _part(quotation.cue_start, quotation.cue_end),
        "speaker": _part(quotation.speaker_start, quotation.speaker_end),
    }


def _act_json(act: Act) -> Json:
    return {
        "start": act.start,
        "end": act.end,
        "id": act.act_id,
        "tag": act.tag,
        "satellite": act.satellite,
        "subtype": act.subtype,
        "cue": {"start": act.cue_start, "end": act.cue_end, "text": act.cue_text},
        "extra": [{"start": start, "end": end} for start, end in act.extra_cues],
        **{
            role: [{"start": item.start, "end": item.end, "resolved": item.name} for item in act.role(role)]
            for role in ROLES
        },
        "pol": act.polarity,
        "status": act.status,
        "voice": act.voice,
        "source": act.source,
        "strength": act.strength,
        "parent": act.parent_id,
    }
