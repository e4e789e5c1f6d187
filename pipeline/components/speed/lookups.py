"""Tables that stock components search slowly: the lemmatizer's word lists and the tag map of the attribute ruler."""

from __future__ import annotations

from types import MethodType
from typing import Any

import numpy as np
from spacy.attrs import POS, TAG
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc


def index_as_sets(nlp: Language) -> None:
    """Turn the lemmatizer's lists of words (66,000 nouns in French) into sets: membership is all it asks."""
    if "lemmatizer" not in nlp.pipe_names:
        return
    lookups = nlp.get_pipe("lemmatizer").lookups
    if lookups.has_table("lemma_index"):
        table = lookups.get_table("lemma_index")
        for key in list(table.keys()):
            table[key] = frozenset(table[key])


def tags_at_once(nlp: Language) -> None:
    """Let the attribute ruler set all tags that follow from the part of speech alone at once.

    The French ruler gives every token its tag through a match, a span and a Python call. The rules of that form come
    first in it, and later rules prevail; so these few are left to the matcher.
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

    def match(self: AttributeRuler, doc: Doc) -> list[tuple[int, int, int, int]]:
        _set_tags(doc, tags)
        strings = self.vocab.strings
        found = matcher(doc, allow_missing=True, as_spans=False)
        return sorted((int(strings[key]), key, start, end) for key, start, end in found)

    ruler.match = MethodType(match, ruler)


def _set_tags(doc: Doc, tags: dict[int, int]) -> None:
    given = doc.to_array([POS, TAG])
    parts, where = np.unique(given[:, 0], return_inverse=True)
    known = np.array([int(part) in tags for part in parts])
    wanted = np.array([tags.get(int(part), 0) for part in parts], dtype=np.uint64)
    tagged: Any = np.where(known[where], wanted[where], given[:, 1])
    doc.from_array([TAG], tagged.reshape(-1, 1))
