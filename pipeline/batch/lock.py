"""One run at a time in a run folder."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from datetime import UTC, datetime
from pathlib import Path

from pipeline.batch.errors import LockedError
from pipeline.schema.messages import told

PATIENCE = 10.0
"""Seconds to wait for a run that is dead: a worker that it had just started may be about to let go of the lock."""


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
        started = time.monotonic()
        while not self._taken():
            owner = self._owner()
            if not _is_dead(owner) or time.monotonic() - started > PATIENCE:
                os.close(self.handle)
                unknown = dict.fromkeys(("process", "machine", "since"), "?")
                raise LockedError(told("batch.locked", path=self._folder, **{**unknown, **owner})) from None
            time.sleep(0.02)
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

    def _taken(self) -> bool:
        assert self.handle is not None
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _owner(self) -> dict[str, str]:
        assert self.handle is not None
        try:
            owner = json.loads(os.pread(self.handle, 4096, 0))
        except ValueError:
            return {}
        return owner if isinstance(owner, dict) else {}


def _is_dead(owner: dict[str, str]) -> bool:
    """Tell whether the owner of a lock was a process of this machine that is no longer there."""
    process = owner.get("process", "")
    if owner.get("machine") != socket.gethostname() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
