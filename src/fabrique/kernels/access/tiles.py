"""Weights that change with every metre: each pair within reach is weighed, tile by tile, and none is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from fabrique.kernels.access.decay import Decay

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Tiles as wide as these parts of the reach: narrow ones weigh few pairs in vain, but each costs a call. They
# are as wide as it takes for so many people in each.
_PARTS, _ENOUGH, _MOST_PEOPLE = (0.25, 0.5, 1.0), 32, 256


class Tiles:
    """People (n, metres) and sites (m) on a plane; the cost of a pair is ``scale`` × its distance.

    Time grows with the pairs within reach, memory with n + m.
    """

    def __init__(self, people: Floats, sites: Floats, scale: float) -> None:
        self._people, self._sites, self._scale = people, sites, scale
        self._south_up = np.argsort(sites[:, 1], kind="stable")
        self._y = sites[self._south_up, 1]

    def to_sites(self, decays: Sequence[Decay], values: Floats) -> Floats:
        """(V, m) for each decay, the weighted sum of the people's ``values`` (V or 1, n) at each site."""
        out = np.zeros((len(decays), len(self._sites)))
        for people, sites, weights in self._weighed(decays):
            for number, table in enumerate(weights):
                out[number, sites] += values[min(number, len(values) - 1), people] @ table
        return out

    def to_people(self, decays: Sequence[Decay], values: Floats) -> Floats:
        """(V, n) for each decay, the weighted sum of the sites' ``values`` (V, m) at each person."""
        out = np.zeros((len(decays), len(self._people)))
        for people, sites, weights in self._weighed(decays):
            for number, table in enumerate(weights):
                out[number, people] += table @ values[number, sites]
        return out

    def _weighed(self, decays: Sequence[Decay]) -> Iterator[tuple[Ints, Ints, list[Floats]]]:
        """Tiles of people, the sites that they may reach, and the weights (people × sites) of each decay."""
        reach = max(decay.reach for decay in decays) / self._scale
        for people in self._tiles(reach):
            at = self._people[people]
            sites = self._near(at, reach)
            if not len(sites):
                continue
            apart = at[:, None, :] - self._sites[sites]
            square = apart[..., 0] ** 2 + apart[..., 1] ** 2
            cost = self._scale * np.sqrt(square)
            yield (
                people,
                sites,
                [
                    np.where(square <= (decay.reach / self._scale) ** 2, decay.weigh(cost), 0.0)
                    for decay in decays
                ],
            )

    def _tiles(self, reach: float) -> Iterator[Ints]:
        if not len(self._people):
            return
        for part in _PARTS:
            cell = np.floor((self._people - self._people.min(axis=0)) / (part * reach))
            order = np.lexsort((cell[:, 0], cell[:, 1]))
            changes = np.flatnonzero(np.diff(cell[order], axis=0).any(axis=1)) + 1
            if len(order) >= _ENOUGH * (len(changes) + 1):
                break
        for tile in np.split(order, changes):
            for start in range(0, len(tile), _MOST_PEOPLE):
                yield tile[start : start + _MOST_PEOPLE]

    def _near(self, people: Floats, reach: float) -> Ints:
        """Sites within reach of the box of some people, with a hair of tolerance: weights decide."""
        (west, south), (east, north) = people.min(axis=0), people.max(axis=0)
        reach *= 1 + 1e-9
        window = slice(*np.searchsorted(self._y, [south - reach, north + reach], side="left"))
        sites = self._south_up[window]
        x, y = self._sites[sites, 0], self._sites[sites, 1]
        dx = np.maximum(np.maximum(west - x, x - east), 0.0)
        dy = np.maximum(np.maximum(south - y, y - north), 0.0)
        near: Ints = sites[dx * dx + dy * dy <= reach * reach]
        return near
