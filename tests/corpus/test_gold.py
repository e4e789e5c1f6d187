"""The gold annotations agree with their texts, and index, gold and split agree with each other."""

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
NAMES = sorted(path.stem for path in (CORPUS / "gold").glob("*.json"))
INDEX = [json.loads(line) for line in (CORPUS / "index.jsonl").read_text(encoding="utf-8").splitlines()]
SPLIT: dict[str, list[str]] = tomllib.loads((CORPUS / "split.toml").read_text(encoding="utf-8"))

KEYS = {
    "document": {"doc", "sha256", "chars", "entities", "roles", "dates", "quotations", "acts", "turns"},
    "entities": {"start", "end", "text", "label", "canonical"},
    "roles": {"start", "end", "text"},
    "dates": {"start", "end", "text", "type", "value", "mod", "range_of"},
    "quotations": {"start", "end", "type", "group", "speaker_canonical", "cue", "speaker"},
    "acts": {
        *("start", "end", "id", "tag", "satellite", "subtype", "cue", "extra", "actor", "target", "content"),
        *("pol", "status", "voice", "source", "strength", "parent"),
    },
    "turns": {"start", "end", "speaker", "canonical"},
    "index": {
        *("file", "date", "title", "publisher", "genre", "language", "country", "parallel_of", "notes"),
    },
}
ARGUMENTS = ("actor", "target", "content")
MODS = {
    *("START", "MID", "END", "APPROX", "BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER"),
    *("LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE"),
}
SUBTYPES = {
    ("ACCUSATION", False): {"allegation", "denunciation", "protest", "judicial", "evaluative", "presupposed"},
    ("ACCUSATION", True): {"criticism"},
    ("DENIAL", False): {"allegation", "responsibility", "policy", "discredit"},
    ("DENIAL", True): {"opposition", "rejection"},
    ("DEMAND", False): {"performative", "modal", "imperative", "nominal", "expectation", "summons"},
    ("DEMAND", True): {"wish", "threat"},
}
DAY = r"[\dX]{4}-(?:[\dX]{2}-[\dX]{2}|W[\dX]{2}-[1-7])"
VALUES = {
    "DATE": rf"{DAY}|[\dX]{{4}}(-[\dX]{{2}}|-W[\dX]{{2}}(-WE)?|-Q[1-4X]|-H[12X]|-(SP|SU|AU|WI))?"
    r"|\d{2,3}|(PAST|PRESENT|FUTURE)_REF",
    "TIME": rf"{DAY}T(MO|MI|AF|EV|NI|DT|\d\d(:\d\d)?Z?)",
    "DURATION": r"P([\dX.]+(Y|M|W|D|DE|CE))+|PT([\dX.]+[HMS])+|PX",
    "SET": r"P\d+[YMWD]|PT\d+[HM]|XXXX-(SP|SU|AU|WI)|XXXX-WXX-([1-7]|WE|WD)|XXXX-XX-\d\d",
}


