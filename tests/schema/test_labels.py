"""Every code has a label and a definition in both languages, and every code that the models can take is declared."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.rules.registry import registry
from pipeline.schema.labels import KINDS, SUBTYPES, definition, label, labels
from pipeline.schema.messages import messages, say
from pipeline.schema.models import Act, Argument, Entity, Quotation
from pipeline.schema.tables import DERIVED, TABLES

ROOT = Path(__file__).parents[2]
CODES = [(kind, code) for kind, entries in labels().items() for code in entries]


@pytest.mark.parametrize(("kind", "code"), CODES, ids=lambda value: value)
def test_a_code_is_named_and_defined_in_both_languages(kind: str, code: str) -> None:
    entry = labels()[kind][code]
    assert set(entry) == {"fr", "en", "def_fr", "def_en"}
    assert all(text == text.strip() and text for text in entry.values())
    assert entry["def_fr"] != entry["def_en"]
    assert entry["def_fr"].endswith((".", "…")) and entry["def_en"].endswith((".", "…"))


@pytest.mark.parametrize(("table", "column"), KINDS, ids=".".join)
def test_a_coded_column_exists_and_is_dictionary_encoded(table: str, column: str) -> None:
    assert str({**TABLES, **DERIVED}[table].field(column).type).startswith("dictionary<values=string")
    assert labels()[KINDS[table, column]]


def test_the_subtypes_of_acts_belong_to_declared_tags() -> None:
    _, kind = SUBTYPES["acts"]
    assert {code.partition(".")[0] for code in labels()[kind]} == set(labels()["tag"])


@pytest.mark.parametrize(
    ("model", "attribute", "kind"),
    [
        (Act, "polarity", "polarity"),
        (Act, "status", "status"),
        (Act, "voice", "voice"),
        (Argument, "resolution", "resolution"),
        (Entity, "source", "entity_source"),
    ],
)
def test_the_default_of_a_model_is_a_declared_code(model: type, attribute: str, kind: str) -> None:
    default = next(field.default for field in fields(model) if field.name == attribute)
    assert default in labels()[kind]


def test_the_rule_data_use_declared_subtypes_only() -> None:
    """A new subtype in the gazetteer or in a rule needs its label and definition in ``labels.toml``."""
    known = set(labels()["entity_subtype"])
    used: set[str] = set()
    for path in (ROOT / "pipeline/rules/gazetteer").glob("*.tsv"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row.get("label") and row.get("subtype"):
                used.add(f"{row['label']}.{row['subtype']}")
    for rule in registry():
        label_, subtype = rule.fields.get("label"), rule.fields.get("subtype")
        if label_ and subtype:
            used.add(f"{label_}.{subtype}")
        tag = rule.fields.get("tag")
        if tag and subtype and subtype != "exclusion":  # an exclusion only keeps other rules from firing
            assert f"{tag}.{subtype}" in labels()["subtype"], rule.id
    assert len(used) > 20
    assert used <= known


def test_gold_uses_declared_codes_only() -> None:
    import json

    known = labels()
    for path in sorted((ROOT / "corpus/gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        assert {entity["label"] for entity in gold["entities"]} <= set(known["entity_label"])
        assert {date["type"] for date in gold["dates"]} <= set(known["timex_type"])
        assert {date["mod"] for date in gold["dates"]} - {None} <= set(known["mod"])
        assert {quotation["type"] for quotation in gold["quotations"]} <= set(known["quotation_type"])
        assert {f"{act['tag']}.{act['subtype']}" for act in gold["acts"]} <= set(known["subtype"])


def test_genres_of_the_corpus_have_labels() -> None:
    import json

    rows = map(json.loads, (ROOT / "corpus/index.jsonl").read_text(encoding="utf-8").splitlines())
    assert {row["genre"] for row in rows} <= set(labels()["genre"])


def test_label_and_definition() -> None:
    assert label("tag", "DENIAL", "fr") == "démenti"
    assert label("subtype", "DEMAND.modal", "en") == "modal demand"
    assert label("genre", "sermon", "en") == "sermon"
    assert definition("quotation_type", "scare", "en") == "Marks of distance, attributed to no utterance."
    assert definition("genre", "sermon", "fr") is None
    assert Quotation("q1", 0, 1, "x", "direct").type in labels()["quotation_type"]


@pytest.mark.parametrize("key", sorted(messages()))
def test_a_message_exists_in_both_languages_with_the_same_values(key: str) -> None:
    texts = messages()[key]
    assert set(texts) == {"en", "fr"}
    named = {language: set(re.findall(r"{(\w+)", text)) for language, text in texts.items()}
    assert named["en"] == named["fr"]


def test_a_message_is_filled_in() -> None:
    assert say("check.key", "fr", table="acts", row="d/a1") == "acts d/a1 : cette clé manque ou sert deux fois"


def test_the_catalogues_are_plain_toml() -> None:
    for name in ("labels.toml", "messages.toml"):
        assert tomllib.loads((ROOT / "pipeline/schema" / name).read_text(encoding="utf-8"))
