"""``check`` accepts sound tables and finds each kind of broken promise, and only that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.schema.check import check, check_run
from pipeline.schema.models import (
    Act,
    Argument,
    Document,
    Entity,
    Layers,
    Quotation,
    Segment,
    Sentence,
    TimeExpression,
)
from pipeline.write.dataset import arrow_tables, write_parts
from pipeline.write.provenance import provenance
from pipeline.write.rows import rows_of

TEXT = "Imprimer\nLe 3 mars 2025, Lina Orvel accuse\u202f: « Vous mentez »."


def _span(surface: str) -> tuple[int, int, str]:
    start = TEXT.index(surface)
    return start, start + len(surface), surface


def _rows() -> dict[str, list[dict[str, Any]]]:
    document = Document(
        "d1", TEXT, segments=[Segment("g1", "furniture", 0, 8), Segment("g2", "paragraph", 9, len(TEXT))]
    )
    cue = _span("mentez")
    act = Act("a1", "ACCUSATION", "allegation", *_span("Vous mentez"), cue[0], cue[1], cue[2], "mentir")
    act.quotation_id, act.voice, act.extra_cues = "q1", "direct", [_span("accuse")[:2]]
    act.arguments = [
        Argument("actor", name="Lina Orvel", entity_id="e1", resolution="speaker"),
        Argument("target", *_span("Vous")),
    ]
    day = date(2025, 3, 3)
    speaker = _span("Lina Orvel")
    layers = Layers(
        sentences=[Sentence("s1", 9, len(TEXT), "g2")],
        entities=[Entity("n1", *_span("Lina Orvel"), "PER", entity_id="e1", canonical="Lina Orvel")],
        dates=[TimeExpression("t1", *_span("3 mars 2025"), "DATE", "2025-03-03", None, day, day)],
        quotations=[
            Quotation(
                "q1",
                *_span("Vous mentez"),
                "direct",
                speaker_start=speaker[0],
                speaker_end=speaker[1],
                speaker_text=speaker[2],
                speaker_name="Lina Orvel",
                speaker_entity_id="e1",
            )
        ],
        acts=[act],
    )
    return rows_of(document, layers, 10)


def test_sound_tables_have_no_problem() -> None:
    rows = _rows()
    assert check(arrow_tables([rows])) == []
    assert rows["acts"][0]["actor"] == "Lina Orvel"
    assert rows["acts"][0]["target"] == "Vous"
    assert rows["acts"][0]["label_fr"] == "imputation"
    assert rows["acts"][0]["sentence_id"] == "s1"
    assert [(row["role"], row["position"], row["text"]) for row in rows["act_arguments"]] == [
        ("actor", 1, None),
        ("target", 1, "Vous"),
        ("cue", 1, "accuse"),
    ]


def _set(table: str, **values: Any) -> Callable[[dict[str, list[dict[str, Any]]]], None]:
    return lambda rows: rows[table][0].update(values)


@pytest.mark.parametrize(
    ("damage", "kind", "table"),
    [
        (_set("entities", start=10), "surface", "entities"),
        (_set("entities", end=10_000), "offsets", "entities"),
        (_set("entities", start=-1), "offsets", "entities"),
        (_set("sentences", end=9), "offsets", "sentences"),
        (_set("sentences", start=8), "offsets", "sentences"),
        (_set("acts", cue_text="mentir"), "surface", "acts"),
        (_set("quotations", speaker_end=None), "offsets", "quotations"),
        (_set("documents", n_chars=3), "offsets", "documents"),
        (_set("entities", label="PERS"), "code", "entities"),
        (_set("acts", subtype="modal"), "code", "acts"),
        (_set("acts", polarity="maybe"), "code", "acts"),
        (_set("dates", mod="VERS"), "code", "dates"),
        (_set("dates", first_day=date(2025, 3, 4)), "order", "dates"),
        (_set("acts", quotation_id="q9"), "reference", "acts"),
        (_set("acts", parent_id="a9"), "reference", "acts"),
        (_set("act_arguments", entity_id="e9"), "reference", "act_arguments"),
        (_set("dates", sentence_id="s9"), "reference", "dates"),
        (_set("quotations", doc_id="d2"), "reference", "quotations"),
        (_set("entities", start=0, end=8, text="Imprimer"), "furniture", "entities"),
        (lambda rows: rows["acts"].append(dict(rows["acts"][0])), "key", "acts"),
        (lambda rows: rows["documents"].append(dict(rows["documents"][0])), "key", "documents"),
    ],
)
def test_damage_is_found(damage: Callable[[Any], None], kind: str, table: str) -> None:
    rows = _rows()
    damage(rows)
    problems = check(arrow_tables([rows]))
    assert (kind, table) in {(problem.kind, problem.table) for problem in problems}
    assert all(problem.message("fr") != problem.message("en") for problem in problems)


def test_a_missing_table_or_column_is_a_schema_problem() -> None:
    tables = arrow_tables([_rows()])
    del tables["dates"]
    tables["acts"] = tables["acts"].drop_columns(["voice"])
    assert [(problem.kind, problem.table) for problem in check(tables)] == [("schema", "dates"), ("schema", "acts")]
    assert "voice" in check(tables)[1].message()


def _write(run: Path, part: str) -> None:
    staged = run / "staged"
    staged.mkdir(parents=True)
    write_parts(arrow_tables([_rows()]), staged, provenance("test"))
    for path in staged.iterdir():
        (run / path.stem).mkdir(exist_ok=True)
        path.rename(run / path.stem / f"part-{part}.parquet")
    staged.rmdir()


def test_a_run_folder_is_checked_part_by_part(tmp_path: Path) -> None:
    _write(tmp_path, "00000")
    assert check_run(tmp_path) == []
    _write(tmp_path, "00001")
    assert [problem.message() for problem in check_run(tmp_path)] == ["documents d1: this key is missing or used twice"]
    (tmp_path / "documents/part-00001.parquet").unlink()
    assert {problem.kind for problem in check_run(tmp_path)} == {"schema"}


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no documents table"):
        check_run(tmp_path)
