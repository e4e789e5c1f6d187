"""One document as it is shown: its text with marks, and a note on every annotation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from pipeline.view.pieces import Block, Mark, blocks, levels
from pipeline.view.wording import Wording, coded, country, day

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
USUAL = {"polarity": "pos", "status": "actual", "voice": "author"}
"""The values that go without saying in the note of an act."""
_WIKIDATA = re.compile(r"Q[1-9]\d{0,11}")


@dataclass(slots=True)
class Filler:
    """What fills a role: its words in the text, and the name that they were resolved to."""

    text: str | None
    name: Wording | None
    resolution: Wording | None


@dataclass(slots=True)
class ActNote:
    """What is told of an act."""

    ref: str
    anchor: str
    tag: str
    label: Wording | None
    row: Row
    gloss: Wording | None
    roles: list[tuple[str, Wording | None, list[Filler]]]
    qualities: list[Wording]
    parent: str | None


@dataclass(slots=True)
class QuotationNote:
    """What is told of a quotation."""

    ref: str
    row: Row
    type: Wording | None


@dataclass(slots=True)
class EntityNote:
    """What is told of an entity, all its mentions together."""

    ref: str
    labels: list[Wording]
    name: str
    known_as: Wording | None
    country: Wording | None
    wikidata: str | None
    mentions: int
    made_by: list[str]


@dataclass(slots=True)
class DateNote:
    """What is told of a temporal expression."""

    ref: str
    row: Row
    type: Wording | None
    mod: Wording | None
    days: tuple[Wording, Wording] | None


@dataclass(slots=True)
class DocumentView:
    """A document ready for its template."""

    anchor: str
    row: Row
    title: str
    published: Wording | None
    genre: Wording | None
    language: Wording | None
    blocks: list[Block] = field(default_factory=list)
    acts: list[ActNote] = field(default_factory=list)
    quotations: list[QuotationNote] = field(default_factory=list)
    entities: list[EntityNote] = field(default_factory=list)
    dates: list[DateNote] = field(default_factory=list)


def anchor(doc_id: str) -> str:
    """Return a document's name as a fragment of an address: the same in every report, unlike any other's."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", doc_id).strip("-")[:60]
    return f"d-{plain}" if plain == doc_id else f"d-{plain}-{sha256(doc_id.encode()).hexdigest()[:6]}"


def act_anchor(doc_id: str, act_id: str) -> str:
    """Return the permalink of an act within its page, without ``#``."""
    return f"{anchor(doc_id)}.{re.sub(r'[^A-Za-z0-9_-]+', '-', act_id)}"


def view_document(rows: Rows) -> DocumentView:
    """Prepare the rows of one document for its template."""
    row = rows["documents"][0]
    view = DocumentView(
        anchor=anchor(row["doc_id"]),
        row=row,
        title=row["title"] or row["doc_id"],
        published=day(row["published"], row["published_precision"]),
        genre=coded("genre", row["genre"]),
        language=coded("language", row["language"]),
    )
    numbers = _cluster_numbers(rows["entities"])
    names = _entity_names(rows["entities"])
    arguments = _arguments_by_act(rows["act_arguments"])
    view.acts = [_act_note(act, arguments.get(act["act_id"], []), names) for act in rows["acts"]]
    view.quotations = [
        QuotationNote(f"q{n}", q, coded("quotation_type", q["type"])) for n, q in enumerate(rows["quotations"])
    ]
    view.entities = _entity_notes(rows["entities"], numbers)
    view.dates = [_date_note(f"t{number}", row) for number, row in enumerate(rows["dates"])]
    furniture = [segment for segment in rows["segments"] if segment["kind"] == "furniture"]
    marks = [
        *(Mark(segment["start"], segment["end"], (), ("furniture",)) for segment in furniture),
        *_quotation_marks(rows["quotations"]),
        *_entity_marks(rows["entities"], numbers),
        *(Mark(x["start"], x["end"], (f"t{n}",), ("t",)) for n, x in enumerate(rows["dates"])),
        *_act_marks(rows["acts"], arguments),
    ]
    view.blocks = blocks(row["text"], sorted(rows["segments"], key=lambda s: s["start"]), marks)
    return view


def _arguments_by_act(arguments: Sequence[Row]) -> dict[str, list[Row]]:
    by_act: dict[str, list[Row]] = {}
    for argument in arguments:
        by_act.setdefault(argument["act_id"], []).append(argument)
    return by_act


def _cluster(entity: Row) -> tuple[str, str]:
    """Return what mentions of one entity share; a mention without cluster stands with those of its own words."""
    return ("id", entity["entity_id"]) if entity["entity_id"] else (entity["label"], entity["text"])


def _cluster_numbers(entities: Sequence[Row]) -> dict[tuple[str, str], int]:
    numbers: dict[tuple[str, str], int] = {}
    for entity in entities:
        numbers.setdefault(_cluster(entity), len(numbers))
    return numbers


def _entity_names(entities: Sequence[Row]) -> dict[str, Wording]:
    names: dict[str, Wording] = {}
    for entity in entities:
        canonical = entity["canonical"] or entity["text"]
        if entity["entity_id"]:
            names.setdefault(
                entity["entity_id"], Wording(entity["name_fr"] or canonical, entity["name_en"] or canonical)
            )
    return names


