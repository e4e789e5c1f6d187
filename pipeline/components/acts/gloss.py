"""One plain sentence per act, in French and in English, that is understood without the text."""

from __future__ import annotations

from pipeline.rules.acts import ActRule
from pipeline.schema.messages import say
from pipeline.schema.models import Act, Argument


def glosses(act: Act, rule: ActRule) -> tuple[str | None, str | None]:
    """Return the gloss of an act in French and in English, from the templates of its rule."""
    texts: dict[str, list[str]] = {role: [] for role in ("actor", "target", "content")}
    for argument in act.arguments:
        if argument.role in texts:
            texts[argument.role].append(_text(argument))
    texts = {role: [text for text in dict.fromkeys(found) if text] for role, found in texts.items()}
    return _gloss(act, rule.act_fr, texts, "fr"), _gloss(act, rule.act_en, texts, "en")


def _gloss(act: Act, template: str | None, texts: dict[str, list[str]], language: str) -> str | None:
    if template is None:
        return None
    sentence = template.format(**{role: _phrase(found, role, language) for role, found in texts.items()})
    sentence = " ".join(sentence.split())
    if act.polarity == "neg":
        sentence = say("gloss.negated", language, sentence=sentence)
    if act.status != "actual":
        sentence = say(f"gloss.{act.status}", language, sentence=sentence)
    return sentence[0].upper() + sentence[1:]


def _phrase(texts: list[str], role: str, language: str) -> str:
    if not texts:
        return say(f"gloss.no_{role}", language)
    joined = texts[0]
    if len(texts) > 1:
        joined = say("gloss.and", language, first=", ".join(texts[:-1]), last=texts[-1])
    return say("gloss.quoted", language, text=joined) if role == "content" else joined


def _text(argument: Argument) -> str:
    first, second = argument.name, argument.text
    if argument.role == "content":
        first, second = second, first
    return " ".join((first or second or "").split())
