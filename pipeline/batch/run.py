"""Annotate every document of the sources into one run folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.components.load import annotate, load_pipeline
from pipeline.schema.models import Document, Segment
from pipeline.schema.tables import TABLES
from pipeline.write.dataset import arrow_tables, write_table
from pipeline.write.rows import rows_of


def _documents(paths: list[Path], metadata: Path | None) -> Iterator[Document]:  # stand-in until pipeline.read lands
    index: dict[str, Any] = {}
    if metadata:
        index = {r["file"]: r for r in map(json.loads, metadata.read_text(encoding="utf-8").splitlines())}
    for path in sorted(file for root in paths for file in (root.glob("**/*.txt") if root.is_dir() else [root])):
        text, row = path.read_bytes().decode("utf-8"), index.get(path.name, {})
        given = {name: row.get(name) for name in ("title", "publisher", "genre", "author")}
        day = row.get("date") if len(row.get("date") or "") == 10 else None
        document = Document(path.name, text, str(path), sha256(text.encode()).hexdigest(), "utf-8", **given)
        document.language = row.get("language") or "fr"
        document.published = date.fromisoformat(day) if day else None
        document.segments = [Segment("g1", "paragraph", len(text) - len(text.lstrip()), len(text.rstrip()))]
        yield document


def run(paths: list[Path], out: Path, *, metadata: Path | None = None) -> dict[str, int]:
    """Annotate the documents below ``paths``; return the number of rows of each table."""
    nlp = load_pipeline("fr")
    annotated: list[dict[str, list[dict[str, Any]]]] = []
    for document in _documents(paths, metadata):
        if document.language == "fr":
            doc = annotate(nlp, document)
            annotated.append(rows_of(document, doc._.layers, sum(not (t.is_space or t.is_punct) for t in doc)))
    tables = arrow_tables(annotated)
    for name in TABLES:
        (out / name).mkdir(parents=True, exist_ok=True)
        write_table(tables[name], out / name / "part-00000.parquet", {})
    return {name: table.num_rows for name, table in tables.items()}
