"""A plan opened year by year: what is opened stays open, and nothing that is open closes.

The plan of the last year comes first and is the one that is certified; then its sites are shared between the
years so that people are covered as early as can be (the sum over the years of the people covered is
greatest). For each year, the bound of all plans of that size says what the order costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import block_diag, csr_matrix, eye, hstack, kron, vstack

from fabrique.kernels.siting.coverage import cover
from fabrique.kernels.siting.formulation import programme_of, values_of
from fabrique.kernels.siting.model import Demand, Effort, Floats, Ints, Rules, Sites, Solution
from fabrique.kernels.siting.programme import Programme, branch
from fabrique.kernels.siting.reach import Classes, classes
from fabrique.kernels.siting.rules import site_rows
from fabrique.kernels.siting.volume import relaxation

PLANNING, ORDERING = 0.7, 0.5
"""Shares of the time that is left for the plan of the last year, then for the order."""
_EARLY = 1e-6
"""What opening a site a year earlier is worth when it covers nobody new: less than a person."""


@dataclass(frozen=True)
class Year:
    """``opened`` in the year; ``covered``: people, by all that is open then; ``bound``: no plan of as many
    sites, or of as much money, covers more."""

    opened: Ints
    covered: float
    bound: float


@dataclass(frozen=True)
class Phased:
    """The last year's plan, and the years that lead to it. ``proven``: no order of its sites is better;
    ``cut``: a search ended for lack of time."""

    plan: Solution
    years: tuple[Year, ...]
    proven: bool
    cut: bool = False


def phase(
    near: csr_matrix,
    demand: Demand,
    sites: Sites,
    rules: Rules,
    *,
    openings: Sequence[int] = (),
    budgets: Sequence[float] = (),
    effort: Effort | None = None,
) -> Phased:
    """Open so many new sites each year (``openings``), for so much each year (``budgets``), or both.

    What a year leaves goes to the next. The share of sites in priority neighbourhoods holds at the end of
    each year but for one site; the other rules hold at the end of the last. ``count`` and ``budget`` of the
    rules are set here. Raises ``Infeasible``; ValueError without years, for two lengths, a negative year.
    """
    years = max(len(openings), len(budgets))
    if not years or any(len(one) not in (0, years) for one in (openings, budgets)):
        raise ValueError("years of two lengths, or none")
    if min((*openings, *budgets)) < 0:
        raise ValueError("a negative year")
    effort = effort or Effort()
    sites = replace(sites, kept=sites.existing & ~sites.barred)
    counts = [int(total) for total in np.cumsum(openings)] or [len(sites)] * years
    money = [float(total) for total in np.cumsum(budgets)] or [np.inf] * years
    each = [_rules(sites, rules, *until, bool(openings)) for until in zip(counts, money, strict=True)]
    plan = cover(near, demand, sites, each[-1], effort.part(PLANNING))
    found = classes(near, demand)
    new = np.array([site for site in plan.chosen if not sites.kept[site]], np.int64)
    effort.progress("Ordre des ouvertures")
    ordering = effort.part(ORDERING)
    order, proven = _order(found, sites, new, counts, money, rules.priority_sites, ordering)
    cut = plan.cut or (not proven and ordering.over)
    told = []
    for year in range(years):
        open_now = [int(one) for one in (*np.flatnonzero(sites.kept), *new[order <= year])]
        covered = float(found.people @ values_of(found, open_now)[len(sites) :])
        bare = replace(each[year], priority_sites=0.0, priority_people=0.0, area_people=0.0)
        least = (
            plan.bound if year == years - 1 else _bound(found, sites, bare, effort.part(1 / (years - year)))
        )
        told.append(Year(np.sort(new[order == year]), covered, max(covered, least)))
    return Phased(plan, tuple(told), proven, cut)


def _rules(sites: Sites, rules: Rules, count: int, money: float, counted: bool) -> Rules:
    kept, held = int(sites.kept.sum()), float(sites.cost[sites.kept].sum())
    return replace(
        rules,
        count=kept + count if counted else None,
        budget=held + money if np.isfinite(money) else None,
    )


def _bound(found: Classes, sites: Sites, rules: Rules, effort: Effort) -> float:
    """The most people that a year's rules let any plan cover; fewer sites than asked will do."""
    rows = site_rows(sites, replace(rules, budget=rules.budget if rules.budget is not None else np.inf))
    relaxed = relaxation(found, rows, programme_of(found, rows), shares=False, effort=effort)
    return min(relaxed.bound, float(found.people.sum()))


