"""Worker processes: one thread each for linear algebra, and replaced before they grow."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from pipeline.batch import worker
from pipeline.batch.pool import Pool
from pipeline.batch.run import run


@pytest.fixture
def noted(quick: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in which every job notes its process and the threads that its libraries may use."""
    place = tmp_path / "noted.jsonl"
    annotate = worker.rows_of_all

    def noting(*arguments: Any, **options: Any) -> Any:
        with place.open("a", encoding="utf-8") as stream:
            threads = [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]
            stream.write(json.dumps([os.getpid(), threads]) + "\n")
        return annotate(*arguments, **options)

    monkeypatch.setattr(worker, "rows_of_all", noting)
    return place


def _notes(place: Path) -> list[Any]:
    """What the workers noted, without what this process noted when it warmed up."""
    notes = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]
    return [(process, threads) for process, threads in notes if process != os.getpid()]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_has_one_thread_whatever_its_parent_has(
    texts: Path, tmp_path: Path, noted: Path, workers: int
) -> None:
    with threadpool_limits(2):
        run(texts, tmp_path / "out", workers=workers)
    threads = [threads for _, threads in _notes(noted)]
    assert threads and all(threads)
    assert {number for one in threads for number in one} == {1}


def test_workers_are_replaced_now_and_then(
    texts: Path, tmp_path: Path, noted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Pool.__init__.__kwdefaults__, "recycle", 3)
    run(texts, tmp_path / "out", workers=1)
    jobs = [process for process, _ in _notes(noted)]
    assert len(jobs) == 14  # 23 documents: four shards of 5 in three jobs each, one of 3 in two
    assert max(jobs.count(process) for process in jobs) <= 3
