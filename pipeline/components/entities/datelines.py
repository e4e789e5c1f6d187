"""Places in date lines: *Rimouski, le 20 janvier*; *SAGUENAY – Trois ans plus tard*; *PARIS (AFP) -*."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.components.entities.given_names import GivenNames
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words

BLOCK = r"(?:^|(?<=[\n¶]))"
DATED = re.compile(rf"{BLOCK}([LC]?[CA](?:[CA-]?C)*)(?=,l?99|,l9|\([AC]\)-)")
CAPITALS = re.compile(rf"{BLOCK}(A)(?=-[CLDRwl])")


def find_datelines(words: Words, names: GivenNames) -> Iterator[Mention]:
    """Yield the place that opens a dated block."""
    for pattern, rank in ((DATED, 2), (CAPITALS, 1)):
        for found in pattern.finditer(words.kinds):
            first, last = found.span(1)
            if words.kinds[last - 1] != "-" and not any(form in names for form in words.forms[first:last]):
                yield Mention(first, last, "LOC", rank, "rule", "loc.dateline")
