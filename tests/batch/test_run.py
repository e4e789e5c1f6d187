"""Runs: incremental, independent of workers, with every failure told and none fatal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.batch.errors import LockedError, ManifestError
from pipeline.batch.lock import RunLock
from pipeline.batch.run import run
from pipeline.schema.check import check_run
from pipeline.schema.tables import TABLES

pytestmark = pytest.mark.usefixtures("quick")


def tables(out: Path) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of a run, table by table, in order."""
    return {name: pd.read_parquet(out / name).astype(object).to_dict("records") for name in TABLES}


def same(one: Path, other: Path) -> bool:
    return str(tables(one)) == str(tables(other))


def errors(out: Path) -> dict[str, str]:
    frame = pd.read_parquet(out / "errors")
    return dict(zip(frame["doc_id"], frame["error"], strict=True))


def test_the_same_command_twice_does_nothing(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run(texts, out, workers=2)
    assert (first.annotated, first.unchanged, first.rows["entities"]) == (23, 0, 23)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    second = run(texts, out, workers=2)
    assert (second.annotated, second.unchanged) == (0, 23)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")} == before
    assert check_run(out) == []


@pytest.mark.parametrize("workers", [2, 3])
def test_the_result_does_not_depend_on_the_number_of_workers(texts: Path, tmp_path: Path, workers: int) -> None:
    run(texts, tmp_path / "one", workers=1)
    run(texts, tmp_path / "many", workers=workers)
    assert same(tmp_path / "one", tmp_path / "many")


def test_only_what_changed_is_annotated_again(texts: Path, tmp_path: Path) -> None:
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    run(texts, out, workers=1)
    (texts / "07.txt").write_text("Un autre texte, sans nom.\n", encoding="utf-8")
    report = run(texts, out, workers=1)
    assert (report.annotated, report.unchanged) == (1, 22)
    run(texts, fresh, workers=1)
    assert same(out, fresh)
    assert check_run(out) == []


def test_changed_metadata_is_noticed(texts: Path, tmp_path: Path) -> None:
    out, index = tmp_path / "out", tmp_path / "index.jsonl"
    index.write_text(json.dumps({"file": "03.txt", "publisher": "Ville"}) + "\n", encoding="utf-8")
    run(texts, out, workers=1)
    index.write_text(json.dumps({"file": "03.txt", "publisher": "Ville d’Ossie"}) + "\n", encoding="utf-8")
    os.utime(index, ns=(1, 1))
    assert run(texts, out, workers=1).annotated == 1
    assert pd.read_parquet(out / "documents").set_index("doc_id")["publisher"]["03.txt"] == "Ville d’Ossie"


def test_new_and_vanished_documents(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(texts, out, workers=1)
    (texts / "00.txt").unlink()
    (texts / "99.txt").write_text("Un texte de plus : Orvel.\n", encoding="utf-8")
    report = run(texts, out, workers=1)
    assert (report.annotated, report.vanished, report.pruned) == (1, 1, False)
    assert len(pd.read_parquet(out / "documents")) == 24
    assert run(texts, out, workers=1, prune=True).vanished == 1
    kept = pd.read_parquet(out / "documents")["doc_id"]
    assert "00.txt" not in set(kept) and "99.txt" in set(kept) and len(kept) == 23
    assert "00.txt" not in set(pd.read_parquet(out / "entities")["doc_id"])
    assert run(texts, out, workers=1, prune=True).vanished == 0
    assert check_run(out) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_bad_documents_cost_only_themselves(texts: Path, tmp_path: Path, workers: int) -> None:
    bad = {"02": "RAISE", "08": "DIE", "13": "SLEEP", "14": "Orvel BIG"}
    for name, text in bad.items():
        (texts / f"{name}.txt").write_text(text, encoding="utf-8")
    (texts / "20.txt").write_bytes(b"")
    out = tmp_path / "out"
    report = run(texts, out, workers=workers, time_limit=1.0)
    assert errors(out) == {
        "02.txt": "component-failed",
        "08.txt": "worker-died",
        "13.txt": "time-limit",
        "14.txt": "component-failed",
        "20.txt": "empty",
    }
    assert report.errors == 5
    rows = pd.read_parquet(out / "errors").set_index("doc_id")
    assert rows["stage"].to_dict()["02.txt"] == "entities"
    assert rows["stage"].to_dict()["14.txt"] == "write"
    assert "told to raise" in rows["message"]["02.txt"]
    assert len(pd.read_parquet(out / "entities")) == 18
    assert check_run(out) == []


def test_errors_are_retried_when_asked(texts: Path, tmp_path: Path, quick: Any) -> None:
    (texts / "02.txt").write_text("RAISE", encoding="utf-8")
    out = tmp_path / "out"
    run(texts, out, workers=1)
    assert run(texts, out, workers=1).annotated == 0
    quick.remove_pipe("entities")
    report = run(texts, out, workers=1, retry_errors=True)
    assert (report.annotated, report.errors) == (1, 0)
    assert errors(out) == {}


def test_a_second_run_in_the_folder_is_refused(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with RunLock(out), pytest.raises(LockedError, match=f"another run is at work here .process {os.getpid()}"):
        run(texts, out)
    assert run(texts, out, workers=1).annotated == 23


def test_the_lock_of_a_dead_process_does_not_bind(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    lines = [
        "import os",
        "from pathlib import Path",
        "from pipeline.batch.lock import RunLock",
        f"RunLock(Path({str(out)!r})).__enter__()",
        "os.kill(os.getpid(), 9)",
    ]
    code = "\n".join(lines)
    subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2])
    assert (out / ".lock").read_text(encoding="utf-8").startswith("{")
    assert run(texts, out, workers=1).annotated == 23


def test_the_lock_of_a_dead_run_may_be_held_for_a_moment_by_its_worker(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    lines = [
        "import os, sys, time",
        "from pathlib import Path",
        "from pipeline.batch.lock import RunLock",
        f"RunLock(Path({str(out)!r})).__enter__()",
        "if os.fork() == 0:",
        "    os.close(1); os.close(2); time.sleep(1.5); os._exit(0)",
        "os.kill(os.getpid(), 9)",
    ]
    code = "\n".join(lines)
    subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2])
    assert run(texts, out, workers=1).annotated == 23


def test_a_damaged_manifest_is_told(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(texts, out, workers=1)
    (out / ".manifest/00001.json").write_text("{", encoding="utf-8")
    with pytest.raises(ManifestError, match="damaged"):
        run(texts, out, workers=1)


def test_ids_are_never_file_names(tmp_path: Path) -> None:
    names = ["../../escape", "/etc/passwd", "a/b", "..", "C:\\x", "é\u202e", "x" * 500]
    records = [{"id": name, "text": "Orvel parle."} for name in names]
    run(records, tmp_path / "out", workers=1)
    assert list(pd.read_parquet(tmp_path / "out/documents")["doc_id"]) == names
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert {path.stem for path in (tmp_path / "out").rglob("*.parquet")} == {"part-00000", "part-00001"}


def test_sources_of_every_kind(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["a", "b", "a"], "text": ["Orvel parle.", "Rien.", "Encore."]})
    report = run(frame, tmp_path / "out", workers=1)
    assert (report.annotated, report.errors) == (3, 1)
    assert errors(tmp_path / "out") == {"a": "duplicate-id"}
    jsonl = tmp_path / "t.jsonl"
    jsonl.write_text('{"id": "a", "text": "Orvel parle."}\n{bad\n{"id": "b", "text": "Rien."}\n', encoding="utf-8")
    report = run(jsonl, tmp_path / "lines", workers=2)
    assert list(errors(tmp_path / "lines").values()) == ["bad-json"]
    assert run(jsonl, tmp_path / "lines").unchanged == 3


def test_a_document_over_the_limit_is_cut_at_paragraphs(tmp_path: Path, quick: Any) -> None:
    quick.max_length = 60
    text = "\n\n".join(f"Paragraphe {n} : la ministre Orvel parle." for n in range(4))
    run([{"id": "long", "text": text}, {"id": "short", "text": "Orvel."}], tmp_path / "out", workers=1)
    out = tmp_path / "out"
    sentences = pd.read_parquet(out / "sentences").query("doc_id == 'long'")
    assert [text[s:e] for s, e in zip(sentences["start"], sentences["end"], strict=True)] == text.split("\n\n")
    assert sentences["sentence_id"].is_unique
    entities = pd.read_parquet(out / "entities")
    assert list(entities["text"]) == ["Orvel"] * 5
    assert errors(out) == {}
    assert check_run(out) == []
