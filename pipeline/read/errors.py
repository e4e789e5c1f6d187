"""What goes wrong when reading: an exception for wrong arguments, a Failure for everything found in the data."""

from __future__ import annotations

from pipeline.schema.models import Failure


class ReadError(ValueError):
    """A path, a metadata file or an option is wrong; the message is one plain sentence that says what to do."""


def failure(doc_id: str, path: str | None, error: str, message: str) -> Failure:
    """Return the Failure of an input that could not be read.

    Parameters
    ----------
    doc_id
        Of the document, or ``FILE:LINE`` when the record has none.
    error
        The kind of failure, one hyphenated word such as ``empty`` or ``duplicate-id``.
    message
        What is wrong and what to do about it, in plain words.
    """
    return Failure(doc_id=doc_id, path=path, stage="read", error=error, message=message)


class UnreadableError(Exception):
    """Raised inside this package when one input cannot be read; becomes a Failure before it leaves."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.error = error
        self.message = message
