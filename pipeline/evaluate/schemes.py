"""The SemEval-2013 schemes for spans, and normalised values, per layer and label.

From one alignment (same span and label first, then same span, same label, any overlap): *strict* needs span and label,
*exact* the span, *type* the label and any overlap; *partial* gives half a point for an overlap. *value* needs any
overlap and the same normalised value: canonical name, TIMEX3 value, name of the speaker. Acts are compared by their
cues.

References
----------
Segura-Bedmar et al. 2013, SemEval-2013 task 9; Batista's nervaluate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.evaluate.align import align, exact
from pipeline.evaluate.counts import Counts, Measure
from pipeline.evaluate.names import same_name
from pipeline.schema.models import Layers


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """A span with its label and normalised value."""

    start: int
    end: int
    label: str
    value: str | None = None


def labelled_spans(layers: Layers) -> dict[str, list[LabelledSpan]]:
    """Return the spans of each layer as the schemes compare them; satellites are left out."""
    return {
        "entities": [LabelledSpan(x.start, x.end, x.label, x.canonical) for x in layers.entities if x.label != "ROLE"],
        "roles": [LabelledSpan(x.start, x.end, x.label) for x in layers.entities if x.label == "ROLE"],
        "dates": [LabelledSpan(x.start, x.end, x.timex_type, x.value) for x in layers.dates],
        "quotations": [LabelledSpan(x.start, x.end, x.type, x.speaker_name) for x in layers.quotations],
        "acts": [LabelledSpan(x.cue_start, x.cue_end, x.tag) for x in layers.acts if not x.satellite],
    }


Same = Callable[[str | None, str | None], bool]
VALUES: dict[str, Same] = {
    "entities": lambda a, b: a == b or same_name(a, b),
    "dates": lambda a, b: a == b,
    "quotations": lambda a, b: a == b or same_name(a, b),
}
"""How the values of a layer are compared."""


Spans = Sequence[LabelledSpan]


def align_spans(gold: Spans, predicted: Spans) -> list[tuple[int, int]]:
    """Pair spans one to one: same span and label, same span, same label, then whatever overlaps."""

    def closeness(a: LabelledSpan, b: LabelledSpan) -> tuple[Any, ...]:
        distance = abs(a.start - b.start) + abs(a.end - b.end)
        return exact(a, b) and a.label == b.label, exact(a, b), a.label == b.label, -distance

    return align(gold, predicted, quality=closeness)


def count_spans(counts: Counts, document: int, layer: str, gold: Spans, predicted: Spans) -> None:
    """Count one layer of one document under every scheme, all labels together and each label alone."""
    for label in ("", *sorted({span.label for span in (*gold, *predicted)})):
        sides = [[span for span in side if label in ("", span.label)] for side in (gold, predicted)]
        for scheme, found in right_spans(layer, *sides).items():
            counts.add(Measure(layer, scheme, label), document, found, (len(sides[0]), len(sides[1])))


def right_spans(layer: str, gold: Spans, predicted: Spans) -> dict[str, float]:
    """Return how many spans are right under each scheme."""
    pairs = [(gold[i], predicted[j]) for i, j in align_spans(gold, predicted)]
    same_span = sum(exact(a, b) for a, b in pairs)
    right: dict[str, float] = {
        "strict": sum(exact(a, b) and a.label == b.label for a, b in pairs),
        "exact": same_span,
        "partial": same_span + 0.5 * (len(pairs) - same_span),
        "type": sum(a.label == b.label for a, b in pairs),
    }
    if layer in VALUES:
        right["value"] = sum(VALUES[layer](a.value, b.value) for a, b in pairs)
    return right
