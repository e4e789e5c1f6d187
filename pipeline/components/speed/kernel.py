"""The matrix product: numpy's BLAS where it is faster than the blis kernel, which knows not every processor."""

from __future__ import annotations

import time

import numpy as np
from spacy.language import Language
from thinc.api import NumpyOps, set_current_ops


def use_faster_kernel(nlp: Language, *, timed: bool = True) -> None:
    """Let all layers multiply with numpy's BLAS, if it is the faster one here (or ``timed`` is false)."""
    if timed and not _blas_is_faster():
        return
    ops = NumpyOps(use_blis=False)
    set_current_ops(ops)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if model is not None and hasattr(model, "walk"):
            for node in model.walk():
                node.ops = ops


def _blas_is_faster() -> bool:
    """Time one product of the model's size with numpy's BLAS and with blis."""
    rng = np.random.default_rng(0)
    left = rng.random((500, 288), dtype=np.float32)
    right = rng.random((288, 288), dtype=np.float32)
    return _seconds(NumpyOps(use_blis=False), left, right) < _seconds(NumpyOps(use_blis=True), left, right)


def _seconds(ops: NumpyOps, left: np.ndarray, right: np.ndarray) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.thread_time()
        ops.gemm(left, right)
        best = min(best, time.thread_time() - start)
    return best
