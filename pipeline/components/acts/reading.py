"""A document as the act rules read it: plain arrays of words, tree and offsets, and what has been read from them.

A token is its index. Walking lists of integers costs a fraction of walking spaCy's Token objects.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import DEP, ENT_TYPE, HEAD, IDX, IS_PUNCT, LENGTH, LOWER, MORPH, POS, SENT_START
from spacy.strings import StringStore
from spacy.tokens import Doc

from pipeline.components.state import document_of, layers_of
from pipeline.rules.acts import ActRuleBase
from pipeline.rules.paradigm import any_tag
from pipeline.schema.models import Quotation

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
VERBAL = frozenset({"VERB", "AUX"})
QUOTES = frozenset('«»"“”„‟‹›')
COLUMNS: list[int | str] = [LOWER, POS, DEP, HEAD, MORPH, ENT_TYPE, IDX, LENGTH, IS_PUNCT, SENT_START]


class WordCache:
    """What follows from a string id alone: normalised spelling, label, verb form."""

    def __init__(self) -> None:
        self._words: dict[int, str] = {}
        self._labels: dict[int, str] = {0: ""}
        self._forms: dict[int, str] = {0: ""}

    def words(self, strings: StringStore, keys: list[int]) -> list[str]:
        """Return the spelling that rules use: composed, lower case, straight apostrophe, empty for white space."""
        if len(self._words) > 200_000:
            self._words.clear()
        return _looked_up(self._words, keys, lambda key: normalise(strings[key]))

    def labels(self, strings: StringStore, keys: list[int]) -> list[str]:
        """Return the strings of label ids (parts of speech, dependencies)."""
        return _looked_up(self._labels, keys, lambda key: strings[key])

    def verb_forms(self, strings: StringStore, keys: list[int]) -> list[str]:
        """Return the feature VerbForm of morphology ids: *Fin, Inf, Part*, empty without one."""
        return _looked_up(self._forms, keys, lambda key: strings[key].partition("VerbForm=")[2].partition("|")[0])


def _looked_up(known: dict[int, str], keys: list[int], make: Callable[[int], str]) -> list[str]:
    try:
        return list(map(known.__getitem__, keys))
    except KeyError:
        known.update((key, make(key)) for key in set(keys) - known.keys())
        return list(map(known.__getitem__, keys))


def normalise(word: str) -> str:
    """Return the spelling that rules use for a word."""
    if word.isascii():
        return word.strip().lower()
    return unicodedata.normalize("NFC", word).replace("’", "'").replace("ʼ", "'").strip().lower()


def _children(head: npt.NDArray[np.int64]) -> list[list[int]]:
    """Return the dependents of every token; the many without any share one empty list."""
    children: list[list[int]] = [[]] * len(head)
    tokens = np.flatnonzero(head != np.arange(len(head)))
    tokens = tokens[np.argsort(head[tokens], kind="stable")]
    governors, first = np.unique(head[tokens], return_index=True)
    edges = [*first.tolist(), len(tokens)]
    dependents = tokens.tolist()
    for governor, (start, end) in zip(governors.tolist(), pairwise(edges), strict=True):
        children[governor] = dependents[start:end]
    return children


class Reading:
    """One document with what every step of the act component asks of it.

    Attributes
    ----------
    words
        The normalised word of every token.
    pos, dep, head, children, verb_form, is_punct
        Per token: part of speech, dependency label, head (its own index for a root), dependents in text order,
        morphological feature VerbForm, whether it is punctuation.
    places
        The tokens on each of the word lists of the rules.
    starts, stops
        Character offsets of every token, half-open.
    sentence
        Per token, the first token of its sentence; ``ends`` maps that to the token after the last.
    groups, subjects, fillers, questions
        What has been read already, by token or cue (see ``verbs``, ``subjects``, ``matching``, ``modality``).
    accused
        Who is accused in the document, once the accusations are known (see ``accused``).
    """

    def __init__(self, doc: Doc, rules: ActRuleBase, cache: WordCache) -> None:
        self.doc = doc
        self.rules = rules
        self.grammar = rules.grammar
        self.document = document_of(doc)
        self.text = self.document.text
        self.layers = layers_of(doc)
        columns, strings = doc.to_array(COLUMNS).T, doc.vocab.strings
        lower, pos, dep, _, morph, self._ent_types, self.starts, _, self.is_punct, _ = columns.tolist()
        head = np.arange(len(doc)) + columns[3].astype(np.int64)
        self.words = cache.words(strings, lower)
        self.places = rules.lists.places(self.words)
        self.pos = cache.labels(strings, pos)
        self.dep = cache.labels(strings, dep)
        self.verb_form = cache.verb_forms(strings, morph)
        self.head: list[int] = head.tolist()
        self.children = _children(head)
        self.stops: list[int] = (columns[6] + columns[7]).tolist()
        self.groups: dict[int, Any] = {}
        self.subjects: dict[int, Any] = {}
        self.fillers: dict[object, Any] = {}
        self.questions: dict[int, bool] = {}
        self._sentence_words: dict[int, frozenset[str]] = {}
        self.accused: Any = None
        self.ends: dict[int, int] = {}
        self.sentence: list[int] = []
        opens = np.flatnonzero(columns[9] == 1).tolist()
        self._bounds: list[tuple[int, int]] = []
        for start, end in pairwise([*opens, len(doc)] if opens[:1] == [0] else [0, *opens, len(doc)]):
            self.ends[start] = end
            self.sentence += [start] * (end - start)
            self._bounds += [(start, end)] * (end - start)

    def ent_type(self, i: int) -> str:
        """Return the label of the model's entity at token ``i``, empty without one."""
        return self.doc.vocab.strings[self._ent_types[i]]

    @cached_property
    def named(self) -> set[int]:
        """The tokens that lie in a name of a person, body or place, or in a role."""
        found: set[int] = set()
        for entity in self.layers.entities:
            if entity.label in {"PER", "ORG", "LOC", "ROLE"}:
                first = bisect_right(self.stops, entity.start)
                found.update(range(first, bisect_left(self.starts, entity.end)))
        return found

    @cached_property
    def dated(self) -> set[int]:
        """The tokens that lie in a date, time or duration."""
        found: set[int] = set()
        for expression in self.layers.dates:
            first = bisect_right(self.stops, expression.start)
            found.update(range(first, bisect_left(self.starts, expression.end)))
        return found

    def is_dated(self, i: int) -> bool:
        """Whether a date or time stands in the sentence of token ``i``."""
        return not self.dated.isdisjoint(range(*self.bounds(i)))

    @cached_property
    def _cued(self) -> list[tuple[int, int, Quotation]]:
        """The quotations that a cue introduces: its offset, their place in the layer, the quotation."""
        quotations = [q for q in self.layers.quotations if q.cue_start is not None and q.type != "scare"]
        return sorted((q.cue_start or 0, n, q) for n, q in enumerate(quotations))

    def quotations_by_cue(self, start: int, end: int) -> list[Quotation]:
        """Return the quotations whose cue begins between two offsets, in text order."""
        first, last = bisect_left(self._cued, (start,)), bisect_left(self._cued, (end,))
        return [quotation for _, _, quotation in sorted(self._cued[first:last], key=itemgetter(1))]

    @cached_property
    def _quoted_to(self) -> list[int]:
        return list(accumulate((quotation.end for quotation in self.layers.quotations), max))

    def quotations_at(self, offset: int) -> list[Quotation]:
        """Return the quotations that hold an offset, and perhaps others before it, in text order."""
        quotations = self.layers.quotations
        stop = bisect_right(quotations, offset, key=lambda quotation: quotation.start)
        return quotations[bisect_right(self._quoted_to, offset, hi=stop) : stop]

    def bounds(self, i: int) -> tuple[int, int]:
        """Return the first token of the sentence of token ``i`` and the token after its last."""
        return self._bounds[i]

    def sentence_words(self, i: int) -> frozenset[str]:
        """Return the different words of the sentence of token ``i``."""
        start = self.sentence[i]
        found = self._sentence_words.get(start)
        if found is None:
            found = self._sentence_words[start] = frozenset(self.words[start : self.ends[start]])
        return found

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
        return "inf" in tags and not any_tag(tags, "ind")
