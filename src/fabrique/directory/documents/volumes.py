"""How the places of a territory are shared out into volumes, and how indexes are ordered. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.text import fold

# Measured (bench/booklet.py): memory grows with the pages of one compilation; this many places stay near
# 250 MB, and make a book that a desk-top printer can bind.
PLACES_IN_VOLUME = 500


@dataclass(frozen=True, slots=True)
class CommunePart:
    """The places of a commune in a volume, by name. ``continued``: the commune began in the volume before.

    ``passing`` are places of other communes that stop in this one.
    """

    name: str
    code: str
    places: tuple[PlaceRecord, ...]
    continued: bool = False
    passing: tuple[PlaceRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Volume:
    """A book: ``number`` from 1 of ``count``."""

    number: int
    count: int
    communes: tuple[CommunePart, ...]

    @property
    def places(self) -> list[PlaceRecord]:
        return [place for commune in self.communes for place in commune.places]


def share_out(places: Sequence[PlaceRecord], most: int = PLACES_IN_VOLUME) -> list[Volume]:
    """Volumes of at most ``most`` places, of about the same size; communes in order, whole where possible."""
    communes = list(_communes(places))
    count = max(1, -(-len(places) // most))
    while len(books := _packed(communes, -(-len(places) // count), most)) > count:
        count += 1
    return [Volume(number, len(books), tuple(parts)) for number, parts in enumerate(books, start=1)]


def _packed(communes: Sequence[CommunePart], aim: int, most: int) -> list[list[CommunePart]]:
    """Books of about ``aim`` places, never above ``most``."""
    books: list[list[CommunePart]] = [[]]
    room = aim
    for commune in communes:
        size = len(commune.places)
        if books[-1] and size > room and not _nearly(room, size, aim, most):
            books.append([])
            room = aim
        for part in _cut(commune, most):
            if books[-1] and len(part.places) > room + (most - aim):
                books.append([])
                room = aim
            books[-1].append(part)
            room -= len(part.places)
    return books


def _nearly(room: int, size: int, aim: int, most: int) -> bool:
    """Whether a commune that passes the aim by less than half of itself still fits under the limit."""
    return size - room <= size // 2 and size - room <= most - aim


def _communes(places: Sequence[PlaceRecord]) -> Iterator[CommunePart]:
    own: dict[tuple[str, str], list[PlaceRecord]] = {}
    passing: dict[tuple[str, str], dict[str, PlaceRecord]] = {}
    names: dict[tuple[str, str], str] = {}
    for place in sorted(places, key=lambda one: (fold(one.name), one.code)):
        key = (fold(place.commune_name), place.commune_code)
        names.setdefault(key, place.commune_name)
        own.setdefault(key, []).append(place)
        for stop in place.stops:
            if stop.commune_code and stop.commune_code != place.commune_code:
                there = (fold(stop.commune_name), stop.commune_code)
                names.setdefault(there, stop.commune_name)
                passing.setdefault(there, {})[place.code] = place
    for key in sorted(names):
        yield CommunePart(
            names[key], key[1], tuple(own.get(key, ())), passing=tuple(passing.get(key, {}).values())
        )


def _cut(commune: CommunePart, most: int) -> Iterator[CommunePart]:
    for start in range(0, max(1, len(commune.places)), most):
        part, passing = commune.places[start : start + most], () if start else commune.passing
        yield CommunePart(commune.name, commune.code, part, start > 0, passing)


def by_name(names: Sequence[str]) -> list[int]:
    """The ranks of names in the order of a French dictionary, accents and case apart."""
    return sorted(range(len(names)), key=lambda rank: (fold(names[rank]), rank))