def _act_note(act: Row, arguments: Sequence[Row], names: Mapping[str, Wording]) -> ActNote:
    roles = []
    for role in ("actor", "target", "content"):
        fillers = [_filler(item, names) for item in arguments if item["role"] == role]
        if fillers:
            roles.append((role, coded("role", role), fillers))
    qualities = [coded(name, act[name]) for name, usual in USUAL.items() if act[name] not in (usual, None)]
    gloss = Wording(act["gloss_fr"], act["gloss_en"]) if act["gloss_fr"] and act["gloss_en"] else None
    return ActNote(
        ref=_ref(act),
        anchor=act_anchor(act["doc_id"], act["act_id"]),
        tag=act["tag"],
        label=coded("subtype", f"{act['tag']}.{act['subtype']}"),
        row=act,
        gloss=gloss,
        roles=roles,
        qualities=[quality for quality in qualities if quality],
        parent=act_anchor(act["doc_id"], act["parent_id"]) if act["parent_id"] else None,
    )


def _ref(act: Row) -> str:
    return "a-" + re.sub(r"[^A-Za-z0-9_-]+", "-", act["act_id"])


def _filler(argument: Row, names: Mapping[str, Wording]) -> Filler:
    name = (
        names.get(argument["entity_id"]) or (argument["name"] and Wording(argument["name"], argument["name"])) or None
    )
    if name and argument["text"] and argument["text"] in (name.fr, name.en):
        name = None if name.fr == name.en else name
    resolution = None if argument["resolution"] in (None, "span") else coded("resolution", argument["resolution"])
    return Filler(argument["text"], name, resolution)


def _entity_notes(entities: Sequence[Row], numbers: Mapping[tuple[str, str], int]) -> list[EntityNote]:
    groups: dict[int, list[Row]] = {}
    for entity in entities:
        groups.setdefault(numbers[_cluster(entity)], []).append(entity)
    return [_entity_note(f"e{number}", mentions) for number, mentions in groups.items()]


def _entity_note(ref: str, mentions: Sequence[Row]) -> EntityNote:
    first = next((entity for entity in mentions if entity["canonical"]), mentions[0])
    wikidata = next((x["wikidata"] for x in mentions if x["wikidata"] and _WIKIDATA.fullmatch(x["wikidata"])), None)
    labels = dict.fromkeys(entity["label"] for entity in mentions)
    made_by = dict.fromkeys(entity["rule_id"] or entity["source"] for entity in mentions)
    known_as = Wording(first["name_fr"], first["name_en"]) if first["name_fr"] and first["name_en"] else None
    return EntityNote(
        ref=ref,
        labels=[wording for wording in (coded("entity_label", label) for label in labels) if wording],
        name=first["canonical"] or first["text"],
        known_as=known_as,
        country=country(first["country"]),
        wikidata=wikidata,
        mentions=len(mentions),
        made_by=[name for name in made_by if name],
    )


def _date_note(ref: str, row: Row) -> DateNote:
    first, last = row["first_day"], row["last_day"]
    days: tuple[Wording, Wording] | None = None
    if isinstance(first, date) and isinstance(last, date):
        days = (day(first) or Wording("", ""), day(last) or Wording("", ""))
    return DateNote(ref, row, coded("timex_type", row["timex_type"]), coded("mod", row["mod"]), days)


def _quotation_marks(quotations: Sequence[Row]) -> list[Mark]:
    marks: list[Mark] = []
    for number, row in enumerate(quotations):
        marks.append(Mark(row["start"], row["end"], (f"q{number}",), ("q", f"q-{row['type']}")))
        marks.extend(
            Mark(row[f"{part}_start"], row[f"{part}_end"], (f"q{number}.{part}",))
            for part in ("cue", "speaker")
            if row[f"{part}_start"] is not None and row[f"{part}_end"] is not None
        )
    return marks


def _entity_marks(entities: Sequence[Row], numbers: Mapping[tuple[str, str], int]) -> list[Mark]:
    return [
        Mark(entity["start"], entity["end"], (f"e{numbers[_cluster(entity)]}",), ("e", f"e-{entity['label']}"))
        for entity in sorted(entities, key=lambda entity: entity["label"] == "ROLE")
    ]


def _act_marks(acts: Sequence[Row], arguments: Mapping[str, Sequence[Row]]) -> list[Mark]:
    """Return the marks of acts: the clause underlined on a line of its own, the cue, and every filler."""
    marks: list[Mark] = []
    ordered = sorted(acts, key=lambda act: (act["start"], -act["end"]))
    for act, line in zip(ordered, levels([(act["start"], act["end"]) for act in ordered]), strict=True):
        ref, tag = _ref(act), act["tag"]
        drawn = f"line{line}-{tag}" + ("-satellite" if act["satellite"] else "")
        marks.append(Mark(act["start"], act["end"], (ref,), ("a", drawn)))
        cue = Mark(act["cue_start"], act["cue_end"], (ref, f"{ref}.cue"), ("cue", f"cue-{tag}"))
        cue.link = act_anchor(act["doc_id"], act["act_id"])
        marks.append(cue)
        for item in arguments.get(act["act_id"], ()):
            if item["start"] is not None and item["end"] is not None:
                classes = ("cue", f"cue-{tag}") if item["role"] == "cue" else ()
                marks.append(Mark(item["start"], item["end"], (ref, f"{ref}.{item['role']}"), classes))
    return marks
