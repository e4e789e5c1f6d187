"""Whether a noun phrase names a person or body, the speaker, or the speaker's side."""

from __future__ import annotations

from functools import cache, lru_cache

from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.reading import Reading, normalise
from pipeline.components.quotations.lexicon import person_nouns
from pipeline.rules.acts import act_rules

ACTORS = frozenset({"PER", "ORG", "LOC", "ROLE"})


@cache
def animate_nouns(language: str) -> frozenset[str]:
    """Return the nouns for persons and bodies: the class *animate* and the nouns of those who speak in the news."""
    return act_rules(language).classes.get("animate", frozenset()) | person_nouns(language).forms(strict=True)


def is_animate(reading: Reading, filler: Filler) -> bool:
    """Whether a filler names a person, body, country or people: an entity, a pronoun, or a noun of the class."""
    head = filler.head
    word = reading.words[head]
    if filler.kind == "clitic":
        return word not in reading.grammar["demonstrative_pronoun"]
    if word in animate_nouns(reading.rules.language) or word in reading.grammar["personal_pronoun"]:
        return True
    things = reading.rules.classes.get("inanimate", frozenset())
    if len(word) > 5 and reading.ends_in(head, "animate") and word not in things:
        return True
    return head in reading.named or reading.pos[head] == "PROPN" or reading.ent_type(head) in ACTORS


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
    words = (reading.words[i] for i in range(filler.first, filler.last + 1) if reading.is_capitalised(i))
    return any(len(word) > 4 and word[:6] in own for word in words)


def is_first_person(reading: Reading, filler: Filler) -> bool:
    """Whether a filler is, or belongs to, the speaker: *nous, notre pays*."""
    return any(reading.is_a(i, "first_person") for i in range(filler.first, filler.last + 1)[:3])
