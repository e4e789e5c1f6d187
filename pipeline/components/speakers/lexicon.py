"""The words of a language that point back to a speaker."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.components.quotations.lexicon import person_nouns
from pipeline.rules.load import data_path, load_entries, load_table


class Resumption(BaseModel):
    """Nouns that resume an entity of certain labels, optionally only one whose name or roles hold certain words.

    ``never`` are words of names that the nouns do not resume: *l'employeur* is no *syndicat*. With ``whole`` all that
    is said beside the noun must be known of the entity: *la ministre de l'Agriculture* is no other minister.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    nouns: frozenset[str] = Field(min_length=1)
    labels: frozenset[str] = Field(min_length=1)
    words: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    whole: bool = False


class Paraphrase(BaseModel):
    """Descriptions of an office or body by other words: *le chef de la diplomatie* is the minister of foreign affairs.

    A description holds all the words of one of ``phrases``; who it stands for has in its roles or its name all the
    words of one of ``stands_for``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    phrases: tuple[frozenset[str], ...] = Field(min_length=1)
    stands_for: tuple[frozenset[str], ...] = Field(min_length=1)
    label: Literal["PER", "ORG"]


@dataclass(frozen=True, slots=True)
class SpeakerLexicon:
    """Pronouns to (gender, number, kind), word classes, resumptive nouns, paraphrases, nouns of persons and of bodies.

    The kind is ``person`` (*she*), ``thing`` (*it*: bodies, places, documents) or ``""`` (*elle*).
    """

    pronouns: dict[str, tuple[str | None, str, str]]
    words: dict[str, frozenset[str]]
    resumptions: tuple[Resumption, ...]
    paraphrases: tuple[Paraphrase, ...]
    individuals: frozenset[str]
    persons: frozenset[str]
    bodies: frozenset[str]
    traders: frozenset[str]

    def is_a(self, word: str, name: str) -> bool:
        """Tell whether a word (lower case, straight apostrophe) is one of a class."""
        return word in self.words[name]

    def names_person(self, noun: str) -> bool:
        """Tell whether a noun is one of persons only: *député*, not *promoteur*, which may be a company."""
        return noun in self.persons and noun not in self.bodies and noun not in self.traders


@cache
def speaker_lexicon(language: str) -> SpeakerLexicon:
    """Load ``speakers.toml`` of a language.

    Raises
    ------
    RuleError
        If the file is missing or wrong.
    """
    path = data_path(language, "speakers.toml")
    table = load_table(path)
    pronouns: dict[str, tuple[str | None, str, str]] = {}
    for key, forms in table["pronouns"].items():
        gender = key[0] if key[0] in "mf" else None
        pronouns.update((form, (gender, key[1], key[3:])) for form in forms)
    words = {name: frozenset(forms) for name, forms in table["words"].items()}
    nouns = person_nouns(language)
    words["person"] = nouns.forms()
    resumptions = tuple(load_entries(path, "resumes", Resumption))
    persons = [entry for entry in resumptions if entry.labels == {"PER"}]
    individuals = frozenset(word for entry in persons for word in entry.nouns | entry.words)
    paraphrases = tuple(load_entries(path, "paraphrases", Paraphrase))
    traders = frozenset(word for entry in resumptions if entry.labels == {"ORG"} for word in entry.nouns)
    people, bodies = frozenset(nouns.persons), frozenset(nouns.bodies)
    return SpeakerLexicon(pronouns, words, resumptions, paraphrases, individuals, people, bodies, traders)
