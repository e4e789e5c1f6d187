"""French verb forms: from a surface form to its lemmas and back, as data generated at build time.

The statistical lemmatizer fails on the third person singular present of the very verbs that carry our cues, so cues
are matched as inflected forms. Tags read mood, tense, person: ``ind.pres.3s``, ``sub.pres.3p``, ``imp.pres.2p``,
``inf``, ``part.pres``, ``part.past.fs``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.rules.load import RuleError, data_path, read_tsv

MOST_FORMS = 200_000


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One reading of a surface form: its lemma (without reflexive pronoun) and its tag."""

    form: str
    lemma: str
    tag: str


class Paradigm:
    """The verb forms of one language, looked up by form or by lemma (both lower case)."""

    def __init__(self, forms: list[VerbForm]) -> None:
        self._by_form: dict[str, list[VerbForm]] = defaultdict(list)
        self._by_lemma: dict[str, list[VerbForm]] = defaultdict(list)
        self._tags: dict[str, frozenset[str]] = {}
        for form in forms:
            self._by_form[form.form].append(form)
            self._by_lemma[form.lemma].append(form)

    def readings(self, form: str) -> list[VerbForm]:
        """Return every reading of a lower-case surface form, empty for a form that is no known verb."""
        return self._by_form.get(form, [])

    def tags(self, form: str) -> frozenset[str]:
        """Return the tags of every reading of a lower-case surface form."""
        tags = self._tags.get(form)
        if tags is None:
            if len(self._tags) > MOST_FORMS:  # untrusted input must not fill the memory
                self._tags.clear()
            tags = self._tags[form] = frozenset(reading.tag for reading in self._by_form.get(form, ()))
        return tags

    def known_forms(self) -> Iterable[str]:
        """Return every surface form, lower case."""
        return self._by_form.keys()

    def forms(self, lemma: str) -> list[VerbForm]:
        """Return every form of a lemma.

        Raises
        ------
        RuleError
            If the lemma is not in the language's ``verbs.tsv``; the message says how to add it.
        """
        if lemma not in self._by_lemma:
            raise RuleError(
                f"verb {lemma!r} has no forms: add it to verbs.tsv, then run python -m pipeline.rules.build_verb_forms"
            )
        return self._by_lemma[lemma]

    def tagged(self, prefix: str) -> set[str]:
        """Return every form with a reading whose tag starts with ``prefix``."""
        return {form.form for forms in self._by_form.values() for form in forms if form.tag.startswith(prefix)}


@lru_cache(maxsize=4096)
def any_tag(tags: frozenset[str], *prefixes: str) -> bool:
    """Tell whether one of the tags of a form begins with one of some prefixes."""
    return any(tag.startswith(prefixes) for tag in tags)


@lru_cache(maxsize=4096)
def with_tag(tags: frozenset[str], *prefixes: str) -> frozenset[str]:
    """Return those tags of a form that begin with one of some prefixes."""
    return frozenset(tag for tag in tags if tag.startswith(prefixes))


@cache
def verb_paradigm(language: str) -> Paradigm:
    """Load the paradigm of a language from its ``verb_forms.tsv``."""
    rows = read_tsv(data_path(language, "verb_forms.tsv"), ("form", "lemma", "tag"))
    return Paradigm([VerbForm(row["form"], row["lemma"], row["tag"]) for row in rows])
