"""How near people are to the places of the guide: who lives where, what is open, and « what if? »."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.policies import Actor
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place
from fabrique.kernels.access import (
    APL,
    Decay,
    Method,
    Opened,
    Resized,
    StraightLine,
    Study,
    capacity_of,
    steps,
    study,
    weekly_hours,
    within,
)
from fabrique.kernels.hours import Calendar, Schedule
from fabrique.observe.models import Site
from fabrique.observe.queries import demand
from fabrique.observe.standalone.coordinates import plane_around, to_metres
from fabrique.territory.queries import current_territory

Floats = npt.NDArray[np.float64]

NEAREST, CUMULATIVE, SFCA, ESFCA, POTENTIAL = "proche", "cumul", "2sfca", "e2sfca", "apl"
POPULATION = "population"
WEEKS = 8  # over which opening hours are averaged
SIGHT = 1.5  # degrees around the people: more than 100 km at our latitudes
PER = 10_000  # persons, to whom what is shared is told


@dataclass(frozen=True, slots=True)
class Demand:
    """Where people are. ``at`` (n, 2): longitude and latitude; ``people`` (n); ``communes`` (n): the code of
    each point's commune; ``names`` by code; ``said``: how they were laid there, in sentences."""

    at: Floats
    people: Floats
    communes: tuple[str, ...]
    names: Mapping[str, str]
    said: tuple[str, ...]


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
    )


@dataclass(frozen=True, slots=True)
class Supply:
    """The open places. ``at`` (m, 2): longitude and latitude; ``capacity`` (m), each in ``unit``; ``usual``:
    that of a place of which nothing is known; ``said``: how capacity was reckoned, in sentences."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    at: Floats
    capacity: Floats
    usual: float
    said: tuple[str, ...]


def open_places(service: str = "", *, by_hours: bool = False) -> Supply:
    """The published places with a position, those that offer a service if one is named; each counts for 1,
    or for the hours that it opens in a week. Refused when there is none."""
    rows = Place.objects.filter(state=PlaceState.PUBLISHED, latitude__isnull=False).order_by("name", "code")
    values = rows.values_list("code", "name", "latitude", "longitude", "hours", "services")
    held = [row for row in values if not service or service in row[5]]
    if not held:
        raise DomainRefusal(
            _("Aucun lieu publié du guide n’offre ce service avec une position connue.")
            if service
            else _("Aucun lieu publié du guide n’a de position : il n’y a pas d’accès à mesurer.")
        )
    capacity, usual, said = _capacity([row[4] for row in held], by_hours=by_hours)
    return Supply(
        tuple(row[0] for row in held),
        tuple(row[1] for row in held),
        np.array([(row[3], row[2]) for row in held], dtype=np.float64),
        capacity,
        usual,
        said,
    )


def in_sight(supply: Supply, demand: Demand) -> Supply:
    """Without the places that no reach of the page attains: a wrong position would spoil the plane. They are
    counted in what is said. Refused when none is left."""
    low, high = demand.at.min(axis=0) - SIGHT, demand.at.max(axis=0) + SIGHT
    kept = np.flatnonzero(((supply.at >= low) & (supply.at <= high)).all(axis=1))
    if not len(kept):
        raise DomainRefusal(_("Tous ces lieux sont à plus de cent kilomètres du territoire."))
    if len(kept) == len(supply.codes):
        return supply
    told = _("À plus de cent kilomètres, et donc laissés de côté : %(n)d. Vérifiez leur position.")
    return replace(
        supply,
        codes=tuple(supply.codes[rank] for rank in kept),
        names=tuple(supply.names[rank] for rank in kept),
        at=supply.at[kept],
        capacity=supply.capacity[kept],
        said=(*supply.said, told % {"n": len(supply.codes) - len(kept)}),
    )


def place_names() -> list[tuple[str, str]]:
    """(code, name) of the published places with a position. One query."""
    rows = Place.objects.filter(state=PlaceState.PUBLISHED, latitude__isnull=False).order_by("name", "code")
    return list(rows.values_list("code", "name"))


def _capacity(hours: Sequence[str], *, by_hours: bool) -> tuple[Floats, float, tuple[str, ...]]:
    one = np.ones(len(hours))
    if not by_hours:
        return one, 1.0, (_("Chaque lieu compte pour un, quels que soient ses horaires."),)
    territory = current_territory()
    calendar = Calendar(territory.school_zone, territory.holiday_zone) if territory else Calendar()
    today = clock.today()
    found = np.array(
        [weekly_hours(Schedule(text, calendar), today, WEEKS) if text else 0.0 for text in hours]
    )
    known = found > 0
    if not known.any():
        return one, 1.0, (_("Aucun horaire n’est connu : chaque lieu compte pour un."),)
    usual = float(np.median(found[known]))
    said = [_("Les effectifs ne sont pas connus : une personne aide à la fois dans chaque lieu.")]
    if not known.all():
        told = _("Sans horaires lisibles, comptés comme le lieu du milieu (%(hours)s h par semaine) : %(n)d.")
        said.append(told % {"hours": f"{usual:.0f}", "n": int((~known).sum())})
    return capacity_of(np.where(known, found, usual), one), usual, tuple(said)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would change: sites that open, codes of places that close, one whose hours are longer."""

    opened: tuple[Site, ...] = ()
    closed: tuple[str, ...] = ()
    longer: str = ""
    hours: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.opened or self.closed or (self.longer and self.hours))


