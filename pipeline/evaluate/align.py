"""One-to-one alignment of gold and predicted spans."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar


class Spanned(Protocol):
    """Anything with a half-open span of code points."""

    @property
    def start(self) -> int:
        """Where it begins."""
        ...

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""
        ...


S = TypeVar("S", bound=Spanned)
Pairs = list[tuple[int, int]]


def overlap(first: Spanned, second: Spanned) -> int:
    """Return how many code points two spans share."""
    return max(0, min(first.end, second.end) - max(first.start, second.start))


def exact(first: Spanned, second: Spanned) -> bool:
    """Tell whether two spans are the same."""
    return first.start == second.start and first.end == second.end


def overlapping(gold: Sequence[Spanned], predicted: Sequence[Spanned]) -> Iterator[tuple[int, int]]:
    """Yield the indices of every gold and predicted span that overlap."""
    order = sorted(range(len(predicted)), key=lambda j: predicted[j].start)
    starts = [predicted[j].start for j in order]
    longest = max((span.end - span.start for span in predicted), default=0)
    for i, span in enumerate(gold):
        first, last = bisect_left(starts, span.start - longest), bisect_left(starts, span.end)
        yield from sorted((i, order[k]) for k in range(first, last) if overlap(span, predicted[order[k]]))


def align(
    gold: Sequence[S],
    predicted: Sequence[S],
    fits: Callable[[S, S], bool] = lambda _first, _second: True,
    quality: Callable[[S, S], Any] = overlap,
) -> Pairs:
    """Pair overlapping spans one to one, greedily, best quality first.

    Parameters
    ----------
    fits
        Whether a gold and a predicted span may be paired.
    quality
        How well they go together, of any type that can be ordered; ties go to the earlier in the lists.

    Returns
    -------
    list of (int, int)
        Indices into ``gold`` and ``predicted``.
    """
    candidates = [pair for pair in overlapping(gold, predicted) if fits(gold[pair[0]], predicted[pair[1]])]
    return one_to_one(candidates, lambda i, j: quality(gold[i], predicted[j]))


def one_to_one(candidates: list[tuple[int, int]], quality: Callable[[int, int], Any]) -> Pairs:
    """Choose among candidate pairs, given in order of their indices, so that no index is used twice."""
    ranked = sorted(candidates, key=lambda pair: quality(*pair), reverse=True)
    used_gold, used_predicted, pairs = set[int](), set[int](), Pairs()
    for i, j in ranked:
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((i, j))
    return pairs
