"""Do the tables of a run keep their promises? Offsets, surfaces, keys, references, codes and dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from pipeline.schema.labels import KINDS, SUBTYPES, labels
from pipeline.schema.messages import say
from pipeline.schema.tables import DERIVED, KEYS, REFERENCES, SPANS, TABLES

NEVER_FURNITURE = ("entities", "dates", "quotations", "acts")


@dataclass(frozen=True, slots=True)
class Problem:
    """One promise that is not kept.

    Attributes
    ----------
    kind
        ``schema``, ``key``, ``reference``, ``offsets``, ``surface``, ``code``, ``order`` or ``furniture``.
    table, row
        Where: the table, and the key of the row, joined by ``/`` (empty for a whole table).
    values
        What the message of this kind names.
    """

    kind: str
    table: str
    row: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: str = "en") -> str:
        """Say what is wrong in ``fr`` or ``en``."""
        return say(f"check.{self.kind}", language, table=self.table, row=self.row, **self.values)


def check(tables: Mapping[str, pa.Table]) -> list[Problem]:
    """Check one set of tables: a whole run, or a shard of one (all tables of some documents).

    Parameters
    ----------
    tables
        Table name to Arrow table, all nine.

    Returns
    -------
    list of Problem
        Empty when everything holds. With a wrong schema, only that is reported.
    """
    problems = list(_schemas(tables))
    if problems:
        return problems
    columns = {name: _Columns(name, table) for name, table in tables.items()}
    for finder in (_keys, _references, _codes, _spans, _furniture, _lengths, _days):
        problems.extend(finder(columns))
    return problems


def check_run(run: str | Path) -> list[Problem]:
    """Check the tables of a run folder, part by part (a part holds all rows of its documents).

    Raises
    ------
    FileNotFoundError
        If the folder holds no ``documents`` table.
    """
    folder = Path(run)
    parts = sorted(path.name for path in (folder / "documents").glob("part-*.parquet"))
    if not parts:
        raise FileNotFoundError(f"{folder}: no documents table in this folder")
    problems: list[Problem] = []
    seen: set[str] = set()
    for part in parts:
        present = [name for name in TABLES if (folder / name / part).is_file()]
        tables = {name: pq.read_table(folder / name / part) for name in present}
        problems.extend(check(tables))
        documents = tables["documents"].column("doc_id").to_pylist()
        twice = seen.intersection(documents)
        problems.extend(Problem("key", "documents", doc_id) for doc_id in sorted(twice))
        seen.update(documents)
    orphans = {path.name for name in TABLES for path in (folder / name).glob("part-*.parquet")} - set(parts)
    problems += [Problem("schema", "documents", "", {"reason": part}) for part in sorted(orphans)]
    return problems + list(_alignments(folder))


def _alignments(folder: Path) -> Iterator[Problem]:
    """Check the table ``alignments`` of a run, if it has one: are the acts that it names those of the run?"""
    parts = sorted((folder / "alignments").glob("part-*.parquet"))
    if not parts:
        return
    table = pa.concat_tables([pq.read_table(part) for part in parts])
    wrong = _differing("alignments", table.schema)
    if wrong:
        yield Problem("schema", "alignments", "", {"reason": ", ".join(wrong)})
        return
    columns = _Columns("alignments", table)
    yield from _codes({"alignments": columns})
    acts = ds.dataset(folder / "acts", format="parquet").to_table(columns=["doc_id", "act_id", "cue_text"])
    known = {(row["doc_id"], row["act_id"]): row["cue_text"] for row in acts.to_pylist()}
    seen: set[tuple[Any, ...]] = set()
    for index, key in enumerate(columns.keys()):
        if key in seen:
            yield Problem("key", "alignments", columns.row(index))
        seen.add(key)
        for suffix in ("", "_en"):
            act = columns[f"doc_id{suffix}"][index], columns[f"act_id{suffix}"][index]
            if act[1] is not None and act not in known:
                column = {"column": f"act_id{suffix}", "value": act[1]}
                yield Problem("reference", "alignments", columns.row(index), column)
            elif act[1] is not None and columns[f"cue_text{suffix}"][index] != known[act]:
                yield Problem("surface", "alignments", columns.row(index), {"column": f"cue_text{suffix}"})


class _Columns:
    """The columns of one table as lists, converted once, and the key of each row."""

    def __init__(self, name: str, table: pa.Table) -> None:
        self.name = name
        self._table = table
        self._lists: dict[str, list[Any]] = {}
        self.size = table.num_rows

    def __getitem__(self, column: str) -> list[Any]:
        if column not in self._lists:
            self._lists[column] = self._table.column(column).to_pylist()
        return self._lists[column]

    def keys(self) -> Iterator[tuple[Any, ...]]:
        return zip(*(self[column] for column in KEYS.get(self.name, ("doc_id",))), strict=True)

    def row(self, index: int) -> str:
        return "/".join(str(self[column][index]) for column in KEYS.get(self.name, ("doc_id",)))


_Tables = Mapping[str, _Columns]


def _schemas(tables: Mapping[str, pa.Table]) -> Iterator[Problem]:
    for name in TABLES:
        if name not in tables:
            yield Problem("schema", name, "", {"reason": "-"})
            continue
        wrong = _differing(name, tables[name].schema)
        if wrong:
            yield Problem("schema", name, "", {"reason": ", ".join(wrong)})


def _differing(name: str, found: pa.Schema) -> list[str]:
    """Return the columns of a table that are missing, of another type, or unknown."""
    schema = TABLES.get(name) or DERIVED[name]
    wrong = [f.name for f in schema if f.name not in found.names or found.field(f.name).type != f.type]
    return wrong + [column for column in found.names if column not in schema.names]


def _keys(tables: _Tables) -> Iterator[Problem]:
    documents = set(tables["documents"]["doc_id"])
    for name, table in tables.items():
        if name == "errors":
            continue
        seen: set[tuple[Any, ...]] = set()
        for index, key in enumerate(table.keys()):
            if key in seen or None in key:
                yield Problem("key", name, table.row(index))
            if key[0] not in documents:
                yield Problem("reference", name, table.row(index), {"column": "doc_id", "value": key[0]})
            seen.add(key)


def _references(tables: _Tables) -> Iterator[Problem]:
    for name, column, other, other_column in REFERENCES:
        table, target = tables[name], tables[other]
        known = set(zip(target["doc_id"], target[other_column], strict=True))
        for index, (doc_id, value) in enumerate(zip(table["doc_id"], table[column], strict=True)):
            if value is not None and (doc_id, value) not in known:
                yield Problem("reference", name, table.row(index), {"column": column, "value": value})


def _codes(tables: _Tables) -> Iterator[Problem]:
    known = labels()
    for (name, column), kind in KINDS.items():
        if name not in tables:
            continue  # a derived table, or one that is checked by itself
        table = tables[name]
        for index, value in enumerate(table[column]):
            if value is not None and value not in known[kind]:
                yield Problem("code", name, table.row(index), {"column": column, "value": value})
    for name, (column, kind) in SUBTYPES.items():
        if name not in tables:
            continue
        table = tables[name]
        for index, (code, subtype) in enumerate(zip(table[column], table["subtype"], strict=True)):
            if subtype is not None and f"{code}.{subtype}" not in known[kind]:
                yield Problem("code", name, table.row(index), {"column": "subtype", "value": subtype})


def _spans(tables: _Tables) -> Iterator[Problem]:
    texts = dict(zip(tables["documents"]["doc_id"], tables["documents"]["text"], strict=True))
    for name, prefixes in SPANS.items():
        table = tables[name]
        for prefix in prefixes:
            surfaces = table[f"{prefix}text"] if f"{prefix}text" in TABLES[name].names else [None] * table.size
            rows = zip(table["doc_id"], table[f"{prefix}start"], table[f"{prefix}end"], surfaces, strict=True)
            checked = f"{prefix}text" in TABLES[name].names
            for index, (doc_id, start, end, surface) in enumerate(rows):
                kind = _span_problem(texts.get(doc_id, ""), start, end, surface, checked)
                if kind:
                    yield Problem(kind, name, table.row(index), {"column": f"{prefix}start"})


def _span_problem(text: str, start: int | None, end: int | None, surface: str | None, checked: bool) -> str | None:
    """Return which promise a span breaks: ``offsets``, ``surface`` or none."""
    if start is None or end is None:
        return "offsets" if (start, end, surface) != (None, None, None) else None
    if not 0 <= start < end <= len(text) or text[start].isspace() or text[end - 1].isspace():
        return "offsets"
    return "surface" if checked and text[start:end] != surface else None


def _furniture(tables: _Tables) -> Iterator[Problem]:
    blocks: dict[str, list[tuple[int, int]]] = defaultdict(list)
    segments = tables["segments"]
    for doc_id, kind, start, end in zip(*(segments[c] for c in ("doc_id", "kind", "start", "end")), strict=True):
        if kind == "furniture":
            blocks[doc_id].append((start, end))
    for name in NEVER_FURNITURE:
        table = tables[name]
        for index, (doc_id, start, end) in enumerate(zip(table["doc_id"], table["start"], table["end"], strict=True)):
            if any(start < right and left < end for left, right in blocks.get(doc_id, ())):
                yield Problem("furniture", name, table.row(index))


def _lengths(tables: _Tables) -> Iterator[Problem]:
    table = tables["documents"]
    for index, (text, length) in enumerate(zip(table["text"], table["n_chars"], strict=True)):
        if len(text) != length:
            yield Problem("offsets", "documents", table.row(index), {"column": "n_chars"})


def _days(tables: _Tables) -> Iterator[Problem]:
    table = tables["dates"]
    for index, (first, last) in enumerate(zip(table["first_day"], table["last_day"], strict=True)):
        if first is not None and last is not None and first > last:
            yield Problem("order", "dates", table.row(index))
