"""What annotation tools make of our files: Label Studio's published schema and code, and spaCy for Prodigy's tasks."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.schema.models import Document, Entity, Layers
from pipeline.write.exchange import AnnotatedDocument, load, save
from pipeline.write.exchange.gold_json import to_json
from pipeline.write.exchange.label_studio import labeling_config, write_label_studio

GOLD = Path("corpus/gold")
SCHEMA = Path(__file__).parent / "data" / "label_config_schema.json"
HARD = "👩🏽\u200d💼 He\u0301le\u0300ne  Vasseur\r\n\r\nde\u0301ment\u00a0: « non ».\t🇫🇷 Paris "


def hard() -> AnnotatedDocument:
    """Emoji, decomposed accents, CRLF, double, no-break and final spaces."""
    spans = [(surface, HARD.index(surface)) for surface in ("He\u0301le\u0300ne  Vasseur", "Paris")]
    entities = [Entity(f"e{n}", at, at + len(surface), surface, "PER") for n, (surface, at) in enumerate(spans)]
    return AnnotatedDocument(Document("hard", HARD), Layers(entities=entities))


def badgerfish(element: ElementTree.Element) -> dict[str, Any]:
    """Return XML as JSON in the convention in which Label Studio checks it: attributes as ``@name``."""
    found: dict[str, Any] = {f"@{name}": value for name, value in element.attrib.items()}
    for child in element:
        found.setdefault(child.tag, []).append(badgerfish(child))
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in found.items()}


def test_the_labelling_interface_fits_label_studios_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    config = {"View": badgerfish(ElementTree.fromstring(labeling_config()))}
    jsonschema.validate(config, schema)
    del config["View"]["Labels"]["@toName"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(config, schema)


@pytest.fixture(scope="module")
def label_studio(tmp_path_factory):
    """The corpus and a hard text as Label Studio's tasks, as it exports them: with the ids of its database."""
    pytest.importorskip("label_studio_sdk", reason="pip install label-studio-sdk; half a gigabyte, so no dependency")
    path = tmp_path_factory.mktemp("label-studio") / "tasks.json"
    save([*load(GOLD), hard()], path, "label-studio")
    tasks = json.loads(path.read_text(encoding="utf-8"))
    for number, task in enumerate(tasks, 1):
        task["id"] = number
        task["annotations"][0].update(id=number, completed_by={"email": "a@example.org"}, created_at="2026-01-01")
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return path


def test_label_studio_accepts_every_annotation_and_prediction(label_studio, tmp_path) -> None:
    from label_studio_sdk.label_interface import LabelInterface

    interface = LabelInterface(labeling_config())
    interface.validate()
    write_label_studio(load(GOLD), tmp_path / "predictions.json", predictions=True)
    for task in json.loads(label_studio.read_text(encoding="utf-8")):
        assert interface.validate_annotation(task["annotations"][0])
        assert interface.validate_task({"data": task["data"]})
    for task in json.loads((tmp_path / "predictions.json").read_text(encoding="utf-8")):
        assert interface.validate_prediction(task["predictions"][0], return_errors=True) == []
    wrong = {"from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 0, "labels": ["PER"]}}
    assert not interface.validate_annotation({"result": [wrong]})


def test_label_studios_converter_reads_our_spans(label_studio, tmp_path) -> None:
    from label_studio_sdk.converter import Converter

    converter = Converter(labeling_config(), project_dir=None)
    for form in ("JSON", "JSON_MIN", "CONLL2003"):
        converter.convert(str(label_studio), str(tmp_path / form), form, is_dir=False)
    again = {annotated.name: annotated for annotated in load(tmp_path / "JSON" / "result.json")}
    for annotated in (*load(GOLD), hard()):
        assert to_json(again[annotated.name]) == to_json(annotated)
    lines = (tmp_path / "CONLL2003" / "result.conll").read_text(encoding="utf-8").splitlines()
    tagged = [line.split(" -X- _ ") for line in lines if " -X- _ " in line]
    names = [word for word, tag in tagged[-12:] if tag.endswith("PER")]
    assert names == ["He\u0301le\u0300ne", "Vasseur", "Paris"]


def tasks_of(documents: list[AnnotatedDocument], path: Path) -> list[dict[str, Any]]:
    save(documents, path, "prodigy")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def read_by_spacy(task: dict[str, Any]) -> Doc:
    """Read a Prodigy task as its maker's projects do (``rel_component``): tokens, spaces, spans by their characters."""
    tokens = task["tokens"]
    doc = Doc(spacy.blank("fr").vocab, [token["text"] for token in tokens], [token["ws"] for token in tokens])
    doc.spans["sc"] = [doc.char_span(span["start"], span["end"], label=span["label"]) for span in task["spans"]]
    return doc


def test_spacy_reads_prodigys_tasks(tmp_path) -> None:
    documents = [*load(GOLD), hard()]
    for task, annotated in zip(tasks_of(documents, tmp_path / "x.jsonl"), documents, strict=True):
        doc = read_by_spacy(task)
        assert doc.text == annotated.text
        for read, span in zip(doc.spans["sc"], task["spans"], strict=True):
            assert (read.start, read.end - 1) == (span["token_start"], span["token_end"])
            assert read.text == annotated.text[span["start"] : span["end"]]
        assert [token["id"] for token in task["tokens"]] == list(range(len(doc)))
        for relation in task["relations"]:
            assert relation["head"] == relation["head_span"]["token_end"]
            assert relation["child"] == relation["child_span"]["token_end"]


@settings(max_examples=50)
@given(text=st.text(st.sampled_from("ab é\u0301\r\n\t\u00a0\u202f👍🏽«»'"), max_size=30))
def test_the_tokens_of_a_task_make_its_text(text, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("prodigy")
    (task,) = tasks_of([AnnotatedDocument(Document("x", text))], folder / "x.jsonl")
    assert read_by_spacy(task).text == text


def test_a_task_corrected_in_prodigy_is_read(tmp_path) -> None:
    """What ``prodigy db-out`` adds and changes: hashes, answer, spans and relations without our ids."""
    path = tmp_path / "x.jsonl"
    (task,) = tasks_of([AnnotatedDocument(Document("x", "Le maire nie tout."))], path)
    plain = [("Le maire", 0, 8, "actor"), ("nie", 9, 12, "cue"), ("Le maire nie tout", 0, 17, "DENIAL")]
    ends = {token["end"]: token["id"] for token in task["tokens"]}
    starts = {token["start"]: token["id"] for token in task["tokens"]}
    spans = [
        {"start": start, "end": end, "token_start": starts[start], "token_end": ends[end], "label": label}
        for _, start, end, label in plain
    ]
    task["spans"] = spans
    task["relations"] = [
        {
            "head": spans[2]["token_end"],
            "child": spans[n]["token_end"],
            "head_span": spans[2],
            "child_span": spans[n],
            "color": "#ffd882",
            "label": label,
        }
        for n, label in enumerate(("actor", "cue"))
    ]
    task |= {"_input_hash": -400334998, "_task_hash": 1861007191, "_session_id": None, "_view_id": "relations"}
    rejected = {**task, "answer": "reject", "meta": {"doc": "y"}}
    path.write_text("".join(json.dumps(x) + "\n" for x in ({**task, "answer": "accept"}, rejected)), encoding="utf-8")
    (found,) = load(path)
    (act,) = found.layers.acts
    assert (act.tag, act.cue_text, act.role("actor")[0].text) == ("DENIAL", "nie", "Le maire")
