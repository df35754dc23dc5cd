"""Access by a table of travel times: who reaches what in so many minutes, and which trips it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fabrique.kernels.access import CostTable, Decay, Method, Opened, measure
from fabrique.observe.models import Site
from fabrique.observe.queries.access import Demand, Reading, WhatIf, changes_of, decay_of, reading_of
from fabrique.observe.queries.supply import Supply
from fabrique.observe.queries.travel_times import TimeTable
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import area_tree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SHOWN = 50  # trips that are named, of those that are not in the table
_IRIS, _QUARTER = 9, "Q"  # the length of a code of IRIS, the first letter of that of a neighbourhood


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a table does not tell. ``asked``: how many trips were looked for, ``absent``: how many are not
    there, and so out of reach. ``communes``: those from which no trip starts, with ``people`` who live there;
    ``places``: points where none ends; ``pairs``: the first of the other absent trips, by name."""

    asked: int
    absent: int
    communes: tuple[str, ...]
    people: float
    places: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    @property
    def cut(self) -> bool:
        """Whether there may be more pairs than are named."""
        return len(self.pairs) == SHOWN


def measure_by_times(
    demand: Demand, supply: Supply, method: str, *, table: TimeTable, reach: float,
    what_if: WhatIf | None = None,
) -> tuple[Reading, Reading | None, Lacking]:  # fmt: skip
    """What is, what would be, and what the table lacks. ``reach`` in minutes. A trip that is absent is out of
    reach. Refused when a place that would change is unknown."""
    opened = what_if.opened if what_if else ()
    people, starts = _gathered(demand, _starts(demand, table))
    names = (*supply.names, *(one.name for one in opened))
    costs = table.between(starts, table.ranks_to([*_ends(supply), *map(_end, opened)]))
    formula, decay = decay_of(method, reach)
    capacity = np.append(supply.capacity, np.zeros(len(opened)))
    before = _measured(costs, people, capacity, formula, decay, names, method)
    after = None
    if what_if:
        then = _changed(supply, what_if, capacity)
        after = _measured(costs, people, then, formula, decay, names, method)
    return before, after, _lacking(costs, people, _names(people, starts, table), names)


def _measured(
    costs: CostTable, people: Demand, capacity: Floats, formula: Method, decay: Decay, names: Sequence[str],
    method: str,
) -> Reading:  # fmt: skip
    (found,) = measure(costs, people.people, capacity, formula, [decay])
    return reading_of(found, costs.nearest(capacity > 0), people, names, method)


def _changed(supply: Supply, what_if: WhatIf, capacity: Floats) -> Floats:
    """What the points hold once the changes are made; sites that open come last, in their order."""
    then, last = capacity.copy(), len(supply.codes)
    for change in changes_of(supply, what_if, np.zeros((len(what_if.opened), 2))):
        if isinstance(change, Opened):
            then[last], last = change.capacity, last + 1
        else:
            then[change.site] = change.capacity
    return then


def _ends(supply: Supply) -> list[tuple[str, ...]]:
    """How a table may name each point: a place by its code or its id, any point by its commune."""
    rows = zip(supply.codes, supply.keys, supply.communes, strict=True)
    return [(code, key, commune) if ":" not in code else (code, commune) for code, key, commune in rows]


def _end(site: Site) -> tuple[str, ...]:
    return tuple(each for each in (site.key, site.commune_code) if each)


def _starts(demand: Demand, table: TimeTable) -> Ints:
    """The origin of each point of people, -1 for none: its neighbourhood if the table has it, else its IRIS,
    else its commune."""
    known = {code: rank for rank, code in enumerate(table.origins)}
    found = np.array([known.get(code, -1) for code in demand.communes], np.int64)
    longitude, latitude = demand.at.T
    kinds = [
        (AreaKind.IRIS, any(len(code) == _IRIS for code in known)),
        (AreaKind.QPV, any(code.startswith(_QUARTER) for code in known)),
    ]
    for kind in (kind for kind, there in kinds if there):
        codes = area_tree(kind).codes_at(latitude, longitude)
        finer = np.array([known.get(code, -1) for code in codes], np.int64)
        found = np.where(finer >= 0, finer, found)
    return found


def _gathered(demand: Demand, starts: Ints) -> tuple[Demand, Ints]:
    """The people of one commune who start from one origin, together: their trips are the same."""
    pairs = list(zip(demand.communes, starts.tolist(), strict=True))
    ranks = {pair: rank for rank, pair in enumerate(dict.fromkeys(pairs))}
    group = np.array([ranks[pair] for pair in pairs], np.int64)
    people = np.bincount(group, demand.people, len(ranks)).astype(np.float64)
    weights = np.bincount(group, minlength=len(ranks))[:, None]
    middles = np.column_stack([np.bincount(group, side, len(ranks)) for side in demand.at.T]) / weights
    communes = tuple(commune for commune, _start in ranks)
    gathered = replace(demand, at=middles, people=people, communes=communes)
    return gathered, np.array([start for _commune, start in ranks], np.int64)


def _names(people: Demand, starts: Ints, table: TimeTable) -> list[str]:
    """The name of the commune of each group, with its origin when that is finer than the commune."""
    found = []
    for commune, start in zip(people.communes, starts.tolist(), strict=True):
        finer = start >= 0 and table.origins[start] != commune
        found.append(people.names[commune] + (f" ({table.origins[start]})" if finer else ""))
    return found


def _lacking(costs: CostTable, people: Demand, starts: Sequence[str], ends: Sequence[str]) -> Lacking:
    there = costs.given()
    starting, ending = np.asarray(there.any(axis=1)), np.asarray(there.any(axis=0))
    partly = np.argwhere(~there & starting[:, None] & ending[None])[:SHOWN].tolist()
    return Lacking(
        there.size,
        int((~there).sum()),
        tuple(starts[who] for who in np.flatnonzero(~starting).tolist()),
        float(people.people[~starting].sum()),
        tuple(ends[site] for site in np.flatnonzero(~ending).tolist()),
        tuple((starts[who], ends[site]) for who, site in partly),
    )
