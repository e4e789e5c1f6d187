"""The speech lexicon of a language, compiled to the string ids of a vocabulary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator
from spacy.strings import StringStore

from pipeline.rules.load import RuleError, data_path, load_entries, load_table, read_tsv, validate
from pipeline.rules.paradigm import verb_paradigm
from pipeline.rules.rule import Rule

FINITE, INFINITIVE, PARTICIPLE = 1, 2, 3
FORMS = {"Fin": FINITE, "Inf": INFINITIVE, "Part": PARTICIPLE}
COLUMNS = ("lemma", "reflexive", "fixed", "frames", "infinitive", "class", "stance", "risk")


Expression = tuple[tuple[frozenset[int], ...], int, bool]  # words, place of the word it is found by, clausal


class SpeechVerb(BaseModel):
    """A verb of speech: ``fixed`` are the words that belong to it (faire *savoir*), ``frames`` how it reports.

    Frames: ``d`` heads a direct quotation, ``q`` que-clause, ``s`` si-clause, ``i`` infinitive (introduced as
    ``infinitive`` says), ``n`` noun object, ``c`` attribute. ``stance`` tells whether the writer keeps a distance.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    lemma: str
    reflexive: bool
    fixed: tuple[str, ...]
    frames: str
    infinitive: tuple[str, ...]
    group: str
    stance: Literal["factive", "neutral", "doubt"]
    risk: Literal["low", "medium", "high"]

    @cached_property
    def letters(self) -> frozenset[str]:
        """The letters of the frames."""
        return frozenset(self.frames)

    @field_validator("frames")
    @classmethod
    def _known_frames(cls, frames: str) -> str:
        if not frames or set(frames) - set("dqsinc"):
            raise ValueError(f"frames are letters of dqsinc, got {frames!r}")
        return frames


class QuotationRule(Rule):
    """One construction of reported speech, by id; ``type`` is the type that the examples must show."""

    type: Literal["direct", "mixed", "indirect", "scare"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a surface form as a verb of speech: the verb and the tag of the form."""

    verb: SpeechVerb
    tag: str


@dataclass(slots=True)
class Lexicon:
    """Word ids by class, verbs by form id and word sequences by their first id."""

    words: dict[str, frozenset[int]] = field(default_factory=dict)
    verbs: dict[int, list[Reading]] = field(default_factory=dict)
    auxiliary: dict[str, frozenset[int]] = field(default_factory=dict)
    prepositions: dict[int, list[Expression]] = field(default_factory=dict)
    fixed: dict[str, frozenset[int]] = field(default_factory=dict)
    triggers: frozenset[int] = frozenset()
    intransitive: frozenset[str] = frozenset()
    justifying: frozenset[str] = frozenset()
    christening: frozenset[str] = frozenset()
    carriers: frozenset[int] = frozenset()
    bullets: frozenset[str] = frozenset()
    endings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    morphs: dict[int, int] = field(default_factory=dict)

    def verb_form(self, strings: StringStore, morph: int) -> int:
        """Return FINITE, INFINITIVE, PARTICIPLE or 0 for the features that the tagger gives a verb."""
        form = self.morphs.get(morph)
        if form is None:
            _, _, value = strings[morph].partition("VerbForm=")
            form = self.morphs[morph] = FORMS.get(value.partition("|")[0], 0)
        return form


@cache
def speech_verbs(language: str) -> tuple[SpeechVerb, ...]:
    """Return the verbs of speech of a language.

    Raises
    ------
    RuleError
        If a row is wrong or a lemma has no forms in the paradigm.
    """
    path = data_path(language, "speech_verbs.tsv")
    verbs: list[SpeechVerb] = []
    for row in read_tsv(path, COLUMNS):
        raw = {
            **{name: row[name] for name in ("lemma", "frames", "stance", "risk")},
            "reflexive": row["reflexive"] == "yes",
            "fixed": tuple(row["fixed"].split()),
            "infinitive": tuple(row["infinitive"].split()),
            "group": row["class"],
        }
        verbs.append(validate(SpeechVerb, raw, f"{path.name}: verb {row['lemma']!r}"))
    return tuple(verbs)


@cache
def quotation_rules(language: str) -> dict[str, QuotationRule]:
    """Return the constructions of a language by id."""
    entries = load_entries(data_path(language, "speech_rules.toml"), "rule", QuotationRule)
    return {entry.id: entry for entry in entries}


class PersonNouns(BaseModel):
    """The nouns for those who speak: persons, bodies, and ``others`` that are as often no speakers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    persons: tuple[str, ...]
    bodies: tuple[str, ...]
    others: tuple[str, ...]

    def forms(self, *, strict: bool = False) -> frozenset[str]:
        """Return singulars and plurals; ``strict`` leaves the others out."""
        nouns = (*self.persons, *self.bodies, *(() if strict else self.others))
        return frozenset(form for noun in nouns for form in (noun, _plural(noun)))


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "z")):
        return noun
    endings = {"al": "aux", "y": "ies"}
    ending = next((end for end in endings if noun.endswith(end)), None)
    return noun.removesuffix(ending) + endings[ending] if ending else noun + "s"


