"""What is done with extreme and missing values, learnt on a reference population and then applied to any.

Everything is fitted on known values only. Moments rule: winsorise one point at a time until |skewness| ≤ 2 or
kurtosis ≤ 3.5 (OECD/JRC Handbook 2008; the default of COINr). Fences: Tukey (1977), quartiles ± 3
interquartile ranges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.definition import Indicator, Missing, Outliers
from fabrique.kernels.index.errors import Refusal

Floats = npt.NDArray[np.float64]
MOST_WINSORISED = 0.05
SKEW, KURTOSIS = 2.0, 3.5
FILL_SHARES = {Missing.MEDIAN: 0.5, Missing.LOW: 0.1, Missing.HIGH: 0.9}


@dataclass(frozen=True, slots=True)
class Treatment:
    """Values are cut to ``least``…``most`` then, when ``log``, become log(1 + x − origin)."""

    least: float
    most: float
    log: bool = False
    origin: float = 0.0

    def __call__(self, values: Floats) -> Floats:
        """(n) to (n); NaN stays NaN."""
        return self.moved(np.clip(values, self.least, self.most))

    def moved(self, values: Floats) -> Floats:
        """(n) to (n), without the cut: what goalposts become."""
        return np.log1p(np.maximum(values - self.origin, 0.0)) if self.log else values


def fit_outliers(indicator: Indicator, known: Floats) -> Treatment:
    """The treatment of an indicator, from the known values (m ≥ 1) of the reference population."""
    least, most = -np.inf, np.inf
    if indicator.outliers is Outliers.WINSOR:
        least, most = np.quantile(known, [indicator.outlier_share, 1 - indicator.outlier_share])
    elif indicator.outliers is Outliers.FENCES:
        first, third = np.quantile(known, [0.25, 0.75])
        least, most = first - 3 * (third - first), third + 3 * (third - first)
    elif indicator.outliers is Outliers.MOMENTS:
        least, most = _moment_bounds(known)
    elif indicator.outliers is Outliers.LOG:
        return Treatment(least, most, log=True, origin=min(0.0, float(known.min())))
    return Treatment(float(least), float(most))


def _moment_bounds(known: Floats) -> tuple[float, float]:
    values = np.sort(known)
    low, high = 0, len(values) - 1
    for _ in range(int(MOST_WINSORISED * len(values))):
        cut = np.clip(values, values[low], values[high])
        skew, kurtosis = moments(cut)
        if abs(skew) <= SKEW or kurtosis <= KURTOSIS:
            break
        if skew > 0:
            high -= 1
        else:
            low += 1
    return float(values[low]), float(values[high])


def moments(values: Floats) -> tuple[float, float]:
    """Skewness and excess kurtosis, corrected for the size of the sample (G1, G2); zeros below 4 values."""
    n = len(values)
    centred = values - values.mean()
    variance = float((centred**2).mean())
    if n < 4 or variance <= 0:
        return 0.0, 0.0
    g1 = float((centred**3).mean()) / variance**1.5
    g2 = float((centred**4).mean()) / variance**2 - 3
    return g1 * np.sqrt(n * (n - 1)) / (n - 2), ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3))


def fill_of(missing: Missing, known: Floats) -> float:
    """What stands for a missing value: mean, median, or the low and high deciles (the indicator's own way up:
    « high » is a large value, whatever the direction)."""
    if missing is Missing.MEAN:
        return float(known.mean())
    if missing in FILL_SHARES:
        return float(np.quantile(known, FILL_SHARES[missing]))
    raise Refusal(f"« {missing} » ne complète pas une valeur.")
