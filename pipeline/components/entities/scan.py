"""The words of a text and their classes: the alphabet in which the patterns for names are written.

spaCy's tokens are not enough: they split ``Delvaux-Okito`` and ``N-VA``, join ``-t`` and ``-il`` to nothing, and keep
no-break spaces. One pass over the text gives whole words; every word has a class of one letter, so that a rule is a
regular expression over classes and costs next to nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import chain, compress
from operator import itemgetter

import numpy as np
from spacy.attrs import IDX, POS
from spacy.symbols import ADJ, ADV, AUX, NOUN, PROPN, VERB
from spacy.tokens import Doc

from pipeline.components.entities.lexicon import WordTypes, lexicon
from pipeline.components.entities.pieces import pieces
from pipeline.components.state import document_of
from pipeline.schema.models import Document

HYPHENATED = re.compile(r"-\n\s*(?=[a-zà-ÿ])")
BLOCK_END = re.compile("[\n¶]")
LAYOUT = re.compile("[ \n¶]")
ARTICLE_IN_CAPITALS = re.compile("dL(?=A)")  # DE L'URUGUAY; but: de L'OBS
POS_CLASS = {NOUN: "o", PROPN: "o", ADJ: "j", VERB: "v", AUX: "v", ADV: "r"}
UNKNOWN = ord("w")
NOMINAL, CAPITAL = frozenset(map(ord, "ow")), frozenset(map(ord, "CF"))
FORM, LOWER, KIND, SIZE, LISTS = map(itemgetter, range(5))  # of a WordType, at the speed of C
CLASS_OF_POS = np.full(max(POS_CLASS) + 256, UNKNOWN, dtype=np.uint32)
CLASS_OF_POS[list(POS_CLASS)] = [ord(letter) for letter in POS_CLASS.values()]


@dataclass(slots=True)
class Words:
    """The words of a text, without blanks.

    Attributes
    ----------
    text
        The document's text.
    forms
        The words, apostrophes straight, composed.
    lower
        The same in lower case.
    starts, ends
        Their offsets in code points.
    names
        The words as names are compared: long words in capitals as in a title (*VASSEUR*, *Vasseur*).
    kinds
        One class letter per word (``rules/LANGUAGE/entities/classes.toml`` explains them).
    on
        For every word list of the component, the indices of the words on it; ``lowered``: those of common words of
        headlines with capitals throughout.
    """

    text: str
    forms: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    kinds: str
    names: list[str]
    on: dict[str, list[int]]

    @property
    def blocks(self) -> Iterator[int]:
        """Yield the first word of every line and block."""
        return chain((0,), (found.end() for found in BLOCK_END.finditer(self.kinds)))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the offsets of the words ``first`` to ``last``, ``last`` excluded."""
        return self.starts[first], self.ends[last - 1]

    def surface(self, first: int, last: int) -> str:
        """Return the words ``first`` to ``last`` (excluded) as one string with single blanks, line breaks undone."""
        return clean(self.text[self.starts[first] : self.ends[last - 1]])


def clean(surface: str) -> str:
    """Return a name as one line: hyphens at line ends closed up, any white space as one blank."""
    return " ".join((HYPHENATED.sub("", surface) if "\n" in surface else surface).split())


def scan(doc: Doc, known: WordTypes) -> Words:
    """Split the text of ``doc`` into classed words.

    Parameters
    ----------
    doc
        A tagged document: the classes of unknown lower-case words follow its parts of speech. Its segments tell
        line breaks that end a block from those that wrap a line, and where nothing is annotated: words of page
        furniture get the class ``¶``.
    known
        The word types of the language.
    """
    document = document_of(doc)
    found = pieces(document.text, doc.lang_)
    types = [*map(known.__getitem__, found)]
    kinds = "".join(map(KIND, types))
    starts = np.cumsum(np.fromiter(chain((0,), map(len, found)), np.int64, len(found) + 1))
    kept = _kept(document, kinds, starts)
    types = [*compress(types, kept)]
    begins = starts[:-1][kept]
    ends = begins + np.fromiter(map(SIZE, types), np.int64, len(types))
    forms = [*map(FORM, types)]
    lists = np.fromiter(map(LISTS, types), np.uint16, len(types))
    on = {name: np.flatnonzero(lists & (1 << bit)).tolist() for bit, name in enumerate(known.lists)}
    on["lowered"] = []
    kinds = _classes(doc, "".join(compress(kinds, kept)), begins, forms, on.get("adjectives", []), nouns=known.nouns)
    kinds = ARTICLE_IN_CAPITALS.sub(lambda found: "dl" if forms[found.start()].isupper() else found[0], kinds)
    names = forms.copy()
    for found in re.finditer("A", kinds):
        if len(forms[found.start()]) > 4:
            names[found.start()] = forms[found.start()].title()
    return Words(document.text, forms, [*map(LOWER, types)], begins.tolist(), ends.tolist(), kinds, names, on)


def _kept(document: Document, kinds: str, starts: np.ndarray) -> np.ndarray:
    """Return which pieces are words or line breaks that end a block, rather than blanks or breaks of a long line."""
    kept = np.ones(len(kinds), dtype=bool)
    segments = document.segments
    first = [segment.start for segment in segments]
    for found in LAYOUT.finditer(kinds):
        index = found.start()
        if kinds[index] == " ":
            kept[index] = False
        elif segments:
            start = int(starts[index])
            at = bisect_right(first, start) - 1
            kept[index] = at < 0 or start >= segments[at].end
    return kept


def _classes(
    doc: Doc, kinds: str, begins: np.ndarray, forms: list[str], adjectives: list[int], *, nouns: Container[str]
) -> str:
    """Class unknown lower-case words by part of speech (participles are no adjectives), hide furniture.

    What may be an adjective is one after a capitalised word, which misleads the tagger (*Force pénitentiaire*).
    """
    document = document_of(doc)
    codes = np.frombuffer(kinds.encode("utf-32-le"), dtype=np.uint32).copy()
    unknown = np.flatnonzero(codes == UNKNOWN)
    if len(unknown) and len(doc):
        offsets, tags = doc.to_array([IDX, POS]).T
        at = np.searchsorted(offsets, begins[unknown].astype(np.uint64))
        at[at == len(offsets)] = 0
        found = np.where(offsets[at] == begins[unknown], CLASS_OF_POS[tags[at]], UNKNOWN)
        codes[unknown] = found
        participle = lexicon(doc.lang_).participle
        for index in unknown[found == ord("j")].tolist():
            if forms[index].endswith(participle):
                codes[index] = ord("v")
    contracted = lexicon(doc.lang_).contracted
    for index in unknown[codes[unknown] == ord("v")].tolist():
        if index and forms[index - 1] in contracted and forms[index] in nouns:
            codes[index] = ord("o")  # du livre
    after = [index for index in adjectives if index and codes[index] in NOMINAL and codes[index - 1] in CAPITAL]
    codes[after] = ord("j")
    for segment in document.segments:
        if segment.kind == "furniture":
            low, high = np.searchsorted(begins, (segment.start, segment.end))
            codes[low:high] = ord("¶")
    return codes.tobytes().decode("utf-32-le")
