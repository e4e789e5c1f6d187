"""Parallel documents as a page to read: their sentences side by side, and which acts stand in one version only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.evaluate.parallel.acts import ActPair, Alignment, Side
from pipeline.evaluate.parallel.compare import Parallel, filled
from pipeline.schema.models import Act, Document
from pipeline.view.document import anchor
from pipeline.view.pieces import Block, Mark, blocks
from pipeline.view.rendering import environment, parallel_assets
from pipeline.view.report import provenance_of
from pipeline.view.wording import Wording, coded, day, say

FOUND = ("both", "fr", "en")
Row = tuple[list[Block] | None, list[Block] | None]


@dataclass(frozen=True, slots=True)
class ActTold:
    """What is told of an act in one version."""

    cue: str
    actor: str | None
    target: str | None
    content: str | None


@dataclass(frozen=True, slots=True)
class PairTold:
    """An act in both versions, or in one only, and what differs."""

    tag: str
    found: str
    differs: list[Wording | None]
    french: ActTold | None
    english: ActTold | None


@dataclass(slots=True)
class Part:
    """Sentences with their acts, or a run of sentences without any."""

    rows: list[Row]
    acts: list[PairTold] = field(default_factory=list)

    @property
    def unlike(self) -> bool:
        """Whether an act stands in one version only, or differs."""
        return any(act.found != "both" or act.differs for act in self.acts)


@dataclass(slots=True)
class ParallelView:
    """Two versions of a text ready for the template."""

    anchor: str
    titles: tuple[str, str]
    facts: list[tuple[str | Wording | None, ...]]
    parallel: str
    counts: dict[str, int]
    parts: list[Part]


def write_parallel(parallels: Sequence[Parallel], run: Path, out: Path, *, language: str = "fr") -> Path:
    """Write the page of the parallel documents of a run; it holds both languages and opens in ``language``."""
    template = environment().get_template("parallel.html.jinja")
    page = template.render(
        assets=parallel_assets(),
        language=language,
        name=run.resolve().name,
        provenance=provenance_of(run),
        page_title=f"{run.resolve().name} · Polyphonie",
        views=[_view(parallel) for parallel in parallels],
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8")
    return out


def _view(parallel: Parallel) -> ParallelView:
    return ParallelView(
        anchor=anchor(parallel.documents.french),
        titles=(_title(parallel.french), _title(parallel.english)),
        facts=[_facts(parallel.french), _facts(parallel.english)],
        parallel=parallel.documents.parallel,
        counts={found: parallel.count(found) for found in FOUND},
        parts=list(_parts(parallel.alignment)),
    )


def _title(document: Document) -> str:
    return document.title or document.doc_id


def _facts(document: Document) -> tuple[str | Wording | None, ...]:
    return day(document.published, document.published_precision), document.publisher, document.doc_id


def _parts(alignment: Alignment) -> Iterator[Part]:
    """Yield the beads with acts one by one, those between them together."""
    acts: dict[int, list[PairTold]] = {}
    for place, pair in zip(alignment.places, alignment.pairs, strict=True):
        acts.setdefault(place, []).append(_told(pair))
    waiting: list[Row] = []
    for number, bead in enumerate(alignment.beads):
        row = _text(alignment.french, bead.french), _text(alignment.english, bead.english)
        if number not in acts:
            waiting.append(row)
            continue
        if waiting:
            yield Part(waiting)
        waiting = []
        yield Part([row], acts[number])
    if waiting:
        yield Part(waiting)


def _text(side: Side, sentences: tuple[int, int]) -> list[Block] | None:
    """Return the text of some sentences of a version, acts and their cues marked; None without sentences."""
    if sentences[0] == sentences[1]:
        return None
    start, end = side.spans[sentences[0]][0], side.spans[sentences[1] - 1][1]
    inside = [act for act in side.acts if act.start < end and start < act.end]
    return blocks(side.annotated.text[start:end], (), list(_marks(inside, start, end)))


def _marks(acts: Iterable[Act], start: int, end: int) -> Iterator[Mark]:
    for act in acts:
        drawn = f"line1-{act.tag}" + ("-satellite" if act.satellite else "")
        yield Mark(max(act.start - start, 0), min(act.end, end) - start, (), ("a", drawn))
        if start <= act.cue_start and act.cue_end <= end:
            yield Mark(act.cue_start - start, act.cue_end - start, (), ("cue", f"cue-{act.tag}"))


def _told(pair: ActPair) -> PairTold:
    told = (_act(pair.french), _act(pair.english))
    return PairTold(pair.act.tag, pair.found, [_sign(name) for name in pair.differs], *told)


def _act(act: Act | None) -> ActTold | None:
    if act is None:
        return None
    return ActTold(act.cue_text, *(filled(act, role) for role in ("actor", "target", "content")))


def _sign(name: str) -> Wording | None:
    return coded("role", name) if name in ("actor", "target") else say(name)
