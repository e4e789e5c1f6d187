"""Given names and the gender that goes with them."""

from __future__ import annotations

from functools import cache

from pipeline.rules.load import DATA, read_tsv

COLUMNS = ("name", "gender")


class GivenNames:
    """Test whether a word is a given name (also *Jean-Marc*, *HÉLÈNE*), and which gender it has."""

    def __init__(self, genders: dict[str, str]) -> None:
        self._genders = genders

    def __contains__(self, form: str) -> bool:
        return self._key(form) is not None

    def gender(self, form: str) -> str | None:
        """Return ``m``, ``f`` or None (unknown or both)."""
        key = self._key(form)
        gender = self._genders[key] if key else None
        return gender if gender in ("m", "f") else None

    def _key(self, form: str) -> str | None:
        lower = form.lower()
        if lower in self._genders:
            return lower
        head, hyphen, tail = lower.partition("-")
        return head if hyphen and head in self._genders and tail in self._genders else None


@cache
def given_names() -> GivenNames:
    """Load ``rules/gazetteer/given_names.txt``."""
    rows = read_tsv(DATA / "gazetteer" / "given_names.txt", COLUMNS)
    return GivenNames({row["name"]: row["gender"] for row in rows})


@cache
def surnames() -> frozenset[str]:
    """Load ``rules/gazetteer/surnames.txt``: surnames of public figures whom texts do not introduce."""
    return frozenset(row["name"] for row in read_tsv(DATA / "gazetteer" / "surnames.txt", ("name",)))
