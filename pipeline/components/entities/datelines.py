"""Places in date lines: *Rimouski, le 20 janvier*; *SAGUENAY – Trois ans plus tard*; *PARIS (AFP) -*."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words

DATED = re.compile(r"(?:[CAo]-)?([LC]?[CA](?:A?C)*)(?=,l?99|,l9|\([AC]\)-)")
CAPITALS = re.compile(r"(A)(?=-[CLDRwl])")


def find_datelines(words: Words, common: frozenset[str]) -> Iterator[Mention]:
    """Yield the place that opens a dated block."""
    given = frozenset(words.on["given"])
    blocks = [*words.blocks]
    for pattern, rank in ((DATED, 2), (CAPITALS, 1)):
        for found in filter(None, (pattern.match(words.kinds, block) for block in blocks)):
            first, last = found.span(1)
            if words.lower[first] not in common and given.isdisjoint(range(first, last)):
                yield Mention(first, last, "LOC", rank, "rule", "loc.dateline")
