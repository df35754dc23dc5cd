"""Where a van goes: each commune so many times in the cycle, at the best of its stops."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.rounds import Span, Travel, on_earth
from fabrique.kernels.siting import within
from fabrique.kernels.siting.checking import check
from fabrique.kernels.siting.tours import DAY, PERSON, Cycle, Halt, Tours, tours
from fabrique.observe.planning.choices import ToursChoices
from fabrique.observe.planning.inputs import Inputs
from fabrique.observe.standalone.coordinates import Floats
from fabrique.observe.standalone.tours.command import rows_of
from fabrique.observe.standalone.tours.files import MOST_STOPS, Stops, refuse_too_many
from fabrique.observe.standalone.tours.hours import clock, opening_of, span_of

VETOED = "vetoed"


def plan_tours(inputs: Inputs, choices: ToursChoices) -> dict[str, Any]:
    """The plan. ``people``: who lives within the radius of a visited stop, once each; ``reachable``: communes
    that the van could serve were they alone, so that no plan serves more. Raises a refusal.
    """
    stops = _stops(inputs, choices)
    people, sites = inputs.metres()
    near = within(people, sites, choices.radius)
    reach = np.asarray(near @ inputs.people.people).ravel()
    cycle = _cycle(inputs, choices, stops, _worth(inputs, choices, reach))
    refuse_too_many(cycle)
    plan = tours(cycle, seed=choices.seed, iterations=choices.iterations)
    faults = check(cycle, plan)
    if faults:
        raise RuntimeError(f"tours that cannot be driven: {faults[0]}")
    codes = list(inputs.communes)
    rows = rows_of(Stops(cycle, codes, 0, []), plan, choices.days)
    visits = [
        {
            **{name: one for name, one in row.items() if name != "id"},
            "site": row["id"],
            "people": float(reach[inputs.sites.rank[row["id"]]]),
        }
        for row in rows
    ]
    seen = _seen(near, inputs, [visit["site"] for visit in visits])
    return {
        "visits": visits,
        "days": _days(cycle, plan, choices),
        "left": _left(inputs, plan, codes),
        "first_monday": choices.first_monday,
        **_people(inputs, seen),
        "communes_reached": len(codes) - len(plan.left),
        "reachable": plan.reachable,
        "bound": (bound := min(plan.reachable, _most(cycle))),
        "proven": len(codes) - len(plan.left) == bound,
        "metres": sum(one.metres for one in plan.rounds if one.visits),
        "seconds": sum(one.seconds for one in plan.rounds if one.visits),
    }


def _most(cycle: Cycle) -> int:
    """How many areas the days could serve if nothing had to be driven."""
    shortest = max(min(halt.service_s for halt in cycle.halts), 1)
    stays = sum((last - first) // shortest for first, last in cycle.shifts)
    return stays // max(*cycle.visits, 1)


def _worth(inputs: Inputs, choices: ToursChoices, reach: Floats) -> Floats:
    """What each stop is worth beside others, so small that all of them never outweigh one commune more: the
    solver visits as many communes as it can, then as many people."""
    most = DAY * len(choices.days) * choices.weeks / (PERSON * max(len(inputs.communes) * choices.visits, 1))
    largest = float(reach.max(initial=0.0))
    return reach * min(1.0, most / largest) if largest else reach


def reach_of(inputs: Inputs, choices: ToursChoices, visited: list[str]) -> Any:
    """Who (n, true or false) lives within the radius of a visited stop."""
    people, sites = inputs.metres()
    return _seen(within(people, sites, choices.radius), inputs, visited)


def _seen(near: csr_matrix, inputs: Inputs, visited: list[str]) -> Any:
    rows = sorted({inputs.sites.rank[key] for key in visited if key in inputs.sites.rank})
    return np.asarray(near[rows].sum(axis=0)).ravel() > 0 if rows else np.zeros(len(inputs.people), bool)


def _stops(inputs: Inputs, choices: ToursChoices) -> list[int]:
    """The stops that the van may use: in a commune of the territory, no veto, hours that can be read."""
    sites = inputs.sites
    if not len(sites):
        raise DomainRefusal("Cette liste n’a aucun site.", field="site_list")
    unread = [
        name for name, text in zip(sites.names, sites.opens, strict=True) if text and not opening_of(text)
    ]
    if unread:
        told = f"Les heures de l’arrêt « {unread[0]} » ne se lisent pas : corrigez-les dans la liste."
        raise DomainRefusal(told, field="site_list")
    kept = [
        at for at, (code, veto) in enumerate(zip(sites.commune, sites.veto, strict=True))
        if code in inputs.communes and not veto
    ]  # fmt: skip
    if not kept:
        told = "Aucun arrêt possible de cette liste n’est dans une commune du territoire, et sans veto."
        raise DomainRefusal(told, field="site_list")
    if len(kept) > MOST_STOPS:
        told = f"Cette liste a {len(kept)} arrêts possibles : {MOST_STOPS} au plus."
        raise DomainRefusal(told, field="site_list")
    return kept


def _cycle(inputs: Inputs, choices: ToursChoices, stops: list[int], people: Any) -> Cycle:
    sites, codes = inputs.sites, list(inputs.communes)
    shift = span_of(f"{choices.begins}-{choices.ends}")
    if shift is None:
        raise DomainRefusal("Le véhicule doit rentrer après être sorti, le même jour.", field="ends")
    if choices.visits > choices.weeks:
        told = f"Un passage par semaine au plus : {choices.weeks} passages dans ce cycle."
        raise DomainRefusal(told, field="visits")
    days = len(choices.days) * choices.weeks
    number = {code: at for at, code in enumerate(codes)}
    halts = tuple(
        Halt(
            sites.ids[at],
            number[sites.commune[at]],
            rank,
            60 * (sites.minutes[at] or choices.stay),
            round(people[at]),
            _opens(sites.opens[at], choices, shift),
        )
        for rank, at in enumerate(stops, start=1)
    )
    return Cycle(
        halts,
        (shift,) * days,
        tuple(week for week in range(choices.weeks) for _day in choices.days),
        (choices.visits,) * len(codes),
        _travel(inputs, choices, stops),
    )


def _opens(text: str, choices: ToursChoices, shift: Span) -> tuple[tuple[Span, ...], ...]:
    """For each day of the cycle, when a stop is possible."""
    opening = opening_of(text) if text else None
    return tuple(
        (shift,) if opening is None else opening.get(day, ())
        for _week in range(choices.weeks)
        for day in choices.days
    )


def _travel(inputs: Inputs, choices: ToursChoices, stops: list[int]) -> Travel:
    latitude, longitude = choices.depot
    at = [(float(inputs.sites.latitude[site]), float(inputs.sites.longitude[site])) for site in stops]
    travel = on_earth([(latitude, longitude), *at], detour=choices.detour)
    if min(travel.metres[0][1:]) > 300_000:
        told = "Le dépôt est à plus de 300 km de l’arrêt le plus proche : corrigez-le."
        raise DomainRefusal(told, field="depot")
    if choices.speed is None:
        return travel
    pace = 3.6 / choices.speed
    return replace(
        travel, seconds=tuple(tuple(int(np.ceil(one * pace)) for one in line) for line in travel.metres)
    )


def _days(cycle: Cycle, plan: Tours, choices: ToursChoices) -> list[dict[str, Any]]:
    """Each day that the van goes out."""
    return [
        {
            "week": cycle.weeks[day] + 1,
            "day": choices.days[day % len(choices.days)],
            "leaves": clock(one.leaves_at),
            "returns": clock(one.returns_at),
            "metres": one.metres,
            "seconds": one.seconds,
            "stops": len(one.visits),
        }
        for day, one in enumerate(plan.rounds)
        if one.visits
    ]


def _left(inputs: Inputs, plan: Tours, codes: list[str]) -> list[dict[str, Any]]:
    """The communes that lack a visit, and why; a commune whose every stop bears a veto is said so."""
    barred = {
        code for code, veto in zip(inputs.sites.commune, inputs.sites.veto, strict=True) if veto
    }  # fmt: skip
    told = []
    for one in plan.left:
        code, reason = codes[one.area], one.reason.value
        vetoed = reason == "no_stop" and code in barred
        told.append({"commune": code, "missing": one.missing, "reason": VETOED if vetoed else reason})
    return told


def _people(inputs: Inputs, seen: Any) -> dict[str, Any]:
    held, communes = inputs.people, np.array(inputs.people.commune)
    aimed = held.aimed
    return {
        "people": float(held.people.sum()),
        "covered": float(held.people[seen].sum()),
        "qpv_people": float(held.people @ held.priority),
        "qpv_covered": float((held.people * held.priority)[seen].sum()),
        "weighed": None
        if held.weight is None
        else {"people": float(aimed.sum()), "covered": float(aimed[seen].sum())},
        "communes": [
            {
                "code": code,
                "people": float(held.people[communes == code].sum()),
                "covered": float(held.people[(communes == code) & seen].sum()),
            }
            for code in inputs.communes
        ],
    }
