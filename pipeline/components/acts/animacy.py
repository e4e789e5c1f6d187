"""Whether a noun phrase names a person or body, the speaker, or the speaker's side."""

from __future__ import annotations

from functools import lru_cache

from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.reading import Reading, normalise


def is_animate(reading: Reading, filler: Filler) -> bool:
    """Whether a filler names a person, body, country or people: an entity, a pronoun, or a noun of the class."""
    if filler.kind == "clitic":
        return reading.words[filler.head] not in reading.grammar["demonstrative_pronoun"]
    word = reading.words[filler.head]
    if word in reading.rules.classes.get("animate", frozenset()):
        return True
    if len(word) > 5 and word.endswith(tuple(reading.grammar["animate_suffix"])):
        return True
    token = reading.tokens[filler.head]
    start, end = token.idx, token.idx + len(token)
    for entity in reading.layers.entities:
        if entity.start < end and start < entity.end and entity.label in {"PER", "ORG", "LOC", "ROLE"}:
            return True
    return token.pos_ in {"PROPN"} or token.ent_type_ in {"PER", "ORG", "LOC"}


@lru_cache(maxsize=1024)
def _stems(name: str) -> frozenset[str]:
    """Return the beginnings of the capitalised words of a name: *Tarvanie* and *tarvane* share theirs."""
    return frozenset(normalise(word)[:6] for word in name.split() if len(word) > 4 and word[:1].isupper())


def is_own_side(reading: Reading, filler: Filler, name: str | None) -> bool:
    """Whether a filler is the speaker or bears the speaker's name (*la Tarvanie* in a text of its embassy)."""
    if is_first_person(reading, filler):
        return True
    if not name:
        return False
    own = _stems(name)
    words = (reading.words[i] for i in range(filler.first, filler.last + 1) if reading.tokens[i].text[:1].isupper())
    return any(len(word) > 4 and word[:6] in own for word in words)


def is_first_person(reading: Reading, filler: Filler) -> bool:
    """Whether a filler is, or belongs to, the speaker: *nous, notre pays*."""
    return any(reading.words[i] in reading.grammar["first_person"] for i in range(filler.first, filler.last + 1)[:3])
