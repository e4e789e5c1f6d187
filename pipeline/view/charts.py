"""Charts as SVG: geometry computed here, drawn by ``templates/charts.svg``.

Drawn by ourselves because one drawing must serve both languages, both colour schemes and print: texts stand in both
languages and colours come from the page's style sheet, which no plotting library emits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil, log10

import networkx
import pandas as pd

from pipeline.view.wording import Wording, number, period

WIDTH = 720


@dataclass(slots=True)
class Mark:
    """A rectangle of a bar chart: place and size in user units, the class that colours it, and what it says."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    says: Wording


@dataclass(slots=True)
class Label:
    """A text of a chart at a point."""

    x: float
    y: float
    text: Wording
    anchor: str = "start"


@dataclass(slots=True)
class Chart:
    """A drawing ready for its template."""

    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)
    ticks: list[Label] = field(default_factory=list)


def nice_ceiling(value: float) -> int:
    """Return the smallest of 1, 2, 5 times a power of ten, and of 4, that is not below ``value``."""
    if value <= 4:
        return max(ceil(value), 1)
    power = 10 ** int(log10(value))
    return next(int(step * power) for step in (1, 2, 5, 10) if step * power >= value)


def columns(
    counts: Mapping[tuple[date, str], int],
    kinds: Sequence[str],
    by: str,
    names: Mapping[str, Wording],
    height: float = 150,
) -> Chart:
    """Stack one column per period.

    Parameters
    ----------
    counts
        (first day of the period, kind) → height.
    kinds
        From the bottom to the top; also the classes that colour them.
    by
        month, quarter or year.
    names
        What each kind is called.
    """
    days = _every_period(sorted({moment for moment, _ in counts}), by)
    top = nice_ceiling(max((sum(counts.get((moment, kind), 0) for kind in kinds) for moment in days), default=1))
    left, bottom, plot = 36.0, 22.0, WIDTH - 36.0
    chart = Chart(WIDTH, height + bottom + 8)
    step = plot / max(len(days), 1)
    for share in (0.0, 0.5, 1.0) if top % 2 == 0 else (0.0, 1.0):
        y = 8 + height * (1 - share)
        chart.lines.append((left, y, WIDTH, y))
        chart.ticks.append(Label(left - 6, y + 4, number(int(top * share)), "end"))
    for place, moment in enumerate(days):
        base = 8 + height
        for kind in kinds:
            count = counts.get((moment, kind), 0)
            if count:
                base -= height * count / top
                says = _joined(period(moment, by), names[kind], number(count))
                x = left + place * step + step * 0.1
                chart.marks.append(Mark(x, base, step * 0.8, height * count / top, kind, says))
    every = max(1, ceil(len(days) / 9))
    for place, moment in enumerate(days):
        if place % every == 0:
            at = min(max(left + (place + 0.5) * step, left + 24), WIDTH - 30)
            chart.labels.append(Label(at, height + 24, period(moment, by), "middle"))
    return chart


def _every_period(days: Sequence[date], by: str) -> list[date]:
    if not days:
        return []
    frequency = {"month": "MS", "quarter": "QS", "year": "YS"}[by]
    return [moment.date() for moment in pd.date_range(days[0], days[-1], freq=frequency)]


def _joined(*wordings: Wording) -> Wording:
    return Wording(" · ".join(w.fr for w in wordings), " · ".join(w.en for w in wordings))


@dataclass(slots=True)
class Node:
    """A party of the network: where it stands, how large, what it is called and where its name goes."""

    x: float
    y: float
    radius: float
    name: Wording
    anchor: str
    label_x: float
    label_y: float


@dataclass(slots=True)
class Arrow:
    """An arrow of the network from actor to target."""

    path: str
    head: str
    weight: int
    says: Wording
    stroke: float


@dataclass(slots=True)
class Drawing:
    """A network ready for its template."""

    width: float
    height: float
    nodes: list[Node]
    arrows: list[Arrow]


