"""From files and options to a plan: which model, what it is worth, and why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.siting import (
    Effort,
    Infeasible,
    Phased,
    Robust,
    Sites,
    Solution,
    Unfinished,
    VetoPrice,
    capacitated_cover,
    capacitated_median,
    centre,
    cover,
    cover_all,
    median,
    phase,
    robust,
    veto_prices,
    within,
)
from fabrique.observe.standalone.coordinates import Floats
from fabrique.observe.standalone.site.files import Files, read_draws
from fabrique.observe.standalone.site.options import WITH_RADIUS, Options
from fabrique.observe.standalone.site.refusing import told_why

TOO_LONG = (
    "Le calcul s’est arrêté avant d’avoir trouvé un plan qui tienne ces règles, ou prouvé qu’il n’y en a "
    "pas. Baissez les parts d’habitants à couvrir, gardez moins de sites, ou moins d’années."
)
PLANNING = 0.6
"""Share of the time for the plan; the rest is for what vetoes cost."""
_MOST_DISTANCES, _MOST_PAIRS = 10_000_000, 300_000


@dataclass(frozen=True)
class Found:
    """A plan and what goes with it. ``near`` (m × n) for models with a radius, ``distance`` (n × m) for the
    others."""

    plan: Solution
    near: csr_matrix | None
    distance: Floats | None
    phased: Phased | None
    robust: Robust | None
    vetoes: tuple[VetoPrice, ...]
    cut: bool = False


def solved(
    files: Files, options: Options, show: Callable[[str], None], left: Callable[[], float] | None = None
) -> Found:
    """Solve what was asked; once no second is ``left``, with what there is.

    Raises a refusal in French when nothing can be.
    """
    if not files.demand.people.sum() > 0:
        raise DomainRefusal(f"« {options.demand.name} » : toutes les populations sont nulles.")
    near = _near(files, options) if options.model in WITH_RADIUS else None
    distance = None if near is not None else _distance(files, options)
    effort = replace(options.effort, progress=show)
    if left:
        effort = replace(effort, left=left)
    solve = _solver(files, options, near, distance)
    # covering all: vetoes leave fewer people to reach, which the report says, and it may take fewer sites
    priced = options.price_vetoes and not options.years and options.draws is None and options.model != "lscp"
    planning = effort.part(PLANNING) if priced and files.sites.barred.any() else effort
    vetoes: tuple[VetoPrice, ...] = ()
    cut = False
    try:
        phased, held = _phased(files, near, options, effort), _robust(files, near, options, effort)
        plan = phased.plan if phased else held.plan if held else solve(files.sites, planning)
        if priced:
            vetoes, cut = veto_prices(lambda sites: solve(sites, effort), files.sites, plan, effort)
    except Infeasible as error:
        raise DomainRefusal(told_why(error, files, options)) from None
    except Unfinished:
        raise DomainRefusal(TOO_LONG) from None
    cut = cut or (phased.cut if phased else plan.cut)
    return Found(plan, near, distance, phased, held, vetoes, cut)


def _solver(
    files: Files, options: Options, near: csr_matrix | None, distance: Floats | None
) -> Callable[[Sites, Effort], Solution]:
    """How the model asked for is solved on any sites."""
    demand, rules = files.demand, options.rules
    if distance is not None:
        model = {"pmedian": median, "pcentre": centre, "capacitated-pmedian": capacitated_median}
        return lambda sites, effort: model[options.model](distance, demand, sites, rules, effort)
    if options.model == "lscp":
        times = 2 if options.backup else 1
        return lambda sites, effort: cover_all(
            near, demand, sites, rules, times=times, by_cost=options.by_cost, effort=effort
        )
    reach = cover if options.model == "mclp" else capacitated_cover
    return lambda sites, effort: reach(near, demand, sites, rules, effort)


def _near(files: Files, options: Options) -> csr_matrix:
    assert options.radius is not None
    near = within(files.points, files.places, options.radius)
    if not near[~files.sites.barred].nnz:
        raise DomainRefusal(
            f"Aucun site possible n’est à moins de {options.radius:g} m d’un point de la demande : vérifiez "
            "le rayon, et que les deux fichiers sont dans les mêmes coordonnées."
        )
    if options.model == "capacitated" and near.nnz > _MOST_PAIRS:
        raise DomainRefusal(
            f"{near.nnz} couples (point, site) : le partage des places en prend {_MOST_PAIRS} au plus. "
            "Regroupez les points, ou réduisez le rayon ou les sites."
        )
    return near


def _distance(files: Files, options: Options) -> Floats:
    pairs = len(files.points) * len(files.places)
    most = _MOST_PAIRS if options.model == "capacitated-pmedian" else _MOST_DISTANCES
    if pairs > most:
        raise DomainRefusal(
            f"{pairs} distances : {options.model} en prend {most} au plus. Regroupez les points de la "
            "demande (par commune, par carreau), ou gardez moins de sites."
        )
    from scipy.spatial.distance import cdist  # here: most commands and pages would wait for it in vain

    return np.asarray(cdist(files.points, files.places))


def _phased(files: Files, near: csr_matrix | None, options: Options, effort: Effort) -> Phased | None:
    if not options.years:
        return None
    return phase(
        near, files.demand, files.sites, options.rules,
        openings=options.openings, budgets=options.budgets, effort=effort,
    )  # fmt: skip


def _robust(files: Files, near: csr_matrix | None, options: Options, effort: Effort) -> Robust | None:
    if options.draws is None:
        return None
    draws = read_draws(options.draws, files.point_ids)
    return robust(near, draws, files.demand, files.sites, options.rules, tail=options.tail, effort=effort)
