"""The HTML page of an evaluation: scores, rules, and every difference in its sentence, filterable without a script."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.evaluate.evaluation import Evaluation
from pipeline.evaluate.texts import say

TEMPLATES = Path(__file__).parent / "templates"
FILTERS = ("layer", "kind", "label", "rule", "document")


def environment() -> Environment:
    """Return the template environment; everything that a template prints is escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def write_page(evaluation: Evaluation, path: Path, language: str = "en") -> None:
    """Write the page of an evaluation, one self-contained file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(evaluation, language), encoding="utf-8", newline="\n")


def page(evaluation: Evaluation, language: str = "en") -> str:
    """Return the page of an evaluation, in ``en`` or ``fr``."""
    documents = {pair.name: pair.text for pair in evaluation.pairs}
    items = [_item(row, documents, language) for row in evaluation.differences.to_dict("records")]
    choices = {name: sorted({item[name] for item in items}) for name in FILTERS}
    numbers = {(name, value): number for name in FILTERS for number, value in enumerate(choices[name])}
    for item in items:
        item["classes"] = " ".join(f"{name}-{numbers[name, item[name]]}" for name in FILTERS)
    return (
        environment()
        .get_template("evaluation.html.j2")
        .render(
            evaluation=evaluation,
            headline=[row for row in evaluation.headline.reset_index().to_dict("records") if _known(row["score"])],
            rules=evaluation.rules.to_dict("records"),
            items=items,
            choices=choices,
            language=language,
            say=lambda section, key: say(section, key, language),
            percent=percent,
        )
    )


def percent(value: Any) -> str:
    """Return a share in per cent with one decimal, a dash for none."""
    return f"{100 * value:.1f}" if _known(value) else "–"


def _known(value: Any) -> bool:
    return not pd.isna(value)


def _item(row: dict[str, Any], documents: dict[str, str], language: str) -> dict[str, Any]:
    cleaned = {name: value if _known(value) else None for name, value in row.items()}
    return {
        **cleaned,
        "layer": say("layer", row["layer"], language),
        "kind": say("kind", row["kind"], language),
        "rule": cleaned["rule_id"] or "–",
        "pieces": _pieces(cleaned, documents[row["document"]]),
    }


def _pieces(row: dict[str, Any], text: str) -> list[tuple[str, str]]:
    """Cut a sentence at the spans; each piece with its classes: ``g`` inside gold, ``p`` inside the prediction."""
    spans = {
        name: (row[f"{side}_start"], row[f"{side}_end"])
        for name, side in (("g", "gold"), ("p", "predicted"))
        if row[f"{side}_start"] is not None
    }
    first = min([row["sentence_start"], *(start for start, _ in spans.values())])
    last = max([row["sentence_end"], *(end for _, end in spans.values())])
    cuts = sorted({first, last, *(offset for span in spans.values() for offset in span)})
    return [
        (text[a:b], " ".join(name for name, (start, end) in spans.items() if start <= a and b <= end))
        for a, b in pairwise(cuts)
    ]