def sides_of(graph: networkx.DiGraph, *, most: int = 30) -> Drawing:
    """Draw the strongest edges of a network between two columns.

    Who acts more than it is addressed stands on the left, the others on the right. Each name has a line of its own,
    which a force layout does not promise; partners stand near each other's height.
    """
    strongest = sorted(graph.edges(data="weight"), key=lambda edge: (-edge[2], edge[0], edge[1]))[:most]
    strongest = [edge for edge in strongest if edge[0] != edge[1]]
    columns = _columns(strongest)
    width, height = 960.0, 26.0 * max(map(len, columns), default=1) + 20
    places: dict[str, tuple[float, float]] = {}
    for x, parties in zip((400.0, 560.0), columns, strict=True):
        gap = (height - 20) / max(len(parties), 1)
        places.update({party: (x, 10 + gap * (row + 0.5)) for row, party in enumerate(parties)})
    degree = {party: sum(weight for a, b, weight in strongest if party in (a, b)) for party in places}
    nodes = {party: _node(places[party], degree[party], graph.nodes[party]) for party in places}
    arrows = [_arrow(nodes[actor], nodes[target], weight) for actor, target, weight in strongest]
    return Drawing(width, height, list(nodes.values()), arrows)


def _columns(edges: Sequence[tuple[str, str, int]]) -> tuple[list[str], list[str]]:
    """Return the parties on the left and on the right, ordered so that partners are near."""
    balance: dict[str, int] = {}
    for actor, target, weight in edges:
        balance[actor] = balance.get(actor, 0) + weight
        balance[target] = balance.get(target, 0) - weight
    links = networkx.Graph()
    links.add_weighted_edges_from(edges)
    order: dict[str, None] = {}
    for party in sorted(links, key=lambda name: (-links.degree(name, weight="weight"), name)):
        if party not in order:
            order.update(dict.fromkeys(networkx.dfs_preorder_nodes(links, party)))
    left = [party for party in order if balance[party] >= 0]
    row = {party: number for number, party in enumerate(left)}

    def height(party: str) -> float:
        partners = [row[other] for other in links[party] if other in row]
        return sum(partners) / len(partners) if partners else len(row)

    right = sorted((party for party in order if balance[party] < 0), key=height)
    return left, right


def _node(place: tuple[float, float], degree: int, names: Mapping[str, str]) -> Node:
    x, y = place
    radius = min(3.5 + degree**0.5 * 1.5, 11)
    left = x < 480
    gap = -(radius + 6) if left else radius + 6
    return Node(x, y, radius, Wording(names["name_fr"], names["name_en"]), "end" if left else "start", x + gap, y + 4)


def _towards(actor: Wording, target: Wording) -> Wording:
    return Wording(f"{actor.fr} → {target.fr}", f"{actor.en} → {target.en}")


def _arrow(actor: Node, target: Node, weight: int) -> Arrow:
    """Draw a curve from an actor to the rim of its target; within a column it swings out between the columns."""
    inwards = {"end": 1, "start": -1}
    start, end = inwards[actor.anchor], inwards[target.anchor]
    stroke = min(1 + weight**0.5 * 0.8, 6)
    length = 7 + stroke * 1.5
    tip, x1 = target.x + end * (target.radius + 1), actor.x + start * actor.radius
    base, swing = tip + end * length, 60.0
    half = length * 0.45
    head = f"{tip:.1f},{target.y:.1f} {base:.1f},{target.y - half:.1f} {base:.1f},{target.y + half:.1f}"
    path = (
        f"M{x1:.1f} {actor.y:.1f}C{x1 + start * swing:.1f} {actor.y:.1f} "
        f"{base + end * swing:.1f} {target.y:.1f} {base:.1f} {target.y:.1f}"
    )
    return Arrow(path, head, weight, _joined(_towards(actor.name, target.name), number(weight)), stroke)
