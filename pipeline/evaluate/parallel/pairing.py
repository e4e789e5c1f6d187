"""Which French and English documents of a run are versions of one text: as their metadata say, else as they look."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from pathlib import PurePosixPath
from typing import Any

from pipeline.evaluate.align import one_to_one
from pipeline.evaluate.parallel.cognates import Terms, likeness, terms

Row = Mapping[str, Any]
LENGTHS = (0.5, 2.0)
"""How many times as long as the other a version may be."""
DAYS = 7
"""How many days apart two versions may be published."""
COMMON = 4
"""How many names, numbers and dates two documents must share before they are compared at all."""
LIKE = 0.45


@dataclass(frozen=True, slots=True)
class DocumentPair:
    """Two versions of one text, by their ``doc_id``; ``parallel`` is ``given``, or ``detected`` with a likeness."""

    french: str
    english: str
    parallel: str
    likeness: float | None = None


def pair_documents(
    documents: Sequence[Row], entities: Iterable[Row] = (), dates: Iterable[Row] = (), *, detect: bool = True
) -> list[DocumentPair]:
    """Pair the documents of a run.

    Parameters
    ----------
    documents, entities, dates
        Rows of the tables of these names.
    detect
        Compare the documents that no metadata pair.

    Returns
    -------
    list of DocumentPair
        No document comes twice; in the order of the French documents.
    """
    given = list(_given(documents))
    used = {doc_id for pair in given for doc_id in (pair.french, pair.english)}
    left = [row for row in documents if row["doc_id"] not in used]
    found = list(_detected(left, entities, dates)) if detect else []
    order = {row["doc_id"]: number for number, row in enumerate(documents)}
    return sorted([*given, *found], key=lambda pair: order[pair.french])


def _given(documents: Sequence[Row]) -> Iterator[DocumentPair]:
    """Yield the pairs of which one document names the other in ``parallel_of``: its ``doc_id``, or its file."""
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in documents:
        path = PurePosixPath(row["doc_id"].replace("\\", "/"))
        for name in {row["doc_id"], path.name, path.stem}:
            by_name[name].append(row)
    used: set[str] = set()
    for row in documents:
        if not row["parallel_of"]:
            continue
        folder = PurePosixPath(row["doc_id"].replace("\\", "/")).parent
        named = [
            other
            for other in by_name.get(row["parallel_of"], ())
            if {row["language"], other["language"]} == {"fr", "en"}
        ]
        named.sort(key=lambda other: PurePosixPath(other["doc_id"].replace("\\", "/")).parent != folder)
        if named and not used & {row["doc_id"], named[0]["doc_id"]}:
            used |= {row["doc_id"], named[0]["doc_id"]}
            french, english = (row, named[0]) if row["language"] == "fr" else (named[0], row)
            yield DocumentPair(french["doc_id"], english["doc_id"], "given")


def _detected(documents: Sequence[Row], entities: Iterable[Row], dates: Iterable[Row]) -> Iterator[DocumentPair]:
    """Yield the pairs that look like versions of one text, the most alike first."""
    marks = _marks(documents, entities, dates)
    sides = [[row for row in documents if row["language"] == language] for language in ("fr", "en")]
    counts = Counter(mark for found in marks.values() for mark in found)
    weights = {mark: log(1 + len(documents) / count) for mark, count in counts.items()}
    english_with: dict[str, list[int]] = defaultdict(list)
    for j, row in enumerate(sides[1]):
        for mark in marks[row["doc_id"]]:
            english_with[mark].append(j)
    scores: dict[tuple[int, int], float] = {}
    for i, row in enumerate(sides[0]):
        shared = Counter(j for mark in marks[row["doc_id"]] for j in english_with.get(mark, ()))
        for j in sorted(j for j, common in shared.items() if common >= COMMON and _may_be_parallel(row, sides[1][j])):
            scores[i, j] = _likeness(row, sides[1][j], marks, weights)
    alike = [pair for pair, score in scores.items() if score >= LIKE]
    for i, j in one_to_one(alike, lambda i, j: scores[i, j]):
        yield DocumentPair(sides[0][i]["doc_id"], sides[1][j]["doc_id"], "detected", round(scores[i, j], 3))


def _marks(documents: Sequence[Row], entities: Iterable[Row], dates: Iterable[Row]) -> dict[str, Terms]:
    """Return for each document what translation leaves alone: identifiers, roots of names, dates, numbers."""
    found: dict[str, set[str]] = {row["doc_id"]: _numbers(row["text"]) for row in documents}
    for row in entities:
        if row["doc_id"] in found and row["label"] != "ROLE":
            names = (row["canonical"] or row["text"], row["name_fr"], row["name_en"])
            found[row["doc_id"]] |= terms(*names) | ({row["wikidata"]} if row["wikidata"] else set())
    for row in dates:
        if row["doc_id"] in found and row["value"] and any(character.isdigit() for character in row["value"]):
            found[row["doc_id"]].add(row["value"])
    return {doc_id: frozenset(marks) for doc_id, marks in found.items()}


def _numbers(text: str) -> set[str]:
    return {term for term in terms(text) if term.isdigit() and len(term) > 1}


def _may_be_parallel(first: Row, second: Row) -> bool:
    """Tell whether lengths and dates of publication allow that one is a version of the other."""
    ratio = first["n_chars"] / max(1, second["n_chars"])
    days = first["published"], second["published"]
    near = not all(isinstance(day, date) for day in days) or abs((days[0] - days[1]).days) <= DAYS
    return LENGTHS[0] <= ratio <= LENGTHS[1] and near


def _likeness(french: Row, english: Row, marks: Mapping[str, Terms], weights: Mapping[str, float]) -> float:
    """Return how alike two documents are, 0 to 1: what they share, weighted by how rare it is, and their titles."""
    left, right = marks[french["doc_id"]], marks[english["doc_id"]]
    total = sum(weights[mark] for mark in left) + sum(weights[mark] for mark in right)
    shared = 2 * sum(weights[mark] for mark in left & right) / total
    titles = likeness(terms(french["title"]), terms(english["title"]))
    return shared if titles is None else 0.75 * shared + 0.25 * titles
