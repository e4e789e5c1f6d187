"""Exports hold what the tables hold, and no spreadsheet runs what a document says."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_folders import EVIL, evil_documents, evil_failures, gold_documents, write_run

import pipeline
from pipeline.cli.app import execute
from pipeline.schema.tables import TABLES
from pipeline.write.export import FORMATS, RunError, export
from pipeline.write.export.csv_files import FORMULA_STARTS, guarded, unguarded
from pipeline.write.export.database import VIEWS
from pipeline.write.export.events import COLUMNS, quad_class

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents = [*gold_documents()[:12], *evil_documents()]
    return write_run(tmp_path_factory.mktemp("export") / "run", documents, evil_failures())


def view_names() -> list[str]:
    return re.findall(r"CREATE VIEW (\w+)", VIEWS.read_text(encoding="utf-8"))


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_csv_holds_every_row_and_value(run, tmp_path) -> None:
    written = export(run, "csv", tmp_path / "csv")
    assert {path.stem for path in written} == set(TABLES)
    for path in written:
        table = pq.read_table(run / path.stem)
        header, *rows = rows_of(path)
        assert header == table.schema.names
        expected = [["" if v is None else str(v) for v in row.values()] for row in table.to_pylist()]
        assert [[unguarded(cell) for cell in row] for row in rows] == expected


def test_no_cell_of_a_csv_begins_like_a_formula(run, tmp_path) -> None:
    for form, name in (("csv", "csv"), ("cameo", "events.csv")):
        for path in export(run, form, tmp_path / name):
            cells = [cell for row in rows_of(path) for cell in row]
            assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]


@given(st.text(alphabet="=+-@'\t\r\n \u00a0＝1a", max_size=6))
def test_the_guard_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).lstrip(" \u00a0").startswith(FORMULA_STARTS)


def test_numbers_stay_numbers() -> None:
    assert [guarded(-5), guarded(None), guarded("Nous"), guarded("« – »")] == [-5, None, "Nous", "« – »"]


def test_csv_opens_in_pandas(run, tmp_path) -> None:
    folder = tmp_path / "csv"
    export(run, "csv", folder)
    acts = pd.read_csv(folder / "acts.csv")
    assert len(acts) == len(pipeline.read(run).acts)


def test_a_workbook_holds_texts_not_formulas(run, tmp_path) -> None:
    path = export(run, "xlsx", tmp_path / "run.xlsx")[0]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == list(TABLES)
    for name in ("documents", "acts", "errors"):
        sheet, table = book[name], pq.read_table(run / name)
        assert sheet.max_row == table.num_rows + 1
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    publishers = [
        row[TABLES["documents"].names.index("publisher")] for row in book["documents"].iter_rows(values_only=True)
    ]
    assert EVIL[7] in publishers


def test_json_lines_hold_a_document_per_line(run, tmp_path) -> None:
    path = export(run, "jsonl", tmp_path / "run.jsonl")[0]
    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    opened = pipeline.read(run)
    assert [document["doc_id"] for document in documents] == list(opened.documents["doc_id"])
    for document in documents:
        for layer in ("entities", "dates", "quotations", "acts"):
            assert all(document["text"][item["start"] : item["end"]] == item["text"] for item in document[layer])
    assert sum(len(act["arguments"]) for d in documents for act in d["acts"]) == len(opened.act_arguments)


def test_duckdb_has_every_table_and_its_views_answer(run, tmp_path) -> None:
    path = export(run, "duckdb", tmp_path / "run.duckdb")[0]
    export(run, "duckdb", path)
    opened = pipeline.read(run)
    with duckdb.connect(str(path), read_only=True) as connection:
        for name in TABLES:
            (count,) = connection.execute(f"SELECT count(*) FROM {name}").fetchone() or (None,)
            assert count == pq.read_table(run / name).num_rows
        pairs = connection.execute("SELECT sum(acts) FROM who_to_whom WHERE tag = 'ACCUSATION'").fetchone()
        assert pairs is not None and pairs[0] > 0
        wrong = connection.execute(
            "SELECT count(*) FROM acts_in_context a JOIN documents d USING (doc_id) "
            'WHERE substring(d.text, a.start + 1, a."end" - a.start) <> a.text'
        ).fetchone()
        assert wrong == (0,)
        counted = connection.execute("SELECT tag, count(*) FROM performed GROUP BY tag").fetchall()
        for view in re.findall(
            r"CREATE VIEW (\w+)", (Path(pipeline.__file__).parent / "write/export/views.sql").read_text()
        ):
            connection.execute(f"SELECT * FROM {view}").fetchall()
    acts = opened.table("acts").query("polarity == 'pos' and status == 'actual' and not satellite")
    assert dict(counted) == acts["tag"].value_counts().loc[lambda counts: counts > 0].to_dict()


def test_events_are_performed_acts_between_parties(run, tmp_path) -> None:
    header, *rows = rows_of(export(run, "cameo", tmp_path / "events.csv")[0])
    assert tuple(header) == COLUMNS
    records = [dict(zip(header, row, strict=True)) for row in rows]
    acts = pipeline.read(run).table("acts").query("polarity == 'pos' and status == 'actual' and not satellite")
    assert {unguarded(r["doc_id"]) + r["act_id"] for r in records} == set(acts["doc_id"] + acts["act_id"])
    assert len({record["event_id"] for record in records}) == len(records)


@pytest.mark.parametrize(
    ("root", "expected"),
    [("01", 1), ("05", 1), ("06", 2), ("09", 3), ("11", 3), ("13", 3), ("14", 4), ("20", 4), (None, None)],
)
def test_quad_class_follows_gdelt(root, expected) -> None:
    assert quad_class(root) == expected


def test_what_is_not_a_run_is_said_plainly(tmp_path) -> None:
    with pytest.raises(RunError, match="not a run folder"):
        export(tmp_path, "csv", tmp_path / "out")
    with pytest.raises(RunError, match="there is no format 'parquet'"):
        export(tmp_path, "parquet", tmp_path / "out")


@pytest.mark.parametrize("form", [*FORMATS, "json", "brat", "label-studio", "inception", "docbin", "conll"])
def test_the_command_writes_every_format(form, tmp_path, capsys) -> None:
    folder = write_run(tmp_path / "run", gold_documents()[:3])
    assert execute(["export", str(folder), "--to", form]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path.exists()
    assert path.is_relative_to(folder / "export")


def test_the_command_names_the_formats(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("POLYPHONIE_LANG", "fr")
    assert execute(["export", str(tmp_path), "--to", "pdf"]) == 2
    assert "il n'y a pas de format pdf ; formats : csv, xlsx" in capsys.readouterr().err
    assert execute(["report", str(tmp_path)]) == 2


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_documentation_names_every_column_and_view(language) -> None:
    text = (DOCS / f"exports.{language}.md").read_text(encoding="utf-8")
    for name in (*FORMATS, *COLUMNS, *view_names()):
        assert f"`{name}`" in text, name
