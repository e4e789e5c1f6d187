"""The command line: what it prints, in both languages, and how it ends."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.cli.app import execute

TEXT = "Le 3 mars 2025, la ministre Lina Orvel a déclaré : « Nous démentons ces accusations. »\n"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLYPHONIE_LANG", "en")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_text("La préfète exige des excuses.\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "nowhere", "--out", "x"], "nowhere: no such file or folder"),
        (["run", "--out", "x"], "PATH… is missing"),
        (["run", "."], "--out is missing"),
        (["run", ".", "--ouf", "x"], "there is no option --ouf; did you mean --out"),
        (["run", ".", "--out", "x", "--workers", "0"], "--workers:"),
        (["run", ".", "--out", "x", "--column", "text"], "--column text: write FIELD=NAME"),
        (["run", ".", "--out", "x", "--language", "de"], "there is no language 'de'"),
        (["run", ".", "--out", "x", "--metadata", "none.jsonl"], "none.jsonl: no such metadata file"),
        (["--lang", "de", "run", "."], "--lang de: the interface speaks fr, en"),
        (["frobnicate"], "No such command 'frobnicate'"),
        (["schema", "check", "nowhere"], "nowhere: no run folder"),
        (["schema", "show", "verbs"], "there is no table verbs; tables: documents"),
        (["rules", "show", "no-such-rule"], "there is no rule no-such-rule"),
        (["corpus", "show", "nowhere"], "nowhere: no corpus"),
        (["explain", " "], "there is no text to explain"),
        (["merge", "nowhere", "--out", "x"], "nowhere: not a run folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_one_sentence_and_exit_code_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert execute(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert len(captured.err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_mistakes_are_told_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["run", ".", "--ouf", "x", "--lang", "fr"]) == 2
    assert "il n'y a pas d'option --ouf ; vouliez-vous --out" in capsys.readouterr().err


def test_a_folder_that_is_a_file_is_refused(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["run", str(texts), "--out", str(texts / "a.txt")]) == 2
    assert "is a file; --out needs a folder" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "words"), [("en", "Number of processes"), ("fr", "Nombre de processus")])
def test_help_speaks_both_languages(language: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["run", "--help", "--lang", language]) == 0
    shown = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert words in shown
    assert "help.run" not in shown


@pytest.mark.parametrize("command", ["", "run", "explain", "rules show", "rules lint", "schema check", "models check"])
def test_help_shows_text_and_no_keys(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute([*command.split(), "--help"]) == 0
    assert re.search(r"\bhelp\.[a-z]", capsys.readouterr().out) is None


def test_the_environment_chooses_the_language(monkeypatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("POLYPHONIE_LANG", "fr")
    execute(["schema", "show"])
    assert "colonnes" in capsys.readouterr().out


def test_run_then_check_then_read(texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert execute(["run", str(texts), "--out", str(out), "--workers", "1"]) == 0
    shown = capsys.readouterr().out
    assert "documents" in shown and "words/s" in shown and "pipeline.read(" in shown
    assert execute(["schema", "check", str(out)]) == 0
    assert "the tables are sound" in capsys.readouterr().out
    run = pipeline.read(out)
    assert list(run.documents["doc_id"]) == ["a.txt", "b.txt"]
    assert run["a.txt"].documents["text"].tolist() == [TEXT]
    assert execute(["run", str(texts), "--out", str(out), "--lang", "fr"]) == 0
    assert "Rien à faire : 2 documents" in capsys.readouterr().out


def test_a_bad_document_is_a_row_and_exit_code_1(texts: Path, tmp_path: Path, capsys) -> None:
    (texts / "c.txt").write_bytes(b"\x00\x01\x02\x03" * 50)
    (texts / "d.txt").write_bytes(b"")
    out = tmp_path / "out"
    assert execute(["run", str(texts), "--out", str(out), "--workers", "1"]) == 1
    assert "2 inputs have errors" in capsys.readouterr().out
    errors = pd.read_parquet(out / "errors")
    assert dict(zip(errors["doc_id"], errors["error"], strict=True)) == {"c.txt": "binary", "d.txt": "empty"}
    assert errors["message"].str.len().min() > 10
    assert execute(["schema", "check", str(out)]) == 0


def test_files_that_are_no_texts_are_named(texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (texts / "speech.PDF").write_bytes(b"%PDF-1.4")
    (texts / "letter.docx").write_bytes(b"PK")
    assert execute(["run", str(texts), "--out", str(tmp_path / "run")]) == 0
    assert "2 files (.docx 1, .pdf 1)" in capsys.readouterr().err


def test_schema_check_reports_problems(texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    execute(["run", str(texts), "--out", str(out), "--workers", "1"])
    (out / "acts/part-00000.parquet").unlink()
    capsys.readouterr()
    assert execute(["schema", "check", str(out)]) == 1
    assert "acts: missing table" in capsys.readouterr().out


def test_explain_shows_cue_and_speaker(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["explain", TEXT]) == 0
    shown = capsys.readouterr().out
    assert "Nous démentons ces accusations." in shown
    assert "QUOTATION · direct" in shown


def test_explain_reads_a_file(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["explain", str(texts / "a.txt"), "--lang", "fr"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# a.txt")
    assert "CITATION · directe" in shown


def test_schema_show_defines_the_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["schema", "show", "quotations", "--lang", "fr"]) == 0
    assert "Propos rapportés sans guillemets" in " ".join(capsys.readouterr().out.split())


def test_models_check_finds_the_pinned_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["models", "check"]) == 0
    assert "3.8.0, every file as pinned" in capsys.readouterr().out


def test_rules_lint_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["rules", "lint"]) == 0
    assert " 0 problems" in capsys.readouterr().out
    assert execute(["rules", "show"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 10
