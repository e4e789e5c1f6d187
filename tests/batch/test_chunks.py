"""How the documents of a shard are shared out among workers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch.plan import Task
from pipeline.batch.shards import CHUNK_BYTES, CHUNK_DOCUMENTS, CHUNKS_EACH, LEAST_BYTES, chunks

SIZES = st.lists(st.one_of(st.integers(0, 5_000), st.integers(0, 2 * CHUNK_BYTES)), max_size=120)


def _tasks(sizes: list[int]) -> list[Task]:
    return [Task(str(n), str(n), f"{n}.txt", "c", "m", size) for n, size in enumerate(sizes)]


def _size(chunk: list[Task]) -> int:
    return sum(task.size for task in chunk)


@given(sizes=SIZES, workers=st.integers(1, 16))
def test_nothing_is_lost_and_the_order_stays(sizes: list[int], workers: int) -> None:
    tasks = _tasks(sizes)
    assert [task for chunk in chunks(tasks, workers) for task in chunk] == tasks


@given(sizes=SIZES, workers=st.integers(1, 16))
def test_a_chunk_is_small_unless_it_is_one_document(sizes: list[int], workers: int) -> None:
    for chunk in chunks(_tasks(sizes), workers):
        assert 1 <= len(chunk) <= CHUNK_DOCUMENTS
        assert _size(chunk) <= CHUNK_BYTES or len(chunk) == 1


@given(sizes=SIZES, workers=st.integers(2, 16))
def test_no_chunk_is_more_than_its_share(sizes: list[int], workers: int) -> None:
    """So that no worker waits long for the last one: but for single documents and chunks that are small anyway."""
    share = sum(sizes) / (CHUNKS_EACH * workers)
    for chunk in chunks(_tasks(sizes), workers):
        assert len(chunk) == 1 or _size(chunk) <= max(share, LEAST_BYTES)


@given(sizes=SIZES, workers=st.integers(1, 16))
def test_neighbours_are_put_together_where_they_fit(sizes: list[int], workers: int) -> None:
    found = list(chunks(_tasks(sizes), workers))
    for one, other in pairwise(found):
        assert len(one) == CHUNK_DOCUMENTS or _size(one) + other[0].size > LEAST_BYTES


@pytest.mark.parametrize(("documents", "workers", "jobs"), [(0, 4, 0), (1, 4, 1), (2, 2, 2), (8, 2, 8), (80, 2, 20)])
def test_documents_of_one_size_are_shared_out(documents: int, workers: int, jobs: int) -> None:
    assert len(list(chunks(_tasks([LEAST_BYTES] * documents), workers))) == jobs
