"""Which documents to annotate now, shard by shard: the new, the changed, and none of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.batch.manifest import Entry, Shard
from pipeline.batch.plan import Task

SHARD_DOCUMENTS = 512
SHARD_BYTES = 16_000_000


@dataclass(slots=True)
class Work:
    """A shard to write.

    Attributes
    ----------
    number
        Of the shard.
    tasks
        The documents to annotate, in the order of their rows.
    previous
        The committed shard that this one replaces.
    kept
        Those of its documents that stay as they are.
    """

    number: int
    tasks: list[Task]
    previous: Shard | None = None
    kept: tuple[Entry, ...] = ()

    def order(self) -> list[str]:
        """Return the keys of all documents of the shard to be, in order."""
        if self.previous is None:
            return [task.key for task in self.tasks]
        present = {task.key for task in self.tasks} | {entry.key for entry in self.kept}
        return [entry.key for entry in self.previous.entries if entry.key in present]


@dataclass(slots=True)
class _Known:
    """A committed shard, and what the plan says about its documents so far."""

    shard: Shard
    seen: set[str] = field(default_factory=set)
    changed: list[Task] = field(default_factory=list)
    failures: list[Task] = field(default_factory=list)


class Schedule:
    """Compare what there is with what was done. Iterate once, for the shards to write.

    Documents keep their shard. New ones get shards of their own, numbered after the others; where a run that was
    interrupted left out numbers, its documents come again at the same place in the plan and fill them, so that the
    result is that of an uninterrupted run.

    Parameters
    ----------
    tasks
        What there is, in order.
    shards
        What was done.
    engine
        Digest of what annotates now; a document annotated by another one counts as changed.
    force, retry_errors, prune
        Annotate everything anew; those with errors too; drop the documents that are no longer there.

    Attributes
    ----------
    planned, unchanged, vanished
        Numbers of documents met so far, left alone, and (at the end) no longer there.
    """

    def __init__(
        self,
        tasks: Iterable[Task],
        shards: Iterable[Shard],
        engine: str,
        *,
        force: bool = False,
        retry_errors: bool = False,
        prune: bool = False,
    ) -> None:
        self._tasks = tasks
        self._known = {shard.number: _Known(shard) for shard in shards}
        self._places = {entry.key: (known, entry) for known in self._known.values() for entry in known.shard.entries}
        self._used = set(self._known)
        self._engine = engine
        self._force, self._retry_errors, self._prune = force, retry_errors, prune
        self.planned = self.unchanged = self.vanished = 0

    def __iter__(self) -> Iterator[Work]:
        """Yield the shards to write, each as soon as all of its documents were met."""
        last = max(self._known, default=-1)
        place = -1
        hole: list[Task] = []
        appended: list[Task] = []
        for task in self._tasks:
            self.planned += 1
            if task.key in self._places:
                known, entry = self._places[task.key]
                if hole:
                    yield self._take(place + 1, hole)
                    hole = []
                place = known.shard.number
                yield from self._meet(known, entry, task)
                continue
            in_hole = place + 1 < last and place + 1 not in self._used
            slice_ = hole if in_hole else appended
            slice_.append(task)
            if _full(slice_):
                if in_hole:
                    place += 1
                    yield self._take(place, hole)
                    hole = []
                else:
                    yield self._take(max(self._used, default=-1) + 1, appended)
                    appended = []
        if hole:
            yield self._take(place + 1, hole)
        if appended:
            yield self._take(max(self._used, default=-1) + 1, appended)
        yield from self._unmet()

    def _take(self, number: int, tasks: list[Task]) -> Work:
        self._used.add(number)
        return Work(number, tasks)

    def _meet(self, known: _Known, entry: Entry, task: Task) -> Iterator[Work]:
        known.seen.add(task.key)
        same = (entry.content, entry.metadata, entry.engine) == (task.content, task.metadata, self._engine)
        again = self._force or (self._retry_errors and entry.status == "error")
        if not same or again:
            known.changed.append(task)
        else:
            self.unchanged += 1
            if task.failure is not None:
                known.failures.append(task)
        if len(known.seen) == len(known.shard.entries) and known.changed:
            yield self._replacement(known, frozenset())

    def _unmet(self) -> Iterator[Work]:
        """Yield the shards some of whose documents are no longer there."""
        for known in self._known.values():
            gone = frozenset(entry.key for entry in known.shard.entries if entry.key not in known.seen)
            self.vanished += len(gone)
            if gone and (known.changed or self._prune):
                yield self._replacement(known, gone if self._prune else frozenset())

    def _replacement(self, known: _Known, gone: frozenset[str]) -> Work:
        renewed = {task.doc_id for task in known.changed}
        tasks = known.changed + [task for task in known.failures if task.doc_id in renewed]
        again = {task.key for task in tasks}
        kept = tuple(entry for entry in known.shard.entries if entry.key not in again and entry.key not in gone)
        order = {entry.key: index for index, entry in enumerate(known.shard.entries)}
        return Work(known.shard.number, sorted(tasks, key=lambda task: order[task.key]), known.shard, kept)


def _full(tasks: list[Task]) -> bool:
    return len(tasks) >= SHARD_DOCUMENTS or sum(task.size for task in tasks) >= SHARD_BYTES
