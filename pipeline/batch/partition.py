"""One of several equal parts of the documents, for jobs that run side by side and are merged afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b

from pipeline.read.errors import ReadError
from pipeline.schema.messages import told


@dataclass(frozen=True, slots=True)
class Partition:
    """Part ``index`` (from 1) of ``count``; which part a document belongs to depends on its id alone."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Partition:
        """Read ``2/8``.

        Raises
        ------
        ReadError
            If it is no such thing.
        """
        found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip(), re.ASCII)
        index, count = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 1 <= index <= count:
            raise ReadError(told("batch.partition", value=text))
        return cls(index, count)

    def holds(self, doc_id: str) -> bool:
        """Tell whether a document belongs to this part."""
        digest = blake2b(doc_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "big") % self.count == self.index - 1

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"
