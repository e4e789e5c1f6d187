"""Which of our two languages a text or a paragraph is in."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from pydantic import BaseModel, ConfigDict

from pipeline.rules.load import data_path, load_table, validate
from pipeline.schema.models import Document

LANGUAGES = ("fr", "en")
SAMPLE = 600  # characters that suffice
LEAST_WORDS = 3  # of the other language, for a paragraph to be looked at


class FunctionWords(BaseModel):
    """Frequent words of one language that the other does not write."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: frozenset[str]


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


@cache
def _function_words(language: str) -> frozenset[str]:
    table = load_table(data_path(language, "language.toml")).get("function_words", {})
    return validate(FunctionWords, table, f"{language}/language.toml: function_words").words


def detect(text: str) -> tuple[str, float]:
    """Return the language of a text, ``fr`` or ``en``, and the probability of that choice between the two."""
    middle = max(0, len(text) - SAMPLE) // 2  # the head of a page is often names and furniture
    language, probability = _identifier().classify(text[middle : middle + SAMPLE])
    return str(language), float(probability)


def mark_segments(document: Document) -> None:
    """Set ``language`` on the segments that are clearly in the other language than the document."""
    own = _function_words(document.language)
    others = [(language, _function_words(language)) for language in LANGUAGES if language != document.language]
    for segment in document.segments:
        if segment.kind in ("furniture", "dateline"):
            continue
        words = document.text[segment.start : segment.end].lower().split()
        for language, foreign in others:
            count = sum(word in foreign for word in words)
            if count < LEAST_WORDS or count <= 2 * sum(word in own for word in words):
                continue
            if detect(document.text[segment.start : segment.end])[0] == language:
                segment.language = language
