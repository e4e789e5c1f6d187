"""What the replacements of thinc layers share: where the encoders are, a sample, and what counts as equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model

SAMPLE = "« L’État n’a pas menti », a répondu le ministre ; puis, le 3 mars 2024, d’autres\n\nont demandé : pourquoi ?"
TOLERANCE = 1e-4  # float32 sums in another order; activations are of the order of 1


def encoders(nlp: Language) -> Iterator[Model[Any, Any]]:
    """Yield the token encoders (``embed`` and ``encode``) of a pipeline's components, each once."""
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if model is not None and hasattr(model, "walk"):
            for node in model.walk():
                if node.has_ref("embed") and node.has_ref("encode"):
                    yield node


def sample(nlp: Language) -> list[Doc]:
    """Return a few tokenised texts of unequal length, one of them empty."""
    return [nlp.make_doc(text) for text in (SAMPLE, "", SAMPLE[::-1], "Oui.", SAMPLE * 60)]


def agree(expected: Sequence[np.ndarray], found: Sequence[np.ndarray]) -> bool:
    """Return whether two lists of arrays hold the same numbers but for rounding."""
    return len(expected) == len(found) and all(
        one.shape == other.shape and np.allclose(one, other, rtol=TOLERANCE, atol=TOLERANCE)
        for one, other in zip(expected, found, strict=True)
    )


def no_training(*_: Any) -> Any:
    """Stand in for the backward pass of a replaced layer.

    Raises
    ------
    RuntimeError
        Always.
    """
    raise RuntimeError("these layers serve prediction only; load the pipeline with fast=False to train it")
