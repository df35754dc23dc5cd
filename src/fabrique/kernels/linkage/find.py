"""The search for duplicates from end to end: prepare, block, compare, group, explain."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from fabrique.kernels.linkage.blocking import candidate_pairs
from fabrique.kernels.linkage.cluster import DECIDED, POSSIBLE, Cluster, Ints, clusters
from fabrique.kernels.linkage.compare import distance, levels, score
from fabrique.kernels.linkage.explain import DECISION, reasons
from fabrique.kernels.linkage.model import Group, Pair, Record, Result
from fabrique.kernels.linkage.prepare import Columns, prepare


def find_duplicates(
    records: Iterable[Record], *, decisions: Mapping[frozenset[str], bool] | None = None
) -> Result:
    """Groups of records that tell one place.

    `decisions`: pairs of ids that a person settled (True: one place; False: two). A refused pair is never
    in one group; a confirmed pair always is, unless other decisions refuse it through their chain: such
    pairs are listed in `contradictions` and stay apart. Decisions about absent records are left aside.
    The result does not depend on the order of the records. Raises ValueError when an id is used twice.
    Method: Fellegi and Sunter, « A theory for record linkage », JASA 64 (1969); time O(n log n), memory
    O(n).
    """
    columns = prepare(records)
    left, right = candidate_pairs(columns)
    odds = score(columns, left, right)
    decided = _decided(columns, decisions or {})
    found = clusters(
        left, right, odds, columns.source, lambda one, other: score(columns, one, other), decided
    )
    pairs = [_pairs_of(cluster) for cluster in found]
    told = _explain(columns, sorted({pair for several in pairs for pair in several}), decided)
    groups = [
        _group(columns, cluster, [told[p] for p in p_s]) for cluster, p_s in zip(found, pairs, strict=True)
    ]
    groups.sort(key=lambda group: (group.status != "certain", -group.probability, group.members))
    together = {m: cluster.members for cluster in found for m in cluster.members if len(cluster.parts) == 1}
    return Result(
        groups=tuple(groups),
        compared=len(left),
        contradictions=tuple(
            (columns.records[one].id, columns.records[other].id)
            for (one, other), same in sorted(decided.items())
            if same and other not in together.get(one, ())
        ),
    )


def _decided(columns: Columns, decisions: Mapping[frozenset[str], bool]) -> dict[tuple[int, int], bool]:
    if not decisions:
        return {}
    position = {record.id: index for index, record in enumerate(columns.records)}
    found = {}
    for ids, same in decisions.items():
        places = sorted(position[one] for one in ids if one in position)
        if len(places) == 2:
            found[places[0], places[1]] = same
    return found


def _pairs_of(cluster: Cluster) -> list[tuple[int, int]]:
    """The pairs to show: all those of a certain cluster; those that put the question for a possible one."""
    part = {member: index for index, rows in enumerate(cluster.parts) for member in rows}
    shown = []
    for i, one in enumerate(cluster.members):
        for j in range(i + 1, len(cluster.members)):
            other = cluster.members[j]
            asked = part[one] != part[other] and cluster.scores[i, j] >= POSSIBLE
            if asked or len(cluster.parts) == 1:
                shown.append((one, other))
    return shown


def _explain(
    columns: Columns, pairs: list[tuple[int, int]], decided: Mapping[tuple[int, int], bool]
) -> dict[tuple[int, int], Pair]:
    table: Ints = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    left, right = table[:, 0], table[:, 1]
    level = {feature: column.tolist() for feature, column in levels(columns, left, right).items()}
    odds, metres = score(columns, left, right).tolist(), distance(columns, left, right).tolist()
    told = {}
    for row, (one, other) in enumerate(pairs):
        first, second = columns.records[one], columns.records[other]
        why = reasons(first, second, {f: column[row] for f, column in level.items()}, metres[row])
        if decided.get((one, other)):
            told[one, other] = Pair(first.id, second.id, 1.0, (DECISION, *why))
        else:
            told[one, other] = Pair(first.id, second.id, _probability(odds[row]), why)
    return told


def _group(columns: Columns, cluster: Cluster, pairs: list[Pair]) -> Group:
    return Group(
        members=tuple(columns.records[member].id for member in cluster.members),
        probability=_probability(cluster.odds),
        status="certain" if len(cluster.parts) == 1 else "possible",
        pairs=tuple(sorted(pairs, key=lambda pair: (-pair.probability, pair.left, pair.right))),
    )


def _probability(odds: float) -> float:
    """To four digits, and never a certainty unless a person said so."""
    if odds >= DECIDED:
        return 1.0
    return min(0.9999, round(1 / (1 + math.exp(-odds)), 4))
