"""Shared fixtures: the French pipeline, loaded once per test session."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from spacy.language import Language

from pipeline import load

settings.register_profile("polyphonie", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("polyphonie")


@pytest.fixture(scope="session")
def nlp_fr() -> Language:
    return load("fr")
