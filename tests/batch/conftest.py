"""A pipeline that is quick to run, for tests of the batch machinery."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.batch import schedule, shards, worker
from pipeline.batch.annotate import rows_of_all
from pipeline.components.state import layers_of
from pipeline.schema.models import Entity, Sentence


@Language.component("test_words")
def words(doc: Doc) -> Doc:
    """Find one sentence, and a person wherever the text says *Orvel*; obey some texts in bad ways."""
    text = doc.text
    if "RAISE" in text:
        raise ValueError("told to raise")
    if "DIE" in text:
        os.kill(os.getpid(), 9)
    if "SLEEP" in text:
        time.sleep(60)
    layers = layers_of(doc)
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    layers.sentences = [Sentence("s1", start, end)]
    place = text.find("Orvel")
    if place >= 0:
        layers.entities = [Entity("n1", place, place + 5, "Orvel", "PER", entity_id="e1", canonical="Orvel")]
    if "BIG" in text:
        layers.entities[0].start = 2**40
    return doc


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Replace the pipeline by a blank one with the component above, and make shards and chunks small."""
    nlp = spacy.blank("fr")
    nlp.add_pipe("test_words", name="entities")
    monkeypatch.setattr(worker, "rows_of_all", partial(rows_of_all, pipelines=lambda language: nlp))
    monkeypatch.setattr(worker, "pipeline_for", lambda language: nlp)
    monkeypatch.setattr(schedule, "SHARD_DOCUMENTS", 5)
    monkeypatch.setattr(shards, "CHUNK_DOCUMENTS", 2)
    return nlp


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Twenty-three short texts."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(23):
        line = f"Texte {number} : la ministre Lina Orvel répond." + " Encore." * (number % 4)
        (folder / f"{number:02d}.txt").write_text(line + "\n", encoding="utf-8")
    return folder
