"""The commune that somebody typed, for every form that asks for one."""

from __future__ import annotations

from fabrique.territory.cog import Commune
from fabrique.territory.matching import find_commune
from fabrique.territory.queries import current_territory

SURE = 0.8


def commune_of(name: str, postal_code: str) -> Commune | None:
    """The commune that is surely meant, or None."""
    current_territory()  # its own communes join the national code
    found = find_commune(name=name, postal_code=postal_code)
    return found.commune if found and found.confidence >= SURE else None
