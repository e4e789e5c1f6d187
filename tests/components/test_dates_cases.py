"""Whole sentences with their temporal expressions, values and intervals (tests/cases/dates.toml)."""

import tomllib
from pathlib import Path

import pytest

from pipeline.components.dates import find_dates
from pipeline.components.dates.context import Tense

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "dates.toml").read_text(encoding="utf-8"))


class GivenTense:
    """A parse that knows one thing: the tense of the verb."""

    def __init__(self, time: str | None) -> None:
        self.time = time

    def tense(self, start: int, end: int) -> Tense:
        return Tense(self.time, direct=self.time is not None)

    def counts(self, start: int, end: int) -> bool:
        return False


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["text"][:50])
def test_values_and_intervals(case):
    found = find_dates(case["text"], published=CASES["published"], syntax=GivenTense(case.get("tense")))
    got = [(d.text, d.timex_type, d.value, d.mod, d.first_day, d.last_day, d.range_of is not None) for d in found]
    want = [
        (e["text"], e["type"], e["value"] or None, e.get("mod"), e.get("first"), e.get("last"), e.get("range", False))
        for e in case["expect"]
    ]
    assert got == want


def test_there_are_enough_cases():
    assert sum(len(case["expect"]) for case in CASES["case"]) >= 400
    assert sum(not case["expect"] for case in CASES["case"]) >= 40