def load(name: str) -> tuple[dict[str, Any], str]:
    """Gold and decoded text of one document, line ends as they stand in the file."""
    gold = json.loads((CORPUS / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    return gold, (CORPUS / "raw" / f"{name}.txt").read_bytes().decode("utf-8")


def annotations(gold: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for layer in ("entities", "roles", "dates", "quotations", "acts", "turns"):
        for annotation in gold[layer]:
            yield layer, annotation


def spans(gold: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything that has a start and an end, nested spans too; implicit arguments excepted."""
    for _, annotation in annotations(gold):
        yield annotation
        nested = [annotation.get("cue"), *annotation.get("extra", ())]
        nested += [item for role in ARGUMENTS for item in annotation.get(role, ())]
        if isinstance(annotation.get("speaker"), dict):
            nested.append(annotation["speaker"])
        yield from (span for span in nested if span is not None and span["start"] is not None)


def inside(inner: dict[str, Any], outer: dict[str, Any]) -> bool:
    return outer["start"] <= inner["start"] and inner["end"] <= outer["end"]


def describe(span: dict[str, Any], text: str) -> str:
    return f"{span['start']}-{span['end']} {text[span['start'] : span['end']]!r}"


@pytest.mark.parametrize("name", NAMES)
def test_gold_belongs_to_its_text(name: str) -> None:
    gold, text = load(name)
    raw = (CORPUS / "raw" / f"{name}.txt").read_bytes()
    assert gold["doc"] == name
    assert gold["sha256"] == hashlib.sha256(raw).hexdigest()
    assert gold["chars"] == len(text)


@pytest.mark.parametrize("name", NAMES)
def test_every_annotation_has_exactly_the_documented_keys(name: str) -> None:
    gold, _ = load(name)
    assert gold.keys() == KEYS["document"]
    for layer, annotation in annotations(gold):
        assert annotation.keys() == KEYS[layer], (layer, annotation)


@pytest.mark.parametrize("name", NAMES)
def test_spans_lie_in_the_text_hold_their_surface_and_have_no_white_space_at_their_edges(name: str) -> None:
    gold, text = load(name)
    for span in spans(gold):
        assert 0 <= span["start"] < span["end"] <= len(text), span
        surface = text[span["start"] : span["end"]]
        assert surface == surface.strip(), describe(span, text)
        assert span.get("text", surface) == surface, describe(span, text)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("layer", ["entities", "roles", "dates", "turns"])
def test_flat_layers_do_not_overlap(layer: str, name: str) -> None:
    gold, text = load(name)
    ordered = sorted(gold[layer], key=lambda span: span["start"])
    for left, right in pairwise(ordered):
        assert left["end"] <= right["start"], (describe(left, text), describe(right, text))


@pytest.mark.parametrize("name", NAMES)
def test_labels_of_entities_and_quotations_are_those_of_the_guide(name: str) -> None:
    gold, text = load(name)
    for entity in gold["entities"]:
        assert entity["label"] in {"PER", "ORG", "LOC", "MISC"}, describe(entity, text)
        assert entity["canonical"], describe(entity, text)
    for quotation in gold["quotations"]:
        assert quotation["type"] in {"direct", "mixed", "indirect", "scare"}, describe(quotation, text)


@pytest.mark.parametrize("name", NAMES)
def test_a_group_has_at_least_two_quotations_and_at_most_one_named_speaker(name: str) -> None:
    groups: dict[object, list[dict[str, Any]]] = {}
    for quotation in load(name)[0]["quotations"]:
        if quotation["group"] is not None:
            groups.setdefault(quotation["group"], []).append(quotation)
    for group, members in groups.items():
        assert len(members) > 1, group
        assert len({q["speaker_canonical"] for q in members} - {None}) <= 1, group


@pytest.mark.parametrize("name", NAMES)
def test_dates_have_values_of_their_type_and_ranges_point_back(name: str) -> None:
    gold, text = load(name)
    for date in gold["dates"]:
        assert re.fullmatch(VALUES[date["type"]], date["value"]), (describe(date, text), date["value"])
        assert date["mod"] is None or date["mod"] in MODS, describe(date, text)
        if date["range_of"] is not None:
            earlier = [d["text"] for d in gold["dates"] if d["end"] <= date["start"]]
            assert date["range_of"] in earlier, describe(date, text)


@pytest.mark.parametrize("name", NAMES)
def test_acts_have_the_codes_of_the_guide(name: str) -> None:
    gold, text = load(name)
    for act in gold["acts"]:
        assert act["subtype"] in SUBTYPES[act["tag"], act["satellite"]], describe(act, text)
        assert act["pol"] in {"pos", "neg"}, describe(act, text)
        assert act["status"] in {"actual", "hypothetical", "future", "historical", "interrogative"}, act["id"]
        assert act["voice"] in {"author", "direct", "indirect", "reported"}, describe(act, text)
        assert act["strength"] in {1, 2, 3}, describe(act, text)


@pytest.mark.parametrize("name", NAMES)
def test_the_clause_of_an_act_covers_its_cues_and_cuts_no_argument(name: str) -> None:
    gold, text = load(name)
    for act in gold["acts"]:
        for cue in (act["cue"], *act["extra"]):
            assert inside(cue, act), (describe(act, text), describe(cue, text))
        for item in (item for role in ARGUMENTS for item in act[role]):
            assert (item["start"] is None) == (item["end"] is None), act["id"]
            if item["start"] is None:
                assert item["resolved"], f"{act['id']}: an implicit argument without a value"
            elif item["start"] < act["end"] and act["start"] < item["end"]:
                assert inside(item, act), (describe(act, text), describe(item, text))


@pytest.mark.parametrize("name", NAMES)
def test_act_ids_are_unique_and_parents_lead_to_a_root(name: str) -> None:
    acts = load(name)[0]["acts"]
    parents = {act["id"]: act["parent"] for act in acts}
    assert len(parents) == len(acts)
    for act in parents:
        chain = [act]
        while (parent := parents[chain[-1]]) is not None:
            assert parent in parents and parent not in chain, (chain, parent)
            chain.append(parent)


def test_raw_texts_gold_and_index_name_the_same_documents() -> None:
    texts = sorted(path.name for path in (CORPUS / "raw").iterdir())
    assert texts == sorted(f"{name}.txt" for name in NAMES)
    assert texts == sorted(row["file"] for row in INDEX)


def test_index_rows_are_complete() -> None:
    for row in INDEX:
        assert row.keys() == KEYS["index"], row["file"]
        assert row["date"] is None or re.fullmatch(r"\d{4}-\d\d(-\d\d)?", row["date"]), row["file"]
        assert row["language"] == ("en" if row["file"].endswith(".en.txt") else "fr"), row["file"]
        assert row["title"] and row["publisher"] and row["genre"], row["file"]


def test_every_english_text_names_its_french_original_with_the_same_date_and_genre() -> None:
    rows = {row["file"]: row for row in INDEX}
    for row in INDEX:
        assert (row["parallel_of"] is not None) == (row["language"] == "en"), row["file"]
        if row["parallel_of"] is not None:
            original = rows[row["parallel_of"]]
            assert row["file"] == original["file"].replace(".txt", ".en.txt")
            assert (row["date"], row["genre"]) == (original["date"], original["genre"]), row["file"]


def test_split_puts_every_document_in_exactly_one_part() -> None:
    assert SPLIT.keys() == {"train", "dev", "test"}
    assert sorted(name for part in SPLIT.values() for name in part) == NAMES


def test_split_keeps_a_text_and_its_english_version_together() -> None:
    part_of = {name: part for part, names in SPLIT.items() for name in names}
    for row in INDEX:
        if row["parallel_of"] is not None:
            name, original = row["file"].removesuffix(".txt"), row["parallel_of"].removesuffix(".txt")
            assert part_of[name] == part_of[original], name


def test_split_is_60_20_20_within_three_points() -> None:
    for part, share in {"train": 0.6, "dev": 0.2, "test": 0.2}.items():
        assert abs(len(SPLIT[part]) / len(NAMES) - share) < 0.03, part


def test_split_is_stratified_by_genre() -> None:
    strata = {
        **dict.fromkeys(("news", "presse", "article"), "press"),
        **dict.fromkeys(("qr", "spokesperson"), "questions and answers"),
        **dict.fromkeys(("debate", "interview"), "turns"),
        **dict.fromkeys(("tribune", "lettre_ouverte", "question_ecrite", "fil"), "other"),
    }
    originals = {r["file"].removesuffix(".txt"): r["genre"] for r in INDEX if r["parallel_of"] is None}
    totals = Counter(strata.get(genre, genre) for genre in originals.values())
    for part, share in {"train": 0.6, "dev": 0.2, "test": 0.2}.items():
        here = Counter(strata.get(originals[n], originals[n]) for n in SPLIT[part] if n in originals)
        for stratum, total in totals.items():
            assert here[stratum] >= 1, (part, stratum)
            assert abs(here[stratum] - share * total) < 1, (part, stratum)
