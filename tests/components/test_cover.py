"""Which spans hold a place: the answer of the sweep is that of looking at every span."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.components.cover import Cover

PAIRS = st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda pair: (pair[0], sum(pair)))


@given(spans=st.lists(PAIRS, max_size=15), asked=st.lists(PAIRS, max_size=15))
def test_the_sweep_finds_what_looking_at_every_span_finds(
    spans: list[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    cover = Cover((first, last, number) for number, (first, last) in enumerate(spans))
    for first, last in sorted(asked):
        holders = [n for n, (start, end) in enumerate(spans) if start <= first and last <= end]
        assert sorted(cover.over(first, last)) == holders
