"""Sentence boundaries, set before the parser: every token is told whether it begins a sentence.

A sentence ends at a full stop, question or exclamation mark or ellipsis, together with the closing marks after it,
when what follows can begin one; never before a lower-case word (so « Partez ! » lance-t-il stays whole), an
abbreviation's complement, or inside a number. Segments, paragraphs of a turn and list items end sentences too.
What goes on without any of these (a transcript without punctuation) is cut, or time would grow with its square.
Abbreviations and sentence-initial words are data (``rules/LANGUAGE/sentences.toml``).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict
from spacy.attrs import IDX, LENGTH, SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.state import document_of, layers_of
from pipeline.read.segments import segment
from pipeline.read.segments.lines import paragraph_starts
from pipeline.rules.load import data_path, load_entries, load_table, validate
from pipeline.rules.rule import Rule
from pipeline.schema.models import Document, Sentence

# A stop, the marks that close with it, the white space, the marks that open with the next word, its first character.
_STOP = re.compile(
    r"(?P<stop>[.!?…]+)(?P<close>(?:[ \u00a0\u202f]?[»”]|[\"’'\)\]](?!\w))*)"
    r"(?P<gap>\s*)(?P<open>(?:[«“‘\"'(\[–—-]\s*)*)(?P<word>[^\W_a-zà-öø-ÿ][\w’']*)"
)
_LONGEST_ABBREVIATION = 12
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.-?)*[^\W\d_]\Z")
_INITIAL = re.compile(r"[A-Z]\.\Z")
_LONGEST_ENUMERATOR = 14
_ENUMERATOR = re.compile(r"\s*(?:[-–—•*·]\s*)?(?:\d{1,3}|[IVX]{1,5}|[a-zA-Z])\Z")
_GLUED = re.compile(r"[^\W\d_A-ZÀ-Ý]{2}\Z")
_LONGEST = 3000  # characters of a sentence; the longest of our corpus has 329, of real texts 654
_CUTS = (";", ", ", " ", "\n")  # where a longer one is cut, the best first


class Abbreviation(Rule):
    """Abbreviations; ``final`` ones may end a sentence."""

    final: bool
    forms: tuple[str, ...]


class Starters(BaseModel):
    """Words that begin sentences."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: frozenset[str]


class Splitter:
    """Finds where sentences begin in a text, by its characters alone."""

    def __init__(self, language: str) -> None:
        path = data_path(language, "sentences.toml")
        abbreviations = load_entries(path, "abbreviation", Abbreviation)
        self.final = {form: rule.final for rule in abbreviations for form in rule.forms}
        self.starters = validate(Starters, load_table(path).get("starters", {}), f"{path.name}: starters").words

    def starts(self, text: str) -> Iterator[int]:
        """Yield the offsets at which a sentence begins after another in the same paragraph."""
        for match in _STOP.finditer(text):
            found = self._start(text, match)
            if found is not None:
                yield found

    def _start(self, text: str, match: re.Match[str]) -> int | None:
        """Return where the sentence after a stop begins, or None if the stop ends no sentence."""
        stop, close, gap, opening, word = match.groups()
        if word[0].islower() or (not gap and not _is_glued(text, match)):
            return None
        if close[:1] in (")", "]") and text[match.start() - 1 : match.start()] in ("(", "["):
            return None
        if stop == "." and not close and self._abbreviates(text, match.start(), word):
            return None
        if (
            opening.startswith('"')
            and opening[1:2].isspace()
            and text.count('"', _paragraph(text, match), match.end("gap")) % 2
        ):
            return match.start("open") + len(opening) - len(opening[1:].lstrip())
        return match.start("open")

    def _abbreviates(self, text: str, stop: int, following: str) -> bool:
        """Tell whether the full stop at ``stop`` belongs to an abbreviation, an initial or a number of a list."""
        pieces = text[max(0, stop - _LONGEST_ABBREVIATION) : stop].split()
        if not pieces or text[stop - 1].isspace():
            return False
        word = pieces[-1].replace("’", "'").rpartition("'")[2].lstrip('«“"([-–')
        final = self.final.get(word.lower())
        if len(pieces) > 1 and len(word) == 1 and _INITIAL.match(pieces[-2]):  # S. E.
            final = self.final.get((pieces[-2] + word).lower(), final)
        if final is None and len(word) > 3 and "." not in word:
            return False
        if len(word) <= 5 and _is_enumerator(text, stop):
            return True
        starter = following.replace("’", "'").partition("'")[0].lower() in self.starters
        if final is False:
            return not (len(word) == 1 and word.islower() and starter)
        if final:
            return not starter
        return _DOTTED.fullmatch(word) is not None and (len(word) > 1 or word.isupper()) and not starter


