"""How long things wait, when some still do: no average, and nobody who waits is left out.

A duration that is still running says « at least so long ». To count only those that are over makes waits
look short, the shorter the more things still wait. The share of things done by a time is therefore estimated
by the product-limit method (Kaplan and Meier 1958, « Nonparametric estimation from incomplete observations »,
Journal of the American Statistical Association 53), and where a thing may also end in another way (it will
then never be done) by the cumulative incidence with competing ends (Aalen and Johansen 1978, « An empirical
transition matrix for non-homogeneous Markov chains based on censored observations », Scandinavian Journal of
Statistics 5): to take such an end for a thing that still waits would promise that it can yet be done. Without
competing ends both are the same; when nothing waits it is the plain share. Pure: no Django, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]
_SAME = 1e-9  # shares are sums of products of floating-point numbers


@dataclass(frozen=True, slots=True)
class Curve:
    """``shares[i]``: the part of all things, in [0, 1], that are done within ``times[i]``; it never falls.

    ``times`` are those at which something was done, increasing. ``seen``: the longest duration known; beyond
    it nothing is said.
    """

    times: tuple[float, ...]
    shares: tuple[float, ...]
    seen: float

    def within(self, share: float) -> float | None:
        """The shortest time within which so large a part (in ]0, 1]) is done; None: not yet at ``seen``."""
        reached = (
            time for time, known in zip(self.times, self.shares, strict=True) if known >= share - _SAME
        )
        return next(reached, None)


def incidence(done: Sequence[float], waiting: Sequence[float] = (), other: Sequence[float] = ()) -> Curve:
    """The curve of the things that are done after so long, still wait, or ended otherwise.

    Durations are in any one unit, at least 0; what waits since ``t`` still does just after ``t``. Raises
    ``ValueError`` when there is none, or for a negative one.
    """
    parts = [np.asarray(each, dtype=float) for each in (done, other, waiting)]
    whole = np.concatenate(parts)
    if not whole.size:
        raise ValueError("nothing is known")
    if whole.min() < 0:
        raise ValueError("a duration is not negative")
    times = np.unique(whole)
    ended, elsewhere, censored = (_at(times, each) for each in parts)
    leaving = ended + elsewhere
    risk = whole.size - np.concatenate([[0], np.cumsum(leaving + censored)[:-1]])
    left = np.cumprod(1 - leaving / risk)  # nothing happened yet, just after each time
    before = np.concatenate([[1.0], left[:-1]])
    shares = np.cumsum(before * ended / risk)
    kept = ended > 0
    return Curve(tuple(times[kept].tolist()), tuple(shares[kept].tolist()), float(times[-1]))


def _at(times: Numbers, values: Numbers) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """How many of the values are at each of the times."""
    return np.bincount(np.searchsorted(times, values), minlength=times.size)
