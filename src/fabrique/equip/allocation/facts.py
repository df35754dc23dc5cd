"""What the sharing knows of a device, of a request, and of what was shared out before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Offered:
    """A device that is ready. ``ram_mb`` in MiB, ``storage_gb`` in decimal GB, ``weight_g`` in grams,
    ``screen_tenths`` of an inch, ``cpu_mark`` from the operator's table; ``None``: nobody knows."""

    key: str
    kind: str
    ram_mb: int | None = None
    storage_gb: int | None = None
    cpu_mark: int | None = None
    weight_g: int | None = None
    screen_tenths: int | None = None
    windows_11: bool | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits. ``criteria`` and ``constraints`` are codes (``enums.asking``).

    ``kinds``: the kinds that its programme lends or gives; empty: all. ``household``: requests with the same
    one share one device; empty: this one has its own, for a stated reason. ``area``: the priority
    neighbourhood, which quotas count; empty elsewhere. ``needed_on``: the day after which the urgency counts
    no more.
    """

    key: str
    use: str
    asked_on: date
    criteria: frozenset[str] = frozenset()
    constraints: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    programme: str = ""
    area: str = ""
    household: str = ""
    refused: frozenset[str] = frozenset()
    needed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """What a programme may still give: in all, and in each neighbourhood; ``None``: as many as there are.

    ``given``: how many it gave already in each neighbourhood.
    """

    total: int | None = None
    per_area: int | None = None
    given: Mapping[str, int] = field(default_factory=dict)
