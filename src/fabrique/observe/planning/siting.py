"""Where to open: the kernels on frozen inputs, and what their plan does, year by year and site by site."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.siting import (
    Demand,
    Reached,
    Sites,
    VetoPrice,
    brought,
    cover,
    reached,
    veto_prices,
    within,
)
from fabrique.kernels.siting.model import Ints
from fabrique.observe.planning.choices import PLANNED, SitesChoices
from fabrique.observe.planning.inputs import Inputs, numbers_of
from fabrique.observe.standalone.coordinates import Floats
from fabrique.observe.standalone.site.files import Files
from fabrique.observe.standalone.site.options import Options
from fabrique.observe.standalone.site.solving import Found, solved
from fabrique.observe.standalone.site.telling import UNITS

CENTS = 100


def endless() -> float:
    """The seconds left to who has all the time."""
    return math.inf


def plan_sites(inputs: Inputs, choices: SitesChoices, left: Callable[[], float] = endless) -> dict[str, Any]:
    """The plan. ``objective``, ``bound``, the years' ``aimed`` and ``bound`` count what was aimed at (the
    people, or those expected in the most fragile areas); everything else counts people. ``stopped``: it ended
    when no second was ``left``, with what it had. Raises a refusal.
    """
    _check(inputs, choices)
    files = files_of(inputs, choices)
    held = files.sites.existing & ~files.sites.barred
    options = choices.options(open_now=int(held.sum()), spent=float(files.sites.cost[held].sum()))
    found = solved(files, options, lambda _text: None, left)
    near = found.near if found.near is not None else within(files.points, files.places, choices.radius)
    demand = replace(files.demand, people=inputs.people.people)
    prices, cut = _prices(found, files, options, left)
    whole = reached(near, demand, files.sites, found.plan.chosen)
    return {
        **_plan(found, files, choices),
        "years": _years(found, files, near, inputs.people.people),
        "sites": _sites(found, files, near, inputs.people.people),
        **_people(whole, inputs, list(inputs.communes)),
        "vetoes": [
            {"veto": one.veto, "sites": one.sites, "gain": one.gain, "most": one.most} for one in prices
        ],
        "stopped": found.cut or cut,
        **_distances(found, inputs.people.people),
    }


def _check(inputs: Inputs, choices: SitesChoices) -> None:
    """What the models cannot take together, said before they are called."""
    if not len(inputs.sites):
        raise DomainRefusal("Cette liste n’a aucun site.", field="site_list")
    if not inputs.people.aimed.sum() > 0:
        raise DomainRefusal("Personne n’est à atteindre : la population de toutes les zones est nulle.")
    if choices.model != "lscp" and choices.count is None and choices.budget is None:
        raise DomainRefusal("Dites combien de lieux ouvrir, ou avec quel budget.", field="count")
    planned = choices.years > 1 or choices.qpv_people or choices.commune_people
    if choices.model != PLANNED and planned:
        raise DomainRefusal(
            "Les années et les parts d’habitants à couvrir vont avec « atteindre le plus de monde ».",
            field="model",
        )
    if choices.years > 1 and choices.may_close:
        told = "Un plan sur plusieurs années ne ferme rien : demandez-le en une fois."
        raise DomainRefusal(told, field="may_close")
    if choices.commune_people and inputs.people.weight is not None:
        told = "Une part de chaque commune ne va pas avec un indice, qui fait compter certaines pour rien."
        raise DomainRefusal(told, field="commune_people")


def files_of(inputs: Inputs, choices: SitesChoices) -> Files:
    """As the command reads them: what is aimed at stands for the people, costs are in euros."""
    sites, points = inputs.sites, inputs.metres()
    barred = np.array([bool(one) for one in sites.veto], bool)
    existing = np.array(sites.existing, bool)
    kept = existing if not choices.may_close else np.array(sites.kept, bool)
    capacity = [np.inf if one is None else float(one) for one in sites.capacity]
    codes = list(inputs.communes)
    return Files(
        demand=Demand(inputs.people.aimed, inputs.people.priority, numbers_of(inputs.people.commune, codes)),
        sites=Sites(
            np.array(sites.cost_cents, float) / CENTS,
            np.array(capacity),
            existing,
            kept & ~barred,
            sites.veto,
            np.array([bool(code) for code in sites.qpv], bool),
        ),
        points=points[0],
        places=points[1],
        point_ids=[str(at) for at in range(len(inputs.people))],
        site_ids=list(sites.ids),
        communes=[inputs.communes[code] for code in codes],
        reasons=list(sites.veto),
        faults={},
        told=[],
    )


def _plan(found: Found, files: Files, choices: SitesChoices) -> dict[str, Any]:
    plan, sites = found.plan, files.sites
    new = plan.chosen[~sites.existing[plan.chosen]]
    return {
        "model": choices.model,
        "unit": UNITS[choices.model],
        "opened": _ids(files, new),
        "closed": _ids(files, np.setdiff1d(np.flatnonzero(sites.existing), plan.chosen)),
        "kept": _ids(files, plan.chosen[sites.existing[plan.chosen]]),
        "sites_in_qpv": int(sites.priority[new].sum()),
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "proven": plan.method == "exact",
        "order_proven": found.phased.proven if found.phased else True,
        "cost_cents": round(CENTS * float(sites.cost[new].sum())),
    }


def _ids(files: Files, chosen: Ints) -> list[str]:
    return [files.site_ids[site] for site in chosen]


def _groups(found: Found, files: Files) -> list[Ints]:
    """What is open already, then what each year opens (or all at once)."""
    chosen, existing = found.plan.chosen, files.sites.existing
    kept = chosen[existing[chosen]]
    opened = [year.opened for year in found.phased.years] if found.phased else [chosen[~existing[chosen]]]
    return [kept, *opened]


def _years(found: Found, files: Files, near: csr_matrix, people: Floats) -> list[dict[str, Any]]:
    if found.phased is None:
        return []
    kept, *opened = _groups(found, files)
    told, open_now = [], kept
    for number, (year, new) in enumerate(zip(found.phased.years, opened, strict=True), start=1):
        open_now = np.concatenate([open_now, new])
        seen = np.asarray(near[open_now].sum(axis=0)).ravel() > 0
        told.append(
            {
                "year": number,
                "opened": _ids(files, new),
                "sites_in_qpv": int(files.sites.priority[new].sum()),
                "covered": float(people[seen].sum()),
                "aimed": year.covered,
                "bound": year.bound,
                "cost_cents": round(CENTS * float(files.sites.cost[new].sum())),
            }
        )
    return told


def _sites(found: Found, files: Files, near: csr_matrix, people: Floats) -> dict[str, dict[str, Any]]:
    """Each site of the plan, in the order in which they count."""
    groups = _groups(found, files)
    year_of = {int(site): at for at, group in enumerate(groups[1:], start=1) for site in group}
    worth = brought(near, people, groups)
    return {
        files.site_ids[site]: {
            "order": rank,
            "year": year_of.get(int(site)) if found.phased else None,
            "people_added": float(added),
            "people_alone": float(alone),
        }
        for rank, (site, added, alone) in enumerate(
            zip(worth.order, worth.added, worth.alone, strict=True), start=1
        )
    }


def _people(whole: Reached, inputs: Inputs, codes: list[str]) -> dict[str, Any]:
    """Whom the plan reaches, and whom it leaves and why."""
    people = inputs.people
    size = len(whole.area_total)  # communes without people at the end of the list are not counted there
    weighed = None
    if people.weight is not None:
        aimed = people.aimed
        weighed = {"people": float(aimed.sum()), "covered": float(aimed[whole.seen].sum())}
    return {
        "people": whole.total,
        "covered": whole.covered,
        "qpv_people": whole.priority_total,
        "qpv_covered": whole.priority_covered,
        "weighed": weighed,
        "left": {"out_of_reach": whole.nowhere, "only_vetoed": whole.vetoed, "could_be": whole.left},
        "communes": [
            {
                "code": code,
                "people": float(whole.area_total[at]) if at < size else 0.0,
                "covered": float(whole.area_covered[at]) if at < size else 0.0,
            }
            for at, code in enumerate(codes)
        ],
    }


def _prices(
    found: Found, files: Files, options: Options, left: Callable[[], float]
) -> tuple[tuple[VetoPrice, ...], bool]:
    """What each veto costs, and whether time lacked to say it of all of them. Year by year, the price is that
    of the last year's plan."""
    if found.phased is None or not options.price_vetoes:
        return found.vetoes, False
    held = files.sites.existing & ~files.sites.barred
    count = None if options.p is None else int(held.sum()) + options.p
    budget = None if options.budget is None else float(files.sites.cost[held].sum()) + options.budget
    rules = replace(options.rules, count=count, budget=budget)

    effort = replace(options.effort, left=left)

    def again(sites: Sites) -> Any:
        return cover(found.near, files.demand, replace(sites, kept=held), rules, effort)

    return veto_prices(again, files.sites, found.plan, effort)


def _distances(found: Found, people: Floats) -> dict[str, float]:
    """Of the models that count them: how far people are from the nearest site, in metres."""
    if found.distance is None:
        return {}
    nearest = found.distance[:, found.plan.chosen].min(axis=1)
    return {
        "mean_metres": float(nearest @ people / people.sum()),
        "farthest_metres": float(nearest[people > 0].max()),
    }
