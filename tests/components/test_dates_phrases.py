"""Bare phrases and sentences, read from their words alone (tests/cases/dates_phrases.toml)."""

import tomllib
from pathlib import Path

import pytest

from pipeline.components.dates import find_dates

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "dates_phrases.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["text"][:50])
def test_type_value_and_mod(case):
    options = {"published": case.get("published"), "precision": case.get("precision", "day")}
    found = find_dates(case["text"], language=case["language"], **options)
    assert [[d.text, d.timex_type, d.value, d.mod or ""] for d in found] == case["expect"]
