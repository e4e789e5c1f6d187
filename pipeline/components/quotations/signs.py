"""The signs that may be quotation marks, and what the characters beside them say of their direction."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK = re.compile("<<|>>|''|’’|``|[«»“”„‟\"‹›‘’']")
KIND = {
    "«": "guillemet", "»": "guillemet", "<<": "guillemet", ">>": "guillemet", "‹": "angle", "›": "angle",
    "“": "curly", "”": "curly", "„": "curly", "‟": "curly", '"': "straight", "''": "straight", "``": "straight",
    "’’": "straight", "‘": "single", "’": "single", "'": "apostrophe",
}  # fmt: skip
OPENS = frozenset({"«", "<<", "‹", "„", "‘", "``"})
CLOSES = frozenset({"»", ">>", "›", "’", "”"})
APOSTROPHES = frozenset({"’", "'"})
WEAK = frozenset({"single", "apostrophe", "angle"})
BEFORE_OPENING = frozenset("([{—–-/'’«“‘\"*")
AFTER_CLOSING = frozenset(",.;:!?…)]}—–-»”’\"'*")
EDGE = (
    "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + "\u200b\ufeff"
)  # all white space, and zero-width marks


@dataclass(slots=True)
class Sign:
    """One sign, its neighbours in the paragraph, and the direction that the white space beside it gives."""

    sign: str
    kind: str
    start: int
    end: int
    before: str
    after: str

    @property
    def opening(self) -> bool:
        """The white space beside it lets the sign open."""
        loose = self.before in EDGE and self.after in ",;:)"  # " Jamais " , " rien ": the mark ends what is before
        return (self.before in EDGE or self.before in BEFORE_OPENING) and self.after not in EDGE and not loose

    @property
    def closing(self) -> bool:
        """The white space beside it lets the sign close."""
        return self.before not in EDGE and (self.after in EDGE or self.after in AFTER_CLOSING)


def signs(text: str, start: int, end: int, skip: bytes | bytearray | None) -> list[Sign]:
    """Return the signs between two offsets in text order; those where ``skip`` is not 0 are left out.

    An apostrophe between two letters or digits is no mark.
    """
    marks: list[Sign] = []
    for found in MARK.finditer(text, start, end):
        at, after = found.span()
        sign = text[at:after]
        before = text[at - 1] if at > start else " "
        following = text[after] if after < end else " "
        if sign in APOSTROPHES and before.isalnum() and following.isalnum():
            continue
        if skip is None or not skip[at]:
            marks.append(Sign(sign, KIND[sign], at, after, before, following))
    return marks
