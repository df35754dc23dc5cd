"""What is shared out, between whom, in which order, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]

NONE = -1


class Outcome(IntEnum):
    """What a request gets, or the first thing that stops it."""

    SERVED = 0
    NOTHING_FITS = 1
    LIMIT_REACHED = 2
    TAKEN_ABOVE = 3


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most[g]`` requests are served among those of group ``g``.

    ``group`` has one number per request, in rank order, ``NONE`` for a request that is in no group. A limit
    is one way of parting the requests (by programme, by neighbourhood, by household); several may cross
    freely.
    """

    name: str
    group: Ints
    most: Ints


@dataclass(frozen=True, slots=True)
class Problem:
    """Devices, requests in their strict order, and how well each kind of the first fits each of the second.

    ``fit``: integers, one row per class of requests, one column per class of devices, negative where the
    device does not do. ``devices``: the class of each device, in the order in which alike devices go out.
    ``requests``: the class of each request, the first in rank first.
    """

    fit: Ints
    devices: Ints
    requests: Ints
    limits: Sequence[Limit] = field(default=())

    def __post_init__(self) -> None:
        """Refuse what would otherwise be read past an edge: ``ValueError`` says which part is wrong."""
        if self.fit.ndim != 2:
            raise ValueError("fit has one row per class of requests and one column per class of devices")
        _within("devices", self.devices, 0, self.fit.shape[1])
        _within("requests", self.requests, 0, self.fit.shape[0])
        for limit in self.limits:
            if limit.group.shape != self.requests.shape:
                raise ValueError(f"limit {limit.name}: one group per request")
            _within(f"limit {limit.name}", limit.group, NONE, len(limit.most))


def _within(name: str, numbers: Ints, lowest: int, end: int) -> None:
    if numbers.ndim != 1 or (numbers.size and not lowest <= numbers.min() <= numbers.max() < end):
        raise ValueError(f"{name}: numbers from {lowest} to {end - 1}, in one row")


@dataclass(frozen=True, slots=True)
class Shared:
    """What each request gets. Every array has one number per request, in rank order.

    ``device``: the device, ``NONE`` if not served. ``outcome``: an ``Outcome``. ``limit``: the first limit
    that is reached, ``NONE`` otherwise. ``needed``: the request above which one would have to be placed to be
    served, all else unchanged; ``NONE`` when served, or when no place would do. ``fit``: the total over who
    is served.
    """

    device: Ints
    outcome: Ints
    limit: Ints
    needed: Ints
    fit: int

    @property
    def served(self) -> int:
        """How many requests get a device."""
        return int((self.device >= 0).sum())
