"""The convolutions of a token encoder in one pass over blocks that stay in the processor's cache.

Stock: for each of four layers and a whole batch, the windows of three tokens are written out, multiplied, reduced and
normalised, each through main memory. Here the four layers are done for a block of tokens before the next one, with
as many neighbours on both sides as there are layers: what is wrong at the edges of a block never reaches its middle.
Tokens are the columns: what is done to each of them in the same way then runs over long contiguous rows.
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

COLUMNS = 512  # of a block, its neighbours included: the buffers take 1.4 MB at width 96
STEP = 128  # columns are a multiple of it: BLAS sums small matrices in another order, and rounds otherwise
EPSILON = np.float32(1e-8)  # thinc's, added to the variance
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

    weights: Array  # (pieces * width, 3 * width), the pieces of maxout one below the other
    bias: Array  # (pieces * width, 1)
    gain: Array  # (width, 1)
    shift: Array  # (width, 1)


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
        if by_name["expand_window"].attrs.get("window_size") != 1 or window != 3 * width or pieces < 2:
            return None
        stages.append(
            _Stage(
                np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(pieces * width, window)),
                np.asarray(maxout.get_param("b")).T.reshape(-1, 1),
                np.asarray(norm.get_param("G")).reshape(-1, 1),
                np.asarray(norm.get_param("b")).reshape(-1, 1),
            )
        )
    return stages


class _Fused:
    """The forward function of an encoder, block by block."""

    def __init__(self, original: Forward, stages: Sequence[_Stage]) -> None:
        self._original = original
        self._stages = stages
        self._buffers: dict[int, tuple[Array, Array, Array]] = {}

    def forward(self, model: Model[Any, Any], inputs: Any, is_train: bool) -> tuple[Any, Callable[..., Any]]:
        """Return one array of shape (tokens, width) for each input of that shape."""
        if is_train or not isinstance(inputs, list) or not any(map(len, inputs)):
            return self._original(model, inputs, is_train)
        halo = len(self._stages)
        flat = np.asarray(model.ops.flatten(inputs, pad=halo))
        done = np.empty_like(flat)
        inner = COLUMNS - 2 * halo
        for start in range(halo, len(flat) - halo, inner):
            end = min(start + inner, len(flat) - halo)
            done[start:end] = self._block(flat[start - halo : end + halo])[halo:-halo]
        ends = np.cumsum([halo + len(one) if len(one) else 0 for one in inputs])  # nothing is padded for the empty
        return [done[end - len(one) : end] for one, end in zip(inputs, ends, strict=True)], no_training

    def _block(self, rows: Array) -> Array:
        """Return the encoding of tokens, shape (tokens, width), from their embeddings; wrong at both edges."""
        size, width = len(rows), rows.shape[1]
        windows, products, current = self._of_size(-(-size // STEP) * STEP)
        current[:, :size] = rows.T
        current[:, size:] = 0
        before, same, after = windows[:width], windows[width : 2 * width], windows[2 * width :]
        best, spare = products[:width], products[width : 2 * width]
        for stage in self._stages:
            before[:, 1:] = current[:, :-1]
            same[:] = current
            after[:, :-1] = current[:, 1:]
            np.matmul(stage.weights, windows, out=products)
            np.add(products, stage.bias, out=products)
            for piece in range(width, len(products), width):
                np.maximum(best, products[piece : piece + width], out=best)
            _normalise(best, stage, spare)
            current += best
        return current.T[:size]

    def _of_size(self, columns: int) -> tuple[Array, Array, Array]:
        """Return buffers for windows, products and the tokens themselves; the windows' outer columns stay zero."""
        if columns not in self._buffers:
            pieces, window = self._stages[0].weights.shape
            shapes = (window, pieces, window // 3)
            windows, products, current = (np.zeros((rows, columns), dtype=np.float32) for rows in shapes)
            self._buffers[columns] = windows, products, current
        return self._buffers[columns]


def _normalise(columns: Array, stage: _Stage, spare: Array) -> None:
    """Give each column mean 0 and variance 1, then the layer's gain and shift, in place; ``spare`` is overwritten."""
    width = np.float32(len(columns))
    columns -= np.add.reduce(columns, axis=0) / width
    np.multiply(columns, columns, out=spare)
    columns /= np.sqrt(np.add.reduce(spare, axis=0) / width + EPSILON)
    columns *= stage.gain
    columns += stage.shift
