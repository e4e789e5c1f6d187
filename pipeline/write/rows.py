"""From an annotated document to the rows of each table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from operator import attrgetter
from typing import Any, Protocol

from pipeline.schema.labels import label
from pipeline.schema.models import EVIDENCE, Act, Document, Failure, Layers, Sentence
from pipeline.schema.tables import TABLES

Row = dict[str, Any]


class _Placed(Protocol):
    start: int
    sentence_id: str | None


def rows_of(document: Document, layers: Layers, n_words: int) -> dict[str, list[Row]]:
    """Return the rows of one document, table by table.

    Spans without ``sentence_id`` get the sentence that holds their start.

    Parameters
    ----------
    document, layers
        The document and its annotations.
    n_words
        Its number of words: tokens that are neither white space nor punctuation.
    """
    _place(layers)
    key = document.doc_id
    tables: dict[str, list[Row]] = {
        "documents": [{**_fields("documents", document), "n_chars": len(document.text), "n_words": n_words}],
        "segments": [_keyed("segments", key, segment) for segment in document.segments],
        "sentences": [_keyed("sentences", key, sentence) for sentence in layers.sentences],
        "entities": [_keyed("entities", key, entity) for entity in layers.entities],
        "dates": [_keyed("dates", key, expression) for expression in layers.dates],
        "quotations": [_keyed("quotations", key, quotation) for quotation in layers.quotations],
        "acts": [_act_row(key, act) for act in layers.acts],
        "act_arguments": [row for act in layers.acts for row in _argument_rows(key, act, document.text)],
        "errors": [],
    }
    return tables


def error_row(failure: Failure) -> Row:
    """Return the row of the ``errors`` table for one failure."""
    return asdict(failure)


@cache
def _columns(table: str, kind: type) -> tuple[tuple[str, ...], attrgetter[tuple[Any, ...]]]:
    """Return the columns of a table that an item of this kind has, and what gets them all."""
    names = tuple(name for name in TABLES[table].names if hasattr(kind, name))  # slots and properties alike
    return names, attrgetter(*names)


def _fields(table: str, item: Any) -> Row:
    names, values = _columns(table, type(item))
    return dict(zip(names, values(item), strict=True))


def _keyed(table: str, doc_id: str, item: Any) -> Row:
    return {"doc_id": doc_id, **_fields(table, item)}


def _place(layers: Layers) -> None:
    starts = [sentence.start for sentence in layers.sentences]
    spans: list[Sequence[_Placed]] = [layers.entities, layers.dates, layers.quotations, layers.acts]
    for span in (span for layer in spans for span in layer if span.sentence_id is None):
        span.sentence_id = _sentence_at(layers.sentences, starts, span.start)


def _sentence_at(sentences: Sequence[Sentence], starts: Sequence[int], offset: int) -> str | None:
    index = bisect_right(starts, offset) - 1
    return sentences[index].sentence_id if index >= 0 and offset < sentences[index].end else None


def _act_row(doc_id: str, act: Act) -> Row:
    row = _keyed("acts", doc_id, act)
    for role in ("actor", "target", "content"):
        row[role] = " ; ".join(filter(None, (item.text or item.name for item in act.role(role)))) or None
    row["evidence"] = EVIDENCE.join(act.evidence) or None
    row["label_fr"] = label("subtype", f"{act.tag}.{act.subtype}", "fr")
    row["label_en"] = label("subtype", f"{act.tag}.{act.subtype}", "en")
    return row


def _argument_rows(doc_id: str, act: Act, text: str) -> Iterator[Row]:
    """Yield the arguments of an act, numbered within their role, and its extra cues as role ``cue``."""
    base = {"doc_id": doc_id, "act_id": act.act_id}
    counts: dict[str, int] = {}
    for argument in act.arguments:
        position = counts[argument.role] = counts.get(argument.role, 0) + 1
        yield {**base, "position": position, **_fields("act_arguments", argument)}
    for start, end in act.extra_cues:
        position = counts["cue"] = counts.get("cue", 0) + 1
        cue = {"role": "cue", "position": position, "start": start, "end": end, "text": text[start:end]}
        yield {**base, **cue, "name": None, "entity_id": None, "resolution": "span"}
