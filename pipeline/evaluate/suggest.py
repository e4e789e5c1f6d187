"""Which sentences are most worth annotating next.

A sentence gains weight by extractions of rules that gold has found imprecise or hardly measured, by cues that are rare
in the run, and by rules that disagree about one stretch of text: overlapping extractions of different labels, and acts
whose cue another rule would have labelled otherwise. What has been chosen already counts less and less, so that the
choice stays varied. Documents that are in gold are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.evaluate.align import overlap
from pipeline.evaluate.differences import label_of
from pipeline.evaluate.rules import rule_of
from pipeline.rules.registry import find
from pipeline.schema.models import Act, Entity, Quotation
from pipeline.write.exchange import AnnotatedDocument, excerpt

UNMEASURED = 1.0
DISAGREEMENT = 1.0


@dataclass(slots=True)
class Suggestion:
    """A sentence to annotate, with what the pipeline found in it, and why."""

    document: str
    start: int
    end: int
    weight: float
    reasons: list[str]
    annotated: AnnotatedDocument


@dataclass(slots=True)
class _Candidate:
    document: str
    start: int
    end: int
    weights: dict[str, float] = field(default_factory=dict)


def suggest(run: Mapping[str, AnnotatedDocument], known: set[str], rules: pd.DataFrame, n: int) -> list[Suggestion]:
    """Choose sentences of a run.

    Parameters
    ----------
    run
        Name to document.
    known
        Documents that are in gold already.
    rules
        Precision of rules, as ``Evaluation.rules`` and ``rules.read_measured`` give it; the first row of a rule counts.
    n
        How many sentences.
    """
    first = rules.drop_duplicates("rule_id")
    doubt = {str(rule): 1 - float(low) for rule, low in zip(first["rule_id"], first["low"], strict=True)}
    documents = {name: annotated for name, annotated in run.items() if name not in known}
    cues = Counter(cue for annotated in documents.values() for cue, _ in _cues(annotated))
    candidates = [x for name, annotated in documents.items() for x in _candidates(name, annotated, doubt, cues)]
    chosen: list[Suggestion] = []
    used: Counter[str] = Counter()
    while candidates and len(chosen) < n:
        weights = [sum(w / (1 + used[reason]) for reason, w in x.weights.items()) for x in candidates]
        best = max(range(len(candidates)), key=weights.__getitem__)
        if not weights[best]:
            break
        candidate = candidates.pop(best)
        used.update(candidate.weights)
        name = f"{candidate.document}_{candidate.start}"
        part = excerpt(documents[candidate.document], name, candidate.start, candidate.end)
        span = (candidate.start, candidate.end, weights[best])
        chosen.append(Suggestion(candidate.document, *span, sorted(candidate.weights), part))
    return chosen


def _items(annotated: AnnotatedDocument) -> list[Any]:
    layers = annotated.layers
    return [*layers.entities, *layers.dates, *layers.quotations, *layers.acts]


def _cues(annotated: AnnotatedDocument) -> Iterator[tuple[str, int]]:
    for item in (*annotated.layers.quotations, *annotated.layers.acts):
        if item.cue_text is not None and item.cue_start is not None:
            yield f"cue {item.cue_text.lower()}", item.cue_start


def _candidates(
    name: str, annotated: AnnotatedDocument, doubt: Mapping[str, float], cues: Counter[str]
) -> Iterator[_Candidate]:
    """Yield the sentences of a document that something speaks for, with the reasons and their weights."""
    for sentence in annotated.layers.sentences:
        weights: dict[str, float] = defaultdict(float)
        inside = [x for x in _items(annotated) if sentence.start <= x.start < sentence.end]
        for item in inside:
            rule = rule_of(item)
            weights[f"rule {rule}"] = max(weights[f"rule {rule}"], doubt.get(rule, UNMEASURED))
        for cue, start in _cues(annotated):
            if sentence.start <= start < sentence.end:
                weights[cue] = 1 / cues[cue]
        for act in annotated.layers.acts:
            if sentence.start <= act.cue_start < sentence.end:
                rivals = (rule_id for rule_id in act.beaten if _differs(act, rule_id))
                weights.update((f"rule {act.rule_id} over {rule_id}", DISAGREEMENT) for rule_id in rivals)
        for i, first in enumerate(inside):
            for second in inside[i + 1 :]:
                if type(first) is type(second) and label_of(first) != label_of(second) and _compete(first, second):
                    weights[f"{label_of(first)} or {label_of(second)}"] = DISAGREEMENT
        if weights:
            end = max([sentence.end, *(x.end for x in inside if x.end <= len(annotated.text))])
            yield _Candidate(name, sentence.start, end, dict(weights))


def _compete(first: Any, second: Any) -> bool:
    """Tell whether two extractions of one layer cannot both be right: acts on one cue, names or quotations that cross.

    A role may overlap a name, a quotation may stand in another, and acts share words with the acts around them.
    """
    if isinstance(first, Act):
        return first.cue_start < second.cue_end and second.cue_start < first.cue_end
    if isinstance(first, Entity) and "ROLE" in (first.label, second.label):
        return False
    nested = first.start <= second.start and second.end <= first.end
    return bool(overlap(first, second)) and (not nested or not isinstance(first, Quotation))


def _differs(act: Act, rule_id: str) -> bool:
    """Tell whether a rule that lost against an act's would have made another kind of act, or none."""
    rivals = [rule.fields for rule in find(rule_id)]
    return any((rival.get("tag"), rival.get("subtype")) != (act.tag, act.subtype) for rival in rivals)
