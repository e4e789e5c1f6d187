"""How far two annotators of the same texts agree: F1, Cohen's κ and Krippendorff's α per sentence and tag.

References
----------
Cohen 1960 (κ); Krippendorff 2011 (α, nominal, by the library ``krippendorff``, extra ``agreement``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd
from spacy.language import Language

from pipeline.components.load import make_doc
from pipeline.components.state import layers_of
from pipeline.evaluate.evaluation import Evaluation, chosen, compare
from pipeline.evaluate.headline import TAGS
from pipeline.evaluate.sources import EvaluationError, load_gold, pair
from pipeline.read.language import detect
from pipeline.write.exchange import AnnotatedDocument


@dataclass(slots=True)
class Agreement:
    """Agreement of two annotators.

    Attributes
    ----------
    evaluation
        The second annotator scored against the first; F1 is the same in both directions.
    sentences : pandas.DataFrame
        One row per tag: ``tag``, ``n_sentences``, ``first`` and ``second`` (sentences with such an act), ``kappa``,
        ``alpha`` (None where chance agreement is certain; ``alpha`` also without the library).
    """

    evaluation: Evaluation
    sentences: pd.DataFrame


def agreement(first: str | Path, second: str | Path, split: str | None = None) -> Agreement:
    """Compare two collections of annotations of the same texts, in any exchange format.

    Raises
    ------
    EvaluationError
        If they have no document in common, or a common document has two texts.
    ExchangeError
        If one of them cannot be read.
    """
    left, right = (load_gold(Path(path)) for path in (first, second))
    other = {annotated.name: annotated for annotated in chosen(right, Path(second), split)}
    common = [annotated for annotated in chosen(left, Path(first), split) if annotated.name in other]
    if not common:
        raise EvaluationError(f"{first} and {second} have no document in common")
    for annotated in common:
        if annotated.text != other[annotated.name].text:
            raise EvaluationError(f"{annotated.name}: the two annotators worked on different texts")
    evaluation = compare(pair(common, other))
    evaluation.gold, evaluation.run, evaluation.split = str(first), str(second), split
    pairs = [(annotated, other[annotated.name], sentence_starts(annotated)) for annotated in common]
    rows: list[dict[str, object]] = []
    for tag in TAGS:
        ratings = [rating for left, right, starts in pairs for rating in _ratings(left, right, starts, tag)]
        votes = [a for a, _ in ratings], [b for _, b in ratings]
        counts = {"n_sentences": len(ratings), "first": sum(votes[0]), "second": sum(votes[1])}
        rows.append({"tag": tag, **counts, "kappa": cohen_kappa(*votes), "alpha": krippendorff_alpha(*votes)})
    return Agreement(evaluation, pd.DataFrame(rows))


def sentence_starts(annotated: AnnotatedDocument) -> list[int]:
    """Return where the sentences of a document begin, as the pipeline cuts them; what stands between belongs to one."""
    document = replace(annotated.document, segments=[])  # the turns that were annotated are no whole page
    nlp = _splitter(detect(document.text)[0])
    starts = [sentence.start for sentence in layers_of(nlp(make_doc(nlp, document))).sentences]
    return [0, *starts[1:]]


@cache
def _splitter(language: str) -> Language:
    import spacy

    nlp = spacy.blank(language)
    nlp.add_pipe("polyphonie_sentences")
    return nlp


def _ratings(
    first: AnnotatedDocument, second: AnnotatedDocument, starts: list[int], tag: str
) -> list[tuple[bool, bool]]:
    """Return for each sentence whether each annotator sees the cue of an act of this tag in it."""
    marked = [
        [act.cue_start for act in side.layers.acts if act.tag == tag and not act.satellite] for side in (first, second)
    ]
    ends = [*starts[1:], len(first.text)]
    spans = list(zip(starts, ends, strict=True))
    return [(any(a <= cue < b for cue in marked[0]), any(a <= cue < b for cue in marked[1])) for a, b in spans]


def cohen_kappa(first: list[bool], second: list[bool]) -> float | None:
    """Return Cohen's κ of two yes-or-no ratings; None if both annotators always say the same one thing."""
    n = len(first)
    if n == 0:
        return None
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    yes_first, yes_second = sum(first) / n, sum(second) / n
    expected = yes_first * yes_second + (1 - yes_first) * (1 - yes_second)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(first: list[bool], second: list[bool]) -> float | None:
    """Return Krippendorff's nominal α; None without variation or without the library ``krippendorff``."""
    try:
        import krippendorff
    except ImportError:
        return None
    if len({*first, *second}) < 2:
        return None
    data = [[int(rating) for rating in side] for side in (first, second)]
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))
