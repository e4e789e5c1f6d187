"""Polyphonie: who said what, when, about whom, and was it an accusation, a denial or a demand?

>>> import pipeline
>>> pipeline.run("statements/", "outputs/mine")  # doctest: +SKIP
>>> pipeline.read("outputs/mine").acts  # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

# Two public functions share their name with the package of their stage. Python binds a package's name when it first
# imports it: importing both here, before the functions are defined, leaves the names to the functions.
from pipeline import evaluate as _evaluate
from pipeline import read as _read

_PACKAGES = (_evaluate, _read)

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from pipeline.batch.report import Report
    from pipeline.evaluate.evaluation import Evaluation
    from pipeline.schema.models import Document
    from pipeline.view.annotations import Annotations

__version__ = "0.1.0"
__all__ = ["annotate", "evaluate", "load", "read", "run"]


def load(language: str = "fr") -> Language:
    """Load the annotation pipeline of a language, a spaCy ``Language``."""
    from pipeline.components.load import load_pipeline

    return load_pipeline(language)


def annotate(nlp: Language, document: Document) -> Doc:
    """Annotate one Document; the layers are in ``doc._.layers``."""
    from pipeline.components.load import annotate as annotate_document

    return annotate_document(nlp, document)


def run(sources: Any, out: str | Path, **options: Any) -> Report:
    """Annotate texts into the tables of a run folder; sources and options are those of ``batch.run.run``."""
    from pipeline.batch.run import run as run_batch

    return run_batch(sources, out, **options)


def read(path: str | Path) -> Annotations:
    """Open a run folder: a DataFrame per table, ``.acts`` joined with documents and names, ``run["DOC_ID"]``.

    Raises
    ------
    FileNotFoundError
        If the folder is not a run folder.
    """
    from pipeline.view.annotations import Annotations

    return Annotations(path)


def evaluate(gold: str | Path, run: str | Path | None = None, **options: Any) -> Evaluation:
    """Compare a run folder (None: the texts, annotated now) with gold; options of ``evaluate.evaluation.evaluate``."""
    from pipeline.evaluate.evaluation import evaluate as evaluate_run

    return evaluate_run(gold, run, **options)
