"""Annotate a few documents; a component that raises costs its layer, never the document or the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from spacy.attrs import IS_PUNCT, IS_SPACE
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.batch.foreign import foreign_parts, overlaid
from pipeline.batch.pieces import cut, joined
from pipeline.components.load import MissingModelError, load_pipeline, make_doc
from pipeline.components.state import layers_of
from pipeline.schema.models import Document, Failure, Layers
from pipeline.write.rows import Row, error_row, rows_of

OWN = frozenset({"sentences", "entities", "dates", "quotations", "speakers", "acts"})
PARSED_IN = 4  # spaCy's parsers cut a batch in four; the more documents they see at once, the faster they are
DocumentRows = dict[str, list[Row]]
Pipelines = Callable[[str], Language]


@cache
def pipeline_for(language: str) -> Language:
    """Return the pipeline of a language, loaded once per process."""
    return load_pipeline(language)


@dataclass(slots=True)
class _Work:
    """A document, or a piece of one, on its way through the components."""

    document: Document
    position: int
    doc: Doc | None = None
    foreign: bool = False
    failures: list[Failure] = field(default_factory=list)

    def fail(self, stage: str, error: str, message: str) -> None:
        self.failures.append(Failure(self.document.doc_id, self.document.path, stage, error, message))


def annotated_rows(document: Document, pipelines: Pipelines = pipeline_for) -> DocumentRows:
    """Annotate one document and return its rows, those of its errors included."""
    return rows_of_all([document], pipelines=pipelines)[0]


def rows_of_all(
    documents: Sequence[Document],
    *,
    pipelines: Pipelines = pipeline_for,
    together: bool = True,
    at: Callable[[int | None], None] = lambda position: None,
) -> list[DocumentRows]:
    """Annotate documents and return the rows of each, those of its errors included.

    Parameters
    ----------
    documents
        As read.
    pipelines
        Returns the pipeline of a language.
    together
        Let the model's components see several documents at once, which is faster and changes nothing.
    at
        Called with the position of the document at work, None for several at once.
    """
    if together:
        try:
            return _annotated(documents, pipelines, at, together=True)
        except Exception:  # one of them is the culprit: find out which
            return _annotated(documents, pipelines, at, together=False)
    return _annotated(documents, pipelines, at, together=False)


def _annotated(
    documents: Sequence[Document], pipelines: Pipelines, at: Callable[[int | None], None], *, together: bool
) -> list[DocumentRows]:
    works: list[list[tuple[int, _Work]]] = []
    for position, document in enumerate(documents):
        at(position)
        works.append(_prepare(document, position, pipelines))
    pieces = [work for pieces in works for _, work in pieces if work.doc is not None]
    for language in sorted({work.document.language for work in pieces}):
        ours = [work for work in pieces if work.document.language == language]
        batches = [ours] if together else [[work] for work in ours]
        for batch in batches:
            _run(pipelines(language), batch, at)
    return [_rows(document, parts) for document, parts in zip(documents, works, strict=True)]


def _prepare(document: Document, position: int, pipelines: Pipelines) -> list[tuple[int, _Work]]:
    """Tokenise a document, in pieces if it is over the length limit."""
    whole = _Work(document, position)
    try:
        nlp = pipelines(document.language)
    except MissingModelError as error:
        whole.fail("batch", "missing-model", str(error))
        return [(0, whole)]
    fits = len(document.text) <= nlp.max_length
    works = [
        (start, _Work(piece, position)) for start, piece in ([(0, document)] if fits else cut(document, nlp.max_length))
    ]
    if fits:
        works += _foreign(document, position, pipelines)
    for _, work in works:
        try:
            work.doc = make_doc(pipelines(work.document.language), work.document)
        except Exception as error:
            work.fail("tokenizer", *_reason("tokenizer", error))
    return works


def _foreign(document: Document, position: int, pipelines: Pipelines) -> list[tuple[int, _Work]]:
    """Return the paragraphs in the other language; none without its model: the page's own rules read them then."""
    found: list[tuple[int, _Work]] = []
    for start, part in foreign_parts(document):
        try:
            pipelines(part.language)
        except MissingModelError:
            continue
        found.append((start, _Work(part, position, foreign=True)))
    return found


def _run(nlp: Language, batch: list[_Work], at: Callable[[int | None], None]) -> None:
    """Run the components one after the other; note those that raise; without a parse our own layers stay empty."""
    alone = len(batch) == 1
    for name, component in nlp.pipeline:
        if not alone and hasattr(component, "pipe"):
            at(None)
            docs = component.pipe([work.doc for work in batch], batch_size=PARSED_IN * len(batch))
            for work, doc in zip(batch, docs, strict=True):
                work.doc = doc
            continue
        for work in batch:
            if any(failure.stage == "parsing" for failure in work.failures):
                continue
            at(work.position)
            try:
                assert work.doc is not None
                work.doc = component(work.doc)
            except Exception as error:
                work.fail(name if name in OWN else "parsing", *_reason(name, error))


def _reason(name: str, error: Exception) -> tuple[str, str]:
    kind = "out-of-memory" if isinstance(error, MemoryError) else "component-failed"
    return kind, f"{name}: {type(error).__name__}: {error}"


def _rows(document: Document, parts: list[tuple[int, _Work]]) -> DocumentRows:
    own = [(start, work) for start, work in parts if not work.foreign]
    done = [(start, work.document, layers_of(work.doc)) for start, work in own if work.doc is not None]
    if len(own) == 1:
        layers = done[0][2] if done else Layers()
    else:
        layers = joined(document, done)
    foreign = [(start, work) for start, work in parts if work.foreign and work.doc is not None and not work.failures]
    if foreign:
        theirs = [(start, work.document, layers_of(work.doc)) for start, work in foreign if work.doc is not None]
        layers = overlaid(document, layers, theirs)
    docs = [work.doc for _, work in own if work.doc is not None]
    n_words = sum(int(np.count_nonzero(~doc.to_array([IS_SPACE, IS_PUNCT]).any(axis=1))) for doc in docs)
    rows = rows_of(document, layers, n_words if docs else len(document.text.split()))
    rows["errors"] = [error_row(failure) for _, work in parts for failure in work.failures]
    return rows


def failed_rows(rows: DocumentRows, stage: str, error: str, message: str) -> DocumentRows:
    """Return what remains of a document whose annotations are of no use: its text, its errors and this one."""
    bare: DocumentRows = {name: [] for name in rows}
    bare["documents"] = [{**row, "author_entity_id": None} for row in rows["documents"]]
    failures = [Failure(row["doc_id"], row["path"], stage, error, message) for row in rows["documents"]]
    bare["errors"] = [*rows["errors"], *(error_row(failure) for failure in failures)]
    return bare
