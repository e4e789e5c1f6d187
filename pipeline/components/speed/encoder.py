"""The convolutions of a token encoder in one pass over blocks that stay in the processor's cache.

Stock: for each of four layers and a whole batch, the windows of three tokens are written out, multiplied, reduced and
normalised, each through main memory. Here the four layers are done for a block of tokens before the next one, with
as many neighbours on both sides as there are layers: what is wrong at the edges of a block never reaches its middle.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.language import Language
from thinc.api import Model

from pipeline.components.speed.layers import agree, encoders, no_training, sample

ROWS = 512  # of a block, its neighbours included: the buffers take 1.4 MB at width 96
STEP = 128  # rows are a multiple of it: BLAS sums small matrices in another order, and rounds otherwise
Array = np.ndarray
Forward = Callable[[Any, Any, bool], tuple[Any, Callable[..., Any]]]


def fuse_encoders(nlp: Language, *, timed: bool = True) -> None:
    """Fuse the convolutions of every encoder whose structure is known, where that gives the same and is faster.

    Parameters
    ----------
    nlp
        A pipeline, changed in place.
    timed
        Look whether it is faster here; else fuse all the same.
    """
    for encoder in encoders(nlp):
        layer = encoder.get_ref("encode")
        stages = _stages(layer)
        if stages is None:
            continue
        inputs: list[Array] = encoder.get_ref("embed").predict(sample(nlp))
        stock, fused = layer._func, _Fused(layer._func, stages).forward
        expected, found = (forward(layer, inputs, False)[0] for forward in (stock, fused))
        if agree(expected, found) and (not timed or _is_faster(fused, stock, layer, inputs)):
            layer._func = fused


def _is_faster(fused: Forward, stock: Forward, layer: Model[Any, Any], inputs: list[Array]) -> bool:
    """Compare the best times of this thread, taken in turns: a busy machine delays both."""
    seconds: dict[Forward, list[float]] = {fused: [], stock: []}
    for _ in range(4):
        for forward, found in seconds.items():
            start = time.thread_time()
            forward(layer, inputs, False)
            found.append(time.thread_time() - start)
    return min(seconds[fused]) < min(seconds[stock])


@dataclass(frozen=True, slots=True)
class _Stage:
    """One layer: windows of three, maxout, normalisation, added to its input."""

    weights: Array  # (3 * width, pieces * width), the pieces of maxout side by side
    bias: Array  # (pieces * width,)
    gain: Array  # (width,)
    shift: Array  # (width,)


def _stages(layer: Model[Any, Any]) -> list[_Stage] | None:
    """Return the parameters of an encoder's layers, or None if the encoder is built otherwise."""
    unit = "residual(expand_window>>maxout>>layernorm>>dropout)"
    units = [node for node in layer.walk() if node.name == unit]
    depth = len(units)
    if not depth or layer.name not in (f"with_array({'>>'.join([unit] * depth)})", f"with_array({unit})"):
        return None
    if layer.attrs.get("pad") != depth:
        return None
    stages: list[_Stage] = []
    for node in units:
        by_name = {part.name: part for part in node.walk() if not part.layers}
        maxout, norm = by_name["maxout"], by_name["layernorm"]
        weights = np.asarray(maxout.get_param("W"))  # (width, pieces, window)
        width, pieces, window = weights.shape
        if by_name["expand_window"].attrs.get("window_size") != 1 or window != 3 * width:
            return None
        stages.append(
            _Stage(
                np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(window, pieces * width)),
                np.asarray(maxout.get_param("b")).T.ravel(),
                np.asarray(norm.get_param("G")),
                np.asarray(norm.get_param("b")),
            )
        )
    return stages


class _Fused:
    """The forward function of an encoder, block by block."""

    def __init__(self, original: Forward, stages: Sequence[_Stage]) -> None:
        self._original = original
        self._stages = stages
        self._width = len(stages[0].gain)
        self._windows = np.zeros((ROWS, 3 * self._width), dtype=np.float32)
        self._products = np.zeros((ROWS, stages[0].weights.shape[1]), dtype=np.float32)

    def forward(self, model: Model[Any, Any], inputs: Any, is_train: bool) -> tuple[Any, Callable[..., Any]]:
        """Return one array of shape (tokens, width) for each input of that shape."""
        if is_train or not isinstance(inputs, list) or not any(map(len, inputs)):
            return self._original(model, inputs, is_train)
        halo = len(self._stages)
        flat = np.asarray(model.ops.flatten(inputs, pad=halo))
        done = np.empty_like(flat)
        inner = ROWS - 2 * halo
        for start in range(halo, len(flat) - halo, inner):
            end = min(start + inner, len(flat) - halo)
            done[start:end] = self._block(flat[start - halo : end + halo])[halo:-halo]
        ends = np.cumsum([halo + len(one) if len(one) else 0 for one in inputs])  # nothing is padded for the empty
        return [done[end - len(one) : end] for one, end in zip(inputs, ends, strict=True)], no_training

    def _block(self, rows: Array) -> Array:
        width = self._width
        size = -(-len(rows) // STEP) * STEP
        windows, products = self._windows[:size], self._products[:size]
        current = np.zeros((size, width), dtype=np.float32)
        current[: len(rows)] = rows
        for stage in self._stages:
            windows[0, :width] = 0
            windows[1:, :width] = current[:-1]
            windows[:, width : 2 * width] = current
            windows[:-1, 2 * width :] = current[1:]
            windows[-1, 2 * width :] = 0
            np.matmul(windows, stage.weights, out=products)
            products += stage.bias
            best = products[:, :width]
            for piece in range(width, products.shape[1], width):
                np.maximum(best, products[:, piece : piece + width], out=best)
            current += _normalised(best, stage)
        return current[: len(rows)]


def _normalised(rows: Array, stage: _Stage) -> Array:
    width = rows.shape[1]
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows)[:, None]
    variance /= width
    variance += 1e-8
    np.sqrt(variance, out=variance)
    rows /= variance
    rows *= stage.gain
    rows += stage.shift
    return rows
