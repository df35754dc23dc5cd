"""What the command prints and writes."""

from __future__ import annotations

from typing import Any

import numpy as np

from fabrique.kernels.siting import brought, reached
from fabrique.observe.standalone.site.files import Files
from fabrique.observe.standalone.site.options import Options
from fabrique.observe.standalone.site.solving import Found

UNITS = {
    "mclp": "people",
    "capacitated": "people",
    "lscp": "sites",
    "pmedian": "people × metres",
    "capacitated-pmedian": "people × metres",
    "pcentre": "metres",
}
_UNITS = {
    "people": "personnes",
    "sites": "sites de plus",
    "money": "d’argent",
    "people × metres": "personnes × mètres",
    "metres": "mètres",
}
COLUMNS = [
    "id",
    "order",
    "year",
    "existing",
    "qpv",
    "cost",
    "people_added",
    "people_alone",
    "chosen_in_draws",
]


def facts_of(found: Found, files: Files, options: Options) -> dict[str, Any]:
    """One object, ready for JSON."""
    plan, sites = found.plan, files.sites
    new = plan.chosen[~sites.existing[plan.chosen]]
    closed = np.setdiff1d(np.flatnonzero(sites.existing), plan.chosen)
    unit = "money" if options.by_cost else UNITS[options.model]
    return {
        "model": options.model,
        "chosen": [files.site_ids[site] for site in plan.chosen],
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "unit": unit,
        "proven": plan.method == "exact",
        "opened": [files.site_ids[site] for site in new],
        "closed": [files.site_ids[site] for site in closed],
        "cost": float(sites.cost[plan.chosen].sum()),
        "sites_in_qpv": int(sites.priority[new].sum()),
        "demand_points": len(files.point_ids),
        "candidate_sites": len(files.site_ids),
        "vetoed_sites": int(sites.barred.sum()),
        **_people(found, files),
        "vetoes": [
            {"veto": one.veto or "tous", "sites": one.sites, "gain": one.gain, "gain_at_most": one.most}
            for one in found.vetoes
        ],
        **_years(found, files),
        **_robust(found, files),
        "rows_in_error": files.faults,
        "output": None if options.output is None else str(options.output),
    }


def _people(found: Found, files: Files) -> dict[str, Any]:
    """Whom the plan reaches and whom it leaves; distances for the models that count them."""
    if found.near is None:
        assert found.distance is not None
        near = found.distance[:, found.plan.chosen].min(axis=1)
        people = files.demand.people
        return {
            "people": float(people.sum()),
            "mean_metres": float(near @ people / people.sum()),
            "farthest_metres": float(near[people > 0].max()),
        }
    told = reached(found.near, files.demand, files.sites, found.plan.chosen)
    return {
        "people": told.total,
        "covered": told.covered,
        "share": told.covered / told.total,
        "qpv_people": told.priority_total,
        "qpv_covered": told.priority_covered,
        "left": {"out_of_reach": told.nowhere, "only_vetoed": told.vetoed, "could_be": told.left},
        "communes": [
            {"commune": name, "people": float(total), "covered": float(covered)}
            for name, total, covered in zip(files.communes, told.area_total, told.area_covered, strict=True)
        ],
        "points_left": int((~told.seen).sum()),
    }


def _years(found: Found, files: Files) -> dict[str, Any]:
    if found.phased is None:
        return {}
    return {
        "years": [
            {
                "year": number,
                "opened": [files.site_ids[site] for site in year.opened],
                "sites_in_qpv": int(files.sites.priority[year.opened].sum()),
                "covered": year.covered,
                "bound": year.bound,
            }
            for number, year in enumerate(found.phased.years, start=1)
        ],
        "order_proven": found.phased.proven,
    }


