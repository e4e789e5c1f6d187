"""Every source gives Documents; whatever cannot be read gives one Failure, and the rest goes on."""

from __future__ import annotations

import json
import pickle
import sys
from datetime import date
from hashlib import sha256
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pandas as pd
import pytest

from pipeline.read.documents import documents, read
from pipeline.read.errors import ReadError, UnreadableError
from pipeline.read.records import RecordFile
from pipeline.read.sources import count, plan
from pipeline.schema.models import Document, Failure

TEXT = "Le maire dément.\r\n\r\nIl exige des excuses de l’opposition."
ROWS = [
    {"id": "a", "text": "Le maire dément les rumeurs.", "date": "2024-05-03", "titre": "Démenti"},
    {"id": "b", "text": "La préfète exige, dit-elle, « des actes ».\nEt vite.", "date": "mai 2024", "titre": None},
]


def read_all(*sources, **options) -> tuple[list[Document], list[Failure]]:
    found = list(documents(list(sources), **options))
    return [d for d in found if isinstance(d, Document)], [f for f in found if isinstance(f, Failure)]


def test_a_folder_is_read_in_sorted_order_with_ids_below_it(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden.txt", "notes.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT.encode())
    found, failures = read_all(tmp_path)
    assert [document.doc_id for document in found] == ["a.txt", "b/1.txt", "b/2.txt"]
    assert found[0].path == str(tmp_path / "a.txt")
    assert found[0].text == TEXT
    assert found[0].sha256 == sha256(TEXT.encode()).hexdigest()
    assert not failures


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".tsv", ".parquet"])
def test_every_table_format_gives_the_same_documents(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"statements{suffix}"
    frame = pd.DataFrame(ROWS)
    if suffix == ".jsonl":
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")
    elif suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep="\t" if suffix == ".tsv" else ";")
    found, failures = read_all(path)
    assert [(d.doc_id, d.text, d.published, d.published_precision) for d in found] == [
        ("a", ROWS[0]["text"], date(2024, 5, 3), "day"),
        ("b", ROWS[1]["text"], date(2024, 5, 1), "month"),
    ]
    assert found[0].title == "Démenti"
    assert not failures
    assert [d.text for (d,) in (tuple(read(pickle.loads(pickle.dumps(s)))) for s in reversed(list(plan(path))))] == [
        ROWS[1]["text"],
        ROWS[0]["text"],
    ]


def test_data_frames_mappings_and_documents_are_sources() -> None:
    found, failures = read_all(
        pd.DataFrame(ROWS), {"id": "c", "text": TEXT}, Document(doc_id="d", text=TEXT, language="en")
    )
    assert [document.doc_id for document in found] == ["a", "b", "c", "d"]
    assert found[3].language == "en"
    assert not failures


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes('corps,jour\n"Le maire, hier, a démenti.",2024-05-03\n'.encode("cp1252"))
    found, failures = read_all(path, columns={"text": "corps", "date": "jour"})
    assert [(d.doc_id, d.text, d.published) for d in found] == [
        ("t.csv:2", "Le maire, hier, a démenti.", date(2024, 5, 3))
    ]
    assert not failures
    assert [failure.error for failure in read_all(path)[1]] == ["missing-column"]


@pytest.mark.parametrize("given", ["La ministre dément.", '{"id": "x", "text": "La ministre dément."}\n'])
def test_standard_input_is_a_text_or_json_lines(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given.encode())))
    found, failures = read_all("-")
    assert [document.text for document in found] == ["La ministre dément."]
    assert not failures


def test_a_page_gives_its_main_text_and_metadata(tmp_path: Path) -> None:
    body = "".join(
        f"<p>Le maire a démenti les accusations de l'opposition, point {n}, devant la presse.</p>" for n in range(5)
    )
    (tmp_path / "p.html").write_bytes(
        f'<html lang="fr"><head><meta charset="iso-8859-1"><title>Le maire dément</title><meta property='
        f'"article:published_time" content="2024-05-03"><meta name="author" content="Lise Amar"></head><body><nav>'
        f"<a>Accueil</a></nav><article><h1>Le maire dément</h1>{body}</article></body></html>".encode("latin-1")
    )
    (document,), failures = read_all(tmp_path / "p.html")
    assert "Accueil" not in document.text
    assert "démenti les accusations" in document.text
    assert (document.title, document.published, document.author) == ("Le maire dément", date(2024, 5, 3), "Lise Amar")
    assert not failures


