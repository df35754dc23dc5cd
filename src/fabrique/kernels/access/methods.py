"""Measures of access: opportunities, gravity, floating catchment areas. Zero where nothing is in reach.

With W the weights of pairs, P the demand of people, S the capacity of sites:

- ``SUM``: A_i = Σ_j W_ij S_j. Cumulative opportunities with one step, Hansen 1959 with a decay.
- ``SHARED``: A_i = Σ_j W_ij S_j ÷ Σ_k W_kj P_k. Joseph and Bantock 1982; 2SFCA (Luo and Wang 2003) with one
  step; E2SFCA (Luo and Qi 2009) and DREES' APL with several; Dai 2010 with a Gaussian.
- ``CHOSEN``: 3SFCA (Wan, Zou and Sternberg 2012), where W_ij is also the chance G_ij = W_ij ÷ Σ_j W_ij that
  one goes there rather than elsewhere: A_i = Σ_j G_ij W_ij S_j ÷ Σ_k G_kj W_kj P_k.
- ``SUBOPTIMAL``: M2SFCA (Delamater 2013), A_i = Σ_j W²_ij S_j ÷ Σ_k W_kj P_k: what is far from all is lost.

``SHARED`` and ``CHOSEN`` hand out exactly the capacity that someone can reach: Σ_i P_i A_i = Σ_j S_j.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from fabrique.kernels.access.decay import Decay, squared
from fabrique.kernels.access.pairs import Pairs

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Method(Enum):
    """Formulas, above."""

    SUM = "sum"
    SHARED = "shared"
    CHOSEN = "chosen"
    SUBOPTIMAL = "suboptimal"


@dataclass(frozen=True, slots=True)
class Access:
    """One method and one decay. ``values`` (n): capacity per unit of demand (``SUM``: capacity), 0 where no
    site with capacity is in reach. ``offers`` (m): what each site offers to one unit of weighted demand.
    ``demand`` (m): weighted demand on each site (empty for ``SUM``).
    """

    method: Method
    decay: Decay
    population: Floats
    capacity: Floats
    values: Floats
    offers: Floats
    demand: Floats

    @property
    def out_of_reach(self) -> Bools:
        """(n) True for those who reach no site that offers anything."""
        unreached: Bools = self.values == 0
        return unreached

    @property
    def without_demand(self) -> Bools:
        """(m) True for sites with capacity that nobody can reach: what they have is handed to no one."""
        return (self.capacity > 0) & (self.demand == 0) if len(self.demand) else self.capacity < 0

    @property
    def total(self) -> float:
        """Σ population × access."""
        return float(self.population @ self.values)

    @property
    def expected(self) -> float | None:
        """What ``total`` must be: the capacity of the sites with demand; None if the method keeps no sum."""
        if self.method not in (Method.SHARED, Method.CHOSEN):
            return None
        return float(self.capacity[self.demand > 0].sum())

    @property
    def conserved(self) -> bool | None:
        """Whether ``total`` is what it must be, to a billionth; None if there is nothing to check."""
        if self.expected is None:
            return None
        return abs(self.total - self.expected) <= 1e-9 * max(self.expected, abs(self.total))


def measure(
    pairs: Pairs, population: Floats, capacity: Floats, method: Method, decays: Sequence[Decay]
) -> list[Access]:
    """Access of everyone for each decay, all in one pass over the pairs.

    ``population`` (n) and ``capacity`` (m) are finite and not negative; ``ValueError`` otherwise. A site
    without capacity is closed: nobody chooses it.
    """
    _checked("population", population, pairs.people)
    _checked("capacity", capacity, pairs.sites)
    seen = demands(pairs, population, capacity, method, decays)
    offered = offers(capacity, seen, len(decays))
    values = accesses(pairs, capacity, offered, method, decays)
    return [
        Access(method, decay, population, capacity, *rows)
        for decay, *rows in zip(decays, values, offered, seen, strict=True)
    ]


def demands(
    pairs: Pairs, population: Floats, capacity: Floats, method: Method, decays: Sequence[Decay]
) -> Floats:
    """(V, m) weighted demand on each site; (V, 0) when the method has none."""
    if method is Method.SUM:
        return np.zeros((len(decays), 0))
    if method is not Method.CHOSEN:
        return pairs.to_sites(decays, population[None])
    choice = _choices(pairs, capacity, decays)
    return pairs.to_sites([squared(decay) for decay in decays], _ratio(population[None], choice))


def offers(capacity: Floats, demand: Floats, variants: int) -> Floats:
    """(V, m) what each site offers: its capacity, or its capacity over the demand on it (V, m or 0)."""
    if not demand.size:
        return np.broadcast_to(capacity, (variants, len(capacity)))
    return _ratio(capacity[None], demand)


def accesses(
    pairs: Pairs, capacity: Floats, offered: Floats, method: Method, decays: Sequence[Decay]
) -> Floats:
    """(V, n) what each person reaches of what is offered (V, m)."""
    if method in (Method.SUM, Method.SHARED):
        return pairs.to_people(decays, offered)
    reached = pairs.to_people([squared(decay) for decay in decays], offered)
    return reached if method is Method.SUBOPTIMAL else _ratio(reached, _choices(pairs, capacity, decays))


def _choices(pairs: Pairs, capacity: Floats, decays: Sequence[Decay]) -> Floats:
    """(V, n) Σ_j W_ij over the sites that are open."""
    opened = (capacity > 0).astype(np.float64)
    return pairs.to_people(decays, np.broadcast_to(opened, (len(decays), len(opened))))


def _ratio(over: Floats, under: Floats) -> Floats:
    """over ÷ under, 0 where under is 0."""
    return np.divide(over, under, out=np.zeros(np.broadcast_shapes(over.shape, under.shape)), where=under > 0)


def _checked(name: str, values: Floats, size: int) -> None:
    if values.shape != (size,):
        raise ValueError(f"{name} has {values.shape} values for {size}")
    if len(values) and not (np.isfinite(values).all() and values.min() >= 0):
        raise ValueError(f"{name} is finite and not negative")
