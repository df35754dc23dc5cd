"""Tables of travel times: those that an account sees, their trips, and what they know of the territory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet
from scipy.sparse import csr_array

from fabrique.core.policies import Actor, scope
from fabrique.core.tabular import Cell
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place
from fabrique.kernels.access import CostTable
from fabrique.observe.models import TravelTimes
from fabrique.observe.packing import unpack_arrays
from fabrique.observe.queries.sites import rows_from_communes, rows_from_quarters
from fabrique.observe.queries.supply import open_places, place_part
from fabrique.observe.time_files import cells, place_key
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import communes_in_perimeter, latest_areas

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SEE, KEEP, WRITE = "observe.see_times", "observe.keep_times", "observe.write_times"
START, END = "départ", "arrivée"
END_COLUMNS = ("sens", "id", "nom", "lat", "lon")
_HEAVY = ("origins", "destinations", "pairs")


def tables_seen(actor: Actor) -> QuerySet[TravelTimes]:
    """The tables that the actor may measure with, the latest first, without their trips."""
    rows = scope(actor, SEE, TravelTimes.objects.all()).select_related("organisation")
    return rows.defer(*_HEAVY).order_by("-brought_at", "title")


@dataclass(frozen=True, slots=True)
class TimeTable:
    """Trips as ranks of ``origins`` and ``destinations``; ``label``: what it is, in words."""

    label: str
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    origin: Ints
    destination: Ints
    minutes: Floats

    def ranks_to(self, keys: Sequence[Sequence[str]]) -> Ints:
        """For each point the rank of the first of its keys that is a destination, -1 for none."""
        known = {place_key(text): rank for rank, text in enumerate(self.destinations)}
        return np.array(
            [next((known[key] for key in map(place_key, one) if key in known), -1) for one in keys], np.int64
        )

    def between(self, starts: Ints, ends: Ints) -> CostTable:
        """The trips from each of ``starts`` (n ranks of origins) to each of ``ends`` (m ranks of
        destinations); -1 has none."""
        shape = len(self.origins), len(self.destinations)
        trips = csr_array((np.arange(1, len(self.minutes) + 1), (self.origin, self.destination)), shape=shape)
        found = (_picking(starts, shape[0]) @ trips @ _picking(ends, shape[1]).T).tocoo()
        people, sites = (part.astype(np.int64) for part in found.coords)
        return CostTable(len(starts), len(ends), people, sites, self.minutes[found.data - 1])


def _picking(ranks: Ints, size: int) -> csr_array:
    """(n, size): a single one in each row, none for -1; products by it pick and never add."""
    there = np.flatnonzero(ranks >= 0)
    ones = np.ones(len(there), np.int64)
    return csr_array((ones, (there, ranks[there])), shape=(len(ranks), size))


def time_table(row: TravelTimes) -> TimeTable:
    """The trips of a table."""
    held = unpack_arrays(row.pairs)
    return TimeTable(
        f"« {row.title} », {row.producer}, {row.vintage}",
        tuple(row.origins),
        tuple(row.destinations),
        held["origin"].astype(np.int64),
        held["destination"].astype(np.int64),
        held["minutes"].astype(np.float64),
    )


def lines_out(table: TimeTable) -> Iterator[list[Cell]]:
    """The rows of a file that can be brought again."""
    trips = zip(table.origin.tolist(), table.destination.tolist(), table.minutes.tolist(), strict=True)
    for trip in trips:
        yield cells(table.origins, table.destinations, trip)


def ends_out() -> Iterator[list[Cell]]:
    """What a table may go from and to, for whoever makes it; in the order of ``END_COLUMNS``."""
    rows = [*rows_from_communes(), *rows_from_quarters()]
    for row in rows:
        yield [START, row.key.partition("-")[2], row.name, row.latitude, row.longitude]
    supply = open_places()
    for code, name, (longitude, latitude) in zip(supply.codes, supply.names, supply.at.tolist(), strict=True):
        yield [END, code, name, latitude, longitude]


@dataclass(frozen=True, slots=True)
class Ends:
    """How many origins are communes, IRIS or neighbourhoods of the territory, how many destinations places
    of the guide or communes; some of those that are neither."""

    communes: int
    iris: int
    quarters: int
    places: int
    towns: int
    strange_origins: tuple[str, ...]
    strange_places: tuple[str, ...]

    @property
    def usable(self) -> bool:
        """Whether a trip may go from somewhere to somewhere."""
        return bool((self.communes or self.iris or self.quarters) and (self.places or self.towns))


def ends_of(origins: Sequence[str], destinations: Sequence[str]) -> Ends:
    """What the territory knows of the ends of trips. Three queries."""
    towns = {one.code for one in communes_in_perimeter()}
    iris, quarters = (
        set(latest_areas(kind).values_list("code", flat=True)) for kind in (AreaKind.IRIS, AreaKind.QPV)
    )
    rows = Place.objects.filter(state=PlaceState.PUBLISHED).values_list("code", "id")
    places = {text for code, key in rows for text in (code, str(key))}
    known = towns | iris | quarters
    return Ends(
        sum(one in towns for one in origins),
        sum(one in iris for one in origins),
        sum(one in quarters for one in origins),
        sum(place_part(one) in places for one in destinations),
        sum(one in towns for one in destinations),
        tuple(one for one in origins if one not in known),
        tuple(one for one in destinations if one not in towns and place_part(one) not in places),
    )
