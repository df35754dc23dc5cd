"""How near people are to the places of the guide: who lives where, what is open, and « what if? »."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor
from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.access import (
    APL,
    Access,
    Decay,
    Method,
    Opened,
    Resized,
    StraightLine,
    Study,
    steps,
    study,
    within,
)
from fabrique.observe.models import Site
from fabrique.observe.queries import demand
from fabrique.observe.queries.supply import Supply
from fabrique.observe.standalone.coordinates import plane_around, to_metres

Floats = npt.NDArray[np.float64]

NEAREST, CUMULATIVE, SFCA, ESFCA, POTENTIAL = "proche", "cumul", "2sfca", "e2sfca", "apl"
METHODS = (NEAREST, CUMULATIVE, SFCA, ESFCA, POTENTIAL)
POPULATION = "population"
PER = 10_000  # persons, to whom what is shared is told


@dataclass(frozen=True, slots=True)
class Demand:
    """Where people are. ``at`` (n, 2): longitude and latitude; ``people`` (n); ``communes`` (n): the code of
    each point's commune; ``names`` by code; ``said``: how they were laid there, in sentences;
    ``sources``: the data sets, as JSON."""

    at: Floats
    people: Floats
    communes: tuple[str, ...]
    names: Mapping[str, str]
    said: tuple[str, ...]
    sources: tuple[dict[str, Any], ...] = ()


def demand_points(actor: Actor, code: str = POPULATION) -> Demand:
    """The people of an indicator of counts, where the finest figures put them. Refused when no contour or no
    number is known.
    """
    found = demand.demand_points(actor, code)
    people = found.people
    there = set(people.commune)
    return Demand(
        np.column_stack([people.longitude, people.latitude]),
        people.people,
        people.commune,
        {each: name for each, name in found.communes.items() if each in there},
        found.told,
        found.sources,
    )


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would change: sites that open (``stops``: as stops of a van), codes of places or of stops that
    close, one whose hours are longer."""

    opened: tuple[Site, ...] = ()
    closed: tuple[str, ...] = ()
    longer: str = ""
    hours: float = 0.0
    stops: bool = False

    def __bool__(self) -> bool:
        return bool(self.opened or self.closed or (self.longer and self.hours))


