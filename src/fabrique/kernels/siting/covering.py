"""Set covering (LSCP; Toregas et al. 1971): the cheapest set of sites that reaches everybody who can be.

``times`` 2 asks for a backup: two sites within reach of everybody who has two (Daskin & Stern 1981 and
Hogan & ReVelle 1986 count such people; here they are a rule). Who can be reached less often than asked is
reached as often as possible, and the report of the plan names them.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, vstack

from fabrique.kernels.siting.model import Demand, Effort, Infeasible, Rules, Sites, Solution, Unmet
from fabrique.kernels.siting.picking import no_sites
from fabrique.kernels.siting.programme import Programme, branch, narrowed, relax
from fabrique.kernels.siting.reach import Classes, classes
from fabrique.kernels.siting.rules import site_rows


def cover_all(
    near: csr_matrix,
    demand: Demand,
    sites: Sites,
    rules: Rules | None = None,
    *,
    times: int = 1,
    by_cost: bool = False,
    effort: Effort | None = None,
) -> Solution:
    """The fewest sites (``by_cost``: the cheapest set) that reach all who can be, each ``times`` times.

    ``near``: m × n. Raises ``Infeasible`` when the rules on sites forbid it, with the least that it takes.
    """
    effort, rules = effort or Effort(), rules or Rules()
    price = sites.cost if by_cost else np.ones(len(sites))
    rows = site_rows(sites, Rules(priority_sites=rules.priority_sites))
    needs = _needs(classes(near, demand), sites, times)
    programme = Programme(
        worth=-price,
        matrix=vstack([needs[0], csr_matrix(rows.matrix)], format="csr"),
        lower=np.concatenate([needs[1], rows.lower]),
        upper=np.concatenate([np.full(len(needs[1]), np.inf), rows.upper]),
        least=rows.least,
        most=rows.most,
        whole=len(sites),
    )
    start = _greedy(programme, len(needs[1]))
    if start is not None:
        programme = narrowed(programme, relax(programme, effort.part(0.5)), float(programme.worth @ start))
    answer = branch(programme, effort, start)
    values = answer.values if answer.values is not None else start
    if values is None:
        answer.or_unfinished()
        raise no_sites(sites, rules, effort)
    cost = float(price @ values)
    _afford(float(values.sum()), float(sites.cost @ values), rules)
    bound = min(cost, max(0.0, -answer.bound))
    cut = not answer.done and effort.over
    method = "exact" if answer.done else "search"
    return Solution(np.flatnonzero(values > 0.5), cost, bound, -1, method, cut)


def _needs(found: Classes, sites: Sites, times: int) -> tuple[csr_matrix, np.ndarray]:
    """A row for each class that some allowed site reaches, and how often it must be; rows that others imply
    once people are left out are the same row."""
    rows = found.sites.T.tocsr()
    most = np.asarray(rows @ (~sites.barred).astype(float)).ravel()
    inhabited = (most > 0) & (found.people > 0)
    return rows[inhabited], np.minimum(times, most[inhabited])


def _greedy(programme: Programme, classes_: int) -> np.ndarray | None:
    """Open the site that meets most of what is missing for its price, until nothing is; None when the other
    rows do not hold then."""
    values = programme.least.copy()
    needs, wanted = programme.matrix[:classes_], programme.lower[:classes_]
    price = np.maximum(-programme.worth, 1e-9)
    missing = np.maximum(wanted - needs @ values, 0.0)
    while missing.any():
        gain = np.where(values < programme.most, (needs.T @ (missing > 0)) / price, 0.0)
        best = int(gain.argmax())
        values[best] = 1.0
        missing = np.maximum(wanted - needs @ values, 0.0)
    return values if programme.holds(values) else None


def _afford(count: float, cost: float, rules: Rules) -> None:
    if rules.count is not None and count > rules.count + 0.5:
        raise Infeasible(Unmet("count", rules.count, count, None))
    if rules.budget is not None and cost > rules.budget + 1e-9:
        raise Infeasible(Unmet("budget", rules.budget, cost, None))
