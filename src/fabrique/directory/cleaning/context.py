"""What cleaning needs to know beside the row itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fabrique.directory.cleaning.coordinates import Point


def _unknown_centre(_code: str) -> Point | None:
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """`today` (Paris) bounds dates. `source` names who collected when the file does not say.

    `commune_centre` gives the (latitude, longitude) of an INSEE code, if known; a place further than `far_km`
    from it is flagged, never moved.
    """

    today: date
    source: str = ""
    commune_centre: Callable[[str], Point | None] = _unknown_centre
    far_km: float = 20.0
