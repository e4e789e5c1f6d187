"""Several run folders become one: those of the parts of a run (``--shard 1/4`` … ``4/4``), or any others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.errors import ManifestError, PathError
from pipeline.batch.lock import RunLock
from pipeline.batch.manifest import RunFolder, Shard, part_name
from pipeline.schema.messages import told
from pipeline.schema.tables import TABLES
from pipeline.write.dataset import sync


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: the new run folder, its number of documents (and of inputs with errors among them)."""

    out: Path
    documents: int
    errors: int


def merge(folders: Sequence[str | Path], out: str | Path, *, force: bool = False) -> Merged:
    """Put the tables of several run folders into a new one, which then is a run folder like any other.

    Nothing is copied where the file system has hard links. Rows stand in the order of the folders given. ``out``
    appears when it is complete, by one rename; a merge that dies leaves the folders as they were.

    Parameters
    ----------
    folders
        Run folders; the parts of a partitioned run all together, in any order.
    out
        The folder to make.
    force
        Replace it if it exists.

    Raises
    ------
    PathError
        If a folder is no run folder, is given twice, or ``out`` exists.
    ManifestError
        If one was annotated by another code, rules or models than the others, two hold the same document, or a part is
        missing.
    LockedError
        If a run is at work in one of the folders.
    """
    target = Path(out)
    sources = sorted((RunFolder(Path(folder)) for folder in folders), key=_place)
    _check_places(sources, target, force=force)
    _check_parts(sources)
    with ExitStack() as stack:
        for source in sources:
            stack.enter_context(RunLock(source.path))
            source.recover()
        _check_documents(sources)
        workshop = stack.enter_context(_workshop(target))
        result = _assemble(sources, RunFolder(workshop / "new"), target)
        _swap(workshop, target)
    return result


def _place(folder: RunFolder) -> int:
    return folder.partition.index if folder.partition else 0


def _check_places(sources: Sequence[RunFolder], target: Path, *, force: bool) -> None:
    """Each source is a run folder, given once; the target is none of them, and nothing but a run folder is replaced."""
    given: set[Path] = set()
    for path in (source.path for source in sources):
        if not RunFolder(path).exists():
            raise PathError(told("batch.no-run", path=path))
        if path.resolve() in given or path.resolve() == target.resolve():
            raise PathError(told("batch.merge-same", path=path))
        given.add(path.resolve())
    if target.exists() and any(target.iterdir()):
        if not RunFolder(target).exists():
            raise PathError(told("batch.no-run", path=target))
        if not force:
            raise PathError(told("batch.merge-exists", path=target))


def _check_documents(sources: Sequence[RunFolder]) -> None:
    """All documents were annotated by the same engine, and none stands in two folders."""
    engine: str | None = None
    holders: dict[str, Path] = {}
    for source in sources:
        for entry in (entry for shard in source.shards() for entry in shard.entries):
            engine = engine or entry.engine
            if entry.engine != engine:
                raise ManifestError(told("batch.merge-engine", path=source.path, first=sources[0].path))
            if entry.key in holders:
                raise ManifestError(
                    told("batch.merge-twice", id=entry.doc_id, first=holders[entry.key], second=source.path)
                )
            holders[entry.key] = source.path


def _check_parts(sources: Sequence[RunFolder]) -> None:
    """If one folder is a part of several, all must be there, once."""
    parts = [source.partition for source in sources]
    count = next((part.count for part in parts if part), None)
    if count is None:
        return
    for source, part in zip(sources, parts, strict=True):
        if part is None or part.count != count:
            raise ManifestError(told("batch.merge-other", path=source.path, part=part or "-", count=count))
    given = [part.index for part in parts if part]
    if missing := sorted(set(range(1, count + 1)) - set(given)):
        raise ManifestError(told("batch.merge-missing", parts=", ".join(f"{index}/{count}" for index in missing)))
    if twice := next((index for index in given if given.count(index) > 1), None):
        raise ManifestError(told("batch.merge-part-twice", part=f"{twice}/{count}"))


@contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """Lend a folder beside the target, locked; put back what a merge that died had moved away."""
    place = target.parent / f".{target.name}.merging"
    place.mkdir(parents=True, exist_ok=True)
    with RunLock(place):
        if not target.exists() and (place / "old").exists():
            os.replace(place / "old", target)
        for leftover in ("old", "new"):
            shutil.rmtree(place / leftover, ignore_errors=True)
        yield place
        shutil.rmtree(place)


def _assemble(sources: Sequence[RunFolder], merged: RunFolder, out: Path) -> Merged:
    """Link all parts into a new run folder under new numbers."""
    merged.create()
    number = documents = errors = 0
    for source in sources:
        for shard in source.shards():
            for name in TABLES:
                _link(source.path / name / part_name(shard.number), merged.path / name / part_name(number))
            merged.record(Shard(number, shard.entries, shard.commit))
            documents += len({entry.doc_id for entry in shard.entries})
            errors += sum(entry.status == "error" for entry in shard.entries)
            number += 1
    for name in TABLES:
        sync(merged.path / name)
    return Merged(out, documents, errors)


def _link(source: Path, target: Path) -> None:
    """Give a file a second name; parts are only ever replaced, never written to. Copy it where that is not possible."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        sync(target)


def _swap(workshop: Path, target: Path) -> None:
    if target.exists():
        with RunLock(target):
            os.replace(target, workshop / "old")
            os.replace(workshop / "new", target)
    else:
        os.replace(workshop / "new", target)
    sync(target.parent)
