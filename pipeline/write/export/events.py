"""CAMEO and PLOVER event records: who did what to whom on which day, one row per act, actor and target.

The columns carry the names that event data users know (GDELT, ICEWS, POLECAT). Records are performed acts only:
positive, actual, no satellite. A denial has its CAMEO code 016 and no PLOVER event, since PLOVER dropped CAMEO's 01.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.write.export.csv_files import write_rows
from pipeline.write.export.tables import RowsByDocument, read_tables

COLUMNS = (
    "event_id",
    "event_date",
    "date_precision",
    "source_name",
    "source_name_fr",
    "source_name_en",
    "source_country",
    "source_wikidata",
    "target_name",
    "target_name_fr",
    "target_name_en",
    "target_country",
    "target_wikidata",
    "cameo_code",
    "cameo_base",
    "cameo_root",
    "quad_class",
    "plover_event",
    "plover_mode",
    "tag",
    "subtype",
    "strength",
    "distanced",
    "content",
    "event_text",
    "publisher",
    "language",
    "doc_id",
    "act_id",
    "rule_id",
    "gloss_fr",
    "gloss_en",
)
Row = Mapping[str, Any]


def write_events(run: Path, path: Path) -> list[Path]:
    """Write the event records of a run as CSV; the columns are documented in ``docs/exports``."""
    documents = RowsByDocument(read_tables(run, ("documents", "entities", "acts", "act_arguments")))
    rows = ([record[name] for name in COLUMNS] for _, rows in documents for record in events(rows))
    return [write_rows(path, COLUMNS, rows)]


def events(rows: Mapping[str, Sequence[Row]]) -> Iterator[dict[str, Any]]:
    """Yield the event records of one document; a side that is not known is empty."""
    document = rows["documents"][0]
    entities: dict[str, Row] = {}
    for entity in rows["entities"]:
        if entity["entity_id"]:
            entities.setdefault(entity["entity_id"], entity)
    sides: dict[tuple[str, str], list[Row]] = {}
    for argument in rows["act_arguments"]:
        sides.setdefault((argument["act_id"], argument["role"]), []).append(argument)
    for act in rows["acts"]:
        if act["polarity"] != "pos" or act["status"] != "actual" or act["satellite"]:
            continue
        shared = _shared(document, act)
        number = 0
        for actor in sides.get((act["act_id"], "actor"), [{}]):
            for target in sides.get((act["act_id"], "target"), [{}]):
                number += 1
                yield {
                    "event_id": f"{document['doc_id']}#{act['act_id']}.{number}",
                    **_side("source", actor, entities),
                    **_side("target", target, entities),
                    **shared,
                }


def _side(side: str, argument: Row, entities: Mapping[str, Row]) -> dict[str, str | None]:
    entity = entities.get(argument.get("entity_id") or "", {})
    name = entity.get("canonical") or argument.get("name") or argument.get("text")
    return {
        f"{side}_name": name,
        f"{side}_name_fr": entity.get("name_fr") or name,
        f"{side}_name_en": entity.get("name_en") or name,
        f"{side}_country": entity.get("country"),
        f"{side}_wikidata": entity.get("wikidata"),
    }


def _shared(document: Row, act: Row) -> dict[str, Any]:
    """Return what all records of an act share."""
    code = act["cameo"]
    root = code[:2] if code else None
    same = ("plover_event", "plover_mode", "tag", "subtype", "strength", "distanced", "content", "act_id", "rule_id")
    return {
        "event_date": document["published"],
        "date_precision": document["published_precision"],
        "cameo_code": code,
        "cameo_base": code[:3] if code else None,
        "cameo_root": root,
        "quad_class": quad_class(root),
        "event_text": act["text"],
        "publisher": document["publisher"],
        "language": document["language"],
        "doc_id": document["doc_id"],
        **{name: act[name] for name in (*same, "gloss_fr", "gloss_en")},
    }


def quad_class(root: str | None) -> int | None:
    """Return GDELT's class of a CAMEO root code: 1 verbal, 2 material cooperation; 3 verbal, 4 material conflict."""
    if root is None or not root.isdigit():
        return None
    number = int(root)
    return 1 if number <= 5 else 2 if number <= 8 else 3 if number <= 13 else 4
