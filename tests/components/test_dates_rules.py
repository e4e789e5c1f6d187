"""The examples of the date patterns, and what the loader says of wrong ones."""

import pytest

from pipeline.components.dates import find_dates
from pipeline.components.dates.grammar import grammar_of
from pipeline.components.dates.resolve import BUILDERS
from pipeline.components.dates.scan import scan
from pipeline.components.dates.vocabulary import roman
from pipeline.rules.load import RuleError

LANGUAGES = ["fr", "en"]
PATTERNS = [(language, rule) for language in LANGUAGES for rule in grammar_of(language).patterns]
MODIFIERS = [(language, rule) for language in LANGUAGES for rule in grammar_of(language).modifiers]


def fired(language: str, text: str) -> set[str]:
    mentions = scan(text, grammar_of(language))
    return {m.rule.id for m in mentions} | {modifier.id for m in mentions for modifier in m.modifiers}


@pytest.mark.parametrize(("language", "rule"), [*PATTERNS, *MODIFIERS], ids=lambda x: getattr(x, "id", x))
def test_rule_fires_in_its_examples_only(language, rule):
    for text in rule.match:
        assert rule.id in fired(language, text), text
    for text in rule.reject:
        assert rule.id not in fired(language, text), text


@pytest.mark.parametrize(("language", "rule"), PATTERNS, ids=lambda x: getattr(x, "id", x))
def test_rule_has_a_builder(language, rule):
    assert rule.build in BUILDERS


def test_unknown_class_is_named():
    with pytest.raises(RuleError, match="NOSUCH"):
        grammar_of("fr").notation.compile("DAY NOSUCH")


def test_open_parenthesis_is_refused():
    with pytest.raises(RuleError, match="parenthesis"):
        grammar_of("fr").notation.compile("(DAY MONTH")


def test_unknown_macro_is_named():
    with pytest.raises(RuleError, match="nosuch"):
        grammar_of("fr").notation.compile("<nosuch> MONTH")


@pytest.mark.parametrize(("word", "value"), [("xxie", 21), ("xixe", 19), ("ive", 4), ("xᵉ", 10), ("viiie", 8)])
def test_roman_ordinals(word, value):
    assert roman(word) == value


def test_ages_are_no_durations():
    assert find_dates("Un homme de 30 ans, père de deux enfants de 5 ans, a disparu.") == []
