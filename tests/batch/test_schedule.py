"""Which documents are annotated: the new and the changed; and in which shard they end up."""

from __future__ import annotations

import pytest

from pipeline.batch import schedule as module
from pipeline.batch.manifest import Entry, Shard
from pipeline.batch.plan import Task
from pipeline.batch.schedule import Schedule, Work
from pipeline.schema.models import Failure

ENGINE = "e1"


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHARD_DOCUMENTS", 2)


def _tasks(names: str, changed: str = "") -> list[Task]:
    return [Task(name, name, f"{name}.txt", "new" if name in changed else "old", "m") for name in names]


def _shard(number: int, names: str, *, errors: str = "", engine: str = ENGINE) -> Shard:
    entries = [Entry(n, n, "old", "m", engine, "error" if n in errors else "ok") for n in names]
    return Shard(number, tuple(entries))


def _shown(works: list[Work]) -> dict[int, tuple[str, str]]:
    """Shard number → the documents to annotate, all documents in order."""
    return {work.number: ("".join(task.key for task in work.tasks), "".join(work.order())) for work in works}


def test_everything_is_new_at_first() -> None:
    assert _shown(list(Schedule(_tasks("abcde"), [], ENGINE))) == {0: ("ab", "ab"), 1: ("cd", "cd"), 2: ("e", "e")}


def test_nothing_is_done_twice() -> None:
    schedule = Schedule(_tasks("abc"), [_shard(0, "ab"), _shard(1, "c")], ENGINE)
    assert list(schedule) == []
    assert (schedule.unchanged, schedule.vanished) == (3, 0)


def test_new_documents_get_shards_of_their_own() -> None:
    schedule = Schedule(_tasks("aXbYcZ"), [_shard(0, "ab"), _shard(1, "c")], ENGINE)
    assert _shown(list(schedule)) == {2: ("XY", "XY"), 3: ("Z", "Z")}


def test_a_changed_document_keeps_its_place() -> None:
    schedule = Schedule(_tasks("abc", changed="b"), [_shard(0, "abc")], ENGINE)
    works = list(schedule)
    assert _shown(works) == {0: ("b", "abc")}
    assert [entry.key for entry in works[0].kept] == ["a", "c"]


def test_changed_metadata_counts_as_changed() -> None:
    tasks = [Task("a", "a", "a.txt", "old", "other")]
    assert _shown(list(Schedule(tasks, [_shard(0, "a")], ENGINE))) == {0: ("a", "a")}


def test_another_engine_annotates_everything_anew() -> None:
    assert _shown(list(Schedule(_tasks("ab"), [_shard(0, "ab", engine="e0")], ENGINE))) == {0: ("ab", "ab")}


def test_force_and_retry() -> None:
    shards = [_shard(0, "abc", errors="c")]
    assert list(Schedule(_tasks("abc"), shards, ENGINE)) == []
    assert _shown(list(Schedule(_tasks("abc"), shards, ENGINE, retry_errors=True))) == {0: ("c", "abc")}
    assert _shown(list(Schedule(_tasks("abc"), shards, ENGINE, force=True))) == {0: ("abc", "abc")}


def test_vanished_documents_stay_unless_pruned() -> None:
    kept = Schedule(_tasks("a"), [_shard(0, "ab")], ENGINE)
    assert list(kept) == []
    assert kept.vanished == 1
    assert _shown(list(Schedule(_tasks("a"), [_shard(0, "ab")], ENGINE, prune=True))) == {0: ("", "a")}


def test_a_change_beside_a_vanished_document() -> None:
    shards = [_shard(0, "abc")]
    assert _shown(list(Schedule(_tasks("ab", changed="b"), shards, ENGINE))) == {0: ("b", "abc")}
    assert _shown(list(Schedule(_tasks("ab", changed="b"), shards, ENGINE, prune=True))) == {0: ("b", "ab")}


@pytest.mark.parametrize("done", [(), (0,), (1,), (2,), (3,), (0, 2), (1, 3), (0, 1, 3), (1, 2), (0, 1, 2, 3)])
def test_an_interrupted_run_is_completed_as_if_it_had_not_been(done: tuple[int, ...]) -> None:
    slices = {0: "ab", 1: "cd", 2: "ef", 3: "g"}
    works = _shown(list(Schedule(_tasks("abcdefg"), [_shard(n, slices[n]) for n in done], ENGINE)))
    assert works == {number: (names, names) for number, names in slices.items() if number not in done}


def test_a_failure_that_shares_an_id_with_a_changed_document_is_kept() -> None:
    failure = Task("failure:1", "a", "a.txt", "old", "m", failure=Failure("a", None, "read", "duplicate-id", "…"))
    shard = Shard(0, tuple(Entry(t.key, t.doc_id, "old", "m", ENGINE, "ok") for t in [*_tasks("ab"), failure]))
    (work,) = Schedule([*_tasks("ab", changed="a"), failure], [shard], ENGINE)
    assert [task.key for task in work.tasks] == ["a", "failure:1"]
    assert [entry.key for entry in work.kept] == ["b"]
