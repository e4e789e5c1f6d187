"""The labels and definitions of every code in the tables, in French and in English."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("fr", "en")

KINDS: dict[tuple[str, str], str] = {
    ("documents", "language"): "language",
    ("documents", "published_precision"): "precision",
    ("segments", "kind"): "segment_kind",
    ("segments", "language"): "language",
    ("entities", "label"): "entity_label",
    ("entities", "source"): "entity_source",
    ("entities", "metonymy"): "metonymy",
    ("dates", "timex_type"): "timex_type",
    ("dates", "mod"): "mod",
    ("quotations", "type"): "quotation_type",
    ("acts", "tag"): "tag",
    ("acts", "polarity"): "polarity",
    ("acts", "status"): "status",
    ("acts", "voice"): "voice",
    ("acts", "cameo"): "cameo",
    ("acts", "plover_event"): "plover_event",
    ("acts", "plover_mode"): "plover_mode",
    ("act_arguments", "role"): "role",
    ("act_arguments", "resolution"): "resolution",
    ("errors", "stage"): "stage",
    ("errors", "error"): "error",
    ("alignments", "parallel"): "parallel",
    ("alignments", "tag"): "tag",
    ("alignments", "found"): "found",
}
"""The kind of code that a column holds; subtypes depend on a second column, see ``SUBTYPES``."""

SUBTYPES: dict[str, tuple[str, str]] = {
    "acts": ("tag", "subtype"),
    "entities": ("label", "entity_subtype"),
}
"""Of tables with a ``subtype``: the column it depends on, and the kind of ``CODE.subtype``."""


@cache
def labels() -> dict[str, dict[str, dict[str, str]]]:
    """Return kind → code → ``fr``, ``en``, ``def_fr``, ``def_en``."""
    return tomllib.loads((Path(__file__).parent / "labels.toml").read_text(encoding="utf-8"))


def label(kind: str, code: str, language: str) -> str:
    """Return the label of a code in ``fr`` or ``en``; a code without one (an open kind such as genre) is its own."""
    entry = labels()[kind].get(code)
    return entry[language] if entry else code.rpartition(".")[2]


def definition(kind: str, code: str, language: str) -> str | None:
    """Return the definition of a code in ``fr`` or ``en``, None for a code that is not declared."""
    entry = labels()[kind].get(code)
    return entry[f"def_{language}"] if entry else None
