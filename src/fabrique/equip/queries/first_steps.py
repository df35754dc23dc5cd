"""Places of the guide where one learns to use a computer, for the session that is offered at a handover."""

from __future__ import annotations

from fabrique.directory.enums.national import ServiceOffered
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.snapshot import current
from fabrique.territory.distances import distance_m
from fabrique.territory.queries import commune_middles

MOST = 25
OUTSIDE = "hors"  # kept in the place of a code: the person lives in none
_LEARNING = frozenset({ServiceOffered.EVERYDAY_TOOLS.value})


def places_to_learn(commune_code: str) -> list[tuple[str, str]]:
    """(key, « name, commune ») of the places, those of the commune first, then the nearest."""
    found = [place for place in current().places if _LEARNING & set(place.services)]
    middle = commune_middles([commune_code]).get(commune_code) if commune_code else None

    def far(place: PlaceRecord) -> tuple[bool, float, str]:
        same = place.commune_code == commune_code
        if middle is None or place.latitude is None or place.longitude is None:
            return not same, float("inf"), place.name
        return not same, distance_m(middle, (place.latitude, place.longitude)), place.name

    return [(place.id, f"{place.name}, {place.commune_name}") for place in sorted(found, key=far)[:MOST]]


def neighbourhoods() -> list[tuple[str, str]]:
    """(code, name) of the priority neighbourhoods of the territory, for a choice in a form."""
    known = sorted(current().ground.neighbourhoods.items(), key=lambda pair: pair[1])
    return [("", "Non dit"), (OUTSIDE, "Hors quartier prioritaire"), *known]
