"""The rules of a plan as rows of a programme: those on sites alone, and those on the people covered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, vstack

from fabrique.kernels.siting.model import Bools, Demand, Floats, Infeasible, Rules, Sites, Unmet
from fabrique.kernels.siting.reach import Classes

_HAIR = 1e-9


@dataclass(frozen=True)
class SiteRows:
    """Rows on sites: ``lower`` ≤ ``matrix`` (r × m) · x ≤ ``upper``, with ``least`` ≤ x ≤ ``most``."""

    matrix: Floats
    lower: Floats
    upper: Floats
    least: Floats
    most: Floats

    def hold(self, open_sites: Bools) -> bool:
        """Whether these sites obey the rows."""
        at = self.matrix @ open_sites
        inside = (at >= self.lower - _HAIR) & (at <= self.upper + _HAIR)
        return bool(inside.all() and (open_sites >= self.least).all())

    def swaps(self, open_sites: Bools, leaving: list[int]) -> Bools:
        """Which swaps obey the rows: a line for each site that leaves, a column for each that comes."""
        now = self.matrix @ open_sites
        allowed = np.ones((len(leaving), len(open_sites)), bool)
        for row, at, low, high in zip(self.matrix, now, self.lower, self.upper, strict=True):
            after = at - row[leaving][:, None] + row[None, :]
            allowed &= (after >= low - _HAIR) & (after <= high + _HAIR)
        return allowed

    def adding(self, open_sites: Bools) -> Bools:
        """Which sites can be opened beside those that are."""
        after = (self.matrix @ open_sites)[:, None] + self.matrix
        fits = (after >= self.lower[:, None] - _HAIR) & (after <= self.upper[:, None] + _HAIR)
        return np.asarray(fits.all(axis=0) & (self.most > 0) & ~open_sites)


def site_rows(sites: Sites, rules: Rules) -> SiteRows:
    """The rows on sites alone. Raises ``Infeasible`` for a count or a budget that nothing can obey."""
    _possible(sites, rules)
    rows: list[tuple[Floats, float, float]] = []
    if rules.count is not None:
        least = -np.inf if rules.budget is not None else float(rules.count)
        rows.append((np.ones(len(sites)), least, float(rules.count)))
    if rules.budget is not None:
        rows.append((sites.cost, -np.inf, rules.budget))
    if rules.priority_sites > 0:
        rows.append((np.where(sites.existing, 0.0, sites.priority - rules.priority_sites), 0.0, np.inf))
    matrix = np.array([row for row, _, _ in rows]).reshape(len(rows), len(sites))
    lower, upper = (np.array([row[side] for row in rows], float) for side in (1, 2))
    return SiteRows(matrix, lower, upper, sites.kept.astype(float), (~sites.barred).astype(float))


def _possible(sites: Sites, rules: Rules) -> None:
    free, kept = int((~sites.barred).sum()), int(sites.kept.sum())
    if rules.count is not None and rules.count < kept:
        raise Infeasible(Unmet("count", rules.count, kept, None))
    if rules.count is not None and rules.budget is None and rules.count > free:
        raise Infeasible(Unmet("count", rules.count, free, None))
    if rules.budget is not None and rules.budget < (needed := float(sites.cost[sites.kept].sum())) - _HAIR:
        raise Infeasible(Unmet("budget", rules.budget, needed, None))


@dataclass(frozen=True)
class Share:
    """A share of people to cover, as a row on classes: at least ``wanted`` people of ``row`` (k)."""

    rule: str
    area: int | None
    row: Floats
    wanted: float
    total: float


def shares(found: Classes, demand: Demand, rules: Rules) -> list[Share]:
    """The rules on the people covered; one for each area. People out of reach count in the totals."""
    rows: list[Share] = []
    if rules.priority_people > 0:
        total = float((demand.people * demand.priority).sum())
        rows.append(Share("priority_people", None, found.priority, rules.priority_people * total, total))
    if rules.area_people > 0:
        named = demand.area >= 0
        totals = np.bincount(demand.area[named], weights=demand.people[named])
        lines = found.areas.toarray()
        rows += [
            Share("area_people", area, lines[area], rules.area_people * total, float(total))
            for area, total in enumerate(totals)
            if total > 0
        ]
    return rows


def share_rows(wanted: list[Share], whole: int, columns: int) -> tuple[csr_matrix, Floats, Floats]:
    """These rows on the columns of a programme whose classes come after its ``whole`` sites."""
    if not wanted:
        return csr_matrix((0, columns)), np.zeros(0), np.zeros(0)
    blocks = []
    for share in wanted:
        at = np.flatnonzero(share.row)
        blocks.append(csr_matrix((share.row[at], (np.zeros(len(at), int), whole + at)), shape=(1, columns)))
    lower = np.array([share.wanted for share in wanted]) * (1 - _HAIR)
    return vstack(blocks, format="csr"), lower, np.full(len(wanted), np.inf)
