"""Align the parallel documents of a run: the rows of the table ``alignments``, and figures of agreement."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.evaluate.counts import Counts, Figure, Measure, figures
from pipeline.evaluate.headline import align_acts
from pipeline.evaluate.parallel.acts import ActPair, Alignment, Side, align_documents
from pipeline.evaluate.parallel.pairing import DocumentPair, pair_documents
from pipeline.evaluate.sources import from_rows, name_of
from pipeline.schema.models import Act, Document
from pipeline.schema.tables import DERIVED
from pipeline.write.exchange import AnnotatedDocument
from pipeline.write.export.tables import RowsByDocument, read_tables
from pipeline.write.provenance import provenance

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parallel:
    """Two versions of one text with what corresponds in them."""

    documents: DocumentPair
    alignment: Alignment

    @property
    def french(self) -> Document:
        """The French document."""
        return self.alignment.french.annotated.document

    @property
    def english(self) -> Document:
        """The English document."""
        return self.alignment.english.annotated.document

    def count(self, found: str) -> int:
        """Return how many acts were found in ``both``, or only in ``fr`` or ``en``."""
        return sum(pair.found == found for pair in self.alignment.pairs)


def align_run(run: Path, *, detect: bool = True) -> list[Parallel]:
    """Align the parallel documents of a run folder.

    Parameters
    ----------
    detect
        Look also for versions that no metadata pair.

    Raises
    ------
    RunError
        If the folder is no run.
    """
    tables = read_tables(run)
    by_document = RowsByDocument(tables)
    rows = {name: tables[name].to_pylist() for name in ("documents", "entities", "dates")}
    pairs = pair_documents(rows["documents"], rows["entities"], rows["dates"], detect=detect)
    return [
        Parallel(pair, align_documents(from_rows(by_document[pair.french]), from_rows(by_document[pair.english])))
        for pair in pairs
    ]


def alignment_rows(parallels: Iterable[Parallel]) -> Iterator[Row]:
    """Yield the rows of the table ``alignments``, in the order of the texts."""
    for parallel in parallels:
        documents = parallel.documents
        for position, pair in enumerate(parallel.alignment.pairs, start=1):
            yield {
                "doc_id": documents.french,
                "doc_id_en": documents.english,
                "parallel": documents.parallel,
                "likeness": documents.likeness,
                "position": position,
                "tag": pair.act.tag,
                "found": pair.found,
                "score": pair.score,
                "differs": " ".join(pair.differs) or None,
                **_told(pair.french, ""),
                **_told(pair.english, "_en"),
            }


def _told(act: Act | None, suffix: str) -> Row:
    told: Row = {f"act_id{suffix}": None}
    if act is not None:
        told = {f"{name}{suffix}": getattr(act, name) for name in ("act_id", "cue_text", "sentence_id")}
        told |= {f"{role}{suffix}": filled(act, role) for role in ("actor", "target", "content")}
    return told


def filled(act: Act, role: str) -> str | None:
    """Return who or what fills a role, for reading: names for persons and bodies, else the words."""
    names = ((item.text or item.name) if role == "content" else (item.name or item.text) for item in act.role(role))
    return " ; ".join(filter(None, names)) or None


def write_alignments(parallels: Sequence[Parallel], run: Path, command: str) -> Path:
    """Write the table ``alignments`` into a run folder, in the place of one that is there."""
    table = pa.Table.from_pylist(list(alignment_rows(parallels)), schema=DERIVED["alignments"])
    path = run / "alignments" / "part-0.parquet"
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(".new")
    pq.write_table(table.replace_schema_metadata(provenance(command).footer("alignments")), beside, compression="zstd")
    os.replace(beside, path)
    return path


def agreement_figures(parallels: Sequence[Parallel], gold: Mapping[str, AnnotatedDocument]) -> dict[str, Figure]:
    """Return how far the two versions agree, each a share with its 95 % interval over the pairs of documents.

    Satellites do not count.

    Parameters
    ----------
    gold
        Gold annotations by document name; without those of both versions a pair counts for ``run`` only.

    Returns
    -------
    dict
        ``run``: acts of the run with a counterpart in the other language; ``gold``: the same in gold, which is the
        ceiling; ``found``: of the gold acts that are in both versions, those that the run finds in both; ``linked``:
        those of them that the run pairs with each other.
    """
    counts = Counts(len(parallels))
    for index, parallel in enumerate(parallels):
        _count(counts, "run", index, *_with_counterpart(parallel.alignment.pairs))
        sides = [gold.get(name_of(document)) for document in (parallel.french, parallel.english)]
        if sides[0] is None or sides[1] is None:
            continue
        true = align_documents(sides[0], sides[1])
        _count(counts, "gold", index, *_with_counterpart(true.pairs))
        both = [pair for pair in true.pairs if pair.found == "both" and _proper(pair)]
        hits = _hits(true.french, parallel.alignment.french), _hits(true.english, parallel.alignment.english)
        linked = {
            (pair.french.act_id, pair.english.act_id)
            for pair in parallel.alignment.pairs
            if pair.french and pair.english
        }
        found = [
            (hits[0].get(pair.french.act_id), hits[1].get(pair.english.act_id))
            for pair in both
            if pair.french and pair.english
        ]
        _count(counts, "found", index, sum(None not in hit for hit in found), len(both))
        _count(counts, "linked", index, sum(hit in linked for hit in found), len(both))
    result = figures(counts, range(len(parallels)))
    return {measure.scheme: figure for measure, figure in result.items()}


def _count(counts: Counts, name: str, index: int, good: int, n: int) -> None:
    counts.add(Measure("parallel", name, rate=True), index, good, (n, n))


def _proper(pair: ActPair) -> bool:
    return all(act is None or not act.satellite for act in (pair.french, pair.english))


def _with_counterpart(pairs: Iterable[ActPair]) -> tuple[int, int]:
    """Return how many acts of both sides have a counterpart, and how many there are."""
    acts = [(pair.found == "both", act) for pair in pairs for act in (pair.french, pair.english) if act is not None]
    proper = [both for both, act in acts if not act.satellite]
    return sum(proper), len(proper)


def _hits(gold: Side, predicted: Side) -> dict[str, str]:
    """Return the predicted act for each gold act that was found, as the headline figures count."""
    main = [[act for act in side.acts if not act.satellite] for side in (gold, predicted)]
    return {main[0][i].act_id: main[1][j].act_id for i, j in align_acts(*main)}
