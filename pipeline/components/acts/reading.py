"""A document as the act rules read it: normalised words, sentences, the tree, the grammar words of the language."""

from __future__ import annotations

import unicodedata
from typing import Any

from spacy.attrs import LOWER
from spacy.tokens import Doc, Token

from pipeline.components.state import document_of, layers_of
from pipeline.rules.acts import ActRuleBase

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
VERBAL = frozenset({"VERB", "AUX"})


class WordCache:
    """Normalised spelling per word type: composed, lower case, straight apostrophe, empty for white space."""

    def __init__(self) -> None:
        self._words: dict[int, str] = {}

    def words(self, doc: Doc) -> list[str]:
        """Return the normalised word of every token."""
        cache, strings = self._words, doc.vocab.strings
        if len(cache) > 200_000:
            cache.clear()
        out: list[str] = []
        for key in doc.to_array(LOWER).tolist():
            word = cache.get(key)
            if word is None:
                word = cache[key] = normalise(strings[key])
            out.append(word)
        return out


def normalise(word: str) -> str:
    """Return the spelling that rules use for a word."""
    return unicodedata.normalize("NFC", word).replace("’", "'").replace("ʼ", "'").strip().lower()


class Reading:
    """One document with what every step of the act component asks of it.

    Attributes
    ----------
    words
        The normalised word of every token.
    groups, subjects, fillers
        What has been read already, by token or cue (see ``verbs``, ``subjects``, ``matching``).
    tokens
        The tokens as a list: indexing a Doc costs more.
    sentence
        Per token, the first token of its sentence; ``ends`` maps that to the token after the last.
    """

    def __init__(self, doc: Doc, rules: ActRuleBase, cache: WordCache) -> None:
        self.doc = doc
        self.tokens = list(doc)
        self.rules = rules
        self.grammar = rules.grammar
        self.words = cache.words(doc)
        self.document = document_of(doc)
        self.text = self.document.text  # doc.text joins all tokens anew each time
        self.layers = layers_of(doc)
        self.groups: dict[int, Any] = {}
        self.subjects: dict[int, Any] = {}
        self.fillers: dict[object, Any] = {}
        self.ends: dict[int, int] = {}
        self.sentence: list[int] = [0] * len(doc)
        for sentence in doc.sents:
            self.ends[sentence.start] = sentence.end
            self.sentence[sentence.start : sentence.end] = [sentence.start] * (sentence.end - sentence.start)

    def bounds(self, i: int) -> tuple[int, int]:
        """Return the first token of the sentence of token ``i`` and the token after its last."""
        start = self.sentence[i]
        return start, self.ends[start]

    def is_a(self, i: int, name: str) -> bool:
        """Whether token ``i`` belongs to a grammatical word class."""
        return self.words[i] in self.grammar[name]

    def next_word(self, i: int) -> int | None:
        """Return the next token that is neither white space nor a quotation mark, in the same sentence."""
        end = self.ends[self.sentence[i]]
        for j in range(i + 1, end):
            if self.words[j] and self.words[j] not in QUOTES:
                return j
        return None

    def previous_word(self, i: int) -> int | None:
        """Return the token before that is neither white space nor a quotation mark, in the same sentence."""
        for j in range(i - 1, self.sentence[i] - 1, -1):
            if self.words[j] and self.words[j] not in QUOTES:
                return j
        return None

    def children(self, i: int) -> list[Token]:
        """Return the dependents of token ``i``, in text order."""
        return list(self.tokens[i].children)

    def tags(self, i: int, lemmas: frozenset[str] | None = None) -> set[str]:
        """Return the verb tags that the form at ``i`` can have, of any verb or of the given lemmas."""
        readings = self.rules.paradigm.readings(self.words[i].lstrip("-"))
        return {form.tag for form in readings if lemmas is None or form.lemma in lemmas}

    def is_infinitive(self, i: int) -> bool:
        """Whether the form at ``i`` is an infinitive or gerund; the tagger decides on English base forms."""
        tags, verbal = self.tags(i), self.doc[i].pos_ in VERBAL
        if "ger" in tags:
            return verbal
        if verbal and self.doc[i].morph.get("VerbForm", []) == ["Inf"]:
            return True
        return "inf" in tags and not any(tag.startswith("ind") for tag in tags)


QUOTES = frozenset('«»"“”„‟‹›')
