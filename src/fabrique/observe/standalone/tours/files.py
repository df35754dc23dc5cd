"""The file of possible stops, as the kernel takes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.rounds import Span, Travel, on_a_plane, on_earth
from fabrique.kernels.siting.tours import Cycle, Halt
from fabrique.observe.reading import Column
from fabrique.observe.standalone.coordinates import Floats
from fabrique.observe.standalone.places import Places, read_places
from fabrique.observe.standalone.tours.hours import opening_of

MOST_STOPS = 500
MOST_CHOICES = 7_500  # stops × days: what the search holds in memory grows with their square
_FARTHEST = 300_000.0  # metres: a depot beyond is in other coordinates


@dataclass(frozen=True, slots=True)
class Week:
    """The days of a week on which the van goes out, its hours, and for how many weeks the cycle lasts."""

    days: tuple[str, ...]
    shift: Span
    weeks: int


@dataclass(frozen=True)
class Stops:
    """The cycle to solve; ``areas``: their names by number; rows at fault, and lines to tell."""

    cycle: Cycle
    areas: list[str]
    faults: int
    told: list[str]


def read_stops(path: Path, depot: tuple[float, float], week: Week, stay_s: int) -> Stops:
    """Columns ``id``, coordinates, ``population``; if there are, ``commune`` (the stops of one are a choice),
    ``minutes`` of stay, ``visits`` in the cycle, ``opens``. Raises a refusal that names file and row."""
    places = read_places(
        path,
        [Column("population", least=0.0)],
        [Column("minutes", least=1.0, blank=True), Column("visits", least=0.0, blank=True)],
    )
    opens = _openings(places, week)
    visits = _numbers(places, "visits", 1.0)
    places.fault(
        (visits > week.weeks) | (visits % 1 != 0), "visits", f"un nombre entier de 0 à {week.weeks} : "
        "une visite par semaine au plus."
    )  # fmt: skip
    rows = np.flatnonzero(places.checked().good)
    if len(rows) > MOST_STOPS:
        raise DomainRefusal(f"« {path.name} » a {len(rows)} arrêts possibles : {MOST_STOPS} au plus.")
    names, stays = places.texts("commune"), _numbers(places, "minutes", stay_s / 60)
    communes = [names[row] or places.numbers.ids[row] for row in rows]
    areas = sorted(set(communes))
    number = {name: at for at, name in enumerate(areas)}
    asked = [0] * len(areas)
    for row, name in zip(rows, communes, strict=True):
        asked[number[name]] = max(asked[number[name]], int(visits[row]))
    people = places.numbers.values["population"]
    halts = tuple(
        Halt(
            places.numbers.ids[row],
            number[name],
            rank,
            round(60 * stays[row]),
            round(people[row]),
            tuple(opens[row].get(day, ()) for _ in range(week.weeks) for day in week.days),
        )
        for rank, (row, name) in enumerate(zip(rows, communes, strict=True), start=1)
    )
    travel = _travel(places, depot)
    days = len(week.days) * week.weeks
    cycle = Cycle(
        halts,
        (week.shift,) * days,
        tuple(at for at in range(week.weeks) for _ in week.days),
        tuple(asked),
        travel,
    )
    refuse_too_many(cycle)
    return Stops(cycle, areas, int((~places.good).sum()), places.numbers.told(path.name))


def refuse_too_many(cycle: Cycle) -> None:
    """Refuse a cycle with more possible visits than the search can hold."""
    choices = sum(len(spans) for halt in cycle.halts for spans in halt.opens)
    if choices > MOST_CHOICES:
        raise DomainRefusal(
            f"{len(cycle.halts)} arrêts et {len(cycle.shifts)} sorties font {choices} passages possibles : "
            f"{MOST_CHOICES} au plus. Gardez moins d’arrêts, de jours ou de semaines."
        )


def _numbers(places: Places, name: str, blank: float) -> Floats:
    values = places.numbers.values.get(name)
    if values is None:
        return np.full(len(places.good), blank)
    return np.where(np.isnan(values), blank, values)


def _openings(places: Places, week: Week) -> list[dict[str, tuple[Span, ...]]]:
    """Column ``opens``; a stop without one is possible whenever the van is out."""
    always: dict[str, tuple[Span, ...]] = dict.fromkeys(week.days, (week.shift,))
    found = [opening_of(text) if text else always for text in places.texts("opens")]
    places.fault(
        np.array([one is None for one in found]),
        "opens",
        "écrivez par exemple « 09:00-12:00 » ou « mar,jeu 09:00-12:00; ven 14:00-17:00 ».",
    )
    return [one or {} for one in found]


def _travel(places: Places, depot: tuple[float, float]) -> Travel:
    at = places.at[places.good]
    if places.on_globe:
        latitude, longitude = depot
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise DomainRefusal("Le dépôt doit être donné comme les arrêts : latitude,longitude.")
        travel = on_earth([depot, *((lat, lon) for lon, lat in at.tolist())])
    else:
        travel = on_a_plane([depot, *((x, y) for x, y in at.tolist())])
    nearest = min(travel.metres[0][1:])
    if nearest > _FARTHEST:
        raise DomainRefusal(
            f"Le dépôt est à {nearest / 1000:.0f} km de l’arrêt le plus proche : donnez-le dans les mêmes "
            f"coordonnées que les arrêts ({'latitude,longitude' if places.on_globe else 'x,y'})."
        )
    return travel
