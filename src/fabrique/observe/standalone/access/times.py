"""A table of costs made elsewhere (public transport, car…): ``origin``, ``destination``, how long or far."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import Limits, TableRefusal, read_table
from fabrique.core.tabular.model import MEGABYTE
from fabrique.kernels.access import CostTable
from fabrique.observe.reading import Fault, Numbers, choose, number_of, once
from fabrique.observe.standalone.access.quantities import Reach

_LIMITS = Limits(streamed_bytes=2_000 * MEGABYTE, rows=30_000_000, cells=150_000_000)
_UNITS = {"minutes": "min", "metres": "m", "cost": ""}


@dataclass(frozen=True, slots=True)
class Times:
    """The table and its unit; rows at fault; pairs whose origin or destination is in neither file."""

    table: CostTable
    unit: str
    faults: int
    told: list[str]
    strangers: int


def read_times(path: Path, origins: list[str], sites: list[str], reach: Reach | None) -> Times:
    """Pairs between known origins and sites. Raises ``DomainRefusal`` when none is, or for another unit."""
    table = read_table(path, limits=_LIMITS)
    column = choose(table, *(["origin", "destination", name] for name in _UNITS))[2]
    unit = _UNITS[column]
    if reach is not None and unit and unit != reach.unit:
        raise DomainRefusal(
            f"« {path.name} » compte en {column} et le bassin en {reach.unit} : donnez --catchment en {unit}."
        )
    people, places = ({name: rank for rank, name in enumerate(names)} for names in (origins, sites))
    pairs, costs = array("q"), array("d")  # origin, site and line of each
    faults: list[Fault] = []
    strangers = 0
    for row in table:
        origin = people.get(str(row.values["origin"]).strip())
        site = places.get(str(row.values["destination"]).strip())
        if origin is None or site is None:
            strangers += 1
            continue
        cost = number_of(row.values[column])
        if cost is None or cost < 0:
            faults.append(Fault(row.line, column, f"« {row.values[column]} » n’est pas un nombre positif."))
            continue
        pairs.extend((origin, site, row.line))
        costs.append(cost)
    if not costs:
        raise TableRefusal(
            "aucun trajet ne va d’une origine à un lieu des deux autres fichiers.",
            path=path,
            mend="« origin » et « destination » sont les « id » de ces fichiers.",
        )
    ranks = np.frombuffer(pairs, np.int64).reshape(-1, 3)
    first, again = once(ranks)
    faults += [
        Fault(line, "destination", f"ce trajet est déjà à la ligne {before}.") for line, before in again
    ]
    faults.sort(key=lambda fault: fault.line)
    cost_of = np.frombuffer(costs, np.float64)[first]
    found = CostTable(len(origins), len(sites), ranks[first, 0], ranks[first, 1], cost_of)
    told = Numbers([], {}, np.zeros(0, np.bool_), faults).told(path.name)
    return Times(found, unit, len(faults), told, strangers)
