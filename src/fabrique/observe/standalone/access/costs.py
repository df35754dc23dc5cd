"""Where costs come from: the straight line, a walking network, or a table made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.access import Pairs, StraightLine, walks
from fabrique.observe.standalone.access.points import Points, on_one_plane
from fabrique.observe.standalone.access.quantities import Reach
from fabrique.observe.standalone.access.times import read_times

WALKING_KMH = 4.5
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Costs:
    """Pairs in ``unit``; rows at fault by file; more ``facts`` for the answer, and lines to tell."""

    pairs: Pairs
    unit: str
    faults: dict[str, int] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def costs_between(
    demand: Points,
    supply: Points,
    reach: Reach | None,
    *,
    detour: float,
    speed: float | None,
    times: Path | None,
    network: Path | None,
) -> Costs:
    """Costs in the unit of the reach (metres when there is none, but what a table counts in)."""
    unit = reach.unit if reach is not None else "m"
    if times is not None:
        return _from_table(demand, supply, reach, times)
    if network is not None:
        assert reach is not None
        return _on_foot(demand, supply, reach, network, speed or WALKING_KMH)
    people, places, _ = on_one_plane(demand, supply)
    scale = detour / _metres_a_minute(speed) if unit == "min" and speed else detour
    return Costs(StraightLine(people.at, places.at, scale=scale), unit)


def _metres_a_minute(kmh: float) -> float:
    return kmh * 1000 / 60


def _from_table(demand: Points, supply: Points, reach: Reach | None, path: Path) -> Costs:
    times = read_times(path, demand.ids, supply.ids, reach)
    lines = list(times.told)
    if times.strangers:
        lines.append(f"« {path.name} » : {times.strangers} trajets laissés de côté : origine ou lieu absent.")
    unit = reach.unit if reach is not None else times.unit
    return Costs(times.table, unit, {"times": times.faults}, {"pairs_left_aside": times.strangers}, lines)


def _on_foot(demand: Points, supply: Points, reach: Reach, path: Path, speed: float) -> Costs:
    from fabrique.observe.standalone.access.osm import read_network  # only those who walk wait for it

    people, places, plane = on_one_plane(demand, supply)
    if plane is None:
        raise DomainRefusal(
            "Un réseau d’OpenStreetMap est en degrés : donnez « lat » et « lon » dans les deux fichiers."
        )
    scale = 1 / _metres_a_minute(speed) if reach.unit == "min" else 1.0
    found = walks(read_network(path, plane), people.at, places.at, reach=reach.value, scale=scale)
    lines = []
    for who, lost, what in (
        (demand, found.cut_off, "Origines coupées de tout lieu (loin du réseau, ou sur une île de celui-ci)"),
        (supply, found.astray, "Lieux trop loin du réseau pour qu’on y marche"),
    ):
        names = [name for name, alone in zip(who.ids, lost, strict=True) if alone]
        if names:
            more = "…" if len(names) > _NAMED else ""
            lines.append(f"{what} : {len(names)} ({', '.join(names[:_NAMED])}{more}).")
    facts = {"cut_off": int(found.cut_off.sum()), "sites_off_network": int(found.astray.sum())}
    return Costs(found.table, reach.unit, {}, facts, lines)
