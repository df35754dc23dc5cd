"""The condition of residence: which places serve somebody who lives in a commune."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fabrique.directory.guide.record import PlaceRecord
from fabrique.territory.cog import cog

_EVERYWHERE = frozenset({"france", "FRANCE", "99100"})


class Residence:
    """Only few places ask where one lives; the others serve everybody.

    A place asks when each of its services does; one service without condition is enough to come.
    """

    def __init__(self, places: Sequence[PlaceRecord]) -> None:
        self._size = len(places)
        self._asking: dict[int, frozenset[str]] = {}
        known: dict[tuple[str, ...], frozenset[str]] = {}
        for rank, place in enumerate(places):
            zones = [offer.residence_codes for offer in place.offers]
            if not zones or any(not zone or not _EVERYWHERE.isdisjoint(zone) for zone in zones):
                continue
            served: set[str] = set()
            for zone in zones:
                if zone not in known:
                    known[zone] = frozenset(_communes_of(zone))
                served |= known[zone]
            self._asking[rank] = frozenset(served)

    def __bool__(self) -> bool:
        """Whether any place asks."""
        return bool(self._asking)

    def asks(self, rank: int) -> bool:
        """Whether this place asks."""
        return rank in self._asking

    @property
    def communes(self) -> frozenset[str]:
        """The communes whose residents are served somewhere that others are not."""
        return frozenset().union(*self._asking.values())

    def serving(self, commune: str) -> NDArray[np.bool_]:
        """Which places serve the residents of a commune (INSEE code)."""
        mask = np.ones(self._size, bool)
        mask[[rank for rank, served in self._asking.items() if commune not in served]] = False
        return mask


def _communes_of(zone: Iterable[str]) -> set[str]:
    table = cog()
    return {commune for code in zone for commune in (table.members_of(code) or (code,))}
