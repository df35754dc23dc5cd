"""People assigned to sites, by a programme over pairs: p-median, capacitated median, capacitated coverage.

p-median (Hakimi 1964; ReVelle & Swain 1970): the least sum of people × distance to the nearest open site.
With capacities an area may be shared between sites: what counts is how many of its people each takes.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from fabrique.kernels.siting.model import (
    Demand,
    Effort,
    Floats,
    Infeasible,
    Ints,
    Rules,
    Sites,
    Solution,
    Unmet,
)
from fabrique.kernels.siting.picking import no_sites, pick, some_affordable
from fabrique.kernels.siting.programme import Programme, branch
from fabrique.kernels.siting.rules import SiteRows, site_rows


def assign(
    rows: SiteRows,
    demand: Demand,
    pairs: tuple[Ints, Ints],
    worth: Floats,
    *,
    all_people: bool,
    capacity: Floats,
) -> Programme:
    """The programme of pairs (point, site): the m sites, then the people that each pair takes, as a share of
    the point. ``worth`` of each pair for one person; ``all_people``: everybody is assigned."""
    point, site = pairs
    count, size, points = len(rows.least), len(point), len(demand.people)
    people, at = demand.people[point], np.arange(size)
    each = coo_matrix((np.ones(size), (point, count + at)), shape=(points, count + size))
    opened = coo_matrix(
        (np.r_[np.ones(size), -np.ones(size)], (np.r_[at, at], np.r_[count + at, site])),
        shape=(size, count + size),
    )
    programme = Programme(
        worth=np.r_[np.zeros(count), worth * people],
        matrix=each.tocsr(),
        lower=np.ones(points) if all_people else np.zeros(points),
        upper=np.ones(points),
        least=np.r_[rows.least, np.zeros(size)],
        most=np.r_[rows.most, np.ones(size)],
        whole=count,
    ).and_rows(opened.tocsr(), np.full(size, -np.inf), np.zeros(size))
    limited = np.flatnonzero(np.isfinite(capacity))
    if len(limited):
        taking = coo_matrix((people, (site, count + at)), shape=(count, count + size)).tocsr()[limited]
        room = coo_matrix(
            (-capacity[limited], (np.arange(len(limited)), limited)), shape=(len(limited), count + size)
        )
        programme = programme.and_rows(
            (taking + room).tocsr(), np.full(len(limited), -np.inf), np.zeros(len(limited))
        )
    wide = csr_matrix(np.hstack([rows.matrix, np.zeros((len(rows.matrix), size))]))
    return programme.and_rows(wide, rows.lower, rows.upper)


def capacitated_cover(
    near: csr_matrix, demand: Demand, sites: Sites, rules: Rules, effort: Effort | None = None
) -> Solution:
    """Most people who have a place in a site within reach. ``near``: m × n.

    Raises ``Infeasible`` when the rules on sites cannot be kept.
    """
    pairs = near.tocoo()
    allowed = ~sites.barred[pairs.row]
    point, site = pairs.col[allowed].astype(np.int64), pairs.row[allowed].astype(np.int64)
    rows = site_rows(sites, rules)
    some_affordable(sites, rules)
    programme = assign(
        rows, demand, (point, site), np.ones(len(point)), all_people=False, capacity=sites.capacity
    )
    return _solved(programme, sites, rules, 1, effort or Effort())


def capacitated_median(
    distance: Floats, demand: Demand, sites: Sites, rules: Rules, effort: Effort | None = None
) -> Solution:
    """The least sum of people × metres when everybody has a place. ``distance``: n × m.

    Raises ``Infeasible`` when there is not room for all under the rules, with the room that there can be.
    """
    effort, rows = effort or Effort(), site_rows(sites, rules)
    people = float(demand.people.sum())
    places = np.minimum(sites.capacity, people)
    roomy = pick(rows, places, effort)
    if roomy is None:
        raise no_sites(sites, rules, effort)
    if (room := float(places[roomy].sum())) < people * (1 - 1e-9):
        raise Infeasible(Unmet("capacity", people, room, None))
    lived_in, free = np.flatnonzero(demand.people > 0), np.flatnonzero(~sites.barred)
    lived = Demand.of(demand.people[lived_in])
    point, site = np.repeat(np.arange(len(lived_in)), len(free)), np.tile(free, len(lived_in))
    worth = -distance[lived_in[point], site]
    programme = assign(rows, lived, (point, site), worth, all_people=True, capacity=sites.capacity)
    return _solved(programme, sites, rules, -1, effort)


def _solved(programme: Programme, sites: Sites, rules: Rules, sense: int, effort: Effort) -> Solution:
    answer = branch(programme, effort).or_unfinished()
    if answer.values is None:
        raise no_sites(sites, rules, effort)
    objective = sense * float(programme.worth @ answer.values) + 0.0  # never -0
    bound = sense * answer.bound
    bound = max(bound, objective) if sense > 0 else min(bound, objective)
    chosen = np.flatnonzero(answer.values[: programme.whole] > 0.5)
    cut = not answer.done and effort.over
    return Solution(chosen, objective, bound, sense, "exact" if answer.done else "search", cut)
