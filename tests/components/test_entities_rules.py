"""Every rule for names and roles fires on its ``match`` examples and not on its ``reject`` examples."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.components.entities.patterns import patterns
from pipeline.components.load import make_doc
from pipeline.rules.load import data_path, load_entries
from pipeline.rules.rule import Rule
from pipeline.schema.models import Document

PATTERNS = [rule for name in ("names", "roles") for rule in patterns("fr", name).rules]
FINDERS = load_entries(data_path("fr", "entities/finders.toml"), "rule", Rule)


def examples(kind: str) -> list[tuple[str, str]]:
    return [(rule.id, text) for rule in [*PATTERNS, *FINDERS] for text in getattr(rule, kind)]


@pytest.fixture(scope="module")
def candidates(nlp_fr: Language):
    """The rule ids that propose or make an entity in a text."""
    component = nlp_fr.get_pipe("entities")

    def run(text: str) -> set[str | None]:
        doc = make_doc(nlp_fr, Document(doc_id="example", text=text))
        for name, pipe in nlp_fr.pipeline:
            if name == "entities":
                break
            doc = pipe(doc)
        proposed = {mention.rule_id for mention in component.candidates(doc)}
        component(doc)
        return proposed | {entity.rule_id for entity in doc._.layers.entities}

    return run


@pytest.mark.parametrize(("rule_id", "text"), examples("match"))
def test_rule_matches(candidates, rule_id: str, text: str) -> None:
    assert rule_id in candidates(text)


@pytest.mark.parametrize(("rule_id", "text"), examples("reject"))
def test_rule_rejects(candidates, rule_id: str, text: str) -> None:
    assert rule_id not in candidates(text)
