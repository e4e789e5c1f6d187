"""Tables that stock components search slowly: those of the lemmatizer, and the tag map of the attribute ruler."""

from __future__ import annotations

from collections.abc import Iterator
from types import MethodType
from typing import Any

import numpy as np
from spacy.attrs import IS_SPACE, LEMMA, ORTH, POS, TAG
from spacy.lang.fr.lemmatizer import FrenchLemmatizer
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.symbols import SPACE
from spacy.tokens import Doc, Span

LIMIT = 2**16  # word forms whose lemma is kept


def index_as_sets(nlp: Language) -> None:
    """Turn the lemmatizer's lists of words (66,000 nouns in French) into sets: membership is all it asks."""
    if "lemmatizer" not in nlp.pipe_names:
        return
    lookups = nlp.get_pipe("lemmatizer").lookups
    if lookups.has_table("lemma_index"):
        table = lookups.get_table("lemma_index")
        for key in list(table.keys()):
            table[key] = frozenset(table[key])


def lemmas_at_once(nlp: Language) -> None:
    """Let the French lemmatizer set a Doc's lemmas at once, and find that of a form and part of speech but once."""
    if "lemmatizer" not in nlp.pipe_names:
        return
    lemmatizer = nlp.get_pipe("lemmatizer")
    if type(lemmatizer) is FrenchLemmatizer and lemmatizer.mode == "rule" and not lemmatizer.overwrite:
        lemmatizer.__class__ = _LemmasAtOnce
        lemmatizer.known = {}


class _LemmasAtOnce(FrenchLemmatizer):
    """The French lemmatizer; its rules read a token's form and part of speech and nothing else."""

    known: dict[tuple[int, int], int]

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas of a Doc."""
        if doc.has_annotation("LEMMA"):
            return super().__call__(doc)
        keys = map(tuple, doc.to_array([ORTH, POS]).tolist())
        if len(self.known) > LIMIT:
            self.known.clear()
            self.cache.clear()
        get = self.known.get
        found = [get(key) or self._learn(key, doc, position) for position, key in enumerate(keys)]
        column: Any = np.array(found, dtype=np.uint64).reshape(-1, 1)
        return doc.from_array([LEMMA], column)

    def _learn(self, key: tuple[int, int], doc: Doc, position: int) -> int:
        self.known[key] = doc.vocab.strings.add(self.lemmatize(doc[position])[0])
        return self.known[key]


def tags_at_once(nlp: Language) -> None:
    """Let the attribute ruler set all tags that follow from the part of speech alone at once.

    The French ruler gives every token its tag through a match, a span and a Python call. The rules of that form come
    first in it, and later rules prevail; so these few are left to the matcher, at white space only if all ask for it.
    """
    if "attribute_ruler" not in nlp.pipe_names:
        return
    ruler = nlp.get_pipe("attribute_ruler")
    if not isinstance(ruler, AttributeRuler):
        return
    tags, first_other = _tags_by_pos(ruler)
    if tags:
        _replace_match(ruler, tags, first_other)


def _tags_by_pos(ruler: AttributeRuler) -> tuple[dict[int, int], int]:
    """Return the tag of each part of speech (as ids) by the ruler's leading rules, and the number of these rules."""
    tags: dict[int, int] = {}
    strings = ruler.vocab.strings
    patterns: list[dict[str, Any]] = list(ruler.patterns)
    for number, rule in enumerate(patterns):
        match rule:
            case {"patterns": [[{"POS": str(pos), **other}]], "attrs": {"TAG": str(tag), **more}, "index": 0} if (
                not other and not more
            ):
                tags[strings.add(pos)] = strings.add(tag)
            case _:
                return tags, number
    return tags, len(patterns)


def _replace_match(ruler: AttributeRuler, tags: dict[int, int], first_other: int) -> None:
    """Have ``ruler.match`` set the tags, and return the matches of the other rules only."""
    matcher = Matcher(ruler.vocab, validate=False)
    for number in range(first_other, len(ruler.attrs)):
        matcher.add(str(number), ruler.matcher.get(str(number))[1])

    at_spaces = all(_is_of_space(rule) for rule in list(ruler.patterns)[first_other:])

    def match(self: AttributeRuler, doc: Doc) -> list[tuple[int, int, int, int]]:
        _set_tags(doc, tags)
        strings = self.vocab.strings
        found = (
            (key, first + start, first + end)
            for first, part in (_spaces(doc) if at_spaces else [(0, doc)])
            for key, start, end in matcher(part, allow_missing=True, as_spans=False)
        )
        return sorted((int(strings[key]), key, start, end) for key, start, end in found)

    ruler.match = MethodType(match, ruler)


def _is_of_space(rule: dict[str, Any]) -> bool:
    """Whether a rule's patterns are of one token each, white space by its form or its part of speech."""
    return all(
        len(pattern) == 1 and (pattern[0].get("IS_SPACE") is True or pattern[0].get("POS") == "SPACE")
        for pattern in rule["patterns"]
    )


def _spaces(doc: Doc) -> Iterator[tuple[int, Span]]:
    """Yield the tokens that are white space, as spans."""
    of_space = doc.to_array([IS_SPACE, POS])
    for position in np.flatnonzero((of_space[:, 0] != 0) | (of_space[:, 1] == SPACE)).tolist():
        yield position, doc[position : position + 1]


def _set_tags(doc: Doc, tags: dict[int, int]) -> None:
    given = doc.to_array([POS, TAG])
    parts, where = np.unique(given[:, 0], return_inverse=True)
    known = np.array([int(part) in tags for part in parts])
    wanted = np.array([tags.get(int(part), 0) for part in parts], dtype=np.uint64)
    tagged: Any = np.where(known[where], wanted[where], given[:, 1])
    doc.from_array([TAG], tagged.reshape(-1, 1))
