"""Prodigy JSONL: one task per line with ``text``, ``tokens``, ``spans`` and ``relations``.

The tasks are those of ``spans.manual`` and ``rel.manual``. Offsets are code points, tokens are spaCy's;
``token_end`` is inclusive, as Prodigy has it. Prodigy itself is not free software: what is checked is its documented
format, and that spaCy reads the tasks back as its maker's own projects do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.write.exchange.annotated import AnnotatedDocument, ExchangeError, check_span
from pipeline.write.exchange.standoff import Link, Mark, Standoff, from_standoff, to_standoff
from pipeline.write.exchange.tokens import spaced

Json = dict[str, Any]


def write_prodigy(documents: list[AnnotatedDocument], path: Path) -> None:
    """Write documents as tasks, one per line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(_task(to_standoff(annotated)), ensure_ascii=False) for annotated in documents]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def _task(standoff: Standoff) -> Json:
    text = standoff.text
    tokens = spaced(text, ((mark.start, mark.end) for mark in standoff.marks))
    begins = {start: number for number, (start, _, _) in enumerate(tokens)}
    ends = {end: number for number, (_, end, _) in enumerate(tokens)}
    spans: dict[str, Json] = {}
    for mark in standoff.marks:
        if mark.start not in begins or mark.end not in ends:
            check = f"{standoff.name}: {mark.label} begins or ends with white space"
            raise ExchangeError(f"{check} at characters {mark.start} to {mark.end}; Prodigy cannot hold it")
        tokens_of = {"token_start": begins[mark.start], "token_end": ends[mark.end]}
        span = {"start": mark.start, "end": mark.end, **tokens_of, "label": mark.label}
        spans[mark.mark_id] = {**span, "span_id": mark.mark_id, "attributes": mark.attributes}
    shown = [
        {"text": text[start:end], "start": start, "end": end, "id": number, "ws": ws}
        for number, (start, end, ws) in enumerate(tokens)
    ]
    relations = [_relation(link, spans) for link in standoff.links]
    meta = {"doc": standoff.name}
    return {"text": text, "tokens": shown, "spans": list(spans.values()), "relations": relations, "meta": meta}


def _relation(link: Link, spans: dict[str, Json]) -> Json:
    """Return a relation as ``rel.manual`` writes it: head and child are the last tokens of their spans."""
    head, child = spans[link.source], spans[link.target]
    kept = ("start", "end", "token_start", "token_end", "label", "span_id")
    return {
        "head": head["token_end"],
        "child": child["token_end"],
        "head_span": {name: head[name] for name in kept},
        "child_span": {name: child[name] for name in kept},
        "label": link.label,
    }


def read_prodigy(path: Path) -> Iterator[AnnotatedDocument]:
    """Read a file of tasks, as ``prodigy db-out`` writes it; rejected and ignored ones are left out.

    Raises
    ------
    ExchangeError
        If a line is no task, or a token or span does not fit the text.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ExchangeError(f"{path}: cannot be read as UTF-8: {error}") from None
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        if not line.strip():
            continue
        try:
            task = json.loads(line)
            if task.get("answer", "accept") != "accept":
                continue
            standoff = _standoff(task, f"line-{number}", where)
        except ExchangeError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ExchangeError(f"{where}: is no Prodigy task: {error!r}") from None
        yield from_standoff(standoff, where)


def _standoff(task: Json, name: str, where: str) -> Standoff:
    text = task["text"]
    standoff = Standoff(str(task.get("meta", {}).get("doc", name)), text)
    for token in task.get("tokens", []):
        check_span(f"{where}: token {token['id']}", text, token["start"], token["end"], token["text"])
    places: dict[tuple[int, int, str], str] = {}
    for number, span in enumerate(task.get("spans", [])):
        check_span(f"{where}: span {number}", text, span["start"], span["end"], span.get("text"))
        mark_id = str(span.get("span_id", f"span-{number}"))
        attributes = {str(key): str(value) for key, value in span.get("attributes", {}).items()}
        standoff.marks.append(Mark(mark_id, span["label"], span["start"], span["end"], attributes))
        places[span["start"], span["end"], span["label"]] = mark_id
    for relation in task.get("relations", []):
        ends = [
            str(end.get("span_id") or places.get((end["start"], end["end"], end["label"])))
            for end in (relation["head_span"], relation["child_span"])
        ]
        standoff.links.append(Link(relation["label"], *ends))
    return standoff
