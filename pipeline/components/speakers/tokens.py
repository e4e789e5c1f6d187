"""The tokens of a document as the resolution of speakers sees them: integer arrays, no Span objects."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from spacy.attrs import DEP, HEAD, IDX, LENGTH, POS
from spacy.symbols import NOUN
from spacy.tokens import Doc

SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
TRANSPARENT = frozenset({"appos", "flat:name", "nmod", "conj"})
GENDERS = {"Masc": "m", "Fem": "f"}


class Tokens:
    """Part of speech, tree and offsets of each token.

    Attributes
    ----------
    pos, heads, starts, ends
        Part of speech, index of the head, and first and past-the-end offset of each token.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        columns = doc.to_array([POS, DEP, HEAD, IDX, LENGTH]).T if len(doc) else None
        rows = columns.tolist() if columns is not None else [[]] * 5
        self.pos, self.deps, _, self.starts, lengths = rows
        offsets = columns[2].astype("int64").tolist() if columns is not None else []
        self.heads = [index + offset for index, offset in enumerate(offsets)]
        self.ends = [start + length for start, length in zip(self.starts, lengths, strict=True)]
        strings = doc.vocab.strings
        self._subjects = {strings[name] for name in SUBJECTS}
        self._transparent = {strings[name] for name in TRANSPARENT}

    def within(self, start: int, end: int) -> range:
        """Return the tokens that touch an interval of offsets."""
        first = max(0, bisect_right(self.starts, start) - 1)
        if first < len(self.ends) and self.ends[first] <= start:
            first += 1
        return range(first, bisect_left(self.starts, end))

    def nouns(self, start: int, end: int) -> list[int]:
        """Return the nouns that touch an interval of offsets."""
        return [index for index in self.within(start, end) if self.pos[index] == NOUN]

    def text(self, index: int) -> str:
        """Return the text of a token."""
        return self.doc[index].text

    def gender(self, index: int) -> str | None:
        """Return ``m`` or ``f`` if the tagger gives a token a gender."""
        found = self.doc[index].morph.get("Gender", [])
        return GENDERS.get(found[0]) if found else None

    def is_subject(self, start: int, end: int) -> bool:
        """Tell whether the phrase between two offsets is the subject of its clause."""
        inside = self.within(start, end)
        if not inside:
            return False
        root = next((n for n in inside if self.heads[n] not in inside or self.heads[n] == n), inside[0])
        for _ in range(3):
            if self.deps[root] in self._subjects:
                return True
            if self.deps[root] not in self._transparent:
                return False
            root = self.heads[root]
        return False

    def all_nouns(self) -> list[int]:
        """Return the nouns, in text order."""
        return [index for index, pos in enumerate(self.pos) if pos == NOUN]

    def subject_nouns(self) -> list[int]:
        """Return the nouns that are subjects, in text order."""
        return [index for index in self.all_nouns() if self.deps[index] in self._subjects]
