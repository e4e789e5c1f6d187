"""A run that stops at any step of a commit leaves tables that read cleanly, and the next one completes it exactly."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from runs import assert_reads_cleanly, content

from pipeline.batch import manifest
from pipeline.batch.manifest import RunFolder
from pipeline.batch.run import run
from pipeline.schema.check import check_run

pytestmark = pytest.mark.usefixtures("quick")


class _StoppedError(Exception):
    """Stands for the death of the process."""


@pytest.mark.parametrize("step", range(12))
def test_death_at_each_step_of_a_commit(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    run(texts, whole, workers=1)
    run(texts, out, workers=1)
    (texts / "07.txt").write_text("Un autre texte.\n", encoding="utf-8")
    replace: Any = os.replace
    calls = 0

    def dying(source: Path, target: Path) -> None:
        nonlocal calls
        if calls == step:
            raise _StoppedError
        calls += 1
        replace(source, target)

    monkeypatch.setattr(manifest.os, "replace", dying)
    if step < 10:
        with pytest.raises(_StoppedError):
            run(texts, out, workers=1)
    else:
        run(texts, out, workers=1)
    monkeypatch.setattr(manifest.os, "replace", replace)
    assert_reads_cleanly(out)
    run(texts, out, workers=1)
    fresh = tmp_path / "fresh"
    run(texts, fresh, workers=1)
    assert content(out) == content(fresh)
    assert check_run(out) == []
    assert not list((out / ".staging").iterdir())


def test_what_a_dead_run_left_uncommitted_is_removed(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(texts, out, workers=1)
    staged = RunFolder(out).stage()
    (staged / "acts.parquet").write_bytes(b"half")
    (out / "acts/part-00099.parquet").write_bytes(b"half")
    (out / ".manifest/00099.tmp").write_text("{", encoding="utf-8")
    assert run(texts, out, workers=1).unchanged == 23
    assert not staged.exists()
    assert check_run(out) == []


def test_a_full_disk_stops_the_run_and_spoils_nothing(texts: Path, tmp_path: Path, monkeypatch) -> None:
    from pipeline.batch import worker
    from pipeline.batch.errors import WorkerError

    out = tmp_path / "out"

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(worker, "write_parts", full)
        with pytest.raises(WorkerError, match="No space left on device"):
            run(texts, out, workers=1)
    assert not list((out / "acts").iterdir())
    assert run(texts, out, workers=1).annotated == 23
