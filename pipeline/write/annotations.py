"""A run folder in pandas: one DataFrame per table, and the joins that analysts want."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema.tables import DERIVED, TABLES

ACT_CONTEXT = ("title", "published", "publisher", "genre", "language", "path")


class Annotations:
    """The annotations of a run, or of one of its documents.

    Every table is an attribute that holds a DataFrame, read when it is first asked for: ``documents``, ``segments``,
    ``sentences``, ``entities``, ``dates``, ``quotations``, ``act_arguments``, ``errors``, and ``alignments`` if
    ``polyphonie align`` wrote it; days are ``datetime64``.
    ``acts`` is the acts table joined with the title, date, publisher, genre, language and path of its document, and
    with the resolved names of its actors and targets (``actor_name``, ``target_name``, several joined by `` ; ``).
    ``run["DOC_ID"]`` is the same for one document.

    Parameters
    ----------
    path
        The run folder.
    doc_id
        Only this document.

    Raises
    ------
    FileNotFoundError
        If the folder is not a run folder.

    Examples
    --------
    >>> run = pipeline.read("outputs/demo")  # doctest: +SKIP
    >>> run.acts.query("tag == 'DENIAL'").groupby("actor_name").size()  # doctest: +SKIP
    """

    def __init__(self, path: str | Path, doc_id: str | None = None) -> None:
        self.path = Path(path)
        self.doc_id = doc_id
        if not (self.path / "documents").is_dir():
            raise FileNotFoundError(f"{self.path}: not a run folder (it has no documents table)")

    def __getitem__(self, doc_id: str) -> Self:
        """Return the annotations of one document; KeyError if the run does not have it."""
        if doc_id not in set(self.documents["doc_id"]):
            raise KeyError(doc_id)
        return type(self)(self.path, doc_id)

    def __iter__(self) -> Iterator[Self]:
        """Iterate over the documents."""
        return (type(self)(self.path, doc_id) for doc_id in self.documents["doc_id"])

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.documents)

    def table(self, name: str) -> pd.DataFrame:
        """Return one table as it is on disk; its provenance is in ``.attrs``."""
        whole = self.arrow(name)
        frame = whole.to_pandas(date_as_object=False)
        frame.attrs = _attributes(whole)
        return frame

    def arrow(self, name: str) -> pa.Table:
        """Return one table as it is on disk, as an Arrow table."""
        files = sorted((self.path / name).glob("part-*.parquet"))
        chosen = [("doc_id", "=", self.doc_id)] if self.doc_id is not None else None
        if not files:
            return (TABLES.get(name) or DERIVED[name]).empty_table()
        parts = [pq.read_table(file, filters=chosen, partitioning="hive") for file in files]
        whole = pa.concat_tables(parts).unify_dictionaries()
        return whole.replace_schema_metadata(parts[-1].schema.metadata)

    @cached_property
    def documents(self) -> pd.DataFrame:
        """One row per document: metadata and text."""
        return self.table("documents")

    @cached_property
    def segments(self) -> pd.DataFrame:
        """One row per block of a page: title, date line, furniture, turn, paragraph."""
        return self.table("segments")

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """One row per sentence."""
        return self.table("sentences")

    @cached_property
    def entities(self) -> pd.DataFrame:
        """One row per mention of a person, organisation, place, other name or role."""
        return self.table("entities")

    @cached_property
    def dates(self) -> pd.DataFrame:
        """One row per temporal expression."""
        return self.table("dates")

    @cached_property
    def quotations(self) -> pd.DataFrame:
        """One row per quotation, with its speaker."""
        return self.table("quotations")

    @cached_property
    def act_arguments(self) -> pd.DataFrame:
        """One row per actor, target, content and further cue of an act."""
        return self.table("act_arguments")

    @cached_property
    def errors(self) -> pd.DataFrame:
        """One row per failure."""
        return self.table("errors")

    @cached_property
    def alignments(self) -> pd.DataFrame:
        """One row per act of two parallel documents; empty before ``polyphonie align``."""
        return self.table("alignments")

    @cached_property
    def acts(self) -> pd.DataFrame:
        """One row per accusation, denial or demand, with its document's metadata and resolved names."""
        acts = self.table("acts")
        attributes = acts.attrs
        acts = acts.merge(self.documents[["doc_id", *ACT_CONTEXT]], on="doc_id", how="left")
        for role in ("actor", "target"):
            acts = acts.merge(self._names(role), on=["doc_id", "act_id"], how="left")
        acts.attrs = attributes
        return acts

    def _names(self, role: str) -> pd.DataFrame:
        """Return the resolved names of a role by act: canonical name, else the text."""
        arguments = self.act_arguments.query("role == @role")
        names: Any = arguments["name"]
        named = arguments[["doc_id", "act_id"]].copy()
        named[f"{role}_name"] = names.where(names.notna(), arguments["text"])
        grouped: Any = named.dropna().groupby(["doc_id", "act_id"], as_index=False, sort=False)
        return grouped.agg(" ; ".join)

    @property
    def provenance(self) -> dict[str, Any]:
        """What made the tables: schema, code, rules, models, command, time."""
        return {str(name): value for name, value in self.documents.attrs.items() if name != "table"}

    def __repr__(self) -> str:
        acts = self.table("acts")["tag"].value_counts()
        tags = ", ".join(f"{count} {tag}" for tag, count in acts.items() if count)
        counts = ", ".join(f"{len(getattr(self, name))} {name}" for name in ("entities", "dates", "quotations"))
        what = f"document {self.doc_id!r} of {self.path}" if self.doc_id is not None else str(self.path)
        size = f"{len(self)} documents, {sum(self.documents['n_words'])} words"
        return f"<Annotations {what}: {size}, {counts}, acts: {tags or 'none'}, {len(self.errors)} errors>"


def _attributes(table: pa.Table) -> dict[str, Any]:
    import json

    return json.loads((table.schema.metadata or {}).get(b"PANDAS_ATTRS", b"{}"))
