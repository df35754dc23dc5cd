"""p-median (Hakimi 1964): open p sites so that people are, on average, as near to one as can be.

Small cases go to the exact solver whole. Large ones get a bound by Lagrangian relaxation (Cornuéjols, Fisher
& Nemhauser 1977): the rule that everybody is assigned is priced by λ_i, each site is then worth
ρ_j = Σ_i min(0, a_i d_ij − λ_i), and the bound is Σ λ_i plus the p least ρ_j. A plan is improved by exchange
of vertices (Teitz & Bart 1968, gains as in Whitaker 1983), and sites that no better plan can move are fixed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from fabrique.kernels.siting.assigning import assign
from fabrique.kernels.siting.model import Demand, Effort, Floats, Rules, Sites, Solution
from fabrique.kernels.siting.picking import no_sites, pick
from fabrique.kernels.siting.programme import branch
from fabrique.kernels.siting.rules import SiteRows, site_rows

STEPS = 500
"""Of the search for prices."""


def median(
    distance: Floats, demand: Demand, sites: Sites, rules: Rules, effort: Effort | None = None
) -> Solution:
    """The plan with the least sum of people × metres to the nearest open site. ``distance``: n × m, finite.

    Raises ``Infeasible`` when the rules on sites cannot be kept.
    """
    effort = effort or Effort()
    rows = site_rows(sites, rules)
    start = pick(rows, np.ones(len(sites)), effort)
    if not start:
        raise no_sites(sites, rules, effort)
    lived_in = np.flatnonzero(demand.people > 0)
    people = demand.people[lived_in]
    cost = distance[lived_in] * people[:, None]
    effort.progress("Recherche d’un plan")
    searching = effort.part(0.3)
    chosen = exchanged(cost, rows, start, searching)
    cut = searching.over
    effort.progress("Borne du meilleur plan possible")
    most = len(sites) if rules.count is None else rules.count
    pricing = effort.part(0.5)
    prices = priced(cost, rows, most, spent(cost, chosen), pricing)
    cut = cut or pricing.over
    wish = pick(rows, _positive(-prices.sites), effort) or start
    chosen = min((chosen, exchanged(cost, rows, wish, effort.part(0.5))), key=lambda plan: spent(cost, plan))
    known = spent(cost, chosen)
    if known - prices.bound <= 1e-9 * max(1.0, known):
        return Solution(np.sort(chosen), known, min(prices.bound, known), -1, "exact")
    left = prices.narrowed(rows, known)
    if not (left.least < left.most).any():  # no better plan can move any site
        return Solution(np.sort(chosen), known, known, -1, "exact")
    free = np.flatnonzero(left.most > 0)
    if len(free) * len(people) > effort.entries:
        return Solution(np.sort(chosen), known, prices.bound, -1, "search", cut or effort.over)
    effort.progress("Preuve du meilleur plan")
    point, site = np.repeat(np.arange(len(people)), len(free)), np.tile(free, len(people))
    worth = -distance[lived_in[point], site]
    no_limit = np.full(len(sites), np.inf)
    programme = assign(left, Demand.of(people), (point, site), worth, all_people=True, capacity=no_limit)
    answer = branch(programme, effort)
    if answer.values is not None:
        found = [int(one) for one in np.flatnonzero(answer.values[: len(sites)] > 0.5)]
        chosen = min((chosen, found), key=lambda plan: spent(cost, plan))
    known = spent(cost, chosen)
    bound = known if answer.done else max(prices.bound, min(known, -answer.bound))
    cut = not answer.done and (cut or effort.over)
    return Solution(np.sort(chosen), known, bound, -1, "exact" if answer.done else "search", cut)


def spent(cost: Floats, chosen: list[int]) -> float:
    """People × metres when each goes to the nearest of these sites."""
    return float(cost[:, chosen].min(axis=1).sum())


def _positive(weight: Floats) -> Floats:
    """The same order, from 0 to 1."""
    spread: Floats = (weight - weight.min()) / max(float(np.ptp(weight)), 1e-9)
    return spread


@dataclass(frozen=True)
class Prices:
    """A proven bound, and what each site adds to it (``sites``, ≤ 0) when ``most`` are open."""

    bound: float
    sites: Floats
    most: int

    def narrowed(self, rows: SiteRows, known: float) -> SiteRows:
        """Fix what no plan better than ``known`` can open, or do without."""
        free = np.flatnonzero((rows.most > 0) & (rows.least < 1))
        rank = free[np.argsort(self.sites[free], kind="stable")]
        places = self.most - int((rows.least > 0).sum())
        if not 0 < places < len(rank):
            return rows
        room = known - self.bound + 1e-9 * max(1.0, known)
        last, first = self.sites[rank[places - 1]], self.sites[rank[places]]
        least, most = rows.least.copy(), rows.most.copy()
        most[rank[places:]] = self.sites[rank[places:]] - last <= room
        least[rank[:places]] = first - self.sites[rank[:places]] > room
        return replace(rows, least=least, most=most)


def priced(cost: Floats, rows: SiteRows, most: int, known: float, effort: Effort) -> Prices:
    """Prices by subgradient, with the step of Held, Wolfe & Crowder (1974); the best bound is kept.

    Only the number of sites is kept of the rules, so the bound holds whatever the others are.
    """
    kept, free = np.flatnonzero(rows.least > 0), np.flatnonzero((rows.most > 0) & (rows.least < 1))
    places = min(most - len(kept), len(free))
    price = np.sort(cost[:, rows.most > 0], axis=1)[:, :2][:, -1].astype(float)
    best = Prices(-np.inf, np.zeros(cost.shape[1]), most)
    stride, waited, kept_price = 1.0, 0, price
    for step in range(STEPS):
        if step and effort.over:
            break
        site = np.minimum(cost - price[:, None], 0.0).sum(axis=0)
        picked = np.r_[kept, free[np.argsort(site[free], kind="stable")[:places]]]
        bound = float(price.sum() + site[picked].sum())
        if bound > best.bound:
            best, kept_price, waited = Prices(bound, site, most), price, 0
        elif (waited := waited + 1) >= 15:
            stride, waited, price = stride / 2, 0, kept_price
        slope = 1.0 - (cost[:, picked] < price[:, None]).sum(axis=1)
        size = float(np.square(slope).sum())
        if size == 0 or known - best.bound <= 1e-9 * max(1.0, known) or stride < 1e-4:
            break
        price = np.maximum(price + stride * max(known - bound, 0.0) / size * slope, 0.0)
    return best


def exchanged(cost: Floats, rows: SiteRows, chosen: list[int], effort: Effort | None = None) -> list[int]:
    """Exchange one site for another while the best exchange that the rows allow gains, and time is left."""
    chosen = list(chosen)
    while not (effort and effort.over):
        open_sites = np.zeros(cost.shape[1], bool)
        open_sites[chosen] = True
        table = cost[:, chosen]
        owner = table.argmin(axis=1)
        near = table[np.arange(len(table)), owner]
        second = np.partition(table, 1, axis=1)[:, 1] if len(chosen) > 1 else np.full(len(table), np.inf)
        gain = np.maximum(near[:, None] - cost, 0.0)
        # Who loses a site goes to the one that comes or to their second: that much more than ``gain`` says.
        lost = np.minimum(second[:, None], cost) - near[:, None] + gain
        of = csr_matrix(
            (np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(len(chosen), len(owner))
        )
        saved = gain.sum(axis=0)[None, :] - of @ lost
        saved[:, open_sites | (rows.most == 0)] = -np.inf
        saved[rows.least[chosen] > 0] = -np.inf
        saved[~rows.swaps(open_sites, chosen)] = -np.inf
        slot, coming = divmod(int(saved.argmax()), cost.shape[1])
        if not saved[slot, coming] > 1e-9 * max(1.0, float(near.sum())):
            break
        chosen[slot] = coming
    return chosen
