"""Why a run cannot be done, as opposed to why a document cannot be annotated."""

from __future__ import annotations


class NotPossibleError(RuntimeError):
    """The work cannot be done here or now; the message is one sentence that says why and what to do."""


class ManifestError(NotPossibleError):
    """The run folder was written by another version, or is damaged."""


class PathError(NotPossibleError):
    """A folder was given that cannot be meant."""


class LockedError(NotPossibleError):
    """Another run works in the folder."""


class WorkerError(NotPossibleError):
    """A worker cannot go on: the disk is full, or it dies again and again outside of any document."""
