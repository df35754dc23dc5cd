"""Bringing values to one scale, where more always means more fragile.

A scale is fitted on the known values of a reference population and then applied to any values, of the same
year or of another: that is what freezing means. With x the value, turned over (−x) when less means more
fragile:

=============  ====================================================================================
rank           mid-rank among the m known values (1 … m), then low + (high − low)(rank − 1)/(m − 1)
percentile     low + (high − low) × (share strictly below + half the share equal)
z              centre + spread × (x − mean)/deviation
minmax         low + (high − low)(x − min)/(max − min), cut to the ends
goalposts      the same with two fixed values instead of min and max
bands          the score of the band: cuts are quantiles, or values when absolute; a cut is in the lower band
ratio          high × x/reference; when less means more fragile, high × reference/x
distance       high × (1 − (reference − x)/(reference − min)), as ``n_dist2ref`` of COINr
=============  ====================================================================================

Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.definition import Indicator, Method, Normalisation
from fabrique.kernels.index.errors import Refusal

Floats = npt.NDArray[np.float64]
_ROUNDING, _TINY = 1e-9, 1e-100


@dataclass(frozen=True, slots=True)
class Scale:
    """A fitted scale. ``points``: what was learnt, by method: sorted values (rank, percentile), mean and
    deviation (z), ends (min-max, goalposts, distance), cuts (bands); ``reference`` for ratio and distance.
    ``flat``: the reference population has one value only: everything is the middle, nothing is told apart.
    """

    how: Normalisation
    sign: int
    points: Floats
    reference: float = 0.0
    flat: bool = False
    cut: tuple[float, float] = (-np.inf, np.inf)

    def __call__(self, values: Floats) -> Floats:
        """(n) values to (n) points on the scale; NaN stays NaN."""
        if self.flat:
            return np.where(np.isnan(values), np.nan, self._middle())
        x = np.clip(values, *self.cut)
        with np.errstate(invalid="ignore"):
            return np.where(np.isnan(values), np.nan, self._scaled(x))

    def _middle(self) -> float:
        match self.how.method:
            case Method.Z:
                return self.how.centre
            case Method.BANDS:
                return (self.how.scores[0] + self.how.scores[-1]) / 2
            case Method.RATIO | Method.DISTANCE:
                return self.how.high
            case _:
                return (self.how.low + self.how.high) / 2

    def _scaled(self, x: Floats) -> Floats:
        how, points = self.how, self.points
        width = how.high - how.low
        match how.method:
            case Method.RANK | Method.PERCENTILE:
                return np.asarray(how.low + width * self._position(self.sign * x))
            case Method.Z:
                return np.asarray(how.centre + how.spread * self.sign * (x - points[0]) / points[1])
            case Method.MINMAX | Method.GOALPOSTS:
                share = np.clip((x - points[0]) / (points[1] - points[0]), 0.0, 1.0)
                return np.asarray(how.low + width * (share if self.sign > 0 else 1 - share))
            case Method.BANDS:
                band = np.searchsorted(points, self.sign * x, side="left")
                return np.asarray(np.asarray(how.scores)[band])
            case Method.RATIO:
                return np.asarray(how.high * (x / self.reference if self.sign > 0 else self.reference / x))
            case Method.DISTANCE:
                worst = points[0] if self.sign > 0 else points[1]
                return np.asarray(how.high * (1 - (self.reference - x) / (self.reference - worst)))
            case _:
                assert_never(how.method)

    def _position(self, x: Floats) -> Floats:
        order = np.argsort(x)  # looking up sorted values stays in the cache: several times faster
        below, upto = np.empty((2, len(x)))
        below[order] = np.searchsorted(self.points, x[order], side="left")
        upto[order] = np.searchsorted(self.points, x[order], side="right")
        count = len(self.points)
        if self.how.method is Method.PERCENTILE:
            return (below + upto) / (2 * count)
        return np.clip((below + upto - 1) / (2 * (count - 1)), 0.0, 1.0)


def fit(indicator: Indicator, how: Normalisation, known: Floats) -> Scale:
    """The scale of an indicator, from the known values (m ≥ 1), outliers treated, of the reference
    population.

    Raises ``Refusal`` when the method cannot be applied to such values.
    """
    sign = indicator.direction
    cut = (-np.inf, np.inf)
    if how.winsor:
        least, most = np.quantile(known, [how.winsor, 1 - how.winsor])
        cut = (float(least), float(most))
        known = np.clip(known, least, most)
    flat = is_flat(known)
    points, reference = known, 0.0
    match how.method:
        case Method.RANK | Method.PERCENTILE:
            points = np.sort(sign * known)
        case Method.Z:
            points = np.array([known.mean(), known.std(ddof=1) if len(known) > 1 else 0.0])
        case Method.MINMAX | Method.DISTANCE:
            points = np.array([known.min(), known.max()])
        case Method.GOALPOSTS:
            if indicator.goalposts is None:
                raise Refusal(f"L’indicateur « {indicator.code} » n’a pas de « goalposts ».")
            points, flat = np.array(indicator.goalposts), False
        case Method.BANDS:
            points = _cuts(how, sign, known)
            flat = flat and not how.absolute
        case Method.RATIO:
            reference = _reference(how, known)
            flat = False
            _can_divide(indicator, reference, known)
        case _:
            assert_never(how.method)
    if how.method is Method.DISTANCE:
        reference = _reference(how, known)
        if reference == points[0 if sign > 0 else 1] and not flat:
            raise Refusal(
                f"L’indicateur « {indicator.code} » : la référence est la valeur la moins fragile, une "
                "distance "
                "à elle n’a pas d’échelle. Prenez une autre « reference »."
            )
    return Scale(how, sign, points, reference, flat, cut)


def is_flat(known: Floats) -> bool:
    """Whether values (m) differ by rounding only: by less than a billionth of the largest."""
    return bool(known.max() - known.min() <= max(_ROUNDING * np.abs(known).max(), _TINY))


def _cuts(how: Normalisation, sign: int, known: Floats) -> Floats:
    if how.absolute:
        return np.sort(sign * np.asarray(how.cuts))
    return np.quantile(sign * known, how.cuts)


def _reference(how: Normalisation, known: Floats) -> float:
    if not isinstance(how.reference, str):
        return how.reference
    match how.reference:
        case "median":
            return float(np.median(known))
        case "min":
            return float(known.min())
        case "max":
            return float(known.max())
        case _:
            return float(known.mean())


def _can_divide(indicator: Indicator, reference: float, known: Floats) -> None:
    if reference <= 0 or (indicator.direction < 0 and known.min() <= _ROUNDING * reference):
        raise Refusal(
            f"L’indicateur « {indicator.code} » a une moyenne ou des valeurs nulles ou négatives : "
            "un rapport à la moyenne n’a pas de sens, choisissez une autre normalisation."
        )


def positive(scale_of: Normalisation, points: Floats) -> Floats:
    """The points where a geometric or harmonic mean can be taken of them: never under 1.

    A bounded scale is moved affinely to 1 … 100; the others are cut at 1.
    """
    match scale_of.method:
        case Method.BANDS:
            low, high = scale_of.scores[0], scale_of.scores[-1]
        case Method.RANK | Method.PERCENTILE | Method.MINMAX | Method.GOALPOSTS:
            low, high = scale_of.low, scale_of.high
        case _:
            return np.maximum(points, 1.0)
    return 1.0 + 99.0 * (points - low) / (high - low)
