"""What is to be collected, with what, and the rounds that come out.

Instants are seconds since midnight of the day of the round, durations seconds, distances metres, volumes
litres, weights grams: all integers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

Span = tuple[int, int]
"""Two instants, the first included and the last too."""
DAY: Span = (0, 24 * 3600)


class Breach(StrEnum):
    """What a round that cannot be driven as it stands breaks."""

    VOLUME = "volume"
    WEIGHT = "weight"
    WINDOW = "window"
    SHIFT = "shift"


class Reason(StrEnum):
    """Why a stop is in no round: the first four whatever the other stops, the last three because of them."""

    TOO_BULKY = "too_bulky"
    TOO_HEAVY = "too_heavy"
    NO_VEHICLE = "no_vehicle"
    OUT_OF_REACH = "out_of_reach"
    NO_ROOM = "no_room"
    NO_TIME = "no_time"
    NOT_WORTH_IT = "not_worth_it"


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where something waits. The crew is there from its arrival in one of the ``windows`` until the
    end of its service, which the same window must contain. ``worth``: the seconds of round that it may cost;
    None, as many as it takes.
    """

    key: str
    litres: int = 0
    grams: int = 0
    service_s: int = 0
    windows: tuple[Span, ...] = (DAY,)
    worth: int | None = None

    def begins(self, arrival: int) -> int | None:
        """When service begins for who arrives at an instant; None when every window is over by then."""
        begins = (max(arrival, first) for first, _last in self.windows)
        rows = zip(begins, self.windows, strict=True)
        return min((at for at, (_first, last) in rows if at + self.service_s <= last), default=None)

    def overruns(self, arrival: int) -> tuple[int, int]:
        """By how much service runs over the window that it breaks least, and when it then begins."""
        starts = ((max(arrival, first), last) for first, last in self.windows)
        return min((begins + self.service_s - last, begins) for begins, last in starts)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One van and its crew for one round, which begins and ends in the ``shift``.

    ``start`` and ``end`` are numbers of depots. A van that goes out twice in the day is two vehicles, each
    with its shift.
    """

    key: str
    litres: int
    grams: int
    shift: Span = DAY
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Travel:
    """How far, and how long, from each place to each other: ``metres[from][to]``, ``seconds[from][to]``.

    The places are the depots first, then the stops, in the order of the problem.
    """

    metres: tuple[tuple[int, ...], ...]
    seconds: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Problem:
    """A day of collecting.

    Raises ValueError when two stops or vehicles bear one key, an amount is negative, a stop has no window, a
    shift ends before it begins, a depot is unknown or the travel has not one line for each place.
    """

    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    travel: Travel
    depots: int = 1

    def __post_init__(self) -> None:
        for named in (self.stops, self.vehicles):
            if len({one.key for one in named}) < len(named):
                raise ValueError("two of one key")
            if any(min(one.litres, one.grams) < 0 for one in named):
                raise ValueError("a negative load")
        if any(stop.service_s < 0 or not stop.windows for stop in self.stops):
            raise ValueError("a negative service, or a stop without a window")
        if any(not 0 <= at < self.depots for one in self.vehicles for at in (one.start, one.end)):
            raise ValueError("an unknown depot")
        if any(one.shift[0] > one.shift[1] for one in self.vehicles):
            raise ValueError("a shift that ends before it begins")
        size = self.depots + len(self.stops)
        for table in (self.travel.metres, self.travel.seconds):
            if len(table) != size or any(len(line) != size for line in table):
                raise ValueError("a travel of another size")
            if any(amount < 0 for line in table for amount in line):
                raise ValueError("a negative travel")

    @cached_property
    def place(self) -> dict[str, int]:
        """The number of the place of each stop."""
        return {stop.key: self.depots + at for at, stop in enumerate(self.stops)}

    @cached_property
    def stop(self) -> dict[str, Stop]:
        """Each stop by its key."""
        return {stop.key: stop for stop in self.stops}

    @cached_property
    def vehicle(self) -> dict[str, Vehicle]:
        """Each vehicle by its key."""
        return {vehicle.key: vehicle for vehicle in self.vehicles}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that a round breaks: at which stop (None: at its end), and by how much, in the unit of what
    is broken (litres, grams, seconds).
    """

    breach: Breach
    by: int
    stop: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop in its round; the load is what the vehicle carries when it leaves it."""

    stop: str
    arrives_at: int
    begins_at: int
    leaves_at: int
    metres: int
    litres: int
    grams: int


@dataclass(frozen=True, slots=True)
class Round:
    """One vehicle's stops in order, timed. ``metres`` of a visit are those driven to reach it, those of the
    round are all of them.
    """

    vehicle: str
    leaves_at: int
    returns_at: int
    metres: int
    visits: tuple[Visit, ...]
    violations: tuple[Violation, ...] = ()

    @property
    def seconds(self) -> int:
        """From leaving to being back."""
        return self.returns_at - self.leaves_at

    @property
    def order(self) -> tuple[str, ...]:
        """The keys of the stops."""
        return tuple(visit.stop for visit in self.visits)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stop that no round takes, and why."""

    stop: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """The rounds, in the order of the vehicles, without the vehicles that stay; ``method`` made them."""

    rounds: tuple[Round, ...]
    left_out: tuple[LeftOut, ...]
    method: str

    @property
    def metres(self) -> int:
        """Driven in all."""
        return sum(one.metres for one in self.rounds)

    @property
    def seconds(self) -> int:
        """Spent in all, from leaving to being back."""
        return sum(one.seconds for one in self.rounds)

    @property
    def served(self) -> frozenset[str]:
        """The stops that are in a round."""
        return frozenset(key for one in self.rounds for key in one.order)


SECOND, METRE = 16, 1
"""What a second of a crew and a metre of a van cost, one in terms of the other: about 20 € an hour, 35 cents
a kilometre."""


def cost(rounds: Iterable[Round]) -> int:
    """What rounds cost, in metres."""
    return sum(SECOND * one.seconds + METRE * one.metres for one in rounds)
