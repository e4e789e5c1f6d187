"""The words of a text and their classes: the alphabet in which the patterns for names are written.

spaCy's tokens are not enough: they split ``Delvaux-Okito`` and ``N-VA``, join ``-t`` and ``-il`` to nothing, and keep
no-break spaces. One pass over the text gives whole words; every word has a class of one letter, so that a rule is a
regular expression over classes and costs next to nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate, compress, count

from spacy.attrs import IDX, POS
from spacy.symbols import ADJ, ADV, AUX, NOUN, PROPN, VERB
from spacy.tokens import Doc

from pipeline.components.entities.lexicon import Lexicon
from pipeline.components.state import document_of
from pipeline.schema.models import Document

PIECE = re.compile(
    r" |\n[^\S\n]*(?:\n\s*)+"  # blank line
    r"|\n|[^\S\n]+"
    r"|[A-ZÀ-Þ]\.(?:-?[A-ZÀ-Þ]\.)*(?=[-\s]*[A-ZÀ-Þ])"  # initials: J.-P., M., S.
    r"|(?:MM|Mr|Mrs|Dr|Pr|Prof|Mgr|St|Ste)\.(?=\s*[A-ZÀ-Þ])"
    r"|[NMOK]['’ʼ][A-ZÀ-Þ][\w\u0300-\u036f]+(?:-[\w\u0300-\u036f]+)*"  # N'Gatta, O'Brien
    r"|(?:[ldnsjmtcLDNSJMTC1]|[Qq][Uu]|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)['’ʼ](?=\w)"
    r"|[\w\u0300-\u036f]+(?:[-‑&·]\n?[\w\u0300-\u036f]+|['’ʼ][\w\u0300-\u036f]+)*"
    r"|.",
    re.S,
)
# In English the genitive is no part of the name: Peru's, the Peruvians'.
ENGLISH_PIECE = re.compile(r"'s\b|" + PIECE.pattern.replace("|['’ʼ][\\w", "|['’ʼ](?!s\\b)[\\w"), re.S)
POS_CLASS = {NOUN: "o", PROPN: "o", ADJ: "j", VERB: "v", AUX: "v", ADV: "r"}


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
    """

    text: str
    forms: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    kinds: str
    names: list[str]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the offsets of the words ``first`` to ``last``, ``last`` excluded."""
        return self.starts[first], self.ends[last - 1]

    def surface(self, first: int, last: int) -> str:
        """Return the words ``first`` to ``last`` (excluded) as one string with single blanks, line breaks undone."""
        return clean(self.text[self.starts[first] : self.ends[last - 1]])


def clean(surface: str) -> str:
    """Return a name as one line: hyphens at line ends closed up, any white space as one blank."""
    return " ".join(re.sub(r"-\n\s*(?=[a-zà-ÿ])", "", surface).split())


def scan(doc: Doc, lexicon: Lexicon) -> Words:
    """Split the text of ``doc`` into classed words.

    Parameters
    ----------
    doc
        A tagged document: the classes of unknown lower-case words follow its parts of speech. Its segments tell
        line breaks that end a block from those that wrap a line, and where nothing is annotated: words of page
        furniture get the class ``¶``.
    lexicon
        The word classes of the language.
    """
    document = document_of(doc)
    text = straighten(document.text)
    pieces: list[str] = (ENGLISH_PIECE if doc.lang_ == "en" else PIECE).findall(text)
    starts = list(accumulate(map(len, pieces), initial=0))
    blank = list(map(str.isspace, pieces))
    breaks = _line_breaks(document)
    keep = [
        not space or (piece[0] == "\n" and breaks(at)) for piece, at, space in zip(pieces, starts, blank, strict=False)
    ]
    forms = list(compress(pieces, keep))
    begins = list(compress(starts, keep))
    ends = [at + len(form) for at, form in zip(begins, forms, strict=True)]
    if not unicodedata.is_normalized("NFC", text):
        forms = [unicodedata.normalize("NFC", form) for form in forms]
    kinds = [kind or lexicon.classify(form) for kind, form in zip(map(lexicon.classes.get, forms), forms, strict=True)]
    _tag(doc, forms, begins, kinds)
    _hide_furniture(document, begins, kinds)
    names = forms.copy()
    for index in where("A".__eq__, kinds):
        if len(forms[index]) > 4:
            names[index] = forms[index].title()
    return Words(document.text, forms, list(map(str.lower, forms)), begins, ends, "".join(kinds), names)


def straighten(text: str) -> str:
    """Return the text, character for character, with straight apostrophes and plain hyphens."""
    return text.replace("’", "'").replace("ʼ", "'").replace("‑", "-")


def _tag(doc: Doc, forms: list[str], begins: list[int], kinds: list[str]) -> None:
    """Class the unknown lower-case words by part of speech; participles in *-ant* are no adjectives."""
    tags = dict(zip(*doc.to_array([IDX, POS]).T.tolist(), strict=True)) if len(doc) else {}
    for index in where("w".__eq__, kinds):
        tag = POS_CLASS.get(tags.get(begins[index]), "w")
        kinds[index] = "v" if tag == "j" and forms[index].endswith(("ant", "ants")) else tag


def where(test: Callable[[str], bool], items: Iterable[str]) -> list[int]:
    """Return the indices of the items that pass a test, at the speed of C for a built-in test."""
    return list(compress(count(), map(test, items)))


def _hide_furniture(document: Document, begins: list[int], kinds: list[str]) -> None:
    for segment in document.segments:
        if segment.kind == "furniture":
            low, high = bisect_left(begins, segment.start), bisect_left(begins, segment.end)
            kinds[low:high] = "¶" * (high - low)


def _line_breaks(document: Document) -> Callable[[int], bool]:
    """Return a test: does the line break at this offset end a block (rather than wrap a long line)?"""
    if not document.segments:
        return lambda start: True
    ends = [segment.end for segment in document.segments]
    starts = [segment.start for segment in document.segments]

    def breaks(start: int) -> bool:
        at = bisect_right(starts, start) - 1
        return at < 0 or start >= ends[at]

    return breaks
