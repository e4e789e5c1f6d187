"""Each word type is embedded once: the embedding of a token depends on its own features, not on its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from spacy.attrs import ORTH, SPACY
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model

from pipeline.components.speed.layers import agree, encoders, no_training, sample

Forward = Callable[[Any, Any, bool], tuple[Any, Callable[..., Any]]]
LIMIT = 60_000  # types kept: 23 MB for each encoder of width 96
FEWEST = 64  # embedded at a time: BLAS sums smaller matrices in another order, and rounds otherwise


def cache_embeddings(nlp: Language) -> None:
    """Keep the embeddings of the word types seen, in every encoder of a pipeline whose embedding is known."""
    for encoder in encoders(nlp):
        layer = encoder.get_ref("embed")
        columns = _columns(layer)
        if columns is None:
            continue
        original = layer._func
        layer._func = _Cached(original, columns, layer.get_dim("nO")).forward
        docs = sample(nlp)
        if not agree(original(layer, docs, False)[0], layer.predict(docs)):
            layer._func = original


def _columns(layer: Model[Any, Any]) -> list[Any] | None:
    """Return the token attributes that an embedding reads, or None if it is not known to read nothing else."""
    names = {node.name for node in layer.walk() if not node.layers}
    if not names <= {"extract_features", "list2ragged", "ints-getitem", "hashembed", "static_vectors", "maxout",
                     "layernorm", "dropout", "ragged2list"}:  # fmt: skip
        return None
    extracted = [node.attrs["columns"] for node in layer.walk() if node.name == "extract_features"]
    return [ORTH, SPACY, *extracted[0]] if len(extracted) == 1 else None


class _Cached:
    """An embedding layer's forward function with a memory of word types.

    Parameters
    ----------
    original
        The layer's own forward function.
    columns
        The attributes that together are a type: two tokens that share them share their embedding.
    width
        Of an embedding.
    """

    def __init__(self, original: Forward, columns: list[Any], width: int) -> None:
        self._original = original
        self._columns = columns
        self._rows: dict[bytes, int] = {}
        self._table = np.zeros((1024, width), dtype=np.float32)

    def forward(self, model: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[Any, Callable[..., Any]]:
        """Return one array of shape (tokens, width) for each Doc."""
        if is_train:
            return self._original(model, docs, is_train)
        keys = [self._keys(doc) for doc in docs]
        if len(self._rows) > LIMIT:
            self._rows.clear()
        unseen = [
            (doc, position, key)
            for doc, found in zip(docs, keys, strict=True)
            for position, key in enumerate(found)
            if key not in self._rows
        ]
        if unseen:
            self._learn(model, {key: (doc, position) for doc, position, key in unseen})
        return [self._table[[self._rows[key] for key in found]] for found in keys], no_training

    def _keys(self, doc: Doc) -> list[bytes]:
        values = np.ascontiguousarray(doc.to_array(self._columns)).reshape(len(doc), len(self._columns))
        return values.view(f"V{values.itemsize * len(self._columns)}").ravel().tolist()

    def _learn(self, model: Model[Any, Any], unseen: dict[bytes, tuple[Doc, int]]) -> None:
        """Embed a Doc made of the unseen types."""
        tokens = [doc[position] for doc, position in unseen.values()]
        tokens += tokens[:1] * (FEWEST - len(tokens))
        spaces = [bool(token.whitespace_) for token in tokens]
        words = Doc(tokens[0].vocab, words=[token.text for token in tokens], spaces=spaces)
        for word, token in zip(words, tokens, strict=True):
            word.norm_ = token.norm_
        learnt: np.ndarray = self._original(model, [words], False)[0][0][: len(unseen)]
        start = len(self._rows)
        missing = start + len(learnt) - len(self._table)
        if missing > 0:
            self._table = np.pad(self._table, ((0, max(missing, len(self._table))), (0, 0)))
        self._table[start : start + len(learnt)] = learnt
        self._rows.update({key: start + number for number, key in enumerate(unseen)})
