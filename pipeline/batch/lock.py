"""One run at a time in a run folder."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

from pipeline.batch.errors import LockedError
from pipeline.schema.messages import told


class RunLock:
    """A lock that the operating system releases when its owner dies, however it dies.

    Raises
    ------
    LockedError
        On entering, if another run holds the lock.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.handle: int | None = None

    def __enter__(self) -> RunLock:
        self.handle = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = self._owner()
            os.close(self.handle)
            unknown = dict.fromkeys(("process", "machine", "since"), "?")
            raise LockedError(told("batch.locked", path=self._folder, **{**unknown, **owner})) from None
        now = datetime.now(UTC).isoformat(timespec="seconds")
        owner = {"process": str(os.getpid()), "machine": socket.gethostname(), "since": now}
        os.truncate(self.handle, 0)
        os.pwrite(self.handle, json.dumps(owner).encode(), 0)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the lock; in a forked child, of its copy of it."""
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None

    def _owner(self) -> dict[str, str]:
        assert self.handle is not None
        try:
            owner = json.loads(os.pread(self.handle, 4096, 0))
        except ValueError:
            return {}
        return owner if isinstance(owner, dict) else {}
