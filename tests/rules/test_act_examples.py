"""Every act rule fires on its own ``match`` sentences and not on its ``reject`` sentences."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline import annotate
from pipeline.rules.acts import act_rules
from pipeline.schema.models import Act, Document

RULES = act_rules("fr")
NARRATED = "news: "


def acts_in(nlp: Language, example: str) -> list[Act]:
    """Annotate an example as a ministry's statement, or as news if it says so."""
    genre = "news" if example.startswith(NARRATED) else "declaration"
    document = Document("example", example.removeprefix(NARRATED), genre=genre, publisher="Ministère de l’Exemple")
    return annotate(nlp, document)._.layers.acts


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.rules.values() if not rule.exclusion])
def test_rule_examples(nlp_fr: Language, rule_id: str) -> None:
    rule = RULES.rules[rule_id]
    for sentence in rule.match:
        assert rule_id in [act.rule_id for act in acts_in(nlp_fr, sentence)], f"does not fire: {sentence}"
    for sentence in rule.reject:
        assert rule_id not in [act.rule_id for act in acts_in(nlp_fr, sentence)], f"fires: {sentence}"


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.rules.values() if rule.exclusion])
def test_exclusion_examples(nlp_fr: Language, rule_id: str) -> None:
    rule = RULES.rules[rule_id]
    for sentence in rule.match:
        assert [act for act in acts_in(nlp_fr, sentence) if act.tag == rule.tag] == [], sentence
    for sentence in rule.reject:
        assert [act for act in acts_in(nlp_fr, sentence) if act.tag == rule.tag] != [], sentence
