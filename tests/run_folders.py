"""Run folders made by hand, without a model: from the corpus' gold, and from texts that mean harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.read.documents import documents as read_documents
from pipeline.schema.models import (
    Act,
    Argument,
    Document,
    Entity,
    Failure,
    Layers,
    Quotation,
    Segment,
    Sentence,
    TimeExpression,
)
from pipeline.schema.tables import TABLES
from pipeline.write.dataset import arrow_tables
from pipeline.write.exchange import load
from pipeline.write.rows import error_row, rows_of

CORPUS = Path(__file__).parent.parent / "corpus"

EVIL = (
    "<script>window.harmed = 1</script>",
    "</style><style>body{display:none}</style>",
    "\"'><img src=x onerror=window.harmed=1>",
    "--></title></textarea><svg onload=window.harmed=1>",
    "{{ 7*7 }}{% raw %}",
    "\u202eelbisrever\u2066\u200f",
    "&lt;b&gt; &amp; \x00\x07\x1b[31m",
    "=cmd|'/c calc'!A0",
    "javascript:window.harmed=1",
)


def write_run(folder: Path, annotated: list[tuple[Document, Layers]], failures: tuple[Failure, ...] = ()) -> Path:
    """Write documents with their layers as the tables of a run folder."""
    rows = [rows_of(document, layers, len(document.text.split())) for document, layers in annotated]
    rows.append({name: [] for name in TABLES} | {"errors": [error_row(failure) for failure in failures]})
    for name, table in arrow_tables(rows).items():
        (folder / name).mkdir(parents=True)
        pq.write_table(table, folder / name / "part-00000.parquet")
    return folder


def gold_documents() -> list[tuple[Document, Layers]]:
    """Return the corpus with its gold annotations, its metadata, and a gloss and rule for every act."""
    gold = {item.name: item.layers for item in load(CORPUS / "gold", "json")}
    result: list[tuple[Document, Layers]] = []
    for document in read_documents(CORPUS / "raw", metadata=CORPUS / "index.jsonl"):
        assert isinstance(document, Document)
        layers = gold[document.doc_id.removesuffix(".txt")]
        layers.sentences = [
            Sentence(f"s{number}", segment.start, segment.end, segment.segment_id)
            for number, segment in enumerate(document.segments)
        ]
        for act in layers.acts:
            act.gloss_fr, act.gloss_en, act.cameo = f"« {act.text} »", f"“{act.text}”", "112"
        result.append((document, layers))
    return result


def many(count: int) -> list[tuple[Document, Layers]]:
    """Return ``count`` documents: those of the corpus over and over, each under a name of its own."""
    gold = gold_documents()
    chosen = (gold[number % len(gold)] for number in range(count))
    return [
        (replace(document, doc_id=f"{number:05}-{document.doc_id}"), layers)
        for number, (document, layers) in enumerate(chosen)
    ]


def evil_document(evil: str, number: int) -> tuple[Document, Layers]:
    """Return a document that carries a harmful string in every place that can hold one."""
    text = f"Titre\n{evil} accuse {evil} de {evil} le 3 mars. Fin du texte."
    first = text.index(evil)
    second = text.index(evil, first + len(evil))
    third = text.index(evil, second + len(evil))
    at = [(start, start + len(evil.rstrip())) for start in (first, second, third)]
    cue, day = text.index("accuse"), text.index("3 mars")

    def words(span: tuple[int, int]) -> str:
        return text[span[0] : span[1]]

    document = Document(
        f"{evil}/{number}.txt",
        text,
        path=f"/data/{evil}.txt",
        title=evil,
        publisher=evil,
        author=evil,
        genre=evil,
        published=date(2024, 3, 5),
        published_precision="day",
        segments=[Segment("p1", "title", 0, 5), Segment("p2", "turn", 6, len(text), speaker_text=evil)],
    )
    names = {"canonical": evil, "name_fr": evil, "name_en": evil + " (en)"}
    arguments = [
        Argument("actor", *at[0], words(at[0]), evil, "c1"),
        Argument("target", *at[1], words(at[1]), evil + "2", None, "coreference"),
        Argument("content", *at[2], words(at[2])),
        Argument("target", None, None, None, evil, None, "speaker"),
    ]
    act = Act("a1", "ACCUSATION", "allegation", first, at[2][1], text[first : at[2][1]], cue, cue + 6, "accuse", evil)
    act.arguments, act.gloss_fr, act.gloss_en, act.source = arguments, evil, evil, evil
    act.cameo, act.plover_event = "112", "ACCUSE"
    demand = replace(act, act_id='a"2', tag="DEMAND", subtype="modal", parent_id="a1", arguments=list(arguments))
    layers = Layers(
        [Sentence("s1", 6, len(text), "p2")],
        [
            Entity("n1", *at[0], words(at[0]), "PER", None, "c1", **names, wikidata='Q1"><script>', country=evil),
            Entity("n2", *at[1], words(at[1]), "ROLE", rule_id=evil),
        ],
        [TimeExpression("t1", day, day + 6, "3 mars", "DATE", evil, None, date(2024, 3, 3), date(2024, 3, 3))],
        [Quotation("q1", *at[2], words(at[2]), "direct", None, 1, speaker_name=evil, cue_text=evil, rule_id=evil)],
        [act, demand],
    )
    return document, layers


def evil_documents() -> list[tuple[Document, Layers]]:
    """Return a document for every harmful string."""
    return [evil_document(evil, number) for number, evil in enumerate(EVIL)]


def evil_failures() -> tuple[Failure, ...]:
    """Return a failure for every harmful string."""
    return tuple(Failure(evil, evil, "read", evil, evil) for evil in EVIL)
