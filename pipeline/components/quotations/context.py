"""The document as the quotation rules see it: integer arrays over tokens, marks, sentences, entities and dates."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
from spacy.attrs import IDX, LENGTH, LOWER, MORPH, POS, SENT_START
from spacy.symbols import ADJ, ADP, AUX, DET, NOUN, NUM, PROPN, PUNCT, SPACE, VERB
from spacy.tokens import Doc

from pipeline.components.quotations.lexicon import INFINITIVE, Lexicon
from pipeline.components.quotations.marks import Marked
from pipeline.components.state import document_of, layers_of

if TYPE_CHECKING:
    from pipeline.components.quotations.cues import Cue

INFINITIVES = re.compile(bytes([INFINITIVE]))
Column = npt.NDArray[np.uint64]
ENDS = ".!?…"
ENDLESS = 1500  # tokens; a longer sentence, with what it quotes, is read in parts


class _Spanned(Protocol):
    start: int
    end: int


class Context:
    """What the rules ask about a document; token positions are indices, offsets are code points.

    Attributes
    ----------
    low, pos, starts, ends, initials
        Lower-case id, part of speech, first and past-the-end offset, first character of each token.
    depth
        Number of quotation marks open around each token; the marks themselves count as outside.
    spans
        Past-the-end token of the longest entity or role that begins at a token.
    persons, places
        The first tokens of persons' names, and of places.
    dates
        The same for dates.
    cues
        The cues by their first token, once found.
    continued
        The identities of the marked stretches that go on in the next paragraph.
    """

    def __init__(
        self,
        doc: Doc,
        lexicon: Lexicon,
        marks: Sequence[Marked],
        blocks: Sequence[tuple[int, int]],
        furniture: bytearray,
    ) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self._words = lexicon.words
        self.marks = marks
        self.text = document_of(doc).text
        columns = doc.to_array([LOWER, POS, IDX, LENGTH, SENT_START, MORPH]).T.reshape(6, -1)
        self.low, self.pos, self.starts = columns[:3].tolist()
        self.ends = (columns[2] + columns[3]).tolist()
        self.size = len(self.low)
        self.initials = "".join(map(self.text.__getitem__, self.starts))
        self.forms = self._verb_forms(columns[1], columns[5])
        self.infinitives = [found.start() for found in INFINITIVES.finditer(self.forms)]
        self.furniture = furniture
        self.depth = self._depths()
        self.bounds = self._bounds(np.flatnonzero(columns[4] == 1).tolist(), blocks)
        self._sentences = self._sentence_bounds()
        self.cues: dict[int, Cue] = {}
        self.cues_by_group: dict[int, Cue] = {}
        self.all_cues: Sequence[Cue] = ()
        self.cue_starts: list[int] = []
        self.bullets = lexicon.bullets
        self.continued = {id(marks[m.continues]) for m in marks if m.continues is not None}
        layers = layers_of(doc)
        self.spans = self._token_spans(layers.entities)
        self.span_ends = frozenset(self._token_spans([e for e in layers.entities if e.label != "ROLE"]).values())
        self.persons = frozenset(self._token_spans([e for e in layers.entities if e.label == "PER"]))
        self.places = frozenset(self._token_spans([e for e in layers.entities if e.label == "LOC"]))
        self._marked_from = [self.token_at(marked.open) for marked in marks]
        self._closed_at: dict[int, list[Marked]] = {}
        for marked in marks:
            if marked.closed:
                self._closed_at.setdefault(self.token_from(marked.close), []).append(marked)
        self.dates = self._token_spans(layers.dates)

    def set_cues(self, cues: Sequence[Cue]) -> None:
        """Keep the cues of the document, in text order."""
        self.all_cues = cues
        self.cue_starts = [cue.first for cue in cues]
        self.cues = {cue.first: cue for cue in cues}
        self.cues_by_group = {cue.group: cue for cue in cues}

    def cues_between(self, first: int, stop: int) -> Sequence[Cue]:
        """Return the cues whose first token lies in a range."""
        return self.all_cues[bisect_left(self.cue_starts, first) : bisect_left(self.cue_starts, stop)]

    def token_at(self, offset: int) -> int:
        """Return the token that contains an offset, or the one before it when it falls between tokens."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def token_from(self, offset: int) -> int:
        """Return the first token that begins at or after an offset (``size`` if there is none)."""
        index = bisect_right(self.starts, offset)
        return index - 1 if index and self.starts[index - 1] == offset else index

    def marks_between(self, first: int, stop: int) -> Sequence[Marked]:
        """Return the marked stretches whose opening mark lies in a range of tokens."""
        return self.marks[bisect_left(self._marked_from, first) : bisect_left(self._marked_from, stop)]

    def closed_at(self, token: int) -> Sequence[Marked]:
        """Return the marked stretches whose closing mark stands right before a token."""
        return self._closed_at.get(token, ())

    def infinitive_in(self, first: int, stop: int) -> bool:
        """Tell whether the tagger sees an infinitive between two tokens."""
        place = bisect_left(self.infinitives, first)
        return place < len(self.infinitives) and self.infinitives[place] < stop

    def is_a(self, index: int, name: str) -> bool:
        """Tell whether the token at ``index`` is one of a class of words."""
        return 0 <= index < self.size and self.low[index] in self._words[name]

    def char(self, index: int) -> str:
        """Return the first character of a token, or nothing beyond the edges."""
        return self.initials[index] if 0 <= index < self.size else ""

    def surface(self, index: int) -> str:
        """Return the text of a token."""
        return self.text[self.starts[index] : self.ends[index]]

    def sentence(self, index: int) -> tuple[int, int]:
        """Return the token bounds of the sentence around a token; quotation marks do not end sentences."""
        return self._sentences[min(index, self.size)]

    def outer(self, marked: Marked) -> tuple[int, int]:
        """Return the first token of a marked stretch (its mark) and the first token after it."""
        return self.token_at(marked.open), self.token_from(marked.close)

    def blank(self, index: int) -> bool:
        """Tell whether a token is white space or punctuation."""
        return self.pos[index] in {SPACE, PUNCT}

    def _verb_forms(self, pos: Column, morphs: Column) -> bytes:
        """Return one byte per token: the form of a verb or auxiliary, 0 for other words and other forms."""
        verbs = np.flatnonzero((pos == VERB) | (pos == AUX))
        forms = bytearray(len(pos))
        for index, morph in zip(verbs.tolist(), morphs[verbs].tolist(), strict=True):
            forms[index] = self.lexicon.verb_form(self.doc.vocab.strings, morph)
        return bytes(forms)

    def _sentence_bounds(self) -> list[tuple[int, int]]:
        """Return the token bounds of the sentence around each token, and around the end."""
        found: list[tuple[int, int]] = []
        for first, stop in pairwise([*(self.bounds if self.bounds[:1] == [0] else [0, *self.bounds]), self.size]):
            found += [(first, stop)] * (stop - first)
        found.append((self.bounds[-1] if self.bounds else 0, self.size))
        return found

    def _depths(self) -> bytearray:
        depth = bytearray(self.size)
        for marked in self.marks:
            if marked.level < 250:
                first, last = self.token_from(marked.start), self.token_from(marked.end)
                if marked.level == 1 or first < last:
                    depth[first:last] = bytes([marked.level]) * (last - first)
        return depth

    def _bounds(self, starts: list[int], blocks: Sequence[tuple[int, int]]) -> list[int]:
        """Return the first tokens of sentences: those of the sentence component outside marks, and paragraphs."""
        bounds = {self.token_from(start) for start, _ in blocks} | {0}
        closing = {self.token_at(marked.close - 1) for marked in self.marks if marked.closed}
        closing_ends = [self.token_from(m.close) for m in self.marks if m.closed and self.text[m.end - 1] in ENDS]
        for index in starts + closing_ends:
            at = index
            while at < self.size and (at in closing or self.pos[at] == SPACE or self.initials[at] == ")"):
                at += 1
            if at < self.size and not self.depth[at] and self._begins(index, at):
                bounds.add(at)
        edges = sorted(bounds)
        endless = [pair for pair in pairwise([*edges, self.size]) if pair[1] - pair[0] > ENDLESS]
        for first, stop in endless:
            bounds.update(starts[bisect_left(starts, first) : bisect_left(starts, stop)])
        return sorted(bounds) if endless else edges

    def _begins(self, index: int, at: int) -> bool:
        """Tell whether a sentence begins: after a full stop, and not with a lower-case word."""
        before = index - 1
        while before > 0 and self.pos[before] == SPACE:
            before -= 1
        stopped = index == 0 or self.text[self.ends[before] - 1] in ENDS + ")»”\"'"
        initial = self.initials[at]
        return stopped and not initial.islower() and initial not in ",;:"

    def is_preposition(self, index: int) -> bool:
        """Tell whether a token is a preposition; so is an initial A without its accent: *A l'issue du conseil*."""
        initial = self.pos[index] != ADP and self.surface(index) == "A"
        return self.pos[index] == ADP or (initial and self.pos[index + 1 : index + 2] in ([DET], [PROPN], [NOUN]))

    def date_end(self, index: int) -> int | None:
        """Return the token after the date or adverbial of time that begins at a token, or None."""
        if index in self.dates:
            return self.dates[index]
        if index in self.spans:
            return None
        for at in (index, index + 1, index + 2):
            if self.is_a(at, "temporal"):
                end = at + 1
                while end < self.size and (self.is_a(end, "temporal") or self.pos[end] == NUM):
                    end += 1
                return end
            if at >= self.size or self.pos[at] not in {DET, ADJ}:
                return None
        return None

    def _token_spans(self, items: Sequence[_Spanned]) -> dict[int, int]:
        spans: dict[int, int] = {}
        for item in items:
            start, end = self.token_at(item.start), self.token_at(item.end - 1) + 1
            spans[start] = max(end, spans.get(start, 0))
        return spans
