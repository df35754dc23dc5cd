"""Sums that do not depend on their order: numbers cut in parts which add up without rounding.

A part is a whole multiple of a power of two so large that no sum of its numbers needs more than the 53 bits
of a float (pre-rounding: Demmel and Nguyen 2013, « Fast reproducible floating-point summation », ARITH 21).
What is left by the first part makes a second; beyond it is less than 1e-15 of what rounding would lose.
Differences of running sums are then as exact as the sums: nothing, added and taken away, leaves nothing.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_BITS = 50  # one bit for what rounding to the grid may add, one for differences, one for the sign


def exact_parts(values: Floats) -> list[Floats]:
    """One or two arrays of the shape of ``values`` whose sums, in any order and of any subset, are exact.

    Only one for whole numbers, as populations are. So are the sums of differences of two of them. Values are
    finite.
    """
    first = _on_grid(values)
    rest = values - first
    return [first, _on_grid(rest)] if rest.any() else [first]


def _on_grid(values: Floats) -> Floats:
    total = float(np.abs(values).sum())
    if total == 0.0:
        return np.zeros_like(values)
    grid = math.ldexp(1.0, max(math.frexp(total)[1] - _BITS, -1070))
    return np.rint(values / grid) * grid
