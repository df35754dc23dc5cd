"""The sites that weigh most under the rules on sites alone, and why there are none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from fabrique.kernels.siting.model import Effort, Floats, Infeasible, Rules, Sites, Unmet
from fabrique.kernels.siting.programme import Programme, branch
from fabrique.kernels.siting.rules import SiteRows, site_rows


def pick(rows: SiteRows, weight: Floats, effort: Effort) -> list[int] | None:
    """The sites of greatest weight that obey the rows; None when no choice does. It is quick: it has all the
    time, so that there is a plan to go on from."""
    size = len(weight)
    programme = Programme(
        weight, csr_matrix(rows.matrix), rows.lower, rows.upper, rows.least, rows.most, size
    )
    answer = branch(programme, replace(effort, left=Effort().left)).or_unfinished()
    return None if answer.values is None else [int(one) for one in np.flatnonzero(answer.values > 0.5)]


def priority_share(sites: Sites, chosen: list[int]) -> float:
    """Which part of the sites opened is in priority neighbourhoods; 1 when none is opened."""
    opened = [site for site in chosen if not sites.existing[site]]
    return float(sites.priority[opened].mean()) if opened else 1.0


def some_affordable(sites: Sites, rules: Rules) -> None:
    """Raises ``Infeasible`` when no site at all can be open: vetoes, or money under the cheapest."""
    free = sites.cost[~sites.barred]
    if not len(free):
        raise Infeasible(Unmet("count", max(1, rules.count or 1), 0, None))
    if rules.budget is not None and not sites.kept.any() and rules.budget < free.min():
        raise Infeasible(Unmet("budget", rules.budget, float(free.min()), None))


def no_sites(sites: Sites, rules: Rules, effort: Effort) -> Infeasible:
    """The refusal of rules that no choice of sites obeys: the greatest share that there could be.

    Raises ``Infeasible`` itself when it is money, or vetoes, that forbid any.
    """
    some_affordable(sites, rules)
    weight = np.where(sites.existing, 0.0, sites.priority - rules.priority_sites)
    best = pick(site_rows(sites, replace(rules, priority_sites=0.0)), weight, effort) or []
    return Infeasible(Unmet("priority_sites", rules.priority_sites, priority_share(sites, best), None))
