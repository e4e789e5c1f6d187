"""The language of a document and of the paragraphs that differ from it."""

from __future__ import annotations

from pipeline.read.documents import documents

FRENCH = "Le ministre a démenti les accusations. Il exige que l’ambassade présente des excuses à la famille."
ENGLISH = "The ministry was not informed of this, and it has asked for an explanation from the embassy."


def read(text: str, **record):
    return next(documents([{"id": "1", "text": text, **record}]))


def test_the_language_is_detected_unless_given() -> None:
    assert read(FRENCH).language == "fr"
    assert read(ENGLISH).language == "en"
    assert read(FRENCH, language="en-GB").language == "en"
    assert next(documents([{"id": "1", "text": ENGLISH}], language="fr")).language == "fr"


def test_a_paragraph_in_the_other_language_says_so() -> None:
    document = read(f"{FRENCH}\n\n{ENGLISH}\n\n{FRENCH} Le « New York Times » l’écrit.", language="fr")
    assert [part.language for part in document.segments] == [None, "en", None]
