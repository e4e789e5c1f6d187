"""Runs killed at random instants: nothing is lost, nothing is there twice, the next run completes the job exactly.

POLYPHONIE_KILLS=1000 makes it the long campaign: ``pytest -s tests/batch/test_kills.py`` prints what was hit.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from runs import assert_reads_cleanly, content
from spacy.language import Language

from pipeline.batch import schedule, shards, worker
from pipeline.batch.annotate import rows_of_all
from pipeline.batch.run import run
from pipeline.schema.check import check_run

KILLS = int(os.environ.get("POLYPHONIE_KILLS", "25"))
VICTIMS = ("everything", "the run", "a worker")


def _start(texts: Path, out: Path) -> Any:
    """Start a run in a process group of its own."""

    def work() -> None:
        os.setsid()
        with suppress(Exception):
            run(texts, out, workers=2)

    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    return child


def _workers(process: int) -> list[int]:
    with suppress(OSError):
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
        return [int(child) for child in children.split()]
    return []


def _wait(child: Any, out: Path, chance: random.Random, duration: float) -> None:
    """Wait for a random time, or for a shard that is written and about to be committed."""
    if chance.random() < 0.5:
        child.join(chance.uniform(0, duration))
        return
    before = set((out / ".staging").glob("*"))
    while child.is_alive():
        if any((folder / "errors.parquet").exists() for folder in set((out / ".staging").glob("*")) - before):
            break
    time.sleep(chance.expovariate(1 / 0.002))


def _kill(child: Any, victim: str, chance: random.Random) -> None:
    """Kill the run alone, with its workers, or only a worker: then the run goes on, and is killed a little later."""
    if victim == "a worker":
        workers = _workers(child.pid)
        if workers:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)
        child.join(chance.uniform(0, 0.2))
    with suppress(ProcessLookupError):
        if victim == "everything":
            os.killpg(child.pid, signal.SIGKILL)
        child.kill()
    child.join()


def _state(out: Path) -> str:
    """Say what a kill left: ``committed`` if a shard is, but not all of its parts are in place."""
    commits = set()
    for manifest in (out / ".manifest").glob("*.json"):
        commits.add(json.loads(manifest.read_text(encoding="utf-8"))["commit"])
    staged = {folder.name for folder in (out / ".staging").glob("*")}
    if staged & commits:
        return "committed, not yet in place"
    if list((out / ".manifest").glob("*.tmp")):
        return "while committing"
    if any((out / ".staging" / name / "errors.parquet").exists() for name in staged):
        return "written, not committed"
    return "while annotating" if staged else "between shards"


def _write(texts: Path, version: str) -> None:
    """Write the texts of a version: in the second, every third one differs."""
    for number, path in enumerate(sorted(texts.glob("*.txt"))):
        changed = version == "second" and number % 3 == 0
        text = f"Texte {number} : le maire se tait." if changed else f"Texte {number} : la ministre Orvel dément."
        path.write_text(text + " Encore." * (number % 4) + "\n", encoding="utf-8")


def _campaign(texts: Path, place: Path, kills: int) -> Counter[str]:
    """Kill runs over changing texts, complete some, compare each completed one with an uninterrupted run."""
    expected: dict[str, Any] = {}
    duration = 0.0
    for version in ("second", "first"):
        _write(texts, version)
        started = time.monotonic()
        run(texts, place / version, workers=2)
        duration = time.monotonic() - started
        expected[version] = content(place / version)
    chance, hit, out = random.Random(8), Counter[str](), place / "out"
    version = "first"
    for number in range(kills):
        child = _start(texts, out)
        _wait(child, out, chance, duration)
        victim = VICTIMS[number % 3]
        _kill(child, victim, chance)
        hit[f"killed {victim}"] += 1
        if not (out / "errors").is_dir():
            continue
        hit[_state(out)] += 1
        assert_reads_cleanly(out)
        if chance.random() < 0.4:  # complete it at once, or only after further kills
            report = run(texts, out, workers=2)
            assert report.annotated + report.unchanged == len(expected[version]["documents"])
            assert content(out) == expected[version]
            assert check_run(out) == []
            assert not list((out / ".staging").iterdir())
            hit["completed"] += 1
            version = chance.choice(list(expected))
            _write(texts, version)  # the same folder is brought up to date
            if chance.random() < 0.3:
                shutil.rmtree(out)
    run(texts, out, workers=2)
    assert content(out) == expected[version]
    return hit


@pytest.mark.usefixtures("quick")
def test_random_kills(texts: Path, tmp_path: Path) -> None:
    hit = _campaign(texts, tmp_path / "runs", KILLS)
    print(f"\n{KILLS} kills with a quick pipeline: {dict(hit)}")
    assert hit["completed"] > 0


def test_random_kills_of_the_real_pipeline(
    nlp_fr: Language, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "pipeline_for", lambda language: nlp_fr)
    monkeypatch.setattr(worker, "rows_of_all", partial(rows_of_all, pipelines=lambda language: nlp_fr))
    monkeypatch.setattr(schedule, "SHARD_DOCUMENTS", 5)
    monkeypatch.setattr(shards, "CHUNK_DOCUMENTS", 2)
    hit = _campaign(texts, tmp_path / "runs", max(4, KILLS // 10))
    print(f"\n{max(4, KILLS // 10)} kills of the real pipeline: {dict(hit)}")
