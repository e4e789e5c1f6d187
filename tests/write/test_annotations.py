"""``pipeline.read``: a run in pandas, with joins and provenance."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.read.documents import documents
from pipeline.schema.models import Act, Argument, Document, Layers
from pipeline.schema.tables import SCHEMA_VERSION, TABLES
from pipeline.write.dataset import arrow_tables, read_chunk, write_chunk, write_parts
from pipeline.write.provenance import provenance
from pipeline.write.rows import rows_of

TEXT = "La Tarvanie exige des excuses."


@pytest.fixture
def run(tmp_path: Path) -> Path:
    act = Act("a1", "DEMAND", "performative", 0, 29, TEXT[:29], 12, 17, "exige", "exiger")
    act.arguments = [
        Argument("actor", 0, 11, "La Tarvanie", name="République de Tarvanie"),
        Argument("target", name="Ossie", resolution="coreference"),
        Argument("target", name="Morvia", resolution="coreference"),
        Argument("content", 18, 29, "des excuses"),
    ]
    found = next(iter(documents([{"id": "d1", "text": TEXT, "date": "2025-03", "publisher": "Ambassade"}])))
    assert isinstance(found, Document)
    rows = [rows_of(found, Layers(acts=[act]), 5), rows_of(Document("d2", "Rien."), Layers(), 1)]
    staged = tmp_path / "staged"
    staged.mkdir()
    write_parts(arrow_tables(rows), staged, provenance("polyphonie run texts"))
    for path in staged.iterdir():
        (tmp_path / path.stem).mkdir()
        path.rename(tmp_path / path.stem / "part-00000.parquet")
    return tmp_path


def test_acts_come_with_date_publisher_and_names(run: Path) -> None:
    act = pipeline.read(run).acts.iloc[0]
    assert act["published"] == pd.Timestamp("2025-03-01")
    assert act["publisher"] == "Ambassade"
    assert act["actor_name"] == "République de Tarvanie"
    assert act["target_name"] == "Ossie ; Morvia"
    assert (act["actor"], act["target"], act["content"]) == ("La Tarvanie", "Ossie ; Morvia", "des excuses")


@pytest.mark.parametrize("table", TABLES)
def test_pandas_shows_where_a_table_comes_from(run: Path, table: str) -> None:
    attributes = pd.read_parquet(run / table).attrs
    assert attributes["table"] == table
    assert attributes["schema_version"] == SCHEMA_VERSION
    assert attributes["command"] == "polyphonie run texts"
    assert attributes["models"]["fr_core_news_md"].startswith("3.8.0 sha256:8a70d090")
    assert len(attributes["rules_sha256"]) == 64


def test_a_table_without_rows_keeps_its_columns(run: Path) -> None:
    assert list(pd.read_parquet(run / "quotations").columns) == TABLES["quotations"].names
    assert len(pipeline.read(run).quotations) == 0


def test_one_document(run: Path) -> None:
    whole = pipeline.read(run)
    assert len(whole) == 2
    assert [len(part.acts) for part in whole] == [1, 0]
    assert whole["d2"].documents["text"].tolist() == ["Rien."]
    assert "2 documents, 6 words" in repr(whole)
    assert "1 DEMAND" in repr(whole["d1"])
    with pytest.raises(KeyError):
        _ = whole["d3"]


def test_what_is_no_run_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="not a run folder"):
        pipeline.read(tmp_path)


def test_the_public_functions_keep_their_names() -> None:
    import pipeline.read.sources

    assert pipeline.read.__name__ == "read" and callable(pipeline.read)
    assert callable(documents)


def test_an_intermediate_file_holds_all_tables(tmp_path: Path) -> None:
    tables = arrow_tables([rows_of(Document("d1", TEXT), Layers(), 5)])
    write_chunk(tables, tmp_path / "chunk.arrow")
    again = read_chunk(tmp_path / "chunk.arrow")
    assert {name: table.to_pylist() for name, table in again.items()} == {
        name: table.to_pylist() for name, table in tables.items()
    }


def test_the_engine_ignores_command_and_time() -> None:
    assert provenance("one").engine == provenance("two").engine
