"""Write a run as static HTML: one file, or beyond ``ONE_FILE`` documents an index with pages beside it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from markupsafe import Markup

from pipeline.view import figures
from pipeline.view.document import anchor, view_document
from pipeline.view.figures import TAGS
from pipeline.view.overview import overview
from pipeline.view.rendering import assets, environment
from pipeline.view.wording import day
from pipeline.write.export.tables import RowsByDocument, read_tables

ONE_FILE = 200
"""The most documents that go into one file."""
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A page beside the index: its number, its address from the index, and its documents."""

    number: int
    href: str
    doc_ids: Sequence[str]


def write_report(run: Path, out: Path, *, language: str = "fr", one_file: int = ONE_FILE) -> list[Path]:
    """Write the report of a run folder.

    Parameters
    ----------
    run
        A run folder.
    out
        The file to open. With more than ``one_file`` documents it is an index, and pages of ``PER_PAGE`` documents
        each stand in a folder beside it, named like it with ``-pages``.
    language
        Which of ``fr`` and ``en`` the report opens in; it always holds both.

    Returns
    -------
    list of Path
        The files written, the one to open first.

    Raises
    ------
    RunError
        If the folder is no run.
    """
    tables = read_tables(run)
    documents = RowsByDocument(tables)
    frames = {name: table.to_pandas() for name, table in tables.items() if name in _FRAMES}
    frames["documents"] = tables["documents"].drop_columns(["text"]).to_pandas()
    order = _in_order(frames["documents"])
    pages = _pages(order, out) if len(order) > one_file else []
    page_of = {doc_id: page.href for page in pages for doc_id in page.doc_ids}
    common = {"assets": assets(), "language": language, "name": run.resolve().name, "provenance": provenance_of(run)}
    articles = lambda ids: Markup("").join(_articles(documents, ids))  # noqa: E731
    index = environment().get_template("index.html.jinja")
    out.parent.mkdir(parents=True, exist_ok=True)
    text = index.render(
        **common,
        page_title=f"{run.resolve().name} · Polyphonie",
        overview=overview(frames, lambda doc_id: page_of.get(doc_id, "")),
        rows=_index_rows(frames, order, page_of),
        publishers=sorted({str(name) for name in frames["documents"]["publisher"].dropna()}),
        errors=tables["errors"].to_pylist(),
        pages=pages,
        articles=articles(order) if not pages else None,
    )
    out.write_text(text, encoding="utf-8")
    written = [out]
    folder = _folder(out)
    if folder.is_dir():
        shutil.rmtree(folder)
    for place, page in enumerate(pages):
        folder.mkdir(exist_ok=True)
        rendered = (
            environment()
            .get_template("page.html.jinja")
            .render(
                **common,
                page_title=f"{run.resolve().name} · {page.number} · Polyphonie",
                index=f"../{out.name}",
                number=page.number,
                previous=_file_name(pages[place - 1].number) if place else None,
                next=_file_name(pages[place + 1].number) if place + 1 < len(pages) else None,
                articles=articles(page.doc_ids),
            )
        )
        path = folder / _file_name(page.number)
        path.write_text(rendered, encoding="utf-8")
        written.append(path)
    return written


_FRAMES = ("entities", "quotations", "acts", "act_arguments")


def _articles(documents: RowsByDocument, doc_ids: Sequence[str]) -> Iterator[Markup]:
    article = environment().get_template("documents.jinja").module.article  # type: ignore[attr-defined]
    return (article(view_document(documents[doc_id])) for doc_id in doc_ids)


def _in_order(documents: figures.Frame) -> list[str]:
    """Return the documents, the newest first, undated ones last."""
    ordered = documents.sort_values(["published", "doc_id"], ascending=[False, True], na_position="last", kind="stable")
    return list(ordered["doc_id"])


def _folder(out: Path) -> Path:
    return out.with_name(f"{out.stem}-pages")


def _file_name(page: int) -> str:
    return f"{page:04d}.html"


def _pages(order: Sequence[str], out: Path) -> list[Page]:
    folder = _folder(out).name
    starts = range(0, len(order), PER_PAGE)
    return [Page(n, f"{folder}/{_file_name(n)}", order[start : start + PER_PAGE]) for n, start in enumerate(starts, 1)]


def provenance_of(run: Path) -> list[str]:
    """Return what made the tables, as their footer says: version, rules, models, time."""
    part = next(iter(sorted((run / "documents").glob("part-*.parquet"))))
    said = json.loads((pq.read_schema(part).metadata or {}).get(b"PANDAS_ATTRS", b"{}"))
    models = [f"{name} {version.split()[0]}" for name, version in said.get("models", {}).items()]
    rules = said.get("rules_sha256")
    facts = [said.get("code_version"), *models, rules and f"rules sha256:{rules[:12]}", said.get("created")]
    return [str(fact) for fact in facts if fact]


def _index_rows(
    frames: Mapping[str, figures.Frame], order: Sequence[str], page_of: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return a row per document: what it is, how many acts of each tag it holds, and who acts or is addressed in it."""
    acts = figures.performed(frames["acts"])
    counts = acts.groupby(["doc_id", acts["tag"].astype(str)]).size().to_dict()
    parties = figures.parties(frames).groupby("doc_id")[["name_fr", "name_en"]].agg(set)
    named: dict[str, dict[str, set[str]]] = parties.to_dict("index")
    documents = frames["documents"].set_index("doc_id").to_dict("index")
    rows: list[dict[str, Any]] = []
    for doc_id in order:
        row = documents[doc_id]
        published = row["published"] if isinstance(row["published"], date) else None
        names = named.get(doc_id, {"name_fr": set[str](), "name_en": set[str]()})
        rows.append(
            {
                "anchor": anchor(doc_id),
                "href": f"{page_of.get(doc_id, '')}#{anchor(doc_id)}",
                "day": published.isoformat() if published else "",
                "published": day(published, row["published_precision"]) or "–",
                "title": row["title"] if isinstance(row["title"], str) else doc_id,
                "publisher": row["publisher"] if isinstance(row["publisher"], str) else "",
                "parties": " | ".join(sorted(names["name_fr"] | names["name_en"])),
                "counts": [counts.get((doc_id, tag), 0) for tag in TAGS],
            }
        )
    return rows
