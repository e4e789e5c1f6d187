"""One plain sentence per act, in French and in English, that is understood without the text."""

from __future__ import annotations

from pipeline.rules.acts import ActRule
from pipeline.schema.models import Act, Argument

MISSING = {
    "fr": {"actor": "quelqu’un", "target": "quelqu’un", "content": "quelque chose"},
    "en": {"actor": "somebody", "target": "somebody", "content": "something"},
}
AND = {"fr": " et ", "en": " and "}
QUOTES = {"fr": ("« ", " »"), "en": ("“", "”")}
STATUS = {
    "fr": {
        "hypothetical": "Hypothèse : ",
        "future": "À venir : ",
        "interrogative": "Question : ",
        "historical": "Autrefois : ",
    },
    "en": {
        "hypothetical": "If so: ",
        "future": "To come: ",
        "interrogative": "Question: ",
        "historical": "In the past: ",
    },
}
NEGATED = {"fr": "Il n’est pas dit que ", "en": "It is not said that "}


def glosses(act: Act, rule: ActRule) -> tuple[str | None, str | None]:
    """Return the gloss of an act in French and in English, from the templates of its rule."""
    return _gloss(act, rule.act_fr, "fr"), _gloss(act, rule.act_en, "en")


def _gloss(act: Act, template: str | None, language: str) -> str | None:
    if template is None:
        return None
    values = {role: _phrase(act.role(role), role, language) for role in ("actor", "target", "content")}
    sentence = " ".join(template.format(**values).split())
    if act.polarity == "neg":
        sentence = NEGATED[language] + sentence
    sentence = STATUS[language].get(act.status, "") + sentence
    return sentence[0].upper() + sentence[1:]


def _phrase(arguments: list[Argument], role: str, language: str) -> str:
    texts = [_text(argument, role, language) for argument in arguments]
    texts = [text for text in dict.fromkeys(texts) if text]
    if not texts:
        return MISSING[language][role]
    joined = texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + AND[language] + texts[-1]
    if role == "content":
        opening, closing = QUOTES[language]
        return opening + joined + closing
    return joined


def _text(argument: Argument, role: str, language: str) -> str:
    if role == "content":
        return " ".join((argument.text or argument.name or "").split())
    return " ".join((argument.name or argument.text or "").split())