@cache
def person_nouns(language: str) -> PersonNouns:
    """Return the nouns of speakers of a language.

    Raises
    ------
    RuleError
        If ``person_nouns.toml`` is missing or wrong.
    """
    path = data_path(language, "person_nouns.toml")
    return validate(PersonNouns, load_table(path), path.name)


def _mood_of(tag: str) -> str:
    """Return what matters of a tag here: mood and tense of finite forms, else the kind of form."""
    return ".".join(tag.split(".")[:2])


def _variants(word: str) -> tuple[str, ...]:
    return (word, word.replace("'", "’")) if "'" in word else (word,)


def _ids(strings: StringStore, words: Iterable[str]) -> frozenset[int]:
    return frozenset(strings.add(variant) for word in words for variant in _variants(word))


def _pieces(expression: str) -> list[str]:
    """Split an expression as the tokenizer does: after white space and after apostrophes."""
    return expression.replace("'", "' ").split()


def compile_lexicon(language: str, strings: StringStore) -> Lexicon:
    """Compile the speech data of a language against a string store.

    Raises
    ------
    RuleError
        If a data file is missing or wrong.
    """
    table = load_table(data_path(language, "speech.toml"))
    lexicon = Lexicon()
    for section in ("words", "marks", "nouns"):
        if section not in table:
            raise RuleError(f"{language}/speech.toml: section [{section}] is missing")
        for name, words in table[section].items():
            key = name if section == "words" else f"{section}.{name}"
            lexicon.words[key] = _ids(strings, words)
    nouns = person_nouns(language)
    lexicon.endings = {name: tuple(forms) for name, forms in table["endings"].items()}
    lexicon.words["people"] = _ids(strings, nouns.forms())
    lexicon.words["people.strict"] = _ids(strings, nouns.forms(strict=True))
    paradigm = verb_paradigm(language)
    auxiliaries = {name: table["words"][name] for name in ("avoir", "etre")}
    for name, lemmas in auxiliaries.items():
        lexicon.auxiliary[name] = _ids(strings, (f.form for lemma in lemmas for f in paradigm.forms(lemma)))
    both = [form for lemmas in auxiliaries.values() for lemma in lemmas for form in paradigm.forms(lemma)]
    lexicon.auxiliary["conditional"] = _ids(strings, (f.form for f in both if f.tag.startswith("cond")))
    lexicon.auxiliary["present"] = _ids(strings, (f.form for f in both if f.tag.startswith("ind.pres")))
    carriers = (f.form for lemma in table["words"]["carrier"] for f in paradigm.forms(lemma))
    lexicon.carriers = _ids(strings, carriers)
    lexicon.bullets = frozenset(table["words"]["bullet"])
    lexicon.christening = frozenset(table["words"]["christening"])
    lexicon.justifying = frozenset(table["words"]["justifying"])
    lexicon.intransitive = frozenset(table["words"]["intransitive_etre"])
    by_form: dict[int, list[Reading]] = defaultdict(list)
    rare = frozenset(table["words"]["rare_tags"])
    for verb in speech_verbs(language):
        for form in paradigm.forms(verb.lemma):
            if form.tag in rare:
                continue
            for key in _ids(strings, [form.form]):
                tags = {_mood_of(reading.tag) for reading in by_form[key] if reading.verb is verb}
                if _mood_of(form.tag) not in tags:
                    by_form[key].append(Reading(verb, form.tag))
        for word in verb.fixed:
            lexicon.fixed[word] = _ids(strings, [word])
    lexicon.verbs = dict(by_form)
    _compile_prepositions(lexicon, strings, table["prepositions"])
    lexicon.triggers = frozenset(lexicon.verbs) | frozenset(lexicon.prepositions) | lexicon.words["nouns.plain"]
    return lexicon


def _compile_prepositions(lexicon: Lexicon, strings: StringStore, table: dict[str, list[str]]) -> None:
    """Index each expression by its longest word, so that *de* and *pour* in other uses cost nothing."""
    by_word: dict[int, list[Expression]] = defaultdict(list)
    for name, expressions in table.items():
        for expression in expressions:
            words = _pieces(expression)
            offset = max(range(len(words)), key=lambda n: len(words[n]))
            pieces = tuple(_ids(strings, [word]) for word in words)
            for key in pieces[offset]:
                by_word[key].append((pieces, offset, name == "clausal"))
    for entries in by_word.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    lexicon.prepositions = dict(by_word)
