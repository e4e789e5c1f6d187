"""Fill the roles of a cue: paths of its frame, then what the text leaves implicit."""

from __future__ import annotations

from functools import cache

from pipeline.components.acts.paths import Path, Site, follow, parse_path
from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.reading import Reading, normalise
from pipeline.rules.acts import Frame

# Content and target first where the actor's paths may build on them.
ORDER = ("target", "content", "actor")


@cache
def _parsed(paths: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(parse_path(text) for text in paths)


def frame_paths(frame: Frame) -> dict[str, tuple[Path, ...]]:
    """Return the parsed paths of a frame, per role, in the order in which roles are filled."""
    return {role: _parsed(getattr(frame, role)) for role in ORDER}


def fill(site: Site, frame: Frame) -> None:
    """Fill ``site.fillers`` role by role; a role whose paths lead nowhere stays empty.

    A second pass tries the roles that build on others (``that-subject``, ``possessor@content``).
    """
    paths = frame_paths(frame)
    for _ in range(2):
        for role in ORDER:
            if site.fillers.get(role):
                continue
            for path in paths[role]:
                found = [f for f in follow(site, path) if _sound(site, f, role)]
                if found:
                    for filler in found:
                        filler.path = f"{path.step}@{path.anchor}"
                    site.fillers[role] = found
                    break


def _sound(site: Site, filler: Filler, role: str) -> bool:
    if filler.first > filler.last:
        return False
    if role == "content":
        return True
    taken = {f.head for name, fillers in site.fillers.items() if name != role for f in fillers if f.kind == "noun"}
    return filler.head not in taken or filler.kind == "clitic"


def is_animate(reading: Reading, filler: Filler) -> bool:
    """Whether a filler names a person, body, country or people: an entity, a pronoun, or a noun of the class."""
    if filler.kind == "clitic":
        return reading.words[filler.head] not in reading.grammar["demonstrative_pronoun"]
    word = reading.words[filler.head]
    if word in reading.rules.classes.get("animate", frozenset()):
        return True
    if len(word) > 5 and word.endswith(tuple(reading.grammar["animate_suffix"])):
        return True
    token = reading.doc[filler.head]
    start, end = token.idx, token.idx + len(token)
    for entity in reading.layers.entities:
        if entity.start < end and start < entity.end and entity.label in {"PER", "ORG", "LOC", "ROLE"}:
            return True
    return token.pos_ in {"PROPN"} or token.ent_type_ in {"PER", "ORG", "LOC"}


def is_own_side(reading: Reading, filler: Filler, name: str | None) -> bool:
    """Whether a filler is the speaker or bears the speaker's name (*la Tarvanie* in a text of its embassy)."""
    if is_first_person(reading, filler):
        return True
    if not name:
        return False
    own = {normalise(word)[:6] for word in name.split() if len(word) > 4 and word[:1].isupper()}
    words = (reading.words[i] for i in range(filler.first, filler.last + 1) if reading.doc[i].text[:1].isupper())
    return any(len(word) > 4 and word[:6] in own for word in words)


def is_first_person(reading: Reading, filler: Filler) -> bool:
    """Whether a filler is, or belongs to, the speaker: *nous, notre pays*."""
    return any(reading.words[i] in reading.grammar["first_person"] for i in range(filler.first, filler.last + 1)[:3])
