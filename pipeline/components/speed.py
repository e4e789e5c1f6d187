"""Speed-ups that leave the output as it is: the matrix kernel and the lemmatizer's word lists.

The blis kernel falls back to generic code on some processors, and the French lemmatizer tests membership in lists of
66,000 nouns. Both are measured or exact; neither changes a token.
"""

from __future__ import annotations

import time

import numpy as np
from spacy.language import Language
from thinc.api import NumpyOps, set_current_ops


def optimise(nlp: Language) -> None:
    """Apply every speed-up that helps on this machine, in place."""
    _index_as_sets(nlp)
    if _blas_is_faster():
        _use_blas(nlp)


def _index_as_sets(nlp: Language) -> None:
    if "lemmatizer" not in nlp.pipe_names:
        return
    lookups = nlp.get_pipe("lemmatizer").lookups
    if lookups.has_table("lemma_index"):
        table = lookups.get_table("lemma_index")
        for key in list(table.keys()):
            table[key] = frozenset(table[key])


def _blas_is_faster() -> bool:
    """Time one product of the model's size with numpy's BLAS and with blis."""
    rng = np.random.default_rng(0)
    left = rng.random((500, 288), dtype=np.float32)
    right = rng.random((288, 288), dtype=np.float32)
    return _seconds(NumpyOps(use_blis=False), left, right) < _seconds(NumpyOps(use_blis=True), left, right)


def _seconds(ops: NumpyOps, left: np.ndarray, right: np.ndarray) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        ops.gemm(left, right)
        best = min(best, time.perf_counter() - start)
    return best


def _use_blas(nlp: Language) -> None:
    ops = NumpyOps(use_blis=False)
    set_current_ops(ops)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if model is not None and hasattr(model, "walk"):
            for node in model.walk():
                node.ops = ops
