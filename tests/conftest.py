"""Shared fixtures: the French pipeline, loaded once per test session."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from spacy.language import Language

from pipeline import load

# In CI the examples are the same each time, so that a run answers for the change and not for chance.
settings.register_profile(
    "polyphonie", deadline=None, derandomize="CI" in os.environ, suppress_health_check=list(HealthCheck)
)
settings.load_profile("polyphonie")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are in English, whatever the machine, and whatever a test before asked for."""
    monkeypatch.setenv("POLYPHONIE_LANG", "en")


@pytest.fixture(scope="session")
def nlp_fr() -> Language:
    return load("fr")