def _robust(found: Found, files: Files) -> dict[str, Any]:
    if found.robust is None:
        return {}
    covered = found.robust.covered
    return {
        "draws": {
            "count": len(covered),
            "mean": float(covered.mean()),
            "worst": float(covered.min()),
            "p10": float(np.quantile(covered, 0.1, method="lower")),
            "chosen_in": {
                files.site_ids[site]: float(found.robust.chosen[site])
                for site in np.flatnonzero(found.robust.chosen > 0)
            },
        }
    }


def rows_of(found: Found, files: Files) -> list[dict[str, Any]]:
    """A row for each site of the plan, in the order in which they count."""
    sites, plan = files.sites, found.plan
    kept = plan.chosen[sites.existing[plan.chosen]]
    groups = [plan.chosen[~sites.existing[plan.chosen]]]
    if found.phased is not None:
        groups = [year.opened for year in found.phased.years]
    year_of = {int(site): at for at, group in enumerate(groups, start=1) for site in group}
    order, added, alone = _worth(found, files, kept, groups)
    return [
        {
            "id": files.site_ids[site],
            "order": rank,
            "year": year_of.get(site) if found.phased is not None else None,
            "existing": "keep" if sites.kept[site] else "close" if sites.existing[site] else "",
            "qpv": int(sites.priority[site]),
            "cost": float(sites.cost[site]),
            "people_added": added[rank - 1],
            "people_alone": alone[rank - 1],
            "chosen_in_draws": float(found.robust.chosen[site]) if found.robust is not None else None,
        }
        for rank, site in enumerate(order, start=1)
    ]


def _worth(
    found: Found, files: Files, kept: Any, groups: list[Any]
) -> tuple[list[int], list[float], list[float]]:
    """With a radius: who is newly covered by each, and by it alone. Else: who goes to each, most first."""
    people = files.demand.people
    if found.near is not None:
        told = brought(found.near, people, [kept, *groups])
        return [int(site) for site in told.order], told.added.tolist(), told.alone.tolist()
    assert found.distance is not None
    chosen = found.plan.chosen
    goes = np.bincount(found.distance[:, chosen].argmin(axis=1), weights=people, minlength=len(chosen))
    rank = np.argsort(-goes, kind="stable")
    return [int(chosen[at]) for at in rank], goes[rank].tolist(), goes[rank].tolist()


def sentences(facts: dict[str, Any]) -> list[str]:
    """What a person reads."""
    lines = [f"{len(facts['chosen'])} sites : {', '.join(facts['chosen'])}."]
    if "covered" in facts:
        share = f"{100 * facts['share']:.1f} %".replace(".", ",")
        if facts["model"] == "capacitated":
            lines.append(f"{facts['objective']:.0f} personnes ont une place à leur portée.")
        lines.append(f"{facts['covered']:.0f} personnes sur {facts['people']:.0f} à portée ({share}).")
        left = facts["left"]
        lines.append(
            f"Laissées : {left['could_be']:.0f} qu’un autre site atteindrait, {left['only_vetoed']:.0f} que "
            f"seuls des sites sous veto atteindraient, {left['out_of_reach']:.0f} hors de portée de tous."
        )
    else:
        lines.append(
            f"En moyenne à {facts['mean_metres']:.0f} m d’un site ; au plus loin "
            f"{facts['farthest_metres']:.0f} m."
        )
    gap = f"{100 * facts['gap']:.2f} %".replace(".", ",")
    lines.append("C’est prouvé : aucun plan ne fait mieux." if facts["proven"] else f"Écart prouvé : {gap}.")
    lines += [
        f"Veto « {veto['veto']} » ({veto['sites']} sites) : coûte {veto['gain']:.6g} {_UNITS[facts['unit']]}."
        for veto in facts["vetoes"]
    ]
    lines += [
        f"Année {year['year']} : {', '.join(year['opened']) or 'rien'} ; {year['covered']:.0f} personnes à "
        f"portée (au mieux {year['bound']:.0f})."
        for year in facts.get("years", ())
    ]
    lines.append(f"{facts['seconds']:.1f} s.")
    return lines