def test_bad_input_costs_one_failure_each_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "ok.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_text(" \n\u00a0\n", encoding="utf-8")
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 rien")
    (tmp_path / "page.html").write_bytes(b"<html></html>")
    lines = [
        '{"id": "1", "text": "Oui."}',
        "{",
        '"texte"',
        '{"id": "1", "text": "Non."}',
        '{"id": "3"}',
        '{"id": "4", "text": "\\ud800"}',
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "rows.csv").write_text("id,text\n5,a,b\n6,Bien.\n", encoding="utf-8")
    found, failures = read_all(tmp_path)
    assert {document.doc_id for document in found} == {"ok.txt", "1", "6"}
    assert {(failure.doc_id, failure.error) for failure in failures} == {
        ("empty.txt", "empty"),
        ("blank.txt", "empty"),
        ("image.txt", "binary"),
        ("broken.parquet", "bad-parquet"),
        ("page.html", "no-main-text"),
        ("rows.jsonl:2", "bad-json"),
        ("rows.jsonl:3", "bad-json"),
        ("1", "duplicate-id"),
        ("rows.jsonl:5", "missing-column"),
        ("4", "lone-surrogate"),
        ("rows.csv:2", "bad-csv"),
    }
    assert all(failure.stage == "read" and failure.path and failure.message for failure in failures)
    assert any("line 2" in failure.message for failure in failures)


def test_wrong_paths_and_options_are_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        documents([tmp_path / "rien.txt"])
    with pytest.raises(ReadError, match="no such metadata file"):
        documents([], metadata=tmp_path / "rien.jsonl")
    with pytest.raises(ReadError, match="language"):
        documents([], language="de")
    with pytest.raises(ReadError, match="field"):
        documents([], columns={"texte": "corps"})


def test_a_sidecar_beside_the_texts_or_above_them_gives_the_metadata(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "raw" / name).write_text(TEXT, encoding="utf-8")
    rows = [{"file": "a.txt", "date": "2024", "genre": "news", "language": "fr"}, {"file": "b.txt", "date": "hier"}]
    (tmp_path / "index.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found, failures = read_all(tmp_path / "raw")
    assert (found[0].published, found[0].published_precision, found[0].genre) == (date(2024, 1, 1), "year", "news")
    assert [(failure.doc_id, failure.error) for failure in failures] == [("b.txt", "bad-date")]
    (given, _), _ = read_all(tmp_path / "raw", metadata=[{"file": "a.txt", "title": "Autre"}])
    assert (given.title, given.published) == ("Autre", None)


def test_reading_is_lazy() -> None:
    def endless():
        number = 0
        while True:
            number += 1
            yield {"id": number, "text": "La ministre dément."}

    found = documents(endless())
    assert [next(found).doc_id for _ in range(3)] == ["1", "2", "3"]


def test_the_rows_of_a_parquet_file_are_found_in_any_order(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"id": [f"d{n}" for n in range(1000)]}), path, row_group_size=300)
    table = RecordFile.open(str(path))
    order = [0, 1, 299, 300, 999, 5, 650, 651, 901, 900, 256, 2]
    assert [table.at(row, row + 1).value for row in order] == [{"id": f"d{row}"} for row in order]
    with pytest.raises(UnreadableError, match="fewer rows"):
        table.at(1000, 1001)


def test_documents_are_counted_before_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rien.", encoding="utf-8")
    (tmp_path / "b.bin").write_bytes(b"x")
    (tmp_path / "c.jsonl").write_text('{"id": "a", "text": "x"}\n' * 7, encoding="utf-8")
    pd.DataFrame({"id": range(5)}).to_parquet(tmp_path / "d.parquet")
    (tmp_path / "index.jsonl").write_text('{"file": "a.txt", "publisher": "Ville"}\n', encoding="utf-8")
    assert count(tmp_path) == 13
    assert count([tmp_path / "a.txt", {"text": "x"}, pd.DataFrame({"text": ["x", "y"]})]) == 4
    assert count("-") is None
    assert count(iter([])) is None
