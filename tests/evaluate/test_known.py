"""Shares of names that the knowledge base knows."""

from __future__ import annotations

import pytest

from pipeline.evaluate.known import known_entities
from pipeline.evaluate.sources import Pair
from pipeline.schema.models import Document, Entity, Layers
from pipeline.write.exchange import AnnotatedDocument


def test_shares_of_known_names_are_counted_from_predictions() -> None:
    filled = {"name_fr": "Sénat", "name_en": "Senate", "country": "FRA"}
    found = [
        Entity("e0", 3, 8, "Sénat", "ORG", **filled),
        Entity("e1", 12, 19, "Tarvane", "LOC"),
        Entity("e2", 23, 28, "Nyons", "LOC", country="FRA", name_fr="Nyons"),
        Entity("e3", 30, 38, "ministre", "ROLE", **filled),
    ]
    document = AnnotatedDocument(Document("d", text="Le Sénat de Tarvane et Nyons, ministre"), Layers(entities=found))
    known = known_entities([Pair(document, document)])
    assert {label: count.mentions for label, count in known.items()} == {"LOC": 2, "ORG": 1, "all": 3}
    assert known["LOC"].shares() == (0, 0.5, 0)
    assert known["ORG"].shares() == (1, 1, 0)
    assert known["all"].shares() == pytest.approx((1 / 3, 2 / 3, 0))
    assert known_entities([]) == {}