def _order(
    found: Classes,
    sites: Sites,
    new: Ints,
    counts: list[int],
    money: list[float],
    share: float,
    effort: Effort,
) -> tuple[Ints, bool]:
    """The year of each new site (0 the first), and whether no other order does better."""
    years, size = len(counts) - 1, len(new)
    if not years or not size:
        return np.zeros(size, np.int64), True
    reach, people = _left(found, sites, new)
    groups, opening = len(people), years * size
    rows: list[tuple[Any, Floats, Floats]] = [
        (hstack([kron(eye(years), reach.T), -eye(years * groups)]), *_limits(years * groups, 0.0, np.inf)),
        _each_year(np.ones(size), -np.inf, counts[:-1], groups),
        _each_year(sites.cost[new], -np.inf, money[:-1], groups),
        # to the site nearest below: a third of ten sites is three
        _each_year(sites.priority[new].astype(float) - share, _EARLY - 1, [np.inf] * years, groups),
        _stays(years, size, groups),
    ]
    answer = branch(
        Programme(
            worth=np.r_[np.full(opening, _EARLY), np.tile(people, years)],
            matrix=vstack([row for row, _, _ in rows], format="csr"),
            lower=np.concatenate([low for _, low, _ in rows]),
            upper=np.concatenate([high for _, _, high in rows]),
            least=np.zeros(opening + years * groups),
            most=np.ones(opening + years * groups),
            whole=opening,
        ),
        effort,
        np.zeros(opening + years * groups),  # everything in the last year obeys the rows
    )
    values = answer.values if answer.values is not None else np.zeros(opening)
    order = years - (values[:opening].reshape(years, size) > 0.5).sum(axis=0)
    if not answer.done and effort.over:
        balance = np.asarray(sites.priority[new] - share, np.float64)
        quick = _quick_order(reach, people, (counts[:-1], sites.cost[new], money), balance)
        order = max(order, quick, key=lambda one: _soon(reach, people, one, years))
    return order, answer.done


def _quick_order(
    reach: csr_matrix, people: Floats, limits: tuple[list[int], Floats, list[float]], balance: Floats
) -> Ints:
    """Each year what newly reaches most people, as far as its number, its money and the share allow."""
    counts, cost, money = limits
    order, left = np.full(len(cost), len(counts), np.int64), people.copy()
    for year, (count, most) in enumerate(zip(counts, money, strict=False)):
        while True:
            opened = order <= year
            able = ~opened & (cost[opened].sum() + cost <= most)
            able &= balance[opened].sum() + balance >= _EARLY - 1
            if opened.sum() >= count or not able.any():
                break
            coming = int(np.where(able, reach @ left, -1.0).argmax())
            order[coming] = year
            left[reach[coming].indices] = 0.0
    return order


def _soon(reach: csr_matrix, people: Floats, order: Ints, years: int) -> float:
    """The sum over the years but the last of the people reached."""
    seen = (np.asarray(reach[order <= year].sum(axis=0)).ravel() > 0 for year in range(years))
    return sum(float(people[each].sum()) for each in seen)


def _left(found: Classes, sites: Sites, new: Ints) -> tuple[csr_matrix, Floats]:
    """New sites × classes, for the people whom nothing open reaches already and some new site does."""
    held = np.asarray(found.sites[np.flatnonzero(sites.kept)].sum(axis=0)).ravel() > 0
    people = np.where(held, 0.0, found.people)
    again = classes(found.sites[new], Demand.of(people))
    return again.sites, again.people


def _limits(size: int, low: float, high: float) -> tuple[Floats, Floats]:
    return np.full(size, low), np.full(size, high)


def _each_year(
    line: Floats, low: float, high: Sequence[float], groups: int
) -> tuple[csr_matrix, Floats, Floats]:
    """One row on the sites open at the end of each year but the last."""
    years = len(high)
    opening = block_diag([csr_matrix(line)] * years)
    wide = hstack([opening, csr_matrix((years, years * groups))], format="csr")
    return wide, np.full(years, low), np.asarray(high, float)


def _stays(years: int, size: int, groups: int) -> tuple[csr_matrix, Floats, Floats]:
    """Open at the end of a year: open at the end of the next."""
    count = (years - 1) * size
    now = eye(count, years * size + years * groups, format="csr")
    then = eye(count, years * size + years * groups, k=size, format="csr")
    return now - then, *_limits(count, -np.inf, 0.0)
