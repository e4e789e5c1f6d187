"""Annotations survive every format as far as it can hold them; what does not fit its text is refused by name."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import cassis
import conllu
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin

from pipeline.schema.models import Act, Argument, Document, Entity, Layers, Quotation, Segment, TimeExpression
from pipeline.write.exchange import FORMATS, AnnotatedDocument, ExchangeError, excerpt, format_of, load, save
from pipeline.write.exchange.gold_json import to_json
from pipeline.write.exchange.label_studio import labeling_config

CORPUS = load(Path("corpus/gold"))
PIECES = st.sampled_from(
    [
        "Élysée",
        "E\u0301lyse\u0301e",
        "👩🏽\u200d💼",
        "🇫🇷",
        "l’État",
        "« oui »",
        "a\u00a0b",
        "x;y",
        '{"a": 1}',
        "\\",
        "#",
        "T1",
    ]
)
GAPS = st.sampled_from([" ", "  ", "\n", "\r\n", "\u00a0", "\u202f", "\t", ", ", "\n\n"])


@st.composite
def annotated_documents(draw) -> AnnotatedDocument:
    """A document whose annotations begin and end with one of its pieces."""
    text, spans = draw(st.sampled_from(["", "\n", "  "])), []
    for _ in range(draw(st.integers(1, 8))):
        piece = draw(PIECES)
        spans.append((len(text), len(text) + len(piece)))
        text += piece + draw(GAPS)

    def span() -> tuple[int, int, str]:
        first = draw(st.integers(0, len(spans) - 1))
        last = draw(st.integers(first, len(spans) - 1))
        start, end = spans[first][0], spans[last][1]
        return start, end, text[start:end]

    name = st.none() | PIECES
    layers = Layers()
    for number, (start, end) in enumerate(spans):
        if draw(st.booleans()):
            label = draw(st.sampled_from(["PER", "ORG", "LOC", "MISC"]))
            layers.entities.append(Entity(f"e{number}", start, end, text[start:end], label, canonical=draw(name)))
    role = span()
    layers.entities.append(Entity("r1", *role, "ROLE"))
    layers.entities.sort(key=lambda x: (x.start, x.end))
    layers.dates.append(TimeExpression("d1", *span(), "DATE", draw(name), draw(st.sampled_from([None, "START"]))))
    if draw(st.booleans()):
        cue, speaker = span(), span()
        quotation = Quotation("q1", *span(), "mixed", draw(name), 1, *cue, *speaker, draw(name))
        layers.quotations.append(quotation)
    layers.quotations.append(Quotation("q2", *span(), "indirect"))
    act = Act("a-1", "DENIAL", "policy", *span(), *span(), "gold", satellite=draw(st.booleans()), strength=3)
    act.extra_cues = [span()[:2]]
    act.arguments = [
        Argument("actor", *span(), draw(name)),
        Argument("actor", name=draw(PIECES)),
        Argument("actor", *span()),
        Argument("content", name=draw(name)),
    ]
    act.source, act.voice = draw(name), draw(st.sampled_from(["author", "reported"]))
    layers.acts += [act, Act("e1", "DEMAND", "modal", *span(), *span(), "gold", parent_id="a-1", polarity="neg")]
    document = Document("un document", text, segments=[Segment("g1", "turn", *role[:2], draw(name), draw(name))])
    return AnnotatedDocument(document, layers)


def holds(name: str, annotated: AnnotatedDocument) -> dict[str, Any]:
    """Return what a format can hold of a document, as gold JSON."""
    gold = to_json(annotated)
    if name != "conll":
        return gold
    plain = [{key: x[key] for key in ("start", "end", "text", "label")} for x in gold["entities"]]
    dates = [{key: x[key] for key in ("start", "end", "text", "type")} for x in gold["dates"]]
    return {"doc": gold["doc"], "chars": gold["chars"], "entities": plain, "roles": gold["roles"], "dates": dates}


def round_trip(name: str, documents: list[AnnotatedDocument], folder: Path) -> list[AnnotatedDocument]:
    path = folder / ("all" if FORMATS[name].folder else f"all{FORMATS[name].suffix}")
    save(documents, path, name)
    assert format_of(path) == name
    return load(path)


@pytest.mark.parametrize("name", FORMATS)
def test_the_corpus_survives(name, tmp_path) -> None:
    found = {annotated.name: annotated for annotated in round_trip(name, CORPUS, tmp_path)}
    assert len(found) == len(CORPUS)
    for annotated in CORPUS:
        assert found[annotated.name].text == annotated.text
        assert holds(name, found[annotated.name]) == holds(name, annotated)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=40)
@given(annotated=annotated_documents())
def test_any_text_survives(name, annotated, tmp_path_factory) -> None:
    (found,) = round_trip(name, [annotated], tmp_path_factory.mktemp("exchange"))
    assert found.text == annotated.text
    assert holds(name, found) == holds(name, annotated)


def entity(text: str, surface: str, label: str = "PER") -> AnnotatedDocument:
    start = text.index(surface)
    layers = Layers(entities=[Entity("e1", start, start + len(surface), surface, label)])
    return AnnotatedDocument(Document("doc", text), layers)


EMOJI = entity("👍🏽 Hélène Vasseur dément.", "Hélène Vasseur")


def test_inception_counts_utf16_units_and_reads_with_cassis(tmp_path) -> None:
    save([EMOJI], tmp_path / "x", "inception")
    with (tmp_path / "x" / "TypeSystem.xml").open("rb") as stream:
        typesystem = cassis.load_typesystem(stream)
    with (tmp_path / "x" / "doc.xmi").open("rb") as stream:
        cas = cassis.load_cas_from_xmi(stream, typesystem=typesystem)
    (found,) = cas.select("webanno.custom.Polyphonie")
    assert found.get_covered_text() == "Hélène Vasseur"
    raw = ElementTree.parse(tmp_path / "x" / "doc.xmi").getroot()
    begins = [element.attrib["begin"] for element in raw if element.tag.endswith("}Polyphonie")]
    assert begins == ["5"]  # two characters beyond the basic plane count double


def test_label_studio_of_either_count(tmp_path) -> None:
    path = tmp_path / "x.json"
    save([EMOJI], path, "label-studio")
    tasks = json.loads(path.read_text(encoding="utf-8"))
    value = tasks[0]["annotations"][0]["result"][0]["value"]
    assert (value["start"], value["end"]) == (3, 17)
    value.update(start=5, end=19)
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert load(path)[0].layers.entities[0].text == "Hélène Vasseur"


def test_label_studio_declares_every_tag_that_it_uses(tmp_path) -> None:
    save(CORPUS, tmp_path / "x.json", "label-studio")
    config = ElementTree.fromstring(labeling_config())
    names = {element.attrib["name"] for element in config.iter() if "name" in element.attrib}
    labels = {element.attrib["value"] for element in config.iter("Label")}
    relations = {element.attrib["value"] for element in config.iter("Relation")}
    for task in json.loads((tmp_path / "x.json").read_text(encoding="utf-8")):
        for item in task["annotations"][0]["result"]:
            if item["type"] == "relation":
                assert set(item["labels"]) <= relations
            else:
                assert {item["from_name"], item["to_name"]} <= names
                assert set(item["value"].get("labels", ())) <= labels


def test_prodigy_spans_and_tokens_fit(tmp_path) -> None:
    save(CORPUS, tmp_path / "x.jsonl", "prodigy")
    for line in (tmp_path / "x.jsonl").read_text(encoding="utf-8").split("\n")[:-1]:
        task = json.loads(line)
        for token in task["tokens"]:
            assert task["text"][token["start"] : token["end"]] == token["text"]
        for span in task["spans"]:
            assert task["tokens"][span["token_start"]]["start"] == span["start"]
            assert task["tokens"][span["token_end"]]["end"] == span["end"]


def test_docbin_opens_in_spacy(tmp_path) -> None:
    save(CORPUS, tmp_path / "x.spacy", "docbin")
    docs = list(DocBin().from_disk(tmp_path / "x.spacy").get_docs(spacy.blank("fr").vocab))
    for doc, annotated in zip(docs, CORPUS, strict=True):
        assert doc.text == annotated.text
        names = [x for x in annotated.layers.entities if x.label != "ROLE"]
        assert [(x.text, x.label_) for x in doc.ents] == [(x.text, x.label) for x in names]


def test_conll_opens_in_conllu(tmp_path) -> None:
    save([EMOJI], tmp_path / "x.conllup", "conll")
    (sentence,) = conllu.parse((tmp_path / "x.conllup").read_text(encoding="utf-8"))
    tags = {token["form"]: token["polyphonie:entity"] for token in sentence}
    assert (tags["Hélène"], tags["Vasseur"], tags["dément"]) == ("B-PER", "I-PER", "O")


def test_plain_conll(tmp_path) -> None:
    (tmp_path / "x.bio").write_text("Hélène B-PER\nVasseur I-PER\ndément O\n\nParis B-LOC\n", encoding="utf-8")
    (found,) = load(tmp_path / "x.bio")
    assert found.text.splitlines()[0] == "Hélène Vasseur dément"
    assert [(x.text, x.label) for x in found.layers.entities] == [("Hélène Vasseur", "PER"), ("Paris", "LOC")]


def test_brat_writes_a_span_over_lines_as_fragments(tmp_path) -> None:
    save([entity("La ministre\r\nVasseur dément.", "ministre\r\nVasseur")], tmp_path / "x", "brat")
    first = (tmp_path / "x" / "doc.ann").read_text(encoding="utf-8").split("\n")[0]
    assert first == "T1\tPER 3 11;13 20\tministre Vasseur"
    assert load(tmp_path / "x")[0].layers.entities[0].end == 20


ANN = "T1\tPER 3 9\tHélène\n"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("T1\tPER 3 9\tHelene\n", "doc.ann:1: T1: should read 'Helene'"),
        ("T1\tPER 3 99\tHélène\n", "doc.ann:1"),
        (ANN + "T2\tPER 3 4;6 7\tH è\n", "doc.ann:2: the span is discontinuous"),
        ("T1\tNAME 3 9\tHélène\n", "unknown label 'NAME'"),
        (ANN + "R1\tactor Arg1:T1 Arg2:T7\n", "leads nowhere"),
        ("T1\tcue 3 9\tHélène\n", "linked to no quotation and no act"),
        ("T1\tDENIAL 3 9\tHélène\n", "has no cue"),
        ("was ist das\n", "doc.ann:1: 'was ist das' is no text-bound annotation"),
    ],
)
def test_brat_that_does_not_fit_is_refused(lines, message, tmp_path) -> None:
    (tmp_path / "doc.txt").write_text("👍🏽 Hélène dément.", encoding="utf-8")
    (tmp_path / "doc.ann").write_text(lines, encoding="utf-8")
    with pytest.raises(ExchangeError) as caught:
        load(tmp_path)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["json", "label-studio", "prodigy"])
def test_a_surface_that_differs_is_refused_with_its_place(name, tmp_path) -> None:
    path = tmp_path / ("x" if FORMATS[name].folder else f"x{FORMATS[name].suffix}")
    save([EMOJI], path, name)
    file = path / "doc.json" if path.is_dir() else path
    data = (
        file.read_text(encoding="utf-8").replace('"Hélène Vasseur"', '"Hélène Durand"').replace('"Hélène"', '"Helene"')
    )
    file.write_text(data, encoding="utf-8")
    with pytest.raises(ExchangeError, match=r"should read .*line 1"):
        load(path)


@pytest.mark.parametrize("name", FORMATS)
@given(junk=st.binary(max_size=60))
def test_damaged_files_are_refused_in_a_sentence(name, junk, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("junk")
    (folder / "x.txt").write_text("Un texte.", encoding="utf-8")
    file = folder / f"x{FORMATS[name].suffix}"
    file.write_bytes(junk)
    try:
        load(file, name)
    except ExchangeError as error:
        assert "x" in str(error)


def test_a_name_is_no_path(tmp_path) -> None:
    elsewhere = AnnotatedDocument(Document("../../etc/x", EMOJI.text), EMOJI.layers)
    for name in ("json", "brat", "inception"):
        save([elsewhere], tmp_path / "deep" / name, name)
    assert {path.parent.name for path in tmp_path.rglob("*.*") if path.is_file()} == {"json", "brat", "inception"}


def test_a_control_character_is_no_xml(tmp_path) -> None:
    with pytest.raises(ExchangeError, match="XML cannot hold"):
        save([entity("Hélène\x01 dément.", "Hélène")], tmp_path / "x", "inception")


def test_an_excerpt_is_a_document_of_its_own() -> None:
    for annotated in CORPUS[:5]:
        middle = annotated.text.index("\n", len(annotated.text) // 3)
        part = excerpt(annotated, "part", middle, len(annotated.text))
        gold = to_json(part)
        for item in (*gold["entities"], *gold["dates"]):
            assert part.text[item["start"] : item["end"]] == item["text"]
        for act in gold["acts"]:
            assert part.text[act["cue"]["start"] : act["cue"]["end"]] == act["cue"]["text"]
        inside = [x for x in annotated.layers.acts if x.start >= middle]
        assert [x.cue_text for x in part.layers.acts] == [x.cue_text for x in inside]
