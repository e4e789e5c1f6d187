"""Annotate one document; a component that raises costs its layer, never the document or the run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.load import MissingModelError, load_pipeline, make_doc
from pipeline.components.state import layers_of
from pipeline.schema.models import Document, Failure, Layers
from pipeline.write.rows import Row, error_row, rows_of

OWN = frozenset({"sentences", "entities", "dates", "quotations", "speakers", "acts"})


@cache
def pipeline_for(language: str) -> Language:
    """Return the pipeline of a language, loaded once per process."""
    return load_pipeline(language)


def annotated_rows(document: Document, pipelines: Callable[[str], Language] = pipeline_for) -> dict[str, list[Row]]:
    """Annotate a document and return its rows, those of its errors included.

    Parameters
    ----------
    document
        A document as read.
    pipelines
        Returns the pipeline of a language.
    """
    failures: list[Failure] = []
    layers, n_words = Layers(), len(document.text.split())
    try:
        nlp = pipelines(document.language)
        if len(document.text) > nlp.max_length:
            message = f"{len(document.text)} characters; the limit is {nlp.max_length}"
            failures.append(_failure(document, "batch", "too-long", message))
        else:
            doc = _run(nlp, document, failures)
            layers = layers_of(doc)
            n_words = sum(not (token.is_space or token.is_punct) for token in doc)
    except MissingModelError as error:
        failures.append(_failure(document, "batch", "missing-model", str(error)))
    rows = rows_of(document, layers, n_words)
    rows["errors"] = [error_row(failure) for failure in failures]
    return rows


def _run(nlp: Language, document: Document, failures: list[Failure]) -> Doc:
    """Run the components one by one; note those that raise; without a parse our own layers stay empty."""
    doc = make_doc(nlp, document)
    for name, component in nlp.pipeline:
        try:
            doc = component(doc)
        except Exception as error:
            stage = name if name in OWN else "parsing"
            kind = "out-of-memory" if isinstance(error, MemoryError) else "component-failed"
            failures.append(_failure(document, stage, kind, f"{name}: {type(error).__name__}: {error}"))
            if stage == "parsing":
                break
    return doc


def failed_rows(rows: dict[str, list[Row]], stage: str, error: str, message: str) -> dict[str, list[Row]]:
    """Return what remains of a document whose annotations are of no use: its text, its errors and this one."""
    bare: dict[str, list[Row]] = {name: [] for name in rows}
    bare["documents"] = [{**row, "author_entity_id": None} for row in rows["documents"]]
    failures = [Failure(row["doc_id"], row["path"], stage, error, message) for row in rows["documents"]]
    bare["errors"] = [*rows["errors"], *(error_row(failure) for failure in failures)]
    return bare


def _failure(document: Document, stage: str, error: str, message: str) -> Failure:
    return Failure(document.doc_id, document.path, stage, error, message)
