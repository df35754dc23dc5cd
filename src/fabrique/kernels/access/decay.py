"""How what is far counts less: weights by cost, zero beyond a reach that belongs to the catchment."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LUO_QI = (1.0, 0.68, 0.22)
"""Weights of three equal steps: Luo and Qi 2009, « An enhanced two-step floating catchment area (E2SFCA)
method for measuring spatial accessibility to primary care physicians », Health & Place 15."""
APL = (1.0, 0.3, 0.1)
"""Weights of the « accessibilité potentielle localisée » (DREES, IRDES, 2012): up to 5, 10, 15 minutes."""


class Decay(Protocol):
    """A weight of at least 0 for each cost up to ``reach`` (metres, minutes…), 0 beyond."""

    @property
    def reach(self) -> float: ...

    def weigh(self, cost: Floats) -> Floats:
        """Weights of costs, all within ``reach``."""
        ...


def _positive(name: str, value: float) -> None:
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name} is a positive number, not {value}")


@dataclass(frozen=True, slots=True)
class Steps:
    """``weights[k]`` up to ``bounds[k]`` included. Bounds increase; weights are not negative.

    Raises ``ValueError`` otherwise.
    """

    bounds: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.bounds or len(self.bounds) != len(self.weights):
            raise ValueError("one weight for each step")
        if any(not (math.isfinite(weight) and weight >= 0) for weight in self.weights):
            raise ValueError("a weight is a number of at least 0")
        _positive("a bound", self.bounds[0])
        _positive("a bound", self.bounds[-1])
        if any(low >= high for low, high in zip(self.bounds, self.bounds[1:], strict=False)):
            raise ValueError("bounds increase")

    @property
    def reach(self) -> float:
        return self.bounds[-1]

    def weigh(self, cost: Floats) -> Floats:
        return np.array((*self.weights, 0.0))[np.searchsorted(self.bounds, cost)]


def steps(reach: float, weights: Sequence[float] = LUO_QI) -> Steps:
    """Equal steps up to ``reach``: thirds for three weights."""
    count = len(weights)
    return Steps(tuple(reach * (step + 1) / count for step in range(count)), tuple(weights))


def within(reach: float) -> Steps:
    """All that is within ``reach`` counts alike (2SFCA, cumulative opportunities)."""
    return steps(reach, (1.0,))


@dataclass(frozen=True, slots=True)
class Gaussian:
    """1 at no cost, 0 at ``reach``: (exp(−½(c/reach)²) − exp(−½)) / (1 − exp(−½)) (Dai 2010)."""

    reach: float

    def __post_init__(self) -> None:
        _positive("the reach", self.reach)

    def weigh(self, cost: Floats) -> Floats:
        edge = math.exp(-0.5)
        return np.maximum((np.exp(-0.5 * (cost / self.reach) ** 2) - edge) / (1 - edge), 0.0)


@dataclass(frozen=True, slots=True)
class Power:
    """(cost ÷ nearest) to the power −``exponent``, 1 for what is nearer than ``nearest`` (Hansen 1959)."""

    reach: float
    exponent: float
    nearest: float

    def __post_init__(self) -> None:
        _positive("the reach", self.reach)
        _positive("the exponent", self.exponent)
        _positive("the nearest cost", self.nearest)

    def weigh(self, cost: Floats) -> Floats:
        return np.asarray((np.maximum(cost, self.nearest) / self.nearest) ** -self.exponent)


@dataclass(frozen=True, slots=True)
class Squared:
    """The square of the weights of another."""

    decay: Decay

    @property
    def reach(self) -> float:
        return self.decay.reach

    def weigh(self, cost: Floats) -> Floats:
        return self.decay.weigh(cost) ** 2


def squared(decay: Decay) -> Decay:
    """Squared weights; steps stay steps, which are quicker."""
    if isinstance(decay, Steps):
        return Steps(decay.bounds, tuple(weight**2 for weight in decay.weights))
    return Squared(decay)
