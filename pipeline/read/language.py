"""Which of our two languages a text or a paragraph is in."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = ("fr", "en")
SAMPLE = 600  # characters that suffice


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def detect(text: str) -> tuple[str, float]:
    """Return the language of a text, ``fr`` or ``en``, and the probability of that choice between the two."""
    middle = max(0, len(text) - SAMPLE) // 2  # the head of a page is often names and furniture
    language, probability = _identifier().classify(text[middle : middle + SAMPLE])
    return str(language), float(probability)
