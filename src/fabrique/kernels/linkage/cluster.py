"""From scored pairs to groups: average linkage, where one strong disagreement keeps two clusters apart.

Chaining (A like B, B like C, hence A with C) is what joins strangers; here two clusters join only when
all their pairs, on average, say so, and none says no.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Score = Callable[[Ints, Ints], Floats]

POSSIBLE = 0.0  # log-odds: one chance in two
CERTAIN = 3.0  # 95 %
CERTAIN_SAME_SOURCE = 4.6  # 99 %: a source seldom tells one place twice, and often tells two alike
REFUSED = -3.0  # 5 %: two records this unlike are never in one group
LARGEST = 150  # records in a component; beyond, its weakest links are cut
DECIDED = 50.0  # log-odds given to what a person decided


@dataclass(frozen=True, slots=True)
class Cluster:
    """Positions of the members, in order; `parts`: the certain clusters that it is made of (one when
    certain); `odds`: average log-odds of the weakest step that built it; `scores`: log-odds between
    members, by position in `members`."""

    members: tuple[int, ...]
    parts: tuple[tuple[int, ...], ...]
    odds: float
    scores: Floats


def clusters(
    left: Ints,
    right: Ints,
    odds: Floats,
    source: NDArray[np.int32],
    score: Score,
    decided: dict[tuple[int, int], bool],
) -> list[Cluster]:
    """All clusters of two members or more: the certain ones, and those that hold several certain clusters
    or single records that are possibly one place. A certain cluster inside a possible one is listed too.

    `left`, `right`, `odds`: the compared pairs, shape (pairs,); `score` compares the pairs of a component
    that no block had brought together; `decided`: (low, high) positions → same place, or not.
    """
    count = len(source)
    kept = odds >= POSSIBLE
    one, other, weight = left[kept], right[kept], odds[kept]
    same = np.array([pair for pair, is_same in sorted(decided.items()) if is_same], dtype=np.int64).reshape(
        -1, 2
    )
    one, other = np.concatenate([one, same[:, 0]]), np.concatenate([other, same[:, 1]])
    weight = np.concatenate([weight, np.full(len(same), DECIDED)])
    components = _components(one, other, weight, count)
    found: list[Cluster] = []
    for members, matrix in zip(components, _matrices(components, score), strict=True):
        for i, first in enumerate(members):
            for j, second in enumerate(members[:i]):
                answer = decided.get((second, first))
                if answer is not None:
                    matrix[i, j] = matrix[j, i] = DECIDED if answer else -DECIDED
        found.extend(_agglomerate(members, matrix, source))
    return found


def _components(one: Ints, other: Ints, weight: Floats, count: int) -> list[list[int]]:
    """Connected components of two records or more; those above LARGEST lose their weakest links, again
    and again."""
    label = _labels(one, other, count)
    size = np.bincount(label, minlength=1)
    large = size[label[one]] > LARGEST
    result = []
    if large.any():
        strong = large & (weight > weight[large].min() + 1.0)
        result = _components(one[strong], other[strong], weight[strong], count)
    wanted = (size[label] > 1) & (size[label] <= LARGEST)
    order = np.flatnonzero(wanted)[np.argsort(label[wanted], kind="stable")]
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    result.extend(part.tolist() for part in np.split(order, cuts) if len(part))
    return sorted(result)


def _labels(one: Ints, other: Ints, count: int) -> Ints:
    """For each record the lowest position of its component, shape (count,): labels sink along the links,
    then each takes the label of its label, until nothing moves."""
    label: Ints = np.arange(count, dtype=np.int64)
    while len(one):
        first, second = label[one], label[other]
        np.minimum.at(label, np.maximum(first, second), np.minimum(first, second))
        while not np.array_equal(deeper := label[label], label):
            label = deeper
        apart = label[one] != label[other]
        one, other = one[apart], other[apart]
    return label


def _matrices(components: list[list[int]], score: Score) -> list[Floats]:
    """Log-odds between all members of each component, shapes (k, k)."""
    corners = [np.triu_indices(len(members), 1) for members in components]
    if not components:
        return []
    positions = [np.array(members, dtype=np.int64) for members in components]
    left = np.concatenate([p[rows] for p, (rows, _) in zip(positions, corners, strict=True)])
    right = np.concatenate([p[columns] for p, (_, columns) in zip(positions, corners, strict=True)])
    odds = score(left, right)
    result, start = [], 0
    for members, corner in zip(components, corners, strict=True):
        matrix = np.zeros((len(members), len(members)))
        matrix[corner] = odds[start : start + len(corner[0])]
        result.append(matrix + matrix.T)
        start += len(corner[0])
    return result


def _agglomerate(members: list[int], matrix: Floats, source: NDArray[np.int32]) -> list[Cluster]:
    of = source[members]
    refused = matrix < REFUSED
    doubtful = (of[:, None] == of[None, :]) & (matrix < CERTAIN_SAME_SOURCE)
    alone = [([i], DECIDED) for i in range(len(members))]
    certain = _join(alone, matrix, refused | doubtful, CERTAIN)
    possible = _join([(rows, DECIDED) for rows, _ in certain], matrix, refused, POSSIBLE)
    result = []
    for rows, odds in certain:
        if len(rows) > 1:
            result.append(_cluster(members, matrix, rows, [rows], odds))
    for rows, odds in possible:
        parts = [part for part, _ in certain if set(part) <= set(rows)]
        if len(parts) > 1:
            result.append(_cluster(members, matrix, rows, parts, odds))
    return result


def _cluster(
    members: list[int], matrix: Floats, rows: list[int], parts: list[list[int]], odds: float
) -> Cluster:
    rows = sorted(rows)
    named = tuple(tuple(members[i] for i in sorted(part)) for part in sorted(parts))
    return Cluster(tuple(members[i] for i in rows), named, odds, matrix[np.ix_(rows, rows)])


def _join(
    start: list[tuple[list[int], float]], matrix: Floats, blocked: NDArray[np.bool_], least: float
) -> list[tuple[list[int], float]]:
    """Joins the two closest clusters until none are close enough: (rows of the matrix, odds of the
    weakest step).

    A pair that a person confirmed joins whatever else its clusters hold, save a refusal (both sit at
    ±DECIDED).
    """
    groups = list(start)
    while len(groups) > 1:
        best, chosen = least, None
        for i, (one, _) in enumerate(groups):
            for j in range(i):
                cell = np.ix_(one, groups[j][0])
                between = matrix[cell]
                confirmed = between.max() >= DECIDED and between.min() > -DECIDED
                if blocked[cell].any() and not confirmed:
                    continue
                average = DECIDED if confirmed else float(between.mean())
                if average >= best and (chosen is None or average > best):
                    best, chosen = average, (j, i)
        if chosen is None:
            break
        j, i = chosen
        weakest = min(best, groups[i][1], groups[j][1])
        groups[j] = (groups[j][0] + groups[i][0], weakest)
        del groups[i]
    return groups
