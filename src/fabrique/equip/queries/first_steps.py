"""Places of the guide where one learns to use a computer, for the session that is offered at a handover."""

from __future__ import annotations

from fabrique.directory.enums.national import ServiceOffered
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.snapshot import current
from fabrique.equip.models import Handover
from fabrique.territory.distances import distance_m
from fabrique.territory.queries import commune_middles

MOST = 25
OUTSIDE = "hors"  # kept in the place of a code: the person lives in none
_LEARNING = frozenset({ServiceOffered.EVERYDAY_TOOLS.value})


def start_of(handover: Handover) -> tuple[float, float] | None:
    """(latitude, longitude) from which a place is near: where the device will serve, else the workshop."""
    if handover.commune_code:
        return commune_middles([handover.commune_code]).get(handover.commune_code)
    site = handover.device.site
    return None if site.latitude is None or site.longitude is None else (site.latitude, site.longitude)


def places_to_learn(commune_code: str, middle: tuple[float, float] | None) -> list[tuple[str, str]]:
    """(key, « name, commune ») of the places, those of the commune first, then the nearest to ``middle``.

    By their names where nobody knows from where.
    """
    found = [place for place in current().places if _LEARNING & set(place.services)]

    def far(place: PlaceRecord) -> tuple[bool, float, str]:
        same = bool(commune_code) and place.commune_code == commune_code
        if middle is None or place.latitude is None or place.longitude is None:
            return not same, float("inf"), place.name
        return not same, distance_m(middle, (place.latitude, place.longitude)), place.name

    return [(place.id, f"{place.name}, {place.commune_name}") for place in sorted(found, key=far)[:MOST]]


def neighbourhoods() -> list[tuple[str, str]]:
    """(code, name) of the priority neighbourhoods of the territory, for a choice in a form."""
    known = sorted(current().ground.neighbourhoods.items(), key=lambda pair: pair[1])
    return [("", "Non dit"), (OUTSIDE, "Hors quartier prioritaire"), *known]
