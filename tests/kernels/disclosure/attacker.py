"""An attacker: knows what is shown, how cells add up, that nothing is negative and that persons are whole.

Code of its own: a dense system, SciPy's integer programmes.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from fabrique.kernels.disclosure import Key, Protected, Publication, Rule

Range = Mapping[Key, tuple[float, float]]


def ranges(publication: Publication, shown: Mapping[Key, int], doubt: int = 0, least: int = 0) -> Range:
    """What a cell may be as far as what is shown tells. ``doubt``: rounded by at most so much."""
    found = {}
    for key in publication.cells:
        if key not in shown:
            found[key] = (0.0, np.inf)
        elif publication.cells[key].public or not doubt or not shown[key]:
            found[key] = (shown[key], shown[key])
        else:
            found[key] = (max(least, shown[key] - doubt), shown[key] + doubt)
    return found


def interval(
    publication: Publication, known: Range, key: Key, *, whole: bool = True, most: float = 1e7
) -> tuple[float, float]:
    """The least and the greatest value that a cell may have."""
    keys = list(publication.cells)
    rank = {one: place for place, one in enumerate(keys)}
    system = np.zeros((max(1, len(publication.relations)), len(keys)))
    for row, relation in enumerate(publication.relations):
        system[row, rank[relation.total]] = -1
        for part in relation.parts:
            system[row, rank[part]] += 1
    low, high = np.array([known[one] for one in keys]).T
    found = []
    for sign in (1.0, -1.0):
        cost = np.zeros(len(keys))
        cost[rank[key]] = sign
        answer = milp(
            cost,
            integrality=np.full(len(keys), int(whole)),
            bounds=Bounds(low, np.minimum(high, most)),
            constraints=LinearConstraint(system, 0, 0),
        )
        assert answer.success, answer.message
        found.append(sign * answer.fun)
    return found[0], found[1]


def attack(publication: Publication, safe: Protected, *, doubt: int = 0) -> None:
    """Fails when the attacker learns of a protected cell more than the rule lets."""
    rule, known = safe.rule, ranges(publication, safe.shown, doubt, safe.rule.threshold)
    for key, cell in publication.cells.items():
        small = cell.value < rule.threshold and (cell.value or publication.zero_is_small)
        if cell.public or not small:
            continue
        assert key not in safe.shown
        low, high = interval(publication, known, key)
        if key not in safe.known_anyway:
            assert high >= rule.threshold, (key, low, high)
            assert high - low >= rule.threshold - 1, (key, low, high)


def usual(threshold: int = 5) -> Rule:
    """A rule that lets small tables be enumerated."""
    return (
        Rule(threshold, partner="Mission locale", agreement="Convention 2026-01")
        if threshold < 11
        else Rule()
    )