def _is_glued(text: str, match: re.Match[str]) -> bool:
    """Tell a missing space (*vérité.Le ministre*) from a dotted name."""
    word = match["word"]
    plain = not match["close"] and not match["open"]
    titled = word[0].isupper() and word[1:2].islower()
    return plain and titled and _GLUED.search(text, max(0, match.start() - 2), match.start()) is not None


def _paragraph(text: str, match: re.Match[str]) -> int:
    """Return where the paragraph of a match begins."""
    return max(text.rfind("\n\n", 0, match.start()), match.start() - 4000, 0)


def _is_enumerator(text: str, stop: int) -> bool:
    """Tell whether the line up to ``stop`` is nothing but the number or letter of a list item or heading."""
    start = max(0, stop - _LONGEST_ENUMERATOR)
    line = text.rfind("\n", start, stop) + 1
    if line == 0 and start > 0:
        return False
    return _ENUMERATOR.match(text, line, stop) is not None


def _cuts(text: str, starts: np.ndarray) -> Iterator[int]:
    """Yield where endless sentences are cut: after the last semicolon, comma or blank of a stretch."""
    edges = np.unique(np.append(starts, [0, len(text)]))
    for number in np.flatnonzero(np.diff(edges) > _LONGEST).tolist():
        start, end = edges[number : number + 2].tolist()
        while end - start > _LONGEST:
            low, high = start + _LONGEST // 2, start + _LONGEST
            places = (text.rfind(mark, low, high) for mark in _CUTS)
            start = next((place for place in places if place >= 0), high - 1) + 1
            yield start


@cache
def splitter(language: str) -> Splitter:
    """Return the splitter of a language, loaded once."""
    return Splitter(language)


class Sentences:
    """Set every token's ``is_sent_start`` and fill ``layers.sentences``.

    Sentences of the text and of turn labels are recorded, those of page furniture are not; the label of a turn
    belongs to no segment.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.splitter = splitter(nlp.lang)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        if not len(doc):
            return doc
        document = document_of(doc)
        if not document.segments:
            segment(document)
        offsets = np.fromiter({*self._breaks(document), *self.splitter.starts(document.text)}, dtype=np.int64)
        values = doc.to_array([IDX, LENGTH]).astype(np.int64)
        offsets = np.append(offsets, np.fromiter(_cuts(document.text, offsets), dtype=np.int64))
        first = np.unique(np.searchsorted(values[:, 0], offsets))
        first = first[first < len(doc)]
        flags = np.full(len(doc), -1, dtype=np.int64)
        flags[first] = 1
        flags[0] = 1
        column: Any = flags.astype(np.uint64).reshape(-1, 1)
        doc.from_array([SENT_START], column)
        self._record(doc, document, values, np.flatnonzero(flags == 1))
        return doc

    def _breaks(self, document: Document) -> Iterator[int]:
        """Yield where segments, the paragraphs of turns, and the labels between segments begin."""
        text, position = document.text, 0
        for part in document.segments:
            if part.start > position and (between := text[position : part.start]).strip():
                yield position + len(between) - len(between.lstrip())
            yield part.start
            if part.kind == "turn" and "\n" in text[part.start : part.end]:
                yield from paragraph_starts(text, part.start, part.end)
            position = part.end
        if (rest := text[position:]).strip():
            yield position + len(rest) - len(rest.lstrip())

    def _record(self, doc: Doc, document: Document, values: np.ndarray, first: np.ndarray) -> None:
        sentences, text = layers_of(doc).sentences, document.text
        last = np.append(first[1:], len(doc)) - 1
        begins, ends = values[first, 0].tolist(), (values[last, 0] + values[last, 1]).tolist()
        starts = [part.start for part in document.segments]
        for begin, end in zip(begins, ends, strict=True):
            surface = text[begin:end].rstrip()
            start, stop = begin + len(surface) - len(surface.lstrip()), begin + len(surface)
            number = bisect_right(starts, start) - 1
            part = document.segments[number] if number >= 0 and start < document.segments[number].end else None
            if start < stop and (part is None or part.kind != "furniture"):
                segment_id = part.segment_id if part else None
                sentences.append(Sentence(f"s{len(sentences) + 1}", start, stop, segment_id))


@Language.factory("polyphonie_sentences")
def make_sentences(nlp: Language, name: str) -> Sentences:
    """Create the ``polyphonie_sentences`` component."""
    return Sentences(nlp, name)
