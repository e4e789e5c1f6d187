"""A disk that is full, really: the run stops, nothing is spoilt, and with more room the next one completes it."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from runs import assert_reads_cleanly, content

from pipeline.batch.errors import WorkerError
from pipeline.batch.run import run
from pipeline.schema.check import check_run

pytestmark = pytest.mark.usefixtures("quick")
NEW_MOUNTS = 0x00020000  # CLONE_NEWNS: what a process mounts then, only it sees, and it goes with it


def _in_a_child(work: Callable[[], None]) -> int:
    """Run a function in a forked process; return its exit code, 77 if it was not possible."""
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join()
    return child.exitcode or 0


@pytest.mark.parametrize("limit", [0, 100, 700, 1500, 4000, 7000])
def test_a_file_that_cannot_grow(texts: Path, tmp_path: Path, limit: int) -> None:
    out = tmp_path / "out"
    out.mkdir()
    run(texts, tmp_path / "whole", workers=1)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            run(texts, out, workers=2)
        except (WorkerError, OSError) as error:
            os._exit(3 if "File too large" in str(error) else 4)

    assert _in_a_child(limited) == 3
    assert_reads_cleanly(out)
    run(texts, out, workers=2)
    assert content(out) == content(tmp_path / "whole")
    assert check_run(out) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize("kilobytes", [40, 80, 120, 170, 220])
def test_a_disk_without_room(texts: Path, tmp_path: Path, kilobytes: int) -> None:
    out = tmp_path / "out"
    out.mkdir()
    run(texts, tmp_path / "whole", workers=1)
    expected = content(tmp_path / "whole")

    def on_a_small_disk() -> None:
        if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS) != 0:
            os._exit(77)
        for command in (
            ["mount", "--make-rprivate", "/"],
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(out)],
        ):
            if subprocess.run(command, capture_output=True, check=False).returncode != 0:
                os._exit(77)
        try:
            run(texts, out, workers=2)
            os._exit(5)
        except (WorkerError, OSError) as error:
            assert "No space left on device" in str(error), error
        if (out / "errors").is_dir():
            assert_reads_cleanly(out)
        subprocess.run(["mount", "-o", "remount,size=50m", str(out)], check=True)
        run(texts, out, workers=2)
        assert content(out) == expected
        assert check_run(out) == []
        os._exit(0)

    code = _in_a_child(on_a_small_disk)
    if code == 77:
        pytest.skip("no small disk can be mounted here")
    assert code == 0
