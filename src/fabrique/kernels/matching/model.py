"""What is known of a place, what is wished for a person, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Met(IntEnum):
    """Whether a condition holds. The order matters: knowing nothing is better than knowing « no »."""

    NO = -1
    UNKNOWN = 0
    YES = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place as the choice sees it.

    ``sureness`` (0 to 1): how surely it answers the need. ``metres`` from the person, None when unknown.
    ``wait_hours`` until it is open: 0 now, ``inf`` when it is known not to open soon, None when unknown.
    ``audience``: YES it welcomes such persons especially, UNKNOWN everybody, NO others first. ``free``: the
    cost. ``age_days`` since somebody looked at its sheet, None unknown. ``completeness``: 0 to 100.
    ``organisation``: who runs it, "" unknown. ``point``: (latitude, longitude) in degrees.
    """

    key: str
    serves: bool = True
    admits: Met = Met.YES
    receives: bool = True
    sureness: float = 0.5
    metres: float | None = None
    wait_hours: float | None = None
    conditions: Mapping[str, Met] = field(default_factory=dict)
    audience: Met = Met.UNKNOWN
    free: Met = Met.UNKNOWN
    age_days: int | None = None
    completeness: int = 0
    organisation: str = ""
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What counts for a person.

    A place known not to meet a ``needed`` condition is set aside; a ``wished`` one moves it up or down.
    ``reach_m``: beyond, a place is too far (None: none is). ``half_m`` and ``half_wait_hours``: at which
    distance, and after which wait, half of the points are lost. ``located``: whether distances mean anything.
    """

    needed: frozenset[str] = frozenset()
    wished: frozenset[str] = frozenset()
    reach_m: float | None = None
    half_m: float = 4000.0
    half_wait_hours: float = 72.0
    located: bool = True

    @property
    def asked(self) -> frozenset[str]:
        """Every condition asked."""
        return self.needed | self.wished


@dataclass(frozen=True, slots=True)
class Part:
    """The points that a place has for one criterion."""

    criterion: str
    points: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place chosen. ``points`` are those of its ``parts``, less what its twins chosen before it cost."""

    key: str
    points: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One obstacle to drop, and how many more places would then qualify."""

    obstacle: str
    gained: int