@dataclass(frozen=True, slots=True)
class Measured:
    """Access of each commune. ``value``: mean over its people (None for the nearest place alone);
    ``far`` (metres, or minutes by a table of times) and ``nearest``: of the nearest open place, infinite and
    "" when there is none. ``far`` is infinite too when some of its people reach none at all."""

    code: str
    name: str
    people: float
    value: float | None
    far: float
    nearest: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured, worst served first, and whether what is shared adds up: (handed out, held) or None.

    ``unreached``: communes whose access is 0; ``idle``: places that nobody reaches.
    """

    lines: tuple[Measured, ...]
    sums: tuple[float, float] | None
    unreached: int
    idle: int

    def by_code(self) -> dict[str, Measured]:
        return {one.code: one for one in self.lines}


def decay_of(method: str, reach: float) -> tuple[Method, Decay]:
    """The formula and how what is far counts less, within ``reach`` metres."""
    if method == ESFCA:
        return Method.SHARED, steps(reach)
    if method == POTENTIAL:
        return Method.SHARED, steps(reach, APL)
    return (Method.SHARED if method == SFCA else Method.SUM), within(reach)


def measure_access(
    demand: Demand, supply: Supply, method: str, *, reach: float, detour: float, what_if: WhatIf | None = None
) -> tuple[Reading, Reading | None]:
    """What is, and what would be. ``reach`` in metres along the way, which is ``detour`` times the straight
    line. Refused when points are too far apart for one plane, or a place that would change is unknown."""
    opened = what_if.opened if what_if else ()
    new = np.array([(one.longitude, one.latitude) for one in opened], dtype=np.float64).reshape(-1, 2)
    plane = plane_around(np.vstack([demand.at, supply.at, new]))
    formula, decay = decay_of(method, reach)
    people, sites = to_metres(plane, demand.at), to_metres(plane, supply.at)
    found = study(people, sites, demand.people, supply.capacity, formula, [decay], detour)
    before = reading_of(found.results[0], _nearest(found), demand, supply.names, method)
    if not what_if:
        return before, None
    at = to_metres(plane, new) if len(new) else new
    after = found.after(changes_of(supply, what_if, at))
    names = (*supply.names, *(one.name for one in opened))
    return before, reading_of(after.results[0], _nearest(after), demand, names, method)


def _nearest(found: Study) -> tuple[Floats, npt.NDArray[np.int64]]:
    return StraightLine(found.people, found.sites, scale=found.scale).nearest(found.capacity > 0)


def changes_of(supply: Supply, what_if: WhatIf, at: Floats) -> list[Opened | Resized]:
    """The changes, in their order. ``at`` (k, 2): where the sites that open are. Refused for a place that is
    not among those measured."""
    changes: list[Opened | Resized] = []
    if what_if.longer:
        rank = _only(supply, what_if.longer)
        changes.append(Resized(rank, float(supply.capacity[rank]) + what_if.hours))
    for code in what_if.closed:
        changes += [Resized(rank, 0.0) for rank in _all(supply, code)]
    usual = supply.usual_stop if what_if.stops else supply.usual
    return changes + [Opened(x, y, usual) for x, y in at.tolist()]


def _all(supply: Supply, code: str) -> list[int]:
    """The points of a place, or one of them; refused when none is measured."""
    if ranks := supply.ranks_of(code):
        return ranks
    told = _("Ce lieu n’est pas parmi ceux qui sont mesurés : %(code)s.")
    raise DomainRefusal(told % {"code": code})


def _only(supply: Supply, code: str) -> int:
    """The one point of a code: a place that is met at its stops alone opens longer at one of them."""
    if code in supply.codes:
        return supply.codes.index(code)
    _all(supply, code)
    raise DomainRefusal(_("Ce lieu n’a que des arrêts : dites lequel est ouvert plus longtemps."))


def reading_of(
    access: Access, nearest: tuple[Floats, npt.NDArray[np.int64]], demand: Demand, names: Sequence[str],
    method: str,
) -> Reading:  # fmt: skip
    """What was measured, by commune. ``nearest``: how far the nearest open point is (n), and which (n)."""
    far, which = nearest
    scale = PER if access.method is Method.SHARED else 1
    lines = []
    for code, ranks in _ranks(demand).items():
        lived = ranks[demand.people[ranks] > 0]
        weights = demand.people[lived] if len(lived) else np.ones(len(ranks))
        people = lived if len(lived) else ranks
        near = people[int(np.argmin(far[people]))]
        value = scale * float(np.average(access.values[people], weights=weights))
        lines.append(
            Measured(
                code,
                demand.names[code],
                float(demand.people[ranks].sum()),
                None if method == NEAREST else value,
                float(np.average(far[people], weights=weights)),
                names[which[near]] if which[near] >= 0 else "",
            )
        )
    lines.sort(key=lambda one: (one.value if one.value is not None else 0.0, -one.far, one.name))
    unreached = sum(one.value == 0 for one in lines)
    sums = None if access.expected is None else (access.total, access.expected)
    return Reading(tuple(lines), sums, unreached, int(access.without_demand.sum()))


def _ranks(demand: Demand) -> dict[str, npt.NDArray[np.int64]]:
    codes = np.array(demand.communes)
    return {code: np.flatnonzero(codes == code) for code in dict.fromkeys(demand.communes)}


@dataclass(frozen=True, slots=True)
class Gain:
    """How many communes and people gain or lose by a change."""

    communes: int
    people: float
    lost_communes: int
    lost_people: float


def gain_of(before: Reading, after: Reading) -> Gain:
    """Who is better and who is worse served. The nearest place tells, when nothing else is measured."""
    was, now = before.by_code(), after.by_code()
    signs = {code: sign_of(was[code], now[code]) for code in was}
    up, down = ([code for code, sign in signs.items() if sign == side] for side in (1, -1))
    return Gain(
        len(up),
        sum(was[code].people for code in up),
        len(down),
        sum(was[code].people for code in down),
    )


def sign_of(was: Measured, now: Measured) -> int:
    """1 when a commune is better served than it was, -1 when it is worse, else 0."""
    if was.value is None or now.value is None:
        change = 0.0 if was.far == now.far else was.far - now.far
    else:
        change = now.value - was.value
        change = 0.0 if abs(change) <= 1e-9 * max(abs(was.value), abs(now.value)) else change
    return int(np.sign(change))
