"""Where places stand: inside of the territory or not (ADR 0012), and in which priority neighbourhoods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fabrique.directory.guide.record import Neighbourhood, PlaceRecord
from fabrique.territory.cog import cog
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import AreaHit, AreaTree, area_tree, perimeter


@dataclass(frozen=True, slots=True)
class Frame:
    """What places are set against. Two frames are equal when they say the same of every place.

    ``communes`` is the perimeter; an instance that has none sees all places as inside.
    """

    communes: frozenset[str] = frozenset()
    quarters: AreaTree | None = None

    def situated(self, records: Sequence[PlaceRecord]) -> list[PlaceRecord]:
        """The records with what the frame says of them; one that it does not change stays the same object."""
        found = []
        for one, areas in zip(records, self._areas(records), strict=True):
            inside = self._holds(one)
            same = one.inside == inside and one.neighbourhoods == areas
            found.append(one if same else replace(one, inside=inside, neighbourhoods=areas))
        return found

    def _holds(self, place: PlaceRecord) -> bool:
        """One stop in the territory is enough; a place whose commune nobody knows is not sent away."""
        return not self.communes or not place.communes or not self.communes.isdisjoint(place.communes)

    def _areas(self, records: Sequence[PlaceRecord]) -> list[tuple[Neighbourhood, ...]]:
        """The neighbourhoods of each record, in the order of its points: all are looked for at once."""
        if not self.quarters:
            return [()] * len(records)
        points = [(rank, point) for rank, one in enumerate(records) for point in one.points]
        found: dict[int, list[Neighbourhood]] = defaultdict(list)
        if points:
            lines = zip(*(point for _rank, point in points), strict=True)
            for (rank, _point), hits in zip(points, self.quarters.all_at(*lines), strict=True):
                found[rank] += [Neighbourhood(hit.code, hit.name or hit.code) for hit in hits]
        return [tuple(dict.fromkeys(found[rank])) for rank in range(len(records))]

    def names(self) -> dict[str, str]:
        """The neighbourhoods in words, by code; those that bear the same name say their commune too."""
        areas = self.quarters.areas if self.quarters else ()
        names = [one.name for one in areas]
        return {one.code: _told(one, alone=names.count(one.name) == 1) for one in areas}


def _told(area: AreaHit, *, alone: bool) -> str:
    if alone or not area.name:
        return area.name or area.code
    communes = [found.name for code in area.commune_codes if (found := cog().commune(code))]
    return f"{area.name} ({', '.join(communes) or area.code})"


def current_frame() -> Frame:
    """The frame as it is now. Two queries."""
    return Frame(perimeter(), area_tree(AreaKind.QPV))
