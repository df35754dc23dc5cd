"""A table of travel times: ``origin``, ``destination``, ``minutes``, as ``fabrique observe access`` reads it.

Words are French: they are shown as they are. Nothing here reads or writes the database.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fabrique.core.tabular import Cell, TableRefusal, normalise_header
from fabrique.core.tabular.model import Row, Table
from fabrique.observe.reading import Fault, WrongCell, check_faults, number_of, once
from fabrique.observe.sources.codes import normaliser, text_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

COLUMNS = ("origin", "destination", "minutes")
MOST_TRIPS = 1_000_000
LONGEST_CODE = 60
LONGEST_TRIP = 1_440.0  # minutes: a day; beyond, the column is of something else
_ALIASES = {
    "origin": ("origin", "origine", "depart", "from", "from id", "idsrc", "id src", "code origine"),
    "destination": ("destination", "arrivee", "to", "to id", "iddst", "id dst", "code destination", "lieu"),
    "minutes": (
        *("minutes", "duree", "duree min", "duree minutes", "temps", "temps min", "temps minutes"),
        *("travel time", "travel time p50"),
    ),
    "seconds": ("seconds", "secondes", "duree s", "duree secondes", "temps secondes"),
}
_NAMES = {word: name for name, words in _ALIASES.items() for word in words}
_AREAS = tuple(normaliser(kind) for kind in ("qpv", "iris", "commune"))


@dataclass(frozen=True, slots=True)
class ReadTimes:
    """``origins`` and ``destinations``, each once; ``origin``, ``destination`` (ranks) and ``minutes`` of the
    trips. ``faults``: rows that could not be read; ``without``: rows that say no time, so no trip."""

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    origin: Ints
    destination: Ints
    minutes: Floats
    faults: tuple[Fault, ...]
    without: int

    @property
    def shortest(self) -> float:
        return float(self.minutes.min())

    @property
    def middle(self) -> float:
        return float(np.median(self.minutes))

    @property
    def longest(self) -> float:
        return float(self.minutes.max())


def read_times(table: Table) -> ReadTimes:
    """Every trip of a table. Raises ``TableRefusal`` when a column is missing, when there is no trip or too
    many."""
    names = _columns(table)
    origins, destinations = dict[str, int](), dict[str, int]()
    trips, minutes = array("q"), array("d")  # origin, destination and line of each
    faults: list[Fault] = []
    without = 0
    for row in table:
        try:
            found = _trip(row, names)
        except WrongCell as wrong:
            faults.append(Fault(row.line, wrong.column, wrong.message))
            check_faults(faults, table)
            continue
        if found is None:
            without += 1
            continue
        start, end, time = found
        trips.append(origins.setdefault(start, len(origins)))
        trips.append(destinations.setdefault(end, len(destinations)))
        trips.append(row.line)
        minutes.append(time)
        if len(minutes) > MOST_TRIPS:
            mend = "Gardez les trajets de moins d’une heure, ou du territoire seul."
            raise TableRefusal(f"un tableau a {MOST_TRIPS} trajets au plus.", path=table.path, mend=mend)
    if not minutes:
        told = f"aucun trajet n’est lisible ; la première ligne en erreur, {faults[0]}" if faults else ""
        raise TableRefusal(told or "le fichier ne donne aucun temps de trajet.", path=table.path)
    ranks = np.frombuffer(trips, np.int64).reshape(-1, 3)
    first, again = once(ranks)
    column = names["destination"]
    faults += [Fault(line, column, f"ce trajet est déjà à la ligne {before}.") for line, before in again]
    faults.sort(key=lambda fault: fault.line)
    check_faults(faults, table)
    return ReadTimes(
        tuple(origins), tuple(destinations), ranks[first, 0], ranks[first, 1],
        np.frombuffer(minutes, np.float64)[first], tuple(faults), without,
    )  # fmt: skip


def _columns(table: Table) -> dict[str, str]:
    """What each of our names is called in the file; minutes come before seconds."""
    found: dict[str, str] = {}
    for column in table.columns:
        if name := _NAMES.get(normalise_header(column)):
            found.setdefault(name, column)
    if {"origin", "destination"} <= found.keys() and ({"minutes", "seconds"} & found.keys()):
        return found
    has = ", ".join(f"« {name} »" for name in table.columns[:12])
    raise TableRefusal(
        f"il faut les colonnes « origin », « destination » et « minutes » ; le fichier a {has}.",
        path=table.path,
        mend="Renommez ou ajoutez ces colonnes ; « secondes » convient aussi, des mètres non.",
    )


def _trip(row: Row, names: Mapping[str, str]) -> tuple[str, str, float] | None:
    """(origin, destination, minutes); None for a row that says there is no time."""
    start = area_code(row.values.get(names["origin"]))
    end = place_key(row.values.get(names["destination"]))
    for name, text in (("origin", start), ("destination", end)):
        if not text:
            raise WrongCell(names[name], "le code manque.")
        if len(text) > LONGEST_CODE:
            raise WrongCell(names[name], f"{len(text)} signes : {LONGEST_CODE} au plus.")
    column = names.get("minutes") or names["seconds"]
    cell = row.values.get(column)
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    value = number_of(cell)
    if value is None or value < 0 or not math.isfinite(value):
        raise WrongCell(column, f"« {str(cell)[:40]} » n’est pas un nombre positif.")
    time = value if "minutes" in names else value / 60
    if time > LONGEST_TRIP:
        raise WrongCell(column, f"{time:g} minutes : plus d’un jour. Est-ce une durée en secondes ?")
    return start, end, time


def area_code(cell: Cell) -> str:
    """The official code of an area; else the text as it is."""
    return _area_code(text_of(cell))


def place_key(cell: Cell) -> str:
    """The code of a commune, or the id of a place, whose case does not count."""
    return _place_key(text_of(cell))


# A table has the same ends again and again.
@lru_cache(maxsize=50_000)
def _area_code(text: str) -> str:
    return next((code for read in _AREAS if (code := read(text))), text)


@lru_cache(maxsize=50_000)
def _place_key(text: str) -> str:
    return _AREAS[-1](text) or text.casefold()


def cells(origins: Sequence[str], destinations: Sequence[str], trip: tuple[int, int, float]) -> list[Cell]:
    """The row of a file that is read back to the same trip; in the order of ``COLUMNS``."""
    minutes = trip[2]
    return [origins[trip[0]], destinations[trip[1]], int(minutes) if minutes.is_integer() else minutes]
