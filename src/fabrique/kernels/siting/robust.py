"""Plans that hold when nobody is sure how many people there are where.

The demand is given as draws: each line is one defensible count of the people of each point. A plan is good on
average, or in the worst of the draws: the mean of the worst ones (conditional value at risk; Rockafellar &
Uryasev 2000), of which the worst draw alone is the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix, eye, hstack, vstack

from fabrique.kernels.siting.coverage import cover, finish
from fabrique.kernels.siting.diagnosis import explain
from fabrique.kernels.siting.formulation import programme_of
from fabrique.kernels.siting.model import (
    Bools,
    Demand,
    Effort,
    Floats,
    Infeasible,
    Ints,
    Rules,
    Sites,
    Solution,
)
from fabrique.kernels.siting.picking import some_affordable
from fabrique.kernels.siting.programme import Programme, relax
from fabrique.kernels.siting.reach import Classes, classes
from fabrique.kernels.siting.rules import share_rows, shares, site_rows


@dataclass(frozen=True)
class Robust:
    """``plan``: its objective is what was aimed at; ``covered`` (draws): people it covers in each draw;
    ``chosen`` (m): in which part of the draws each site is in the plan that is best for that draw."""

    plan: Solution
    covered: Floats
    chosen: Floats


def robust(
    near: csr_matrix,
    draws: Floats,
    demand: Demand,
    sites: Sites,
    rules: Rules,
    *,
    tail: float = 1.0,
    effort: Effort | None = None,
) -> Robust:
    """The plan that covers most people on average over the worst ``tail`` of the draws (s × n, ≥ 0).

    ``tail`` 1: over all of them; 0: the worst draw alone. Rules on shares are those of ``demand``. Raises
    ``Infeasible``; ValueError for draws of another size or a ``tail`` out of [0, 1].
    """
    if draws.ndim != 2 or draws.shape[1] != len(demand.people) or not len(draws) or not 0 <= tail <= 1:
        raise ValueError("draws of another size, or a tail that is no share")
    effort = effort or Effort()
    some_affordable(sites, rules)
    worst = max(1, round(tail * len(draws)))
    aimed = draws.mean(axis=0)[None, :] if worst == len(draws) else draws
    plan = _aimed(near, aimed, demand, sites, rules, 1 if len(aimed) == 1 else worst, effort)
    covered = draws[:, _reached(near, plan.chosen)].sum(axis=1)
    often = np.zeros(len(sites))
    for number, people in enumerate(draws):
        effort.progress(f"Plan du tirage {number + 1} sur {len(draws)}")
        one = cover(near, replace(demand, people=people), sites, rules, effort)
        often[one.chosen] += 1 / len(draws)
    return Robust(plan, covered, often)


def _reached(near: csr_matrix, chosen: Ints) -> Bools:
    reached: Bools = np.asarray(near[chosen].sum(axis=0)).ravel() > 0
    return reached


def worst_mean(covered: Floats, worst: int) -> float:
    """The mean of the ``worst`` lowest numbers."""
    return float(np.sort(covered)[:worst].mean())


def _aimed(
    near: csr_matrix, draws: Floats, demand: Demand, sites: Sites, rules: Rules, worst: int, effort: Effort
) -> Solution:
    found = classes(near, demand)
    programme = _programme(found, _by_class(found, draws), demand, sites, rules, worst)
    relaxed = relax(programme, effort.part(0.5))
    answer = finish(programme, relaxed, None, effort).or_unfinished()
    if answer.values is None:
        raise Infeasible(*explain(found, demand, sites, rules, effort))
    chosen = np.flatnonzero(answer.values[: len(sites)] > 0.5)
    objective = worst_mean(draws[:, _reached(near, chosen)].sum(axis=1), worst)
    bound = max(objective, min(answer.bound, relaxed.bound))
    return Solution(chosen, objective, bound, 1, "exact" if answer.done else "search")


def _by_class(found: Classes, draws: Floats) -> Floats:
    """The people of each class in each draw (s × k)."""
    at = np.flatnonzero(found.of >= 0)
    group = csr_matrix((np.ones(len(at)), (at, found.of[at])), shape=(len(found.of), len(found.people)))
    return np.asarray(draws @ group)


def _programme(
    found: Classes, draws: Floats, demand: Demand, sites: Sites, rules: Rules, worst: int
) -> Programme:
    """Maximise t − Σ u_s / worst with u_s ≥ t − people covered in s: t is the best of the worst draws."""
    plain = programme_of(found, site_rows(sites, rules))
    plain = plain.and_rows(*share_rows(shares(found, demand, rules), len(sites), len(plain.worth)))
    size, count = plain.matrix.shape[1], len(draws)
    most = float(draws.sum(axis=1).max(initial=0.0))
    falls = hstack(
        [
            csr_matrix((count, len(sites))),
            csr_matrix(draws),
            csr_matrix(-np.ones((count, 1))),
            eye(count),
        ]
    )
    return Programme(
        worth=np.r_[np.zeros(size), 1.0, np.full(count, -1.0 / worst)],
        matrix=vstack(
            [hstack([plain.matrix, csr_matrix((plain.matrix.shape[0], count + 1))]), falls], format="csr"
        ),
        lower=np.r_[plain.lower, np.zeros(count)],
        upper=np.r_[plain.upper, np.full(count, np.inf)],
        least=np.r_[plain.least, np.zeros(count + 1)],
        most=np.r_[plain.most, np.full(count + 1, most)],
        whole=plain.whole,
    )
