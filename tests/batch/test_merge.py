"""Parts of the documents annotated side by side and merged: the tables of one run over all of them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch import merge as module
from pipeline.batch.errors import LockedError, ManifestError, PathError
from pipeline.batch.lock import RunLock
from pipeline.batch.merge import merge
from pipeline.batch.partition import Partition
from pipeline.batch.run import run
from pipeline.read.errors import ReadError
from pipeline.schema.check import check_run
from pipeline.schema.tables import TABLES

pytestmark = pytest.mark.usefixtures("quick")


def rows(out: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table, whatever their order."""
    frames = {name: pd.read_parquet(out / name).astype(object) for name in TABLES}
    return {name: sorted(map(str, frame.itertuples(index=False))) for name, frame in frames.items()}


@pytest.fixture
def parts(texts: Path, tmp_path: Path) -> list[Path]:
    """The texts, two of them bad, annotated in three parts."""
    (texts / "05.txt").write_text("RAISE", encoding="utf-8")
    (texts / "06.txt").write_bytes(b"")
    folders = [tmp_path / f"part-{index}" for index in (1, 2, 3)]
    for index, folder in enumerate(folders, start=1):
        run(texts, folder, workers=1, shard=f"{index}/3")
    return folders


@given(st.text(), st.integers(1, 50))
def test_every_document_belongs_to_one_part(doc_id: str, count: int) -> None:
    assert sum(Partition(index, count).holds(doc_id) for index in range(1, count + 1)) == 1


def test_parts_are_of_about_equal_size() -> None:
    sizes = [sum(Partition(index, 4).holds(f"{n}.txt") for n in range(2000)) for index in range(1, 5)]
    assert max(sizes) < 1.2 * min(sizes)


@pytest.mark.parametrize("value", ["0/3", "4/3", "1", "1/0", "a/b", "-1/3", "1/3/5", ""])
def test_a_wrong_part_is_refused(texts: Path, tmp_path: Path, value: str) -> None:
    with pytest.raises(ReadError, match="write 2/8"):
        run(texts, tmp_path / "out", shard=value)
    assert not (tmp_path / "out").exists()


def test_merged_parts_are_what_one_run_makes(texts: Path, parts: list[Path], tmp_path: Path) -> None:
    assert all(0 < len(pd.read_parquet(part / "documents")) < 23 for part in parts)
    run(texts, tmp_path / "whole", workers=1)
    merged = merge([parts[2], parts[0], parts[1]], tmp_path / "merged")
    assert (merged.documents, merged.errors) == (23, 2)
    assert rows(tmp_path / "merged") == rows(tmp_path / "whole")
    assert check_run(tmp_path / "merged") == []
    again = run(texts, tmp_path / "merged", workers=1)
    assert (again.annotated, again.unchanged) == (0, 23)


def test_the_merged_folder_lives_on_by_itself(texts: Path, parts: list[Path], tmp_path: Path) -> None:
    merge(parts, tmp_path / "merged")
    before = [rows(part) for part in parts]
    (texts / "07.txt").write_text("Un autre texte : Orvel.\n", encoding="utf-8")
    assert run(texts, tmp_path / "merged", workers=1).annotated == 1
    assert [rows(part) for part in parts] == before


def test_a_part_that_is_missing_or_there_twice_is_refused(parts: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="missing: 2/3"):
        merge([parts[0], parts[2]], tmp_path / "merged")
    shutil.copytree(parts[0], tmp_path / "copy")
    with pytest.raises(ManifestError, match="two folders hold part 1/3"):
        merge([*parts, tmp_path / "copy"], tmp_path / "merged")
    with pytest.raises(PathError, match="named twice"):
        merge([*parts, parts[0]], tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


def test_parts_of_another_division_are_refused(texts: Path, parts: list[Path], tmp_path: Path) -> None:
    run(texts, tmp_path / "half", workers=1, shard="1/2")
    with pytest.raises(ManifestError, match=r"hold parts of (2|3)"):
        merge([*parts, tmp_path / "half"], tmp_path / "merged")


def test_another_part_may_not_go_into_the_folder_of_a_part(texts: Path, parts: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="holds part 1/3"):
        run(texts, parts[0], workers=1, shard="2/3")
    with pytest.raises(ManifestError, match="holds part 1/3"):
        run(texts, parts[0], workers=1)
    run(texts, tmp_path / "whole", workers=1)
    with pytest.raises(ManifestError, match="holds part 1/1"):
        run(texts, tmp_path / "whole", workers=1, shard="1/3")


def test_folders_of_different_code_are_refused(parts: list[Path], tmp_path: Path) -> None:
    manifest = next((parts[1] / ".manifest").glob("*.json"))
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(json.loads(text)["entries"][0][4], "0" * 16), encoding="utf-8")
    with pytest.raises(ManifestError, match="other code, rules or models"):
        merge(parts, tmp_path / "merged")


def test_a_document_in_two_folders_is_refused(texts: Path, tmp_path: Path) -> None:
    run(texts / "01.txt", tmp_path / "a", workers=1)
    run(texts, tmp_path / "b", workers=1)
    with pytest.raises(ManifestError, match=r"'01.txt' is in .*/a and in .*/b"):
        merge([tmp_path / "a", tmp_path / "b"], tmp_path / "merged")


def test_a_folder_at_work_is_refused(parts: list[Path], tmp_path: Path) -> None:
    with RunLock(parts[1]), pytest.raises(LockedError, match="another run is at work"):
        merge(parts, tmp_path / "merged")


def test_only_run_folders_are_merged_or_replaced(parts: list[Path], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("keep", encoding="utf-8")
    for folders, out in (([*parts, tmp_path / "mine"], "merged"), (parts, "mine")):
        with pytest.raises(PathError, match="mine: not a run folder"):
            merge(folders, tmp_path / out, force=True)
    with pytest.raises(PathError, match="named twice"):
        merge(parts, parts[0], force=True)
    assert (tmp_path / "mine/letter.txt").exists()


def test_a_merge_is_repeated_only_when_forced(texts: Path, parts: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "merged"
    merge(parts, out)
    with pytest.raises(PathError, match="--force replaces it"):
        merge(parts, out)
    (texts / "07.txt").write_text("Un autre texte.\n", encoding="utf-8")
    for index, part in enumerate(parts, start=1):
        run(texts, part, workers=1, shard=f"{index}/3")
    merge(parts, out, force=True)
    run(texts, tmp_path / "whole", workers=1)
    assert rows(out) == rows(tmp_path / "whole")
    assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.parametrize("step", range(5))
def test_a_merge_that_dies_spoils_nothing(
    texts: Path, parts: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    out = tmp_path / "merged"
    merge(parts, out)
    expected = rows(out)
    replace: Any = os.replace
    calls = 0

    class DiedError(BaseException):
        pass

    def dying(source: Path, target: Path) -> None:
        nonlocal calls
        if Path(target) in (out, out.parent / ".merged.merging/old") or step < 3:
            if calls == step % 3:
                raise DiedError
            calls += 1
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(module.os, "replace", dying)
        patched.setattr(module.shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(DiedError):
            merge(parts, out, force=True)
    merge(parts, out, force=True)
    assert rows(out) == expected
    assert check_run(out) == []


def test_without_hard_links_the_parts_are_copied(
    parts: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> None:
        raise OSError(1, "Operation not permitted")

    merge(parts, tmp_path / "linked")
    monkeypatch.setattr(module.os, "link", refused)
    merge(parts, tmp_path / "copied")
    assert rows(tmp_path / "copied") == rows(tmp_path / "linked")
