"""The words of a text and their classes: the alphabet in which the patterns for names are written.

spaCy's tokens are not enough: they split ``Delvaux-Okito`` and ``N-VA``, join ``-t`` and ``-il`` to nothing, and keep
no-break spaces. One pass over the text gives whole words; every word has a class of one letter, so that a rule is a
regular expression over classes and costs next to nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate, compress

from spacy.attrs import IDX, POS
from spacy.symbols import ADJ, ADV, AUX, NOUN, PROPN, VERB
from spacy.tokens import Doc

from pipeline.components.entities.lexicon import Lexicon
from pipeline.components.state import document_of
from pipeline.schema.models import Document

PIECE = re.compile(
    r"\n[^\S\n]*(?:\n\s*)+"  # blank line
    r"|\n|[^\S\n]+"
    r"|[A-ZÀ-Þ]\.(?:-?[A-ZÀ-Þ]\.)*(?=[-\s]*[A-ZÀ-Þ])"  # initials: J.-P., M., S.
    r"|(?:MM|Mr|Mrs|Dr|Pr|Prof|Mgr|St|Ste)\.(?=\s*[A-ZÀ-Þ])"
    r"|[NMOK]['’ʼ][A-ZÀ-Þ][\w\u0300-\u036f]+(?:-[\w\u0300-\u036f]+)*"  # N'Gatta, O'Brien
    r"|(?:[ldnsjmtcLDNSJMTC1]|[Qq][Uu]|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)['’ʼ](?=\w)"
    r"|[\w\u0300-\u036f]+(?:[-‑&·]\n?[\w\u0300-\u036f]+|['’ʼ][\w\u0300-\u036f]+)*"
    r"|.",
    re.S,
)
APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‑": "-"})
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
    starts, ends
        Their offsets in code points.
    kinds
        One class letter per word (``rules/LANGUAGE/entities/classes.toml`` explains them).
    """

    text: str
    forms: list[str]
    starts: list[int]
    ends: list[int]
    kinds: str
    lower: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lower = [form.lower() for form in self.forms]

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
    pieces: list[str] = PIECE.findall(document.text)
    starts = [0, *accumulate(map(len, pieces))]
    breaks = _line_breaks(document)
    keep = [not piece.isspace() or (piece[0] == "\n" and breaks(at)) for piece, at in zip(pieces, starts, strict=False)]
    words = list(compress(pieces, keep))
    begins = list(compress(starts, keep))
    forms = [word.translate(APOSTROPHES) for word in words]
    if not unicodedata.is_normalized("NFC", document.text):
        forms = [unicodedata.normalize("NFC", form) for form in forms]
    classes = lexicon.classes
    kinds = [classes.get(form) or lexicon.classify(form) for form in forms]
    tags = dict(zip(*doc.to_array([IDX, POS]).T.tolist(), strict=True)) if len(doc) else {}
    kinds = [
        _by_tag(tags.get(at), word) if kind == "w" else kind
        for kind, at, word in zip(kinds, begins, words, strict=True)
    ]
    _hide_furniture(document, begins, kinds)
    ends = [at + len(word) for at, word in zip(begins, words, strict=True)]
    return Words(document.text, forms, begins, ends, "".join(kinds))


def _by_tag(tag: int | None, form: str) -> str:
    """Return the class of a lower-case word by part of speech; participles in *-ant* are no adjectives."""
    kind = POS_CLASS.get(tag, "w")
    return "v" if kind == "j" and form.endswith(("ant", "ants")) else kind


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
