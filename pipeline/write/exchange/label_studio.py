"""Label Studio JSON: a list of tasks with annotations (gold) or predictions (to be corrected).

Offsets are code points, as Label Studio's labelling page counts them since 2021 (``fixCodePointsInRange`` in its front
end); older exports count UTF-16 units, which the surfaces betray, and are converted. ``labeling_config`` is the
labelling interface of the project; the attributes of a mark are text areas of its region.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from pipeline.write.exchange.annotated import AnnotatedDocument, ExchangeError, check_span
from pipeline.write.exchange.standoff import LINKS, Link, Mark, Standoff, from_standoff, layer_labels, to_standoff

ATTRIBUTES = (
    "canonical", "value", "mod", "group", "subtype", "satellite", "polarity", "status", "voice", "strength",
    "source", "name", "speaker", "implicit", "rule_id",
)  # fmt: skip
Json = dict[str, Any]


def labeling_config() -> str:
    """Return the labelling interface (XML) of a Label Studio project for these annotations."""
    names = [label for labels in layer_labels().values() for label in labels]
    labels = "\n".join(f"    <Label value={quoteattr(name)}/>" for name in names)
    relations = "\n".join(f"    <Relation value={quoteattr(name)}/>" for name in LINKS)
    areas = "\n".join(
        f'  <TextArea name="{name}" toName="text" perRegion="true" maxSubmissions="1" placeholder="{name}"/>'
        for name in ATTRIBUTES
    )
    return (
        "<View>\n  <Style>.htx-text{ white-space: pre-wrap; }</Style>\n"
        f'  <Labels name="label" toName="text">\n{labels}\n  </Labels>\n'
        f"  <Relations>\n{relations}\n  </Relations>\n"
        f'  <Text name="text" value="$text"/>\n{areas}\n</View>\n'
    )


def write_label_studio(documents: list[AnnotatedDocument], path: Path, *, predictions: bool = False) -> None:
    """Write documents as tasks into one JSON file, and the labelling interface beside it as ``PATH.xml``.

    Parameters
    ----------
    predictions
        Write the annotations as predictions, which the annotator accepts or corrects, instead of as annotations.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    tasks = [_task(to_standoff(annotated), predictions) for annotated in documents]
    path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    path.with_suffix(".xml").write_text(labeling_config(), encoding="utf-8")


def _task(standoff: Standoff, predictions: bool) -> Json:
    result: list[Json] = []
    for mark in standoff.marks:
        span = {"start": mark.start, "end": mark.end}
        region = {"id": mark.mark_id, "to_name": "text"}
        surface = standoff.text[mark.start : mark.end]
        value = {**span, "text": surface, "labels": [mark.label]}
        result.append({**region, "from_name": "label", "type": "labels", "value": value})
        for name, text in mark.attributes.items():
            result.append({**region, "from_name": name, "type": "textarea", "value": {**span, "text": [text]}})
    for link in standoff.links:
        ends = {"from_id": link.source, "to_id": link.target}
        result.append({"type": "relation", **ends, "direction": "right", "labels": [link.label]})
    data = {"text": standoff.text, "doc": standoff.name}
    if predictions:
        return {"data": data, "predictions": [{"model_version": "polyphonie", "result": result}]}
    return {"data": data, "annotations": [{"result": result, "ground_truth": True}]}


def read_label_studio(path: Path) -> Iterator[AnnotatedDocument]:
    """Read an export: of each task its latest annotation, or its prediction when nobody has annotated it.

    Raises
    ------
    ExchangeError
        If the file is no such export, or a surface differs from the text under either way of counting.
    """
    try:
        tasks = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ExchangeError(f"{path}: cannot be read as JSON: {error}") from None
    if not isinstance(tasks, list):
        raise ExchangeError(f"{path}: is no Label Studio export (a list of tasks)")
    for number, task in enumerate(tasks):
        where = f"{path}: task {number}"
        try:
            done = [x for x in task.get("annotations", []) if not x.get("was_cancelled")] or task.get("predictions", [])
            text, name = task["data"]["text"], task["data"].get("doc") or f"task-{task.get('id', number)}"
            result = done[-1]["result"] if done else []
            standoff = _standoff(str(name), text, result, where)
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise ExchangeError(f"{where}: a field is missing or of the wrong type: {error!r}") from None
        yield from_standoff(standoff, where)


def _standoff(name: str, text: str, result: list[Json], where: str) -> Standoff:
    standoff, marks = Standoff(name, text), dict[str, Mark]()
    regions = [item for item in result if item["type"] == "labels"]
    counted = _counting(text, regions)
    for item in regions:
        value = item["value"]
        if len(value["labels"]) != 1:
            raise ExchangeError(f"{where}: region {item['id']} has {len(value['labels'])} labels; give it one")
        start, end = counted(value["start"]), counted(value["end"])
        check_span(f"{where}: region {item['id']}", text, start, end, value.get("text"))
        marks[item["id"]] = Mark(item["id"], value["labels"][0], start, end)
    for item in result:
        if item["type"] == "relation":
            standoff.links += [Link(label, item["from_id"], item["to_id"]) for label in item.get("labels", [])]
        elif item["type"] == "textarea" and item.get("id") in marks:
            marks[item["id"]].attributes[item["from_name"]] = "\n".join(item["value"]["text"])
    standoff.marks = list(marks.values())
    return standoff


def _counting(text: str, regions: list[Json]) -> Any:
    """Return how to convert the offsets of regions: they are code points, or UTF-16 units if only so they fit."""

    def fits(start: int, end: int, surface: str | None) -> bool:
        return surface is None or text[start:end] == surface

    values = [(item["value"]["start"], item["value"]["end"], item["value"].get("text")) for item in regions]
    if all(fits(*value) for value in values):
        return int
    units = list(accumulate((2 if ord(character) > 0xFFFF else 1 for character in text), initial=0))
    points = {unit: point for point, unit in enumerate(units)}
    converted = [(points.get(start, -1), points.get(end, -1), surface) for start, end, surface in values]
    return (lambda unit: points.get(unit, -1)) if all(fits(*value) for value in converted) else int
