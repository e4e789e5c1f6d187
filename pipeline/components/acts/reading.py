"""A document as the act rules read it: plain arrays of words, tree and offsets, and what has been read from them.

A token is its index. Walking lists of integers costs a fraction of walking spaCy's Token objects.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from spacy.attrs import DEP, ENT_TYPE, HEAD, IDX, IS_PUNCT, LENGTH, LOWER, MORPH, POS
from spacy.tokens import Doc

from pipeline.components.state import document_of, layers_of
from pipeline.rules.acts import ActRuleBase

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
VERBAL = frozenset({"VERB", "AUX"})
QUOTES = frozenset('«»"“”„‟‹›')
COLUMNS: list[int | str] = [LOWER, POS, DEP, HEAD, MORPH, ENT_TYPE, IDX, LENGTH, IS_PUNCT]


class WordCache:
    """What follows from a string id alone: normalised spelling, label, verb form."""

    def __init__(self) -> None:
        self._words: dict[int, str] = {}
        self._labels: dict[int, str] = {0: ""}
        self._forms: dict[int, str] = {0: ""}

    def words(self, doc: Doc, keys: list[int]) -> list[str]:
        """Return the spelling that rules use: composed, lower case, straight apostrophe, empty for white space."""
        cache, strings = self._words, doc.vocab.strings
        if len(cache) > 200_000:
            cache.clear()
        for key in set(keys) - cache.keys():
            cache[key] = normalise(strings[key])
        return [cache[key] for key in keys]

    def labels(self, doc: Doc, keys: list[int]) -> list[str]:
        """Return the strings of label ids (parts of speech, dependencies, entity types)."""
        cache, strings = self._labels, doc.vocab.strings
        for key in set(keys) - cache.keys():
            cache[key] = strings[key]
        return [cache[key] for key in keys]

    def verb_forms(self, doc: Doc, keys: list[int]) -> list[str]:
        """Return the feature VerbForm of morphology ids: *Fin, Inf, Part*, empty without one."""
        cache, strings = self._forms, doc.vocab.strings
        for key in set(keys) - cache.keys():
            cache[key] = strings[key].partition("VerbForm=")[2].partition("|")[0]
        return [cache[key] for key in keys]


def normalise(word: str) -> str:
    """Return the spelling that rules use for a word."""
    return unicodedata.normalize("NFC", word).replace("’", "'").replace("ʼ", "'").strip().lower()


class Reading:
    """One document with what every step of the act component asks of it.

    Attributes
    ----------
    words
        The normalised word of every token.
    pos, dep, head, children, verb_form, ent_type, is_punct
        Per token: part of speech, dependency label, head (its own index for a root), dependents in text order,
        morphological feature VerbForm, label of the model's entity, whether it is punctuation.
    starts, stops
        Character offsets of every token, half-open.
    sentence
        Per token, the first token of its sentence; ``ends`` maps that to the token after the last.
    groups, subjects, fillers, questions
        What has been read already, by token or cue (see ``verbs``, ``subjects``, ``matching``, ``modality``).
    """

    def __init__(self, doc: Doc, rules: ActRuleBase, cache: WordCache) -> None:
        self.doc = doc
        self.rules = rules
        self.grammar = rules.grammar
        self.document = document_of(doc)
        self.text = self.document.text
        self.layers = layers_of(doc)
        columns = doc.to_array(COLUMNS).T
        lower, pos, dep, _, morph, ent_type, idx, length, punct = columns.tolist()
        self.words = cache.words(doc, lower)
        self.pos = cache.labels(doc, pos)
        self.dep = cache.labels(doc, dep)
        self.verb_form = cache.verb_forms(doc, morph)
        self.ent_type = cache.labels(doc, ent_type)
        self.is_punct = punct
        self.head: list[int] = (np.arange(len(doc)) + columns[3].astype(np.int64)).tolist()
        self.children: list[list[int]] = [[] for _ in self.words]
        for i, governor in enumerate(self.head):
            if governor != i:
                self.children[governor].append(i)
        self.starts = idx
        self.stops = [start + size for start, size in zip(idx, length, strict=True)]
        self.groups: dict[int, Any] = {}
        self.subjects: dict[int, Any] = {}
        self.fillers: dict[object, Any] = {}
        self.questions: dict[int, bool] = {}
        self.ends: dict[int, int] = {}
        self.sentence: list[int] = [0] * len(doc)
        for sentence in doc.sents:
            self.ends[sentence.start] = sentence.end
            self.sentence[sentence.start : sentence.end] = [sentence.start] * (sentence.end - sentence.start)

    @cached_property
    def named(self) -> set[int]:
        """The tokens that lie in a name of a person, body or place, or in a role."""
        found: set[int] = set()
        for entity in self.layers.entities:
            if entity.label in {"PER", "ORG", "LOC", "ROLE"}:
                first = bisect_right(self.stops, entity.start)
                found.update(range(first, bisect_left(self.starts, entity.end)))
        return found

    def bounds(self, i: int) -> tuple[int, int]:
        """Return the first token of the sentence of token ``i`` and the token after its last."""
        start = self.sentence[i]
        return start, self.ends[start]

    def surface(self, i: int) -> str:
        """Return token ``i`` as it is spelled."""
        return self.text[self.starts[i] : self.stops[i]]

    def is_capitalised(self, i: int) -> bool:
        """Whether token ``i`` begins with an upper-case letter."""
        return self.text[self.starts[i] : self.starts[i] + 1].isupper()

    def is_a(self, i: int, name: str) -> bool:
        """Whether token ``i`` belongs to a grammatical word class."""
        return self.words[i] in self.grammar[name]

    def ends_in(self, i: int, name: str) -> bool:
        """Whether token ``i`` has one of the named endings of ``grammar.toml``."""
        return self.words[i].endswith(self.rules.endings[name])

    def next_word(self, i: int) -> int | None:
        """Return the next token that is neither white space nor a quotation mark, in the same sentence."""
        words = self.words
        for j in range(i + 1, self.ends[self.sentence[i]]):
            if words[j] and words[j] not in QUOTES:
                return j
        return None

    def previous_word(self, i: int) -> int | None:
        """Return the token before that is neither white space nor a quotation mark, in the same sentence."""
        words = self.words
        for j in range(i - 1, self.sentence[i] - 1, -1):
            if words[j] and words[j] not in QUOTES:
                return j
        return None

    def ancestors(self, i: int) -> Iterator[int]:
        """Yield the head of token ``i``, the head of that, and so on up to the root."""
        head = self.head
        while head[i] != i:
            i = head[i]
            yield i

    def left_edge(self, i: int) -> int:
        """Return the first token of the subtree of token ``i``."""
        first, stack = i, [i]
        while stack:
            for child in self.children[stack.pop()]:
                first = min(first, child)
                stack.append(child)
        return first

    def tags(self, i: int) -> frozenset[str]:
        """Return the verb tags that the form at ``i`` can have."""
        return self.rules.paradigm.tags(self.words[i].lstrip("-"))

    def is_infinitive(self, i: int) -> bool:
        """Whether the form at ``i`` is an infinitive or gerund; the tagger decides on English base forms."""
        tags, verbal = self.tags(i), self.pos[i] in VERBAL
        if "ger" in tags:
            return verbal
        if verbal and self.verb_form[i] == "Inf":
            return True
        return "inf" in tags and not any(tag.startswith("ind") for tag in tags)
