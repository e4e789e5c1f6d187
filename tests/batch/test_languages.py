"""A mixed folder in one command; with and without the English model; the language of each paragraph."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.batch.annotate import rows_of_all
from pipeline.cli.app import execute
from pipeline.components import load
from pipeline.read.documents import documents
from pipeline.schema.models import Document

FRENCH = """Paris, le 3 mars 2025

La ministre Lina Orvel dément ces accusations. « Nous n’avons rien signé », a-t-elle déclaré mardi à Lyon.

L’ambassade exige des excuses de la part du gouvernement de Tarvanie avant le 15 avril.
"""
ENGLISH = """London, 3 March 2025

The minister, Lina Orvel, denied the allegations on Tuesday. "We have signed nothing," she said in London.

The embassy demands an apology from the government of Tarvania before 15 April.
"""
BOTH = f"{FRENCH}\n{ENGLISH}"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in (("fr", FRENCH), ("en", ENGLISH), ("both", BOTH)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def annotated(folder: Path) -> list[dict[str, list[dict]]]:
    read = [document for document in documents(folder) if isinstance(document, Document)]
    return rows_of_all(read, pipelines=cache(load.load_pipeline))


def without_english(monkeypatch: pytest.MonkeyPatch) -> None:
    is_package = load.is_package
    monkeypatch.setattr(load, "is_package", lambda name: not name.startswith("en_") and is_package(name))


def test_a_mixed_folder_goes_through_one_command(mixed, tmp_path) -> None:
    out = tmp_path / "run"
    assert execute(["run", str(mixed), "--out", str(out), "--workers", "1"]) == 0
    run = pipeline.read(out)
    assert run.documents.set_index("doc_id")["language"].to_dict() == {"both.txt": "fr", "en.txt": "en", "fr.txt": "fr"}
    assert run.errors.empty
    for name in ("fr.txt", "en.txt"):
        assert {"DENIAL", "DEMAND"} <= set(run[name].acts["tag"])
        assert "2025-04-15" in set(run[name].dates["value"])
    segments = run["both.txt"].segments
    paragraphs = segments[segments["kind"] == "paragraph"].sort_values("start")["language"].astype(object)
    assert paragraphs.fillna("the document's").tolist() == ["the document's"] * 2 + ["en"] * 2
    assert execute(["schema", "check", str(out)]) == 0


def test_english_paragraphs_of_a_french_page_are_read_by_english_rules(mixed) -> None:
    (both,) = (rows for rows in annotated(mixed) if rows["documents"][0]["doc_id"] == "both.txt")
    assert len(both["documents"]) == 1 and not both["errors"]
    acts = {(row["tag"], BOTH[row["cue_start"] : row["cue_end"]]) for row in both["acts"]}
    assert {("DENIAL", "dément"), ("DEMAND", "exige"), ("DENIAL", "denied"), ("DEMAND", "demands")} <= acts
    assert all(BOTH[row["start"] : row["end"]] == row["text"] for row in both["entities"] + both["acts"])
    starts = [row["start"] for row in both["sentences"]]
    assert starts == sorted(set(starts))


def test_without_the_english_model_french_is_the_same_to_the_row(mixed, monkeypatch) -> None:
    full = {rows["documents"][0]["doc_id"]: rows for rows in annotated(mixed)}
    without_english(monkeypatch)
    bare = {rows["documents"][0]["doc_id"]: rows for rows in annotated(mixed)}
    assert bare["fr.txt"] == full["fr.txt"]
    for name in ("fr.txt", "both.txt"):
        assert bare[name]["acts"] and not bare[name]["errors"]
    for layer in ("sentences", "entities", "dates", "quotations"):
        french = [[row for row in rows["both.txt"][layer] if row["start"] < len(FRENCH)] for rows in (bare, full)]
        assert french[0] == french[1]
    assert full["en.txt"]["acts"] and not full["en.txt"]["errors"]
    assert bare["en.txt"]["acts"] == []


def test_without_the_english_model_an_english_document_says_how_to_install_it(mixed, monkeypatch) -> None:
    without_english(monkeypatch)
    errors = pd.DataFrame([row for rows in annotated(mixed) for row in rows["errors"]])
    assert errors["doc_id"].tolist() == ["en.txt"]
    assert errors["error"].tolist() == ["missing-model"]
    assert "pip install 'polyphonie[en]'" in errors["message"][0]
    assert "models/lock.toml" in errors["message"][0]
