"""Read the tables of a run folder, whole or document by document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema.tables import TABLES

Rows = dict[str, list[dict[str, Any]]]


class RunError(ValueError):
    """A folder is no run, or a run cannot be exported as asked; the message says why."""


class MissingExtraError(RunError):
    """A format needs a library that comes with an extra of this package."""

    def __init__(self, extra: str) -> None:
        super().__init__(f"this needs: pip install 'polyphonie[{extra}]'")
        self.extra = extra


def read_tables(run: Path, names: Iterable[str] = tuple(TABLES)) -> dict[str, pa.Table]:
    """Read tables of a run folder.

    Raises
    ------
    RunError
        If the folder holds no such tables, or they are not those that the schema declares.
    """
    tables: dict[str, pa.Table] = {}
    for name in names:
        parts = sorted((run / name).glob("part-*.parquet"))
        if not parts:
            raise RunError(f"{run} is not a run folder: it holds no {name}/part-*.parquet")
        try:
            table = pa.concat_tables([pq.read_table(part) for part in parts], promote_options="permissive")
            tables[name] = table.select(TABLES[name].names).cast(TABLES[name]).unify_dictionaries()
        except (pa.ArrowException, KeyError) as error:
            raise RunError(f"{run / name} cannot be read with this version: {error}") from None
    return tables


class RowsByDocument:
    """The rows of each document, found without turning whole tables into Python objects."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self.doc_ids: list[str] = tables["documents"]["doc_id"].to_pylist()
        numbers = {doc_id: number for number, doc_id in enumerate(self.doc_ids)}
        self._tables: dict[str, pa.Table] = {}
        self._bounds: dict[str, np.ndarray] = {}
        for name, table in tables.items():
            owners = np.array(
                [numbers.get(doc_id, len(numbers)) for doc_id in table["doc_id"].to_pylist()], dtype=np.int64
            )
            order = np.argsort(owners, kind="stable")
            in_order = bool((order == np.arange(len(order))).all())
            self._tables[name] = _plain(table if in_order else table.take(order))
            self._bounds[name] = np.searchsorted(owners[order], np.arange(len(numbers) + 1))
        self._numbers = numbers

    def __getitem__(self, doc_id: str) -> Rows:
        """Return the rows of one document, table by table, in their order."""
        number = self._numbers[doc_id]
        rows: Rows = {}
        for name, table in self._tables.items():
            first, last = (int(bound) for bound in self._bounds[name][number : number + 2])
            rows[name] = table.slice(first, last - first).to_pylist()
        return rows

    def __iter__(self) -> Iterator[tuple[str, Rows]]:
        """Yield each document's name and rows."""
        return ((doc_id, self[doc_id]) for doc_id in self.doc_ids)


def _plain(table: pa.Table) -> pa.Table:
    """Return a table without dictionary encoding, whose rows turn into Python objects several times faster."""
    fields = [pa.field(f.name, f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in table.schema]
    return table.cast(pa.schema(fields)).combine_chunks()
