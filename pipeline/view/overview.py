"""The overview: what ``figures`` counts, made ready for its template."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.view import figures
from pipeline.view.charts import Chart, Drawing, columns, sides_of
from pipeline.view.document import act_anchor
from pipeline.view.figures import TAGS, Frame, Frames
from pipeline.view.wording import Wording, coded, day, number, percent, period, say

PUBLISHERS = 6
QUOTATION_TYPES = ("direct", "mixed", "indirect")
CELLS = 14
HEAT = 4


@dataclass(slots=True)
class Table:
    """The figures of a chart in rows: the name of a period, and a count per kind."""

    kinds: list[str]
    names: dict[str, Wording]
    rows: list[tuple[Wording, list[int]]]


@dataclass(slots=True)
class Panel:
    """One drawing of a chart, with the tag that it is about."""

    chart: Chart
    kind: str = ""
    name: Wording | None = None


@dataclass(slots=True)
class ColumnChart:
    """A chart over time: its key among the strings, its panels, and its figures."""

    key: str
    panels: list[Panel]
    table: Table
    keyed: bool


@dataclass(slots=True)
class BarRow:
    """One bar: what it is called, how to search for it, its coloured parts, its value."""

    name: Wording
    search: str
    parts: list[tuple[str, float, float]]
    value: Wording


@dataclass(slots=True)
class BarChart:
    """A list of bars."""

    key: str
    kinds: Sequence[str]
    names: dict[str, Wording]
    rows: list[BarRow]
    help: str | None = None


@dataclass(slots=True)
class Cell:
    """A cell of the matrix: its count, the shade from 1 to ``HEAT``, and how to search for the pair."""

    acts: int
    heat: int
    search: str


@dataclass(slots=True)
class Matrix:
    """Who accuses whom: the targets, and for each actor a cell per target."""

    targets: list[Wording] = field(default_factory=list)
    rows: list[tuple[Wording, list[Cell | None]]] = field(default_factory=list)


@dataclass(slots=True)
class Overview:
    """Everything above the list of documents."""

    numbers: list[tuple[str, Wording, Wording]]
    undated: int
    columns: list[ColumnChart]
    bars: list[BarChart]
    matrix: Matrix
    network: Drawing
    demands: list[dict[str, Any]]


def overview(frames: Frames, page_of: Callable[[str], str]) -> Overview:
    """Prepare the overview of a run.

    Parameters
    ----------
    frames
        The tables as DataFrames.
    page_of
        The address of the page that shows a document, empty for this one.
    """
    by = figures.span_of_time(frames["documents"])
    named = figures.parties(frames)
    return Overview(
        numbers=_numbers(frames),
        undated=int(frames["documents"]["published"].isna().sum()),
        columns=[_documents_over_time(frames, by), _acts_over_time(frames, by)],
        bars=[
            _parties(figures.leading_parties(frames, "actor", named=named), "top_actors"),
            _parties(figures.leading_parties(frames, "target", named=named), "top_targets"),
            _shares(frames),
        ],
        matrix=_matrix(figures.matrix(frames, named=named)),
        network=sides_of(figures.network(frames, named=named)),
        demands=_demands(frames, named, page_of),
    )


def _numbers(frames: Frames) -> list[tuple[str, Wording, Wording]]:
    documents = frames["documents"]
    tags = figures.performed(frames["acts"])["tag"].value_counts()
    days = documents["published"].dropna()
    numbers = [
        ("", number(len(documents)), say("documents")),
        ("", number(int(documents["n_words"].sum())), say("words")),
        *((tag, number(int(tags.get(tag, 0))), say(f"{tag.lower()}s")) for tag in TAGS),
        ("", number(len(frames["quotations"])), say("quotations")),
    ]
    if len(days):
        first, last = day(days.min()), day(days.max())
        years = f"{days.min().year}–{days.max().year}" if days.min().year != days.max().year else str(days.max().year)
        if first and last:
            numbers.append(("", Wording(years, years), say("period")))
    return numbers


Counts = Mapping[tuple[date, str], int]


def _counts(frame: Frame, kind: str, value: str) -> dict[tuple[date, str], int]:
    counts: dict[tuple[date, str], int] = {}
    for moment, name, count in zip(frame["period"], frame[kind], frame[value], strict=True):
        key = (moment.date(), str(name))
        counts[key] = counts.get(key, 0) + int(count)
    return counts


def _documents_over_time(frames: Frames, by: figures.Period) -> ColumnChart:
    """Stack the documents of the largest publishers; the others stand together."""
    rows = figures.documents_over_time(frames, by=by)
    totals = rows.groupby("publisher")["documents"].sum().drop("", errors="ignore")
    largest = list(totals.sort_index().sort_values(ascending=False, kind="stable").index[:PUBLISHERS])
    kinds = {publisher: f"s{place}" for place, publisher in enumerate(largest)}
    rows = rows.assign(kind=[kinds.get(publisher, f"s{PUBLISHERS}") for publisher in rows["publisher"]])
    names = {f"s{place}": Wording(publisher, publisher) for place, publisher in enumerate(largest)}
    names[f"s{PUBLISHERS}"] = say("others")
    used = [kind for kind in names if kind in set(rows["kind"])]
    counts = _counts(rows, "kind", "documents")
    panels = [Panel(columns(counts, used, by, names))] if counts else []
    return ColumnChart("documents_over_time", panels, _table(counts, used, names, by), keyed=True)


def _acts_over_time(frames: Frames, by: figures.Period) -> ColumnChart:
    """Draw one panel per tag, so that tags are told apart by more than colour."""
    counts = _counts(figures.timeline(frames, by=by), "tag", "acts")
    names = {tag: say(f"{tag.lower()}s") for tag in TAGS}
    panels = [Panel(chart, tag, names[tag]) for tag, chart in _panels(counts, names, by)]
    return ColumnChart("acts_over_time", panels, _table(counts, list(TAGS), names, by), keyed=False)


def _panels(counts: Counts, names: Mapping[str, Wording], by: str) -> list[tuple[str, Chart]]:
    everywhere = dict.fromkeys(((moment, "") for moment, _ in counts), 0)
    return [
        (
            tag,
            columns(
                {**everywhere, **{key: n for key, n in counts.items() if key[1] == tag}}, [tag], by, names, height=44
            ),
        )
        for tag in TAGS
        if counts
    ]


def _table(counts: Counts, kinds: list[str], names: dict[str, Wording], by: str) -> Table:
    moments = sorted({moment for moment, _ in counts})
    rows = [(period(moment, by), [counts.get((moment, kind), 0) for kind in kinds]) for moment in moments]
    return Table(kinds, names, rows)


def _parties(rows: Frame, key: str) -> BarChart:
    names = {tag: say(f"{tag.lower()}s") for tag in TAGS}
    grouped = rows.groupby("party", sort=False)
    longest = max((int(group["acts"].sum()) for _, group in grouped), default=1)
    bars: list[BarRow] = []
    for _, group in grouped:
        counts = dict(zip(group["tag"], group["acts"], strict=True))
        first = group.iloc[0]
        parts = _parts([(tag, int(counts.get(tag, 0))) for tag in TAGS], longest)
        name = Wording(first["name_fr"], first["name_en"])
        bars.append(BarRow(name, first["name_fr"], parts, number(int(group["acts"].sum()))))
    return BarChart(key, TAGS, names, bars)


def _parts(values: Sequence[tuple[str, float]], longest: float) -> list[tuple[str, float, float]]:
    parts: list[tuple[str, float, float]] = []
    x = 0.0
    for kind, value in values:
        width = 100 * value / max(longest, 1e-9)
        if width:
            parts.append((kind, x, width))
        x += width
    return parts


def _shares(frames: Frames) -> BarChart:
    rows = figures.quotation_shares(frames)
    names = {code: coded("quotation_type", code) or Wording(code, code) for code in QUOTATION_TYPES}
    grouped = rows.groupby("speaker", sort=False)
    longest = max((float(group["share"].sum()) for _, group in grouped), default=1.0)
    bars: list[BarRow] = []
    for speaker, group in grouped:
        shares = dict(zip(group["type"], group["share"], strict=True))
        parts = _parts([(code, float(shares.get(code, 0))) for code in QUOTATION_TYPES], longest)
        bars.append(
            BarRow(Wording(str(speaker), str(speaker)), str(speaker), parts, percent(float(group["share"].sum())))
        )
    return BarChart("shares", QUOTATION_TYPES, names, bars, help="shares_help")


def _matrix(pairs: Frame) -> Matrix:
    """Cross the parties that accuse most with those accused most."""
    if pairs.empty:
        return Matrix()
    sides: dict[str, list[str]] = {}
    for side in ("actor", "target"):
        totals = pairs.groupby(side)["acts"].sum().sort_index().sort_values(ascending=False, kind="stable")
        sides[side] = list(totals.index[:CELLS])
    shown = pairs[pairs["actor"].isin(sides["actor"]) & pairs["target"].isin(sides["target"])]
    cells = {(row["actor"], row["target"]): row for row in shown.to_dict("records")}
    actors = [actor for actor in sides["actor"] if any((actor, target) in cells for target in sides["target"])]
    targets = [target for target in sides["target"] if any((actor, target) in cells for actor in actors)]
    most = max((int(row["acts"]) for row in cells.values()), default=1)
    names = {
        row[side]: Wording(row[f"{side}_fr"], row[f"{side}_en"]) for row in shown.to_dict("records") for side in sides
    }
    rows = [(names[actor], [_cell(cells.get((actor, target)), most) for target in targets]) for actor in actors]
    return Matrix([names[target] for target in targets], rows)


def _cell(row: Mapping[str, Any] | None, most: int) -> Cell | None:
    if row is None:
        return None
    heat = max(1, -(-HEAT * int(row["acts"]) // most))
    return Cell(int(row["acts"]), heat, f"{row['actor_fr']} → {row['target_fr']}")


def _demands(frames: Frames, named: Frame, page_of: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return the most frequent demands, with who makes and who receives the first of each."""
    names = {
        (row["doc_id"], row["act_id"], row["role"]): Wording(row["name_fr"], row["name_en"])
        for row in named[named["tag"] == "DEMAND"].to_dict("records")
    }
    demands: list[dict[str, Any]] = []
    for row in figures.frequent_demands(frames).to_dict("records"):
        key = (row["doc_id"], row["act_id"])
        sides = {side: names.get((*key, side), "–") for side in ("actor", "target")}
        href = f"{page_of(row['doc_id'])}#{act_anchor(*key)}"
        demands.append({"content": row["content"], "acts": row["acts"], "href": href, **sides})
    return demands
