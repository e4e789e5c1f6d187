"""The tokens of a document as the resolution of speakers sees them: integer arrays, no Span objects."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

import numpy as np
from spacy.attrs import DEP, HEAD, IDX, LENGTH, LOWER, MORPH, POS
from spacy.symbols import ADJ, ADP, ADV, AUX, DET, NOUN, NUM, PRON, PROPN, PUNCT, SPACE, VERB
from spacy.tokens import Doc

SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
TRANSPARENT = frozenset({"appos", "flat:name", "nmod", "conj"})
PHRASAL = frozenset({ADP, DET, NOUN, PROPN, ADJ, NUM, ADV})
AFTER_SUBJECT = frozenset({VERB, AUX, ADJ, PRON, ADV})
FRONTED = 8  # words of a phrase before the comma
GENDERS = {"Masc": "m", "Fem": "f"}


class Tokens:
    """Part of speech, tree and offsets of each token.

    Attributes
    ----------
    pos, deps, low, heads, starts, ends
        Part of speech, dependency, lower-case id, index of the head, first and past-the-end offset of each token.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        columns = doc.to_array([POS, DEP, LOWER, IDX, LENGTH, HEAD, MORPH]).T.reshape(7, -1)
        self.pos, self.deps, self.low, self.starts = columns[:4].tolist()
        self._morphs = columns[6].tolist()
        self.ends = (columns[3] + columns[4]).tolist()
        self.heads = (columns[5].astype(np.int64) + np.arange(len(self.pos))).tolist()
        self._nouns = np.flatnonzero(columns[0] == NOUN).tolist()
        strings = doc.vocab.strings
        self._subjects = {strings[name] for name in SUBJECTS}
        self._transparent = {strings[name] for name in TRANSPARENT}

    def within(self, start: int, end: int) -> range:
        """Return the tokens that touch an interval of offsets."""
        first = max(0, bisect_right(self.starts, start) - 1)
        if first < len(self.ends) and self.ends[first] <= start:
            first += 1
        return range(first, bisect_left(self.starts, end))

    def folded(self, index: int) -> str:
        """Return the text of a token in lower case with straight apostrophes, or nothing beyond the end."""
        return self.doc[index].lower_.replace("’", "'") if index < len(self.pos) else ""

    def nouns(self, start: int, end: int) -> list[int]:
        """Return the nouns that touch an interval of offsets."""
        return [index for index in self.within(start, end) if self.pos[index] == NOUN]

    def after(self, words: Iterable[str], gap: int) -> list[int]:
        """Return the nouns with one of some lower-case words ``gap`` tokens before them."""
        strings = self.doc.vocab.strings
        known = {strings[word] for word in words if word in strings}
        return [n for n in self._nouns if n >= gap and self.low[n - gap] in known] if known else []

    def gender(self, index: int) -> str | None:
        """Return ``m`` or ``f`` if the tagger gives a token a gender."""
        _, _, value = self.doc.vocab.strings[self._morphs[index]].partition("Gender=")
        return GENDERS.get(value.partition("|")[0].partition(",")[0])

    def is_subject(self, start: int, end: int, *, of_noun: bool = False) -> bool:
        """Tell whether the phrase between two offsets is the subject of its clause.

        With ``of_noun`` the complement of a subject is none: *le successeur d'Anne Roy*.
        """
        inside = self.within(start, end)
        if not inside:
            return False
        root = next((n for n in inside if self.heads[n] not in inside or self.heads[n] == n), inside[0])
        for _ in range(3):
            if self.deps[root] in self._subjects:
                return True
            if self.deps[root] not in self._transparent or (of_noun and self._after_preposition(inside.start)):
                return False
            root = self.heads[root]
        return False

    def opens_clause(self, start: int, end: int) -> bool:
        """Tell whether a name with its article opens a sentence, also after a phrase and a comma, before a word.

        *Depuis mars, la Ligue traîne*: the parse may miss such a subject.
        """
        inside = self.within(start, end)
        first = inside.start - 1 if inside else 0
        if (
            first < 1
            or self.pos[first] != DET
            or inside.stop >= len(self.pos)
            or self.pos[inside.stop] not in AFTER_SUBJECT
        ):
            return False
        before = first - 1
        if self.folded(before) == ",":
            opening = before - 1
            while opening > max(0, before - FRONTED) and self.pos[opening] in PHRASAL:
                opening -= 1
            return self.pos[opening + 1] in {ADP, ADV} and self.pos[opening] in {PUNCT, SPACE}
        return False

    def _after_preposition(self, index: int) -> bool:
        return index > 0 and self.pos[index - 1] == ADP

    def all_nouns(self) -> list[int]:
        """Return the nouns, in text order."""
        return self._nouns

    def subject_pronouns(self, start: int, end: int) -> list[int]:
        """Return the pronouns that are subjects between two offsets, in text order."""
        return [n for n in self.within(start, end) if self.pos[n] == PRON and self.deps[n] in self._subjects]

    def subject_nouns(self) -> list[int]:
        """Return the nouns that are subjects, in text order."""
        return [index for index in self.all_nouns() if self.deps[index] in self._subjects]
