"""What a run says as a whole, counted on acts whose counts are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from run_folders import write_run

import pipeline
from pipeline.schema.models import Act, Argument, Document, Entity, Layers, Quotation
from pipeline.view import figures

TEXT = "La ministre Orvel accuse Tarvanie ; Mme Orvel exige la libération immédiate des otages. « Non », dit Orvel."


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def act(act_id: str, tag: str, cue: str, arguments: list[Argument], **changes: object) -> Act:
    whole = (0, span(" ;")[0])
    made = Act(act_id, tag, "allegation", *whole, TEXT[: whole[1]], *span(cue), cue, "rule", arguments=arguments)
    return replace(made, **changes)


def layers() -> Layers:
    orvel = Argument("actor", *span("La ministre Orvel"), "La ministre Orvel", "Lina Orvel", "e1")
    pronoun = Argument("actor", *span("Mme"), "Mme", "Mme")
    tarvania = Argument("target", *span("Tarvanie"), "Tarvanie", "Tarvanie", "e2")
    hostages = Argument("content", *span("la libération immédiate des otages"), "la libération immédiate des otages")
    names = {"name_fr": "Tarvanie", "name_en": "Tarvania", "wikidata": "Q1", "country": "TAR"}
    return Layers(
        entities=[
            Entity("n1", *span("Orvel"), "Orvel", "PER", None, "e1", "Lina Orvel"),
            Entity("n2", *span("Tarvanie"), "Tarvanie", "LOC", None, "e2", "Tarvanie", **names),
        ],
        quotations=[
            Quotation("q1", *span("Non"), "Non", "direct", speaker_name="Lina Orvel", rule_id="r"),
            Quotation("q2", *span("otages"), "otages", "scare", rule_id="r"),
        ],
        acts=[
            act("a1", "ACCUSATION", "accuse", [orvel, tarvania]),
            act("a2", "ACCUSATION", "accuse", [orvel, tarvania], satellite=True, subtype="criticism"),
            act("a3", "ACCUSATION", "accuse", [orvel, tarvania], polarity="neg"),
            act("a4", "ACCUSATION", "accuse", [orvel, tarvania], status="hypothetical"),
            act("a5", "DEMAND", "exige", [pronoun, hostages], subtype="modal"),
        ],
    )


@pytest.fixture
def run(tmp_path):
    documents = [
        Document("a", TEXT, published=date(2024, 1, 10), published_precision="day", publisher="A"),
        Document("b", TEXT, published=date(2024, 3, 2), published_precision="day", publisher="A"),
        Document("c", TEXT),
    ]
    return pipeline.read(write_run(tmp_path / "run", [(document, layers()) for document in documents]))


def test_only_performed_acts_are_counted(run) -> None:
    assert set(figures.performed(run.table("acts"))["act_id"]) == {"a1", "a5"}


def test_timeline_counts_by_period_and_leaves_undated_documents_out(run) -> None:
    expected = [
        ("2024-01-01", "ACCUSATION", 1, 1),
        ("2024-01-01", "DEMAND", 1, 1),
        ("2024-03-01", "ACCUSATION", 1, 1),
        ("2024-03-01", "DEMAND", 1, 1),
    ]
    frame = run.timeline()
    assert [(str(p.date()), t, a, d) for p, t, a, d in frame.itertuples(index=False)] == expected
    assert run.timeline(by="year")["acts"].to_list() == [2, 2]


def test_matrix_names_both_sides_in_both_languages(run) -> None:
    rows = run.matrix().to_dict("records")
    assert rows == [
        {
            "actor": "lina orvel",
            "target": "Q1",
            "actor_fr": "Lina Orvel",
            "actor_en": "Lina Orvel",
            "target_fr": "Tarvanie",
            "target_en": "Tarvania",
            "acts": 3,
            "documents": 3,
        }
    ]
    assert run.matrix(tag="DENIAL").empty


def test_network_is_the_matrix_as_a_graph(run) -> None:
    graph = run.network()
    assert list(graph.edges(data="weight")) == [("lina orvel", "Q1", 3)]
    assert graph.nodes["Q1"]["name_en"] == "Tarvania"


def test_a_lone_pronoun_names_nobody(run) -> None:
    named = figures.parties(run._frames())
    assert set(named["name_fr"]) == {"Lina Orvel", "Tarvanie"}


def test_one_document_counts_alone(run) -> None:
    assert run["a"].matrix()["acts"].to_list() == [1]


def test_wordings_of_the_same_words_are_one_demand(run) -> None:
    demands = figures.frequent_demands(run._frames())
    assert demands[["content", "acts", "documents"]].to_numpy().tolist() == [
        ["la libération immédiate des otages", 3, 3]
    ]
    assert figures._wording_key("Les otages, immédiatement libérés") == figures._wording_key(
        "la libération immédiate des otages"
    )


def test_shares_leave_scare_quotes_out(run) -> None:
    shares = figures.quotation_shares(run._frames())
    assert shares[["speaker", "type", "quotations", "characters", "share"]].to_numpy().tolist() == [
        ["Lina Orvel", "direct", 3, 9, 1.0]
    ]


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("2024-01-05", "2024-12-30", "month"),
        ("2015-01-01", "2024-12-31", "quarter"),
        ("1950-06-01", "2024-01-01", "year"),
    ],
)
def test_the_period_of_a_chart_follows_the_span_of_time(first, last, period) -> None:
    assert figures.span_of_time(pd.DataFrame({"published": pd.to_datetime([first, last])})) == period


def test_an_empty_run_has_empty_figures(tmp_path) -> None:
    from pipeline.view.report import write_report

    folder = write_run(tmp_path / "run", [])
    empty = pipeline.read(folder)
    assert empty.timeline().empty and empty.matrix().empty
    assert len(empty.network()) == 0
    assert "0" in empty._repr_html_()
    assert write_report(folder, tmp_path / "r.html")[0].is_file()
