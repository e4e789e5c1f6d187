"""Every place where prediction and gold differ, gold against predicted, with the sentence it stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

import pandas as pd

from pipeline.evaluate.align import align
from pipeline.evaluate.headline import ROLES, Matched, argument_score, speaker_overlaps
from pipeline.evaluate.names import same_name
from pipeline.evaluate.rules import rule_of
from pipeline.evaluate.sources import Pair
from pipeline.schema.models import Act, Argument, Quotation, Sentence

LAYER = {"indirect": "quotations", "scare": "quotations", "satellites": "acts"}
"""The layer under which the parts of a layer are listed."""

GOOD_ARGUMENT = 0.5
"""An argument with a lower token F1 is listed as different."""


@dataclass(slots=True)
class Difference:
    """One difference. ``kind``: missed, extra, different (overlapping, but not right), or what a right one gets wrong.

    ``sentence_start``/``sentence_end`` delimit the sentence of the gold span, or of the predicted one if there is none.
    """

    document: str
    layer: str
    kind: str
    label: str
    gold_start: int | None = None
    gold_end: int | None = None
    gold_text: str | None = None
    gold_label: str | None = None
    gold_value: str | None = None
    predicted_start: int | None = None
    predicted_end: int | None = None
    predicted_text: str | None = None
    predicted_label: str | None = None
    predicted_value: str | None = None
    rule_id: str | None = None
    sentence_start: int = 0
    sentence_end: int = 0


def differences(pair: Pair, matched: Iterable[Matched]) -> Iterator[Difference]:
    """Yield the differences of one document, layer by layer, each layer in the order of the text."""
    layers: dict[str, list[Matched]] = {}
    for part in matched:
        layers.setdefault(LAYER.get(part.layer, part.layer), []).append(part)
    sentences = _Sentences(pair)
    for layer, parts in layers.items():
        found = [*_unmatched(pair, layer, parts), *_within_pairs(pair, layer, parts)]
        for difference in found:
            start = difference.gold_start if difference.gold_start is not None else difference.predicted_start
            end = difference.gold_end if difference.gold_end is not None else difference.predicted_end
            difference.sentence_start, difference.sentence_end = sentences.around(start or 0, end or 0)
        yield from sorted(found, key=lambda x: (x.sentence_start, x.gold_start or x.predicted_start or 0))


def table(found: Iterable[Difference]) -> pd.DataFrame:
    """Return differences as a table with one column per field."""
    columns = [item.name for item in fields(Difference)]
    frame = pd.DataFrame([asdict(item) for item in found], columns=columns)
    numbers = [name for name in columns if name.endswith(("_start", "_end"))]
    return frame.astype(dict.fromkeys(numbers, "Int64"))


def label_of(item: Any) -> str:
    """Return the label by which a layer's items are told apart."""
    if isinstance(item, Act):
        return f"{item.tag} (satellite)" if item.satellite else item.tag
    return getattr(item, "label", None) or getattr(item, "timex_type", None) or item.type


def value_of(item: Any) -> str | None:
    """Return what is said of an item beside its span and label: canonical name, value, speaker, cue."""
    if isinstance(item, Act):
        return item.cue_text
    if isinstance(item, Quotation):
        return item.speaker_name or item.speaker_text
    return getattr(item, "canonical", None) or getattr(item, "value", None)


def _unmatched(pair: Pair, layer: str, parts: list[Matched]) -> Iterator[Difference]:
    gold: list[Any] = []
    predicted: list[Any] = []
    for part in parts:
        gold_hit, predicted_hit = {i for i, _ in part.pairs}, {j for _, j in part.pairs}
        gold += [item for i, item in enumerate(part.gold) if i not in gold_hit]
        predicted += [item for j, item in enumerate(part.predicted) if j not in predicted_hit]
    pairs = align(gold, predicted)
    for i, j in pairs:
        yield _difference(pair, layer, "different", gold[i], predicted[j])
    for i in sorted(set(range(len(gold))) - {i for i, _ in pairs}):
        yield _difference(pair, layer, "missed", gold[i], None)
    for j in sorted(set(range(len(predicted))) - {j for _, j in pairs}):
        yield _difference(pair, layer, "extra", None, predicted[j])


def _difference(pair: Pair, layer: str, kind: str, gold: Any | None, predicted: Any | None) -> Difference:
    difference = Difference(pair.name, layer, kind, label_of(gold if gold is not None else predicted))
    if gold is not None:
        difference.gold_start, difference.gold_end, difference.gold_text = gold.start, gold.end, gold.text
        difference.gold_label, difference.gold_value = label_of(gold), value_of(gold)
    if predicted is not None:
        difference.predicted_start, difference.predicted_end = predicted.start, predicted.end
        difference.predicted_text, difference.rule_id = predicted.text, rule_of(predicted)
        difference.predicted_label, difference.predicted_value = label_of(predicted), value_of(predicted)
    return difference


def _within_pairs(pair: Pair, layer: str, parts: list[Matched]) -> Iterator[Difference]:
    """Yield what right quotations and acts get wrong: speaker, arguments, modality."""
    for part in parts:
        for gold, predicted in part.items():
            if isinstance(gold, Quotation):
                wrong = _wrong_speaker(gold, predicted)
            elif isinstance(gold, Act):
                wrong = _wrong_in_act(gold, predicted, pair.text)
            else:
                continue
            for kind, left, right in wrong:
                difference = _difference(pair, layer, kind, gold, predicted)
                difference.gold_value, difference.predicted_value = left, right
                yield difference


def _wrong_speaker(gold: Quotation, predicted: Quotation) -> Iterator[tuple[str, str | None, str | None]]:
    if gold.speaker_name:
        wrong = not same_name(gold.speaker_name, predicted.speaker_name)
    else:
        wrong = gold.speaker_start is not None and not speaker_overlaps(gold, predicted)
    if wrong:
        name, found = (side.speaker_name or side.speaker_text for side in (gold, predicted))
        yield "speaker", name, found


def _wrong_in_act(gold: Act, predicted: Act, text: str) -> Iterator[tuple[str, str | None, str | None]]:
    for role in ROLES:
        score = argument_score(gold.role(role), predicted.role(role), text, role)
        shown = _shown(gold.role(role)), _shown(predicted.role(role))
        if score is not None and score < GOOD_ARGUMENT and shown[0] != shown[1]:
            yield (role, *shown)
    for name in ("polarity", "status", "voice"):
        if getattr(gold, name) != getattr(predicted, name):
            yield name, getattr(gold, name), getattr(predicted, name)


def _shown(arguments: list[Argument]) -> str | None:
    return " ; ".join(item.text or f"({item.name})" for item in arguments) or None


class _Sentences:
    """Finds the sentence, or for want of sentences the line, around a span."""

    def __init__(self, pair: Pair) -> None:
        self._text = pair.text
        self._sentences: list[Sentence] = pair.layers.sentences
        self._starts = [sentence.start for sentence in self._sentences]

    def around(self, start: int, end: int) -> tuple[int, int]:
        index = bisect_right(self._starts, start) - 1
        if index >= 0 and start < self._sentences[index].end:
            last = max(bisect_right(self._starts, max(start, end - 1)) - 1, index)
            return self._sentences[index].start, max(self._sentences[last].end, end)
        first = self._text.rfind("\n", 0, start) + 1
        last = self._text.find("\n", end)
        return first, len(self._text) if last < 0 else last
