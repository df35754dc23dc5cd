"""p-centre (Hakimi 1964): open p sites so that the farthest person is as near as can be.

The answer is one of the distances; each try asks whether p sites can reach everybody within one of them
(Minieka 1970), and halving the list of distances finds the least that can.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from fabrique.kernels.siting.model import (
    Demand,
    Effort,
    Floats,
    Rules,
    Sites,
    Solution,
)
from fabrique.kernels.siting.picking import no_sites, pick
from fabrique.kernels.siting.programme import Answer, Programme, branch
from fabrique.kernels.siting.reach import classes
from fabrique.kernels.siting.rules import SiteRows, site_rows


def centre(
    distance: Floats, demand: Demand, sites: Sites, rules: Rules, effort: Effort | None = None
) -> Solution:
    """The plan whose farthest inhabited point is nearest. ``distance``: n × m, metres, finite.

    ``objective`` and ``bound``: metres. Raises ``Infeasible`` when the rules on sites cannot be kept.
    """
    effort = effort or Effort()
    rows = site_rows(sites, rules)
    lived_in = demand.people > 0
    table = distance[lived_in]
    picked = pick(rows, np.ones(len(sites)), effort)
    if not picked:
        raise no_sites(sites, rules, effort)
    chosen = np.array(picked)
    if not len(table):
        return Solution(chosen, 0.0, 0.0, -1, "exact")
    farthest = _radius(table, chosen)
    low = float(table[:, rows.most > 0].min(axis=1).max())
    tried = np.unique(table[(table >= low) & (table < farthest)])
    first, last, proven = 0, len(tried), low
    sure = True
    while first < last and not effort.over:
        middle = (first + last) // 2
        effort.progress(f"Tous à moins de {tried[middle]:.0f} m ?")
        answer = _reachable(table <= tried[middle], rows, effort)
        if answer.values is not None:
            chosen = np.flatnonzero(answer.values > 0.5)
            farthest = _radius(table, chosen)
            last = int(np.searchsorted(tried, farthest))
        else:
            sure = sure and answer.done
            proven = proven if not sure else float(tried[middle])
            first = middle + 1
    cut = first < last or (not sure and effort.over)
    bound = farthest if sure and not cut else min(proven, farthest)
    return Solution(chosen, farthest, bound, -1, "search" if cut or not sure else "exact", cut)


def _radius(table: Floats, chosen: np.ndarray) -> float:
    return float(table[:, chosen].min(axis=1).max())


def _reachable(near: np.ndarray, rows: SiteRows, effort: Effort) -> Answer:
    """Whether the rules let sites reach everybody: any plan that does will do."""
    found = classes(csr_matrix(near.T.astype(float)), Demand.of(np.ones(len(near))))
    size = len(rows.least)
    programme = Programme(
        np.zeros(size),
        found.sites.T.tocsr(),
        np.ones(len(found.people)),
        np.full(len(found.people), np.inf),
        rows.least,
        rows.most,
        size,
    ).and_rows(csr_matrix(rows.matrix), rows.lower, rows.upper)
    return branch(programme, effort)
