"""What a run folder holds: its shards, the documents in each, and how a shard is committed.

A shard is a few hundred documents: one ``part-NNNNN.parquet`` in every table and one manifest
``.manifest/NNNNN.json``. Its files are written to a folder below ``.staging`` first; writing the manifest, one atomic
rename, commits the shard; then each part is moved over the one that it replaces. A run that dies before the commit
leaves no trace in the tables; one that dies after it is completed by ``recover`` at the next start.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from pipeline.batch.errors import ManifestError
from pipeline.batch.partition import Partition
from pipeline.schema.messages import told
from pipeline.schema.tables import TABLES
from pipeline.write.dataset import sync

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a shard: what it was made from, and whether it succeeded (``ok`` or ``error``)."""

    key: str
    doc_id: str
    content: str
    metadata: str
    engine: str
    status: str


@dataclass(frozen=True, slots=True)
class Shard:
    """A committed shard: its number and its documents, in the order of its rows."""

    number: int
    entries: tuple[Entry, ...]
    commit: str = ""


def part_name(number: int) -> str:
    """Return the file name of a shard's part in every table."""
    return f"part-{number:05d}.parquet"


class RunFolder:
    """The files of one run folder. Only the process that holds the lock writes through it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.staging = path / ".staging"
        self._manifests = path / ".manifest"
        self._partition = self._manifests / "partition"

    def exists(self) -> bool:
        """Tell whether there is a run folder."""
        return self._manifests.is_dir()

    def create(self) -> None:
        """Create the folders of the tables."""
        for folder in (*(self.path / name for name in TABLES), self.staging, self._manifests):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def partition(self) -> Partition | None:
        """The part of all documents that this folder is for, None if for all."""
        return Partition.parse(self._partition.read_text(encoding="ascii")) if self._partition.exists() else None

    def claim(self, partition: Partition | None) -> None:
        """Make the folder that of one part of the documents, or of all.

        Raises
        ------
        ManifestError
            If it holds another part.
        """
        present = self.partition
        if partition == present:
            return
        if present is not None or next(self.shards(), None) is not None:
            raise ManifestError(told("batch.other-part", path=self.path, part=present or "1/1"))
        self._write(self._partition, str(partition))

    def shards(self) -> Iterator[Shard]:
        """Yield the committed shards, in order.

        Raises
        ------
        ManifestError
            If a manifest cannot be read.
        """
        for path in sorted(self._manifests.glob("*.json"), key=lambda path: int(path.stem)):
            try:
                raw = json.loads(path.read_text(encoding="utf-8"))
                if raw["format"] != FORMAT:
                    raise ManifestError(told("batch.other-version", path=self.path))
                yield Shard(int(path.stem), tuple(Entry(*entry) for entry in raw["entries"]), raw["commit"])
            except (ValueError, KeyError, TypeError) as error:
                raise ManifestError(told("batch.damaged", path=path, reason=error, folder=self.path)) from None

    def stage(self) -> Path:
        """Return a new folder to prepare a shard in; its name becomes the shard's commit id."""
        folder = self.staging / uuid.uuid4().hex
        folder.mkdir()
        return folder

    def commit(self, number: int, entries: Sequence[Entry], staged: Path) -> None:
        """Make a prepared shard part of the tables, all of them or none."""
        self.record(Shard(number, tuple(entries), staged.name))
        self._publish(number, staged)

    def record(self, shard: Shard) -> None:
        """Write the manifest of a shard: the one step that commits it."""
        manifest = {"format": FORMAT, "commit": shard.commit, "entries": [astuple(entry) for entry in shard.entries]}
        self._write(self._manifests / f"{shard.number:05d}.json", json.dumps(manifest, ensure_ascii=False))

    def recover(self) -> None:
        """Complete what a dead run had committed, and remove what it had not."""
        for temporary in self._manifests.glob("*.tmp"):
            temporary.unlink()
        shards = list(self.shards())
        for shard in shards:
            staged = self.staging / shard.commit
            if staged.is_dir():
                self._publish(shard.number, staged)
        for leftover in list(self.staging.iterdir()):
            dead = leftover.with_name(f"{leftover.name}.dead")
            os.replace(leftover, dead)  # where a worker that outlived its run for a moment can write nothing more
            shutil.rmtree(dead)
        known = {part_name(shard.number) for shard in shards}
        for name in TABLES:
            for path in (self.path / name).glob("part-*.parquet"):
                if path.name not in known:
                    path.unlink()

    def _write(self, path: Path, content: str) -> None:
        """Write a file of the manifest, all of it or none."""
        temporary = path.with_suffix(".tmp")
        temporary.write_text(content, encoding="utf-8")
        sync(temporary)
        os.replace(temporary, path)
        sync(self._manifests)

    def _publish(self, number: int, staged: Path) -> None:
        for name in TABLES:
            part = staged / f"{name}.parquet"
            if part.exists():
                os.replace(part, self.path / name / part_name(number))
                sync(self.path / name)
        shutil.rmtree(staged)
