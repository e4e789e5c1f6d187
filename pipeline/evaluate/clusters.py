"""Entity clusters: B³ and CEAF-e over the mentions of PER, ORG, LOC and MISC.

References
----------
Bagga and Baldwin 1998 (B³); Luo 2005 (CEAF, here with φ4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.evaluate.counts import Array, Counts, Measure
from pipeline.schema.models import Entity, Layers

Mention = tuple[int, int]
Cluster = frozenset[Mention]


def clusters(entities: Iterable[Entity]) -> list[Cluster]:
    """Return the mentions that share an ``entity_id``; a mention without one is a cluster of its own."""
    found: dict[str, set[Mention]] = defaultdict(set)
    for entity in entities:
        if entity.label != "ROLE":
            found[f"id {entity.entity_id}" if entity.entity_id else f"span {entity.span_id}"].add(
                (entity.start, entity.end)
            )
    return [frozenset(mentions) for mentions in found.values()]


def count_clusters(counts: Counts, document: int, gold: Layers, predicted: Layers) -> None:
    """Count the clusters of one document; mentions correspond when their spans are the same."""
    key, response = clusters(gold.entities), clusters(predicted.entities)
    found, right = b_cubed(key, response)
    n_gold, n_predicted = (sum(map(len, side)) for side in (key, response))
    counts.add(Measure("clusters", "B³"), document, found, (n_gold, n_predicted), right)
    counts.add(Measure("clusters", "CEAF-e"), document, ceaf_e(key, response), (len(key), len(response)))


def b_cubed(key: Sequence[Cluster], response: Sequence[Cluster]) -> tuple[float, float]:
    """Return the sums, over gold and over predicted mentions, of the share of their cluster that is right."""
    of_gold = {mention: cluster for cluster in key for mention in cluster}
    of_predicted = {mention: cluster for cluster in response for mention in cluster}
    common = of_gold.keys() & of_predicted.keys()
    shared = {mention: len(of_gold[mention] & of_predicted[mention]) for mention in common}
    found = sum(shared[mention] / len(of_gold[mention]) for mention in common)
    return found, sum(shared[mention] / len(of_predicted[mention]) for mention in common)


def ceaf_e(key: Sequence[Cluster], response: Sequence[Cluster]) -> float:
    """Return the total similarity φ4 of the best one-to-one assignment of gold to predicted clusters."""
    total = 0.0
    for rows, columns in _components(key, response):
        similarity = np.array([[_phi4(key[i], response[j]) for j in columns] for i in rows])
        total += _best_assignment(similarity)
    return total


def _phi4(first: Cluster, second: Cluster) -> float:
    return 2 * len(first & second) / (len(first) + len(second))


def _components(key: Sequence[Cluster], response: Sequence[Cluster]) -> Iterable[tuple[list[int], list[int]]]:
    """Yield the groups of gold and predicted clusters that are connected by shared mentions."""
    by_mention: dict[Mention, list[int]] = defaultdict(list)
    for j, cluster in enumerate(response):
        for mention in cluster:
            by_mention[mention].append(j)
    neighbours = [{j for mention in cluster for j in by_mention[mention]} for cluster in key]
    back: dict[int, set[int]] = defaultdict(set)
    for i, found in enumerate(neighbours):
        for j in found:
            back[j].add(i)
    seen: set[int] = set()
    for first in range(len(key)):
        if first in seen or not neighbours[first]:
            continue
        rows, columns, queue = {first}, set[int](), [first]
        while queue:
            new_columns = neighbours[queue.pop()] - columns
            columns |= new_columns
            new_rows = {i for j in new_columns for i in back[j]} - rows
            rows |= new_rows
            queue.extend(new_rows)
        seen |= rows
        yield sorted(rows), sorted(columns)


def _best_assignment(similarity: Array) -> float:
    """Return the greatest sum of entries, one per row and column (Kuhn and Munkres, with potentials)."""
    cost = -(similarity if similarity.shape[0] <= similarity.shape[1] else similarity.T)
    n_rows, n_columns = cost.shape
    row_potential, column_potential = np.zeros(n_rows + 1), np.zeros(n_columns + 1)
    row_of = np.zeros(n_columns + 1, dtype=int)
    for row in range(1, n_rows + 1):
        row_of[0], column = row, 0
        least = np.full(n_columns + 1, np.inf)
        previous = np.zeros(n_columns + 1, dtype=int)
        used = np.zeros(n_columns + 1, dtype=bool)
        while row_of[column] != 0:
            used[column] = True
            reduced = cost[row_of[column] - 1] - row_potential[row_of[column]] - column_potential[1:]
            better = ~used[1:] & (reduced < least[1:])
            least[1:][better], previous[1:][better] = reduced[better], column
            following = int(np.argmin(np.where(used[1:], np.inf, least[1:]))) + 1
            step = least[following]
            row_potential[row_of[used]] += step
            column_potential[used] -= step
            least[~used] -= step
            column = following
        while column:
            row_of[column], column = row_of[previous[column]], int(previous[column])
    return float(-sum(cost[row_of[j] - 1, j - 1] for j in range(1, n_columns + 1) if row_of[j]))
