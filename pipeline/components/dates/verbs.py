"""What the form of a word says about time: the verbs and auxiliaries of one language (``rules/*/dates/verbs.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from pipeline.rules.load import data_path, load_table, validate

MOST_WORDS = 50_000
SHORTEST = 4
"""Shorter words have no ending that says anything."""


class Forms(BaseModel):
    """Words that have a form in common: listed outright, or by their endings, with exceptions."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    words: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    exceptions: frozenset[str] = Field(default=frozenset(), alias="except")

    def __contains__(self, word: str) -> bool:
        if word in self.words:
            return True
        return len(word) >= SHORTEST and word.endswith(self.endings) and word not in self.exceptions


class Signs(BaseModel):
    """Auxiliaries, modals, verbs of planning, ordering and saying; the words that part clauses."""

    model_config = ConfigDict(extra="forbid")

    clause: frozenset[str]
    condition: frozenset[str]
    of: frozenset[str]
    link: frozenset[str]
    toward: frozenset[str]
    barrier: frozenset[str]
    have: frozenset[str]
    be: frozenset[str]
    to_be: frozenset[str]
    reflexive: frozenset[str]
    moved: tuple[str, ...]
    modal: frozenset[str]
    modal_past: frozenset[str]
    infinitive: tuple[str, ...]
    marker: frozenset[str]
    planned: tuple[str, ...]
    postponed: tuple[str, ...]
    calling: tuple[str, ...]
    addressed: frozenset[str]
    ordering: tuple[str, ...]
    scheduled: frozenset[str]
    telling: frozenset[str]
    request: frozenset[str]
    requested: frozenset[str]
    dating: frozenset[str] = frozenset()
    lasting: frozenset[str] = frozenset()


class _Speaking(dict[str, bool]):
    """Whether a word says anything about time at all, worked out when first asked for: most do not."""

    def __init__(self, verbs: Verbs) -> None:
        super().__init__()
        self._verbs = verbs

    def __missing__(self, word: str) -> bool:
        if len(self) > MOST_WORDS:  # untrusted input must not fill the memory
            self.clear()
        made = self[word] = self._verbs.speaks(word)
        return made


class Verbs(BaseModel):
    """The whole table."""

    model_config = ConfigDict(extra="forbid")

    tense: Signs
    future: Forms
    conditional: Forms
    past: Forms
    participle: Forms
    _speaking: _Speaking = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Prepare the memory of words."""
        self._speaking = _Speaking(self)

    @property
    def speaking(self) -> dict[str, bool]:
        """Whether a word says anything about time."""
        return self._speaking

    def speaks(self, word: str) -> bool:
        """Return whether a word can be a sign of time: an auxiliary, a verb form with an ending, a verb of planning."""
        signs = self.tense
        words = (signs.have, signs.be, signs.modal, signs.modal_past, signs.scheduled, signs.telling, signs.request)
        if any(word in group for group in (*words, self.future, self.conditional, self.past)):
            return True
        return word.startswith((*signs.planned, *signs.calling, *signs.ordering))


@cache
def verbs_of(language: str) -> Verbs:
    """Return the verbs of ``rules/<language>/dates/verbs.toml``."""
    path = data_path(language, "dates") / "verbs.toml"
    return validate(Verbs, load_table(path), f"{language}/dates/verbs.toml")
