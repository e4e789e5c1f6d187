"""Gold collections, run folders and freshly annotated texts, and how their documents are paired."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow.dataset as ds

from pipeline.schema.models import (
    EVIDENCE,
    Act,
    Argument,
    Document,
    Entity,
    Layers,
    Quotation,
    Segment,
    Sentence,
    TimeExpression,
)
from pipeline.schema.tables import TABLES
from pipeline.write.exchange import AnnotatedDocument, load
from pipeline.write.exchange.annotated import file_name

Row = dict[str, Any]


class EvaluationError(ValueError):
    """What was to be compared cannot be; the message says why and what to do."""


@dataclass(slots=True)
class Pair:
    """A gold document and the same document as predicted (None: the run does not hold it)."""

    gold: AnnotatedDocument
    predicted: AnnotatedDocument | None

    @property
    def name(self) -> str:
        """The document's name."""
        return self.gold.name

    @property
    def text(self) -> str:
        """The text that predictions refer to."""
        return self.predicted.text if self.predicted is not None else self.gold.text

    @property
    def layers(self) -> Layers:
        """The predicted layers, empty for a document that the run does not hold."""
        return self.predicted.layers if self.predicted is not None else Layers()

    @property
    def metadata(self) -> Document:
        """The document with whatever metadata there are."""
        return self.predicted.document if self.predicted is not None else self.gold.document


def read_run(folder: Path) -> dict[str, AnnotatedDocument]:
    """Read the tables of a run folder.

    Returns
    -------
    dict
        Name of a document to the document with its layers; its ``doc_id`` is that name. The name is the stem of its
        path, else its id; documents of one stem in several folders keep these in their names (``a_x``, ``b_x``).

    Raises
    ------
    EvaluationError
        If the folder holds no documents.
    """
    tables = {name: _by_document(folder / name) for name in TABLES if name != "errors"}
    if not tables["documents"]:
        raise EvaluationError(f"{folder}: holds no documents; give a folder that 'polyphonie run' wrote")
    documents = [
        from_rows({name: table.get(doc_id, []) for name, table in tables.items()}) for doc_id in tables["documents"]
    ]
    stems = Counter(name_of(annotated.document) for annotated in documents)
    for annotated in documents:
        stem, doc_id = name_of(annotated.document), annotated.document.doc_id
        annotated.document.doc_id = stem if stems[stem] == 1 else file_name(doc_id.removesuffix(".txt"))
    return {annotated.name: annotated for annotated in documents}


def from_rows(rows: Mapping[str, list[Row]]) -> AnnotatedDocument:
    """Return the document that the rows of the tables describe."""
    document: Document = _make(Document, rows["documents"][0])
    document.segments = [_make(Segment, row) for row in rows["segments"]]
    return AnnotatedDocument(document, _layers(rows))


def name_of(document: Document) -> str:
    """Return the name by which a document of a run is paired with gold."""
    return PurePosixPath(document.path.replace("\\", "/")).stem if document.path else document.doc_id


def _by_document(folder: Path) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    if folder.is_dir():
        for row in ds.dataset(folder, format="parquet").to_table().to_pylist():
            grouped[row["doc_id"]].append(row)
    return grouped


def _make(model: type[Any], row: Mapping[str, Any], **given: Any) -> Any:
    names = {item.name for item in fields(model)}
    return model(**{name: value for name, value in row.items() if name in names and name not in given}, **given)


def _layers(rows: Mapping[str, list[Row]]) -> Layers:
    arguments: dict[str, list[Row]] = defaultdict(list)
    for row in rows["act_arguments"]:
        arguments[row["act_id"]].append(row)
    return Layers(
        [_make(Sentence, row) for row in rows["sentences"]],
        [_make(Entity, row) for row in rows["entities"]],
        [_make(TimeExpression, row) for row in rows["dates"]],
        [_make(Quotation, row) for row in rows["quotations"]],
        [_act(row, arguments[row["act_id"]]) for row in rows["acts"]],
    )


def _act(row: Row, arguments: Iterable[Row]) -> Act:
    act: Act = _make(Act, row, evidence=(row.get("evidence") or "").split(EVIDENCE))
    for item in sorted(arguments, key=lambda item: item["position"]):
        if item["role"] == "cue":
            span = (item["start"], item["end"])
            act.extra_cues += [span] if span != (act.cue_start, act.cue_end) and None not in span else []
        else:
            act.arguments.append(_make(Argument, item))
    return act


def annotate_texts(folder: Path, names: Iterable[str]) -> dict[str, AnnotatedDocument]:
    """Annotate the texts of a gold collection with the pipeline as it stands.

    Parameters
    ----------
    folder
        Of the texts; an ``index.jsonl`` there or above gives their metadata.
    names
        Which texts, by the stems of their files.
    """
    from pipeline.batch.annotate import annotated_rows
    from pipeline.read.documents import documents

    wanted, run = set(names), dict[str, AnnotatedDocument]()
    for document in documents(folder):
        if isinstance(document, Document) and name_of(document) in wanted:
            run[name_of(document)] = from_rows(annotated_rows(document))
    return run


def texts_folder(gold: Path) -> Path:
    """Return the folder that holds the texts of a gold collection: ``raw`` beside it, or itself."""
    raw = gold.parent / "raw"
    return raw if raw.is_dir() else gold


def split_names(gold: Path, part: str) -> list[str]:
    """Return the documents of one part of the split (``train``, ``dev``, ``test``) from ``split.toml`` beside gold.

    Raises
    ------
    EvaluationError
        If there is no such file or part.
    """
    for path in (gold.parent / "split.toml", gold / "split.toml"):
        if path.is_file():
            split = tomllib.loads(path.read_text(encoding="utf-8"))
            if part not in split:
                raise EvaluationError(f"{path}: has no part {part!r}; it has {', '.join(split)}")
            return list(split[part])
    raise EvaluationError(f"{gold}: there is no split.toml beside it")


def load_gold(path: Path, run: Mapping[str, AnnotatedDocument] | None = None, name: str | None = None) -> Any:
    """Read gold in any exchange format; gold JSON without texts of its own takes those of the run."""
    texts = {doc_name: annotated.text for doc_name, annotated in (run or {}).items()}
    own = path if path.is_dir() else path.parent
    has_texts = any(next(folder.glob("*.txt"), None) for folder in (own, own.parent / "raw") if folder.is_dir())
    return load(path, name, None if has_texts else texts)


def pair(gold: Iterable[AnnotatedDocument], run: Mapping[str, AnnotatedDocument]) -> list[Pair]:
    """Pair gold documents with those of a run, in the order of gold."""
    return [Pair(annotated, run.get(annotated.name)) for annotated in gold]


def warnings(pairs: Iterable[Pair]) -> list[str]:
    """Return what makes a comparison doubtful: documents that are missing, or whose text differs."""
    found: list[str] = []
    for item in pairs:
        if item.predicted is None:
            found.append(f"{item.name}: not in the run; all its gold annotations count as missed")
        elif item.predicted.text != item.gold.text:
            lengths = f"{len(item.predicted.text)} characters in the run, {len(item.gold.text)} in gold"
            found.append(f"{item.name}: the text in the run is not that of gold ({lengths})")
    return found
