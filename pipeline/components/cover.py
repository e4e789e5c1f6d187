"""Which spans hold a place, asked from left to right: in all about as many steps as there are spans."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Generic, TypeVar

T = TypeVar("T")


class Cover(Generic[T]):
    """Spans with what they belong to.

    Parameters
    ----------
    spans
        First place, last place and owner of each, in any order.
    """

    def __init__(self, spans: Iterable[tuple[int, int, T]]) -> None:
        self._ahead = sorted(spans, key=itemgetter(0), reverse=True)
        self._open: list[tuple[int, int, T]] = []

    def over(self, first: int, last: int) -> list[T]:
        """Return the owners of the spans that hold the places from ``first`` to ``last``; ``first`` must not fall."""
        while self._ahead and self._ahead[-1][0] <= first:
            self._open.append(self._ahead.pop())
        self._open = [span for span in self._open if span[1] >= first]
        return [owner for _, end, owner in self._open if last <= end]
