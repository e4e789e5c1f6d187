"""Entities, roles, clusters and facts on invented French and English texts; invariants on any text."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.components.entities.clusters import b_cubed
from pipeline.components.entities.knowledge import gazetteer
from pipeline.components.load import load_pipeline, make_doc
from pipeline.components.state import layers_of
from pipeline.rules.load import GAZETTEER, RuleError
from pipeline.schema.models import Document, Entity, Segment

FOLDER = Path(__file__).parent.parent / "cases"
CASES = tomllib.loads((FOLDER / "entities.toml").read_text(encoding="utf-8"))["case"]
ENGLISH = tomllib.loads((FOLDER / "entities_en.toml").read_text(encoding="utf-8"))["case"]


def annotate(nlp: Language, document: Document) -> list[Entity]:
    doc = make_doc(nlp, document)
    for name, pipe in nlp.pipeline:
        doc = pipe(doc)
        if name == "entities":
            break
    return layers_of(doc).entities


def shown(entity: Entity, label: bool) -> str:
    text = " ".join(entity.text.split())
    suffix = "" if label and entity.canonical == text else f" = {entity.canonical}"
    return (f"{entity.label} " if label else "") + text + suffix


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_case(nlp_fr: Language, case: dict[str, object]) -> None:
    entities = annotate(nlp_fr, Document(doc_id="case", text=str(case["text"])))
    assert [shown(e, True) for e in entities if e.label != "ROLE"] == case["entities"]
    if "roles" in case:
        assert [shown(e, False) for e in entities if e.label == "ROLE"] == case["roles"]


@pytest.fixture(scope="module")
def nlp_en() -> Language:
    return load_pipeline("en")


@pytest.mark.parametrize("case", ENGLISH, ids=[case["text"][:40] for case in ENGLISH])
def test_english_case(nlp_en: Language, case: dict[str, object]) -> None:
    entities = annotate(nlp_en, Document(doc_id="case", text=str(case["text"]), language="en"))
    assert [shown(e, True) for e in entities if e.label != "ROLE"] == case["entities"]


def test_facts_in_both_languages(nlp_fr: Language) -> None:
    text = "Pékin réplique. L’ambassade de Chine en Belgique accuse la Commission européenne, à Paris."
    by_text = {e.text: e for e in annotate(nlp_fr, Document(doc_id="facts", text=text))}
    beijing, embassy = by_text["Pékin"], by_text["ambassade de Chine en Belgique"]
    assert (beijing.name_en, beijing.country, beijing.metonymy) == ("Beijing", "CHN", "government")
    assert (embassy.name_en, embassy.country) == ("embassy of China in Belgium", "CHN")
    assert by_text["Commission européenne"].wikidata == "Q8880"
    assert by_text["Paris"].metonymy is None


def test_furniture_is_left_out(nlp_fr: Language) -> None:
    text = "Partager sur Facebook\nLe Pérou proteste."
    document = Document(
        doc_id="page", text=text, segments=[Segment("p1", "furniture", 0, 21), Segment("p2", "paragraph", 22, 40)]
    )
    assert [e.text for e in annotate(nlp_fr, document)] == ["Pérou"]


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "M. ",
                "Jean ",
                "Durand",
                "(",
                "PS",
                ") ",
                "« ",
                " »",
                "le ",
                "La ",
                "l’",
                "ministre ",
                "de ",
                "la ",
                "Justice ",
                "\n",
                "\n\n",
                ", ",
                ". ",
                "Paris",
                "ambassade ",
                "d’",
                "ONU ",
                "-",
                "’",
                "\u00a0",
                "\u0301",
                "à ",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_layer_is_sound(nlp_fr: Language, text: str) -> None:
    entities = annotate(nlp_fr, Document(doc_id="any", text=text))
    flat = [e for e in entities if e.label != "ROLE"]
    assert all(text[e.start : e.end] == e.text and e.text.strip() == e.text != "" for e in entities)
    assert all(a.end <= b.start for a, b in itertools.pairwise(flat))
    assert [e.span_id for e in entities] == [f"e{n}" for n in range(1, len(entities) + 1)]
    canonical = {}
    assert all(canonical.setdefault(e.entity_id, e.canonical) == e.canonical for e in entities)


def test_gazetteer_is_sound() -> None:
    """Every line loads; no name stands twice with the same label and country."""
    base = gazetteer("fr")
    keys = [(e.label, e.name_fr, e.country) for e in base.entries]
    assert len(keys) > 1500
    assert len(set(keys)) == len(keys)


ONE_ID = {"Front national", "Rassemblement national", "La République en marche", "Renaissance"}  # one party, renamed
SEVERAL_BEARERS = {"PCC", "Parti communiste", "Sudpresse", "Saint-Martin", *ONE_ID}


def test_one_id_is_one_entity() -> None:
    """No Wikidata id stands on two entities, but for parties that took another name."""
    owners: dict[str, list[str]] = {}
    for entry in gazetteer("fr").entries:
        if entry.wikidata:
            owners.setdefault(entry.wikidata, []).append(entry.name_fr)
    assert len(owners) > 400
    assert [names for names in owners.values() if len(names) > 1 and not ONE_ID.issuperset(names)] == []


def test_one_name_is_one_entity() -> None:
    """A name or alias leads to one entity of its label: else the second would lose its id and country."""
    bearers: dict[tuple[str, str], set[str]] = {}
    for entry in gazetteer("fr").entries:
        for name in (entry.name_fr, *entry.aliases):
            bearers.setdefault((entry.label, name), set()).add(entry.name_fr)
    several = {name for (_, name), entries in bearers.items() if len(entries) > 1}
    assert several <= SEVERAL_BEARERS | {"LREM", "La République En Marche"}


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["LOC\tcity\tTarvane\tTarvane\tXX\t\t\t\t\thand"], r"Tarvane.*alpha-3"),
        (["LOC\tcity\tTarvane\tTarvane\tZZZ\t\t\t\t\thand"], r"Tarvane.*no country 'ZZZ'"),
        (["ORG\tparty\tCap vert\tCap vert\t\t\t\t\t\thand"] * 2, r"Cap vert.*the same entity stands in.*mine\.tsv"),
        (["ORG\tparty\tCap vert\t\t\t\t\t\t\thand"], r"Cap vert.*must be filled"),
    ],
)
def test_a_wrong_line_is_named(lines: list[str], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    header = (GAZETTEER / "places.tsv").read_text(encoding="utf-8").splitlines()[1]
    (tmp_path / "mine.tsv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    monkeypatch.setattr("pipeline.components.entities.knowledge.GAZETTEER", tmp_path)
    with pytest.raises(RuleError, match=rf"mine\.tsv.*{problem}"):
        gazetteer.__wrapped__("fr")


def test_b_cubed() -> None:
    gold = {1: "a", 2: "a", 3: "b"}
    assert b_cubed(gold, gold) == (1.0, 1.0, 1.0)
    precision, recall, _ = b_cubed(gold, {1: "x", 2: "x", 3: "x"})
    assert (round(precision, 3), recall) == (0.556, 1.0)
