"""A panel: areas of one level and one vintage, with measures whose every value knows what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Statuses = npt.NDArray[np.uint8]


class Status(IntEnum):
    """What a value is. ``SECRET`` and ``MISSING`` have no number (NaN); ``IMPUTED`` was estimated."""

    OBSERVED = 0
    IMPUTED = 1
    SECRET = 2
    MISSING = 3


class Kind(StrEnum):
    """How a measure is carried from small areas to large ones.

    ``COUNT`` is summed. ``RATIO`` is ``numerator`` ÷ ``denominator`` × ``scale``, both summed first. ``MEAN``
    is weighted by ``denominator``. ``QUANTILE`` (a median income) and ``SCORE`` cannot be carried.
    """

    COUNT = "count"
    RATIO = "ratio"
    MEAN = "mean"
    QUANTILE = "quantile"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured. ``unit`` is French (« personnes », « % », « m »). ``direction``: 1 when more means
    more fragile, -1 when less does, 0 when neither. ``numerator`` and ``denominator`` are codes of counts of
    the same panel ("" when only the rate was published). ``scale``: 100 for a percentage. ``least``, ``most``
    bound what is possible. ``approximate``: ``denominator`` stands for another that was not published, so
    what is put together with it is an estimate.
    """

    code: str
    label: str
    unit: str
    kind: Kind
    direction: int = 0
    numerator: str = ""
    denominator: str = ""
    scale: float = 1.0
    least: float | None = 0.0
    most: float | None = None
    approximate: bool = False

    def __post_init__(self) -> None:
        if self.direction not in (-1, 0, 1):
            raise ValueError(f"{self.code}: direction is -1, 0 or 1")


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over the areas of a panel: ``values`` (n) and ``status`` (n).

    A value is NaN where, and only where, its status is ``SECRET`` or ``MISSING``.
    """

    measure: Measure
    values: Floats
    status: Statuses

    def __post_init__(self) -> None:
        if self.values.shape != self.status.shape or self.values.ndim != 1:
            raise ValueError(f"{self.measure.code}: values and status are vectors of one length")
        if not np.array_equal(np.isfinite(self.values), self.status <= Status.IMPUTED):
            raise ValueError(f"{self.measure.code}: a value is a finite number exactly where it is known")

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """(n) True where there is a number, observed or imputed."""
        return self.status <= Status.IMPUTED


def series(measure: Measure, values: Sequence[float] | Floats, status: Sequence[int] | None = None) -> Series:
    """A series; without ``status``, numbers are observed and NaN is missing."""
    numbers = np.asarray(values, dtype=np.float64)
    if status is None:
        codes = np.where(np.isfinite(numbers), Status.OBSERVED, Status.MISSING).astype(np.uint8)
        return Series(measure, np.where(np.isfinite(numbers), numbers, np.nan), codes)
    return Series(measure, numbers, np.asarray(status, dtype=np.uint8))


@dataclass(frozen=True, slots=True)
class Panel:
    """Areas (n codes, none twice) of one ``level`` ("iris", "commune", "epci", "qpv", "cell", "other"…), as
    they were in the year ``geography`` (0 when unknown), with ``series`` by code of measure.

    ``names`` are the areas' own where the file has them.
    """

    level: str
    geography: int
    areas: tuple[str, ...]
    series: Mapping[str, Series]
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(set(self.areas)) != len(self.areas):
            raise ValueError("an area is there twice")
        for code, one in self.series.items():
            if len(one.values) != len(self.areas):
                raise ValueError(f"{code}: {len(one.values)} values for {len(self.areas)} areas")

    def rank_of(self) -> dict[str, int]:
        """The place of each area in the arrays."""
        return {code: rank for rank, code in enumerate(self.areas)}