@dataclass(frozen=True, slots=True)
class Measured:
    """Access of each commune. ``value``: mean over its people (None for the nearest place alone);
    ``metres`` and ``nearest``: of the nearest open place, "" when there is none."""

    code: str
    name: str
    people: float
    value: float | None
    metres: float
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
    before = _reading(found, demand, supply.names, method)
    if not what_if:
        return before, None
    at = to_metres(plane, new) if len(new) else new
    after = found.after(_changes(supply, what_if, at))
    return before, _reading(after, demand, (*supply.names, *(one.name for one in opened)), method)


def _changes(supply: Supply, what_if: WhatIf, at: Floats) -> list[Opened | Resized]:
    ranks = {code: rank for rank, code in enumerate(supply.codes)}
    wanted = [*what_if.closed, *([what_if.longer] if what_if.longer else [])]
    if unknown := [code for code in wanted if code not in ranks]:
        told = _("Ce lieu n’est pas parmi ceux qui sont mesurés : %(code)s.")
        raise DomainRefusal(told % {"code": unknown[0]})
    changes: list[Opened | Resized] = []
    if what_if.longer:
        rank = ranks[what_if.longer]
        changes.append(Resized(rank, float(supply.capacity[rank]) + what_if.hours))
    changes += [Resized(ranks[code], 0.0) for code in what_if.closed]
    return changes + [Opened(x, y, supply.usual) for x, y in at.tolist()]


def _reading(found: Study, demand: Demand, names: Sequence[str], method: str) -> Reading:
    access = found.results[0]
    apart = StraightLine(found.people, found.sites, scale=found.scale)
    metres, which = apart.nearest(found.capacity > 0)
    scale = PER if access.method is Method.SHARED else 1
    lines = []
    for code, ranks in _ranks(demand).items():
        weights = demand.people[ranks] if demand.people[ranks].sum() else np.ones(len(ranks))
        near = ranks[int(np.argmin(metres[ranks]))]
        lines.append(
            Measured(
                code,
                demand.names[code],
                float(demand.people[ranks].sum()),
                None
                if method == NEAREST
                else scale * float(np.average(access.values[ranks], weights=weights)),
                float(np.average(metres[ranks], weights=weights)),
                names[which[near]] if which[near] >= 0 else "",
            )
        )
    lines.sort(key=lambda one: (one.value if one.value is not None else 0.0, -one.metres, one.name))
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
        change = 0.0 if was.metres == now.metres else was.metres - now.metres
    else:
        change = now.value - was.value
        change = 0.0 if abs(change) <= 1e-9 * max(abs(was.value), abs(now.value)) else change
    return int(np.sign(change))
