"""Why no plan obeys the rules, and how near to each of them a plan can come."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

from fabrique.kernels.siting.formulation import programme_of
from fabrique.kernels.siting.model import Demand, Effort, Floats, Rules, Sites, Unfinished, Unmet
from fabrique.kernels.siting.picking import priority_share
from fabrique.kernels.siting.programme import Answer, Programme, branch
from fabrique.kernels.siting.reach import Classes
from fabrique.kernels.siting.rules import Share, share_rows, shares, site_rows

SHARES = ("priority_sites", "priority_people", "area_people")
_NEAR = 1e-6


def explain(found: Classes, demand: Demand, sites: Sites, rules: Rules, effort: Effort) -> tuple[Unmet, ...]:
    """The rules on shares that cannot be kept at all, area by area; else those that cannot be kept together.

    The number of sites, the money and the vetoes stay as they are. Raises ``Unfinished`` without the time to
    tell.
    """
    bare = replace(rules, priority_sites=0.0, priority_people=0.0, area_people=0.0)
    asked = {rule: getattr(rules, rule) for rule in SHARES if getattr(rules, rule) > 0}
    told: list[Unmet] = []
    for rule, share in asked.items():
        alone = _best(found, demand, sites, _with(bare, rule, share), rule, effort)
        together = _best(found, demand, sites, rules, rule, effort)
        told.append(Unmet(rule, share, alone or 0.0, together))
        if rule == "area_people" and alone is not None and alone < share - _NEAR:
            told += _areas(found, demand, sites, replace(bare, area_people=share), effort)
    hopeless = [one for one in told if one.alone < one.asked - _NEAR]
    return tuple(hopeless or told)


def _with(rules: Rules, rule: str, share: float) -> Rules:
    change: dict[str, Any] = {rule: share}
    return replace(rules, **change)


def _best(
    found: Classes, demand: Demand, sites: Sites, rules: Rules, rule: str, effort: Effort
) -> float | None:
    """The greatest share that one rule can have while the others hold; None when these cannot."""
    freed = _with(rules, rule, 0.0)
    rows = site_rows(sites, freed)
    programme = programme_of(found, rows)
    others = share_rows(shares(found, demand, freed), len(sites), len(programme.worth))
    programme = programme.and_rows(*others)
    if rule == "priority_sites":
        return _most_sites(programme, sites, rules.priority_sites, effort)
    only = _with(Rules(), rule, getattr(rules, rule))
    return _most_people(programme, shares(found, demand, only), effort)


def _areas(found: Classes, demand: Demand, sites: Sites, rules: Rules, effort: Effort) -> list[Unmet]:
    """The areas of which not enough can be covered, were they the only ones."""
    programme = programme_of(found, site_rows(sites, replace(rules, area_people=0.0)))
    told = []
    for share in shares(found, demand, rules):
        best = _most_people(programme, [share], effort)
        if best is not None and best < rules.area_people - _NEAR:
            told.append(Unmet(share.rule, rules.area_people, best, None, share.area))
    return told


def _most_sites(programme: Programme, sites: Sites, share: float, effort: Effort) -> float | None:
    worth = np.zeros(len(programme.worth))
    worth[: len(sites)] = np.where(sites.existing, 0.0, sites.priority - share)
    answer = _told(branch(replace(programme, worth=worth), effort), effort)
    if answer.values is None:
        return None
    return priority_share(sites, [int(one) for one in np.flatnonzero(answer.values[: len(sites)] > 0.5)])


def _most_people(programme: Programme, wanted: list[Share], effort: Effort) -> float | None:
    """The greatest share that all these rows can have at once: one more column, the share itself."""
    size = len(programme.worth)
    matrix, _, _ = share_rows(wanted, programme.whole, size)
    totals = np.array([share.total for share in wanted])
    if not len(totals) or not totals.any():
        return 1.0
    longer = replace(
        programme,
        worth=_longer(np.zeros(size), 1.0),
        matrix=hstack([programme.matrix, csr_matrix((programme.matrix.shape[0], 1))], format="csr"),
        least=_longer(programme.least, 0.0),
        most=_longer(programme.most, 1.0),
    ).and_rows(
        hstack([matrix, csr_matrix(-totals[:, None])], format="csr"),
        np.zeros(len(totals)),
        np.full(len(totals), np.inf),
    )
    answer = _told(branch(longer, effort), effort)
    return None if answer.values is None else float(answer.values[-1])


def _told(answer: Answer, effort: Effort) -> Answer:
    if not answer.done and effort.over:
        raise Unfinished
    return answer


def _longer(column: Floats, value: float) -> Floats:
    return np.concatenate([column, [value]])
