"""Maximal coverage (MCLP; Church & ReVelle 1974): open sites so that most people have one within reach.

Maximise Σ a_i y_i with y_i ≤ Σ_{j near i} x_j, under the rules on sites and on shares of people. In order:
people with the same sites near them are one; the relaxation gives a proven bound and says which sites matter;
its values are rounded to a plan that obeys the rules on sites, and swaps improve it; sites that no better
plan can move are fixed; what is left is branched on, when it is small enough.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from fabrique.kernels.siting.diagnosis import explain
from fabrique.kernels.siting.formulation import programme_of, values_of
from fabrique.kernels.siting.model import Demand, Effort, Floats, Infeasible, Ints, Rules, Sites, Solution
from fabrique.kernels.siting.picking import pick, some_affordable
from fabrique.kernels.siting.programme import Answer, Programme, Relaxed, branch, narrowed
from fabrique.kernels.siting.reach import Classes, classes
from fabrique.kernels.siting.rules import SiteRows, share_rows, shares, site_rows
from fabrique.kernels.siting.swaps import filled, improve
from fabrique.kernels.siting.volume import relaxation

RELAXING, SEARCHING = 0.4, 0.5
"""Shares of the time that is left for the bound, then for a first plan."""
SMALL = 5_000
"""Pairs of a site and a class under which few swaps are tried."""


def cover(
    near: csr_matrix, demand: Demand, sites: Sites, rules: Rules, effort: Effort | None = None
) -> Solution:
    """The plan that covers most people. ``near``: m × n, see ``reach.within``.

    Raises ``Infeasible`` when the rules cannot be kept together, and says which.
    """
    effort = effort or Effort()
    found = classes(near, demand)
    rows = site_rows(sites, rules)
    some_affordable(sites, rules)
    programme = programme_of(found, rows)
    wanted = shares(found, demand, rules)
    ruled = programme.and_rows(*share_rows(wanted, len(sites), len(programme.worth)))
    effort.progress("Borne du meilleur plan possible")
    relaxing = effort.part(RELAXING)
    relaxed = relaxation(found, rows, ruled, shares=bool(wanted), effort=relaxing)
    cut = relaxing.over
    effort.progress("Recherche d’un plan")
    searching = effort.part(SEARCHING)
    start = rounded(found, rows, relaxed, searching)
    cut = cut or searching.over
    known = values_of(found, start) if start is not None else None
    if known is not None and not ruled.holds(known):
        known = None
    answer = finish(ruled, relaxed, known, effort).or_unfinished()
    if answer.values is None:
        raise Infeasible(*explain(found, demand, sites, rules, effort))
    chosen = _useful(found, rows, np.flatnonzero(answer.values[: len(sites)] > 0.5))
    covered = float(values_of(found, list(chosen)) @ ruled.worth)
    bound = max(covered, min(answer.bound, relaxed.bound))
    cut = not answer.done and (cut or effort.over)
    return Solution(chosen, covered, bound, 1, "exact" if answer.done else "search", cut)


def _useful(found: Classes, rows: SiteRows, chosen: Ints) -> Ints:
    """Without the sites that bring nobody and that the rules do not ask for."""
    open_sites = np.zeros(found.sites.shape[0], bool)
    open_sites[chosen] = True
    times = np.asarray(found.sites[chosen].sum(axis=0)).ravel()
    for site in chosen:
        reached = found.sites[site].indices
        open_sites[site] = False
        if (times[reached[found.people[reached] > 0]] > 1).all() and rows.hold(open_sites):
            times[reached] -= 1
        else:
            open_sites[site] = True
    return np.flatnonzero(open_sites)


def rounded(found: Classes, rows: SiteRows, relaxed: Relaxed, effort: Effort) -> list[int] | None:
    """A plan near the values of the relaxation that obeys the rules on sites, improved; None without one."""
    wish = relaxed.values[: found.sites.shape[0]]
    chosen = pick(rows, np.round(wish, 6) + 1e-7, effort)
    if chosen is None:
        return None
    chosen = filled(found.sites, found.people, rows, chosen)
    # the exact solver is quicker than many swaps where there is little to decide
    steps = effort.swaps if found.sites.nnz > SMALL else min(effort.swaps, 20)
    return improve(
        found.sites, found.people, rows, chosen,
        steps=steps, seed=effort.seed, enough=relaxed.bound, effort=effort,
    )  # fmt: skip


def finish(programme: Programme, relaxed: Relaxed, known: Floats | None, effort: Effort) -> Answer:
    """The exact solver on what is left to decide, if it is small enough; else what is known already."""
    if known is not None:
        worth = float(programme.worth @ known)
        if relaxed.bound - worth <= 1e-9 * max(1.0, abs(worth)):
            return Answer(known, worth, True)
        left = narrowed(programme, relaxed, worth)
    else:
        left = programme
    free = left.least[: left.whole] < left.most[: left.whole]
    entries = int(left.matrix[:, : left.whole][:, free].nnz)
    if known is not None and entries > effort.entries:
        return Answer(known, relaxed.bound, False)
    effort.progress("Preuve du meilleur plan")
    answer = branch(left, effort, known)
    if known is not None and (
        answer.values is None or programme.worth @ answer.values < programme.worth @ known
    ):
        return Answer(known, max(answer.bound, float(programme.worth @ known)), answer.done)
    return answer
