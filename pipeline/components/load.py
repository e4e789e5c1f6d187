"""Assemble the spaCy pipeline of a language as ``models/LANGUAGE.toml`` declares it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import is_package

from pipeline.components import speed
from pipeline.components.state import document_of
from pipeline.schema.messages import told
from pipeline.schema.models import Document


class MissingModelError(RuntimeError):
    """The spaCy model of a language is not installed; the message says how to install it."""


def models_folder() -> Path:
    """Return the folder of the model configurations, in a wheel or in the source tree."""
    package = Path(__file__).parent.parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parent / "models"


def languages() -> list[str]:
    """Return the languages that have a pipeline."""
    return sorted(path.stem for path in models_folder().glob("??.toml"))


def load_pipeline(language: str = "fr", *, fast: bool = True) -> Language:
    """Load the annotation pipeline of a language.

    Parameters
    ----------
    language
        ``fr`` or another language that ``languages`` lists.
    fast
        Apply the speed-ups of ``components.speed``; they never change the output. Load with ``fast=False`` to save
        the pipeline with ``to_disk``.

    Raises
    ------
    MissingModelError
        If the language has no pipeline, or its base model is not installed.
    """
    path = models_folder() / f"{language}.toml"
    if not path.is_file():
        raise MissingModelError(told("batch.no-pipeline", language=language, known=", ".join(languages())))
    recipe: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    nlp = _base_model(recipe)
    for factory in reversed(recipe["before"]):
        nlp.add_pipe(factory, name=factory.removeprefix("polyphonie_"), first=True)
    for factory in recipe["after"]:
        nlp.add_pipe(factory, name=factory.removeprefix("polyphonie_"))
    nlp.meta["name"] = f"polyphonie_{language}"
    if fast:
        speed.optimise(nlp)
    return nlp


def _base_model(recipe: dict[str, Any]) -> Language:
    """Load the first of a recipe's models that is installed as a package."""
    for name in (recipe["base"], *recipe.get("alternatives", ())):
        if is_package(name):
            return spacy.load(name, exclude=recipe["exclude"])
    install = recipe.get("install", "models/lock.toml")
    raise MissingModelError(told("batch.no-model", name=recipe["base"], language=recipe["language"], install=install))


def make_doc(nlp: Language, document: Document) -> Doc:
    """Tokenise a Document; run the pipeline on the result with ``nlp(doc)`` or ``nlp.pipe([doc])``."""
    doc = nlp.make_doc(document.text)
    doc._.document = document
    return doc


def annotate(nlp: Language, document: Document) -> Doc:
    """Run the whole pipeline on one Document; its annotations are then in ``doc._.layers``."""
    doc = nlp(make_doc(nlp, document))
    document_of(doc)
    return doc
