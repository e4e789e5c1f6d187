"""The headline figures: what counts as a right extraction, layer by layer.

Entities are right with span and label; dates with any overlap, and with the same value; quotations between marks when
the gold span is covered to 80 % by a prediction that is itself to 50 % gold; indirect ones when intersection over
union is at least one half; acts when the tags agree and the cues overlap, satellites apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.evaluate.align import Pairs, align, exact, one_to_one, overlap
from pipeline.evaluate.counts import Counts, Measure
from pipeline.evaluate.names import content_words, same_name, token_f1, trim
from pipeline.schema.models import Act, Argument, Layers, Quotation

NAMES = ("PER", "ORG", "LOC", "MISC")
TAGS = ("ACCUSATION", "DENIAL", "DEMAND")
ROLES = ("actor", "target", "content")
HEADLINE = "headline"


@dataclass(slots=True)
class Matched:
    """The gold and predicted items of one layer of one document, and which of them correspond."""

    layer: str
    gold: list[Any]
    predicted: list[Any]
    pairs: Pairs

    def items(self) -> list[tuple[Any, Any]]:
        """Return the pairs as items."""
        return [(self.gold[i], self.predicted[j]) for i, j in self.pairs]


@dataclass(slots=True)
class Scorer:
    """Scores one document into the counts.

    Parameters
    ----------
    counts, document
        Where to count, and the document's index there.
    text
        Of the document.
    """

    counts: Counts
    document: int
    text: str
    matched: list[Matched] = field(default_factory=list)

    def score(self, gold: Layers, predicted: Layers) -> list[Matched]:
        """Count every headline measure and return what was matched, layer by layer."""
        self._entities(gold, predicted)
        self._dates(gold, predicted)
        self._quotations(gold, predicted)
        self._acts(gold, predicted)
        return self.matched

    def _spans(self, name: str, gold: Sequence[Any], predicted: Sequence[Any], fits: Callable[..., bool]) -> Pairs:
        return self._count(name, gold, predicted, align(gold, predicted, fits))

    def _count(self, name: str, gold: Sequence[Any], predicted: Sequence[Any], pairs: Pairs) -> Pairs:
        self.counts.add(Measure(HEADLINE, name), self.document, len(pairs), (len(gold), len(predicted)))
        return pairs

    def _rate(self, name: str, good: float) -> None:
        self.counts.add_rate(Measure(HEADLINE, name, rate=True), self.document, good)

    def _keep(self, layer: str, gold: list[Any], predicted: list[Any], pairs: Pairs) -> Matched:
        self.matched.append(Matched(layer, gold, predicted, pairs))
        return self.matched[-1]

    def _entities(self, gold: Layers, predicted: Layers) -> None:
        names, found = ([x for x in side.entities if x.label in NAMES] for side in (gold, predicted))
        pairs = self._spans("entities exact", names, found, lambda a, b: exact(a, b) and a.label == b.label)
        self._keep("entities", names, found, pairs)
        self._spans("entities overlap", names, found, lambda a, b: a.label == b.label)
        for label in NAMES:
            of_label, found_label = ([x for x in side if x.label == label] for side in (names, found))
            self._spans(label, of_label, found_label, exact)
        roles, found = ([x for x in side.entities if x.label == "ROLE"] for side in (gold, predicted))
        self._keep("roles", roles, found, self._spans("roles exact", roles, found, exact))
        self._spans("roles overlap", roles, found, lambda _a, _b: True)

    def _dates(self, gold: Layers, predicted: Layers) -> None:
        dates, found = gold.dates, predicted.dates
        self._spans("dates overlap", dates, found, lambda _a, _b: True)
        self._spans("dates exact", dates, found, exact)
        pairs = self._spans("dates overlap+value", dates, found, lambda a, b: a.value == b.value)
        self._keep("dates", dates, found, pairs)

    def _quotations(self, gold: Layers, predicted: Layers) -> None:
        marked, found = (_of_type(side, "direct", "mixed") for side in (gold, predicted))
        pairs = self._spans("quotes direct+mixed", marked, found, covered)
        quoted = self._keep("quotations", marked, found, pairs)
        edges = [trim(self.text, x.start, x.end) for x in marked], [trim(self.text, x.start, x.end) for x in found]
        same = [(i, j) for i, left in enumerate(edges[0]) for j, right in enumerate(edges[1]) if left == right]
        ranked = one_to_one(same, lambda i, j: overlap(marked[i], found[j]))
        self._count("quotes direct+mixed exact", marked, found, ranked)
        for a, b in quoted.items():
            self._rate("quotes type", a.type == b.type)
        indirect, found = (_of_type(side, "indirect") for side in (gold, predicted))
        pairs = self._spans("quotes indirect", indirect, found, half_shared)
        reported = self._keep("indirect", indirect, found, pairs)
        for a, b in [*quoted.items(), *reported.items()]:
            self._speaker(a, b)
        scare, found = (_of_type(side, "scare") for side in (gold, predicted))
        self._keep("scare", scare, found, self._spans("scare quotes", scare, found, lambda _a, _b: True))

    def _speaker(self, gold: Quotation, predicted: Quotation) -> None:
        if gold.speaker_start is not None:
            self._rate("speaker span", speaker_overlaps(gold, predicted))
        if gold.speaker_name:
            self._rate("speaker name", same_name(gold.speaker_name, predicted.speaker_name))

    def _acts(self, gold: Layers, predicted: Layers) -> None:
        main, found = ([x for x in side.acts if not x.satellite] for side in (gold, predicted))
        matched = self._keep("acts", main, found, self._count("acts", main, found, align_acts(main, found)))
        for tag in TAGS:
            of_tag, found_tag = ([x for x in side if x.tag == tag] for side in (main, found))
            self._count(tag, of_tag, found_tag, align_acts(of_tag, found_tag))
        self._spans("acts, clause overlap", main, found, lambda a, b: a.tag == b.tag)
        self._count("acts lenient", gold.acts, predicted.acts, align_acts(gold.acts, predicted.acts))
        for a, b in matched.items():
            for role in ROLES:
                score = argument_score(a.role(role), b.role(role), self.text, role)
                if score is not None:
                    self._rate(f"{role} token F1", score)
            for name in ("polarity", "status", "voice"):
                self._rate(name, getattr(a, name) == getattr(b, name))
        satellites, found = ([x for x in side.acts if x.satellite] for side in (gold, predicted))
        self._keep("satellites", satellites, found, align_acts(satellites, found))


def _of_type(side: Layers, *types: str) -> list[Quotation]:
    return [x for x in side.quotations if x.type in types]


def covered(gold: Quotation, predicted: Quotation) -> bool:
    """Tell whether 80 % of the gold span are covered by a prediction of which 50 % are gold."""
    shared = overlap(gold, predicted)
    return shared >= 0.8 * (gold.end - gold.start) and shared >= 0.5 * (predicted.end - predicted.start)


def half_shared(gold: Quotation, predicted: Quotation) -> bool:
    """Tell whether intersection over union is at least one half."""
    shared = overlap(gold, predicted)
    return shared >= 0.5 * (gold.end - gold.start + predicted.end - predicted.start - shared)


def speaker_overlaps(gold: Quotation, predicted: Quotation) -> bool:
    """Tell whether the predicted speaker phrase overlaps the gold one."""
    if gold.speaker_start is None or gold.speaker_end is None:
        return False
    if predicted.speaker_start is None or predicted.speaker_end is None:
        return False
    return min(gold.speaker_end, predicted.speaker_end) > max(gold.speaker_start, predicted.speaker_start)


def align_acts(gold: Sequence[Act], predicted: Sequence[Act]) -> Pairs:
    """Pair acts of the same tag whose cues overlap, those whose clauses share most first."""
    same = [(i, j) for i, a in enumerate(gold) for j, b in enumerate(predicted) if a.tag == b.tag and _cue_hit(a, b)]
    return one_to_one(same, lambda i, j: overlap(gold[i], predicted[j]))


def _cue_hit(gold: Act, predicted: Act) -> bool:
    cues = [(gold.cue_start, gold.cue_end), *gold.extra_cues]
    return any(min(end, predicted.cue_end) > max(start, predicted.cue_start) for start, end in cues)


def argument_score(gold: list[Argument], predicted: list[Argument], text: str, role: str) -> float | None:
    """Return how well the fillers of a role agree, from 0 to 1; None if neither side has any.

    The best token F1 of gold surfaces, gold names or both against predicted surfaces or names. For actors and targets
    a name that is part of the other is enough, if both sides have equally many fillers.
    """
    surfaces = [text[x.start : x.end] for x in gold if x.start is not None]
    names = [x.name for x in gold if x.name]
    if not (surfaces or names or predicted):
        return None
    found_surfaces = [x.text for x in predicted if x.text is not None]
    found_names = [x.name for x in predicted if x.name is not None]
    best = max(
        (
            token_f1(_words(left), _words(right))
            for left in (surfaces, names, surfaces + names)
            for right in (found_surfaces, found_names)
            if left and right
        ),
        default=0.0,
    )
    if role != "content" and max(len(gold), 1) == max(len(predicted), 1):
        pairs = ((a, b) for a in surfaces + names for b in found_surfaces + found_names)
        best = 1.0 if any(same_name(a, b) for a, b in pairs) else best
    return best


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in content_words(text)]
