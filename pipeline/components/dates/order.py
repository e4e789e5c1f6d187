"""Which letters can follow each other in a pattern: most patterns that a word may begin need not be tried."""

from __future__ import annotations

import re
from dataclasses import dataclass

PASSED_OVER = " \t\n'-_"
"""Signs of a shadow that do not count: blanks, elision, hyphen, filling."""
NEXT = re.compile(f"[{re.escape(PASSED_OVER)}]*+(.?)")

Letters = frozenset[str]
NONE: Letters = frozenset()


@dataclass(frozen=True, slots=True)
class Order:
    """How the letters of a pattern begin (after the sets of Glushkov's construction), signs passed over left out.

    Attributes
    ----------
    starts, ends
        The letters it can begin and end with.
    alone
        The letters that are a whole match.
    pairs
        Sets of letters: a match can begin with one of the first and go on with one of the second.
    empty
        Whether it can have no letter.
    """

    starts: Letters
    ends: Letters
    alone: Letters
    pairs: frozenset[tuple[Letters, Letters]]
    empty: bool

    @classmethod
    def nothing(cls) -> Order:
        """Return the order of a part without letters."""
        return cls(NONE, NONE, NONE, frozenset(), True)

    @classmethod
    def of(cls, letters: str) -> Order:
        """Return the order of one letter out of several."""
        found = frozenset(letters)
        return cls(found, found, found, frozenset(), False)

    @classmethod
    def of_sign(cls, sign: str) -> Order:
        """Return the order of a punctuation mark."""
        order = cls.nothing()
        for letter in sign:
            if letter not in PASSED_OVER:
                order = order.then(cls.of(letter))
        return order

    @classmethod
    def either(cls, orders: list[Order]) -> Order:
        """Return the order of alternatives."""
        return cls(
            NONE.union(*(order.starts for order in orders)),
            NONE.union(*(order.ends for order in orders)),
            NONE.union(*(order.alone for order in orders)),
            frozenset().union(*(order.pairs for order in orders)),
            any(order.empty for order in orders),
        )

    def then(self, other: Order) -> Order:
        """Return the order of a sequence."""
        return Order(
            self.starts | other.starts if self.empty else self.starts,
            other.ends | self.ends if other.empty else other.ends,
            (self.alone if other.empty else NONE) | (other.alone if self.empty else NONE),
            self.pairs
            | (other.pairs if self.empty else frozenset())
            | ({(self.alone, other.starts)} if self.alone and other.starts else frozenset()),
            self.empty and other.empty,
        )

    def maybe(self) -> Order:
        """Return the order of a part that can be left out."""
        return Order(self.starts, self.ends, self.alone, self.pairs, True)

    def seconds(self, letter: str) -> Letters | None:
        """Return the letters before which a match can begin with a letter: None for all, and for the end."""
        if letter in self.alone:
            return None
        return NONE.union(*(second for first, second in self.pairs if letter in first))


def preceding(shadow: str, floor: int, place: int) -> str:
    """Return the letter before a place, or nothing if none stands between the floor and it."""
    return shadow[floor:place].rstrip(PASSED_OVER)[-1:]


def following(shadow: str, place: int) -> str:
    """Return the letter after the one at a place, or nothing at the end."""
    found = NEXT.match(shadow, place + 1)
    return found[1] if found else ""
