"""What is to be sited, under which rules, and the plan that comes out.

``n`` demand points, ``m`` candidate sites; people and money in any unit, distances in metres. A site is named
by its number, an area by its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Demand:
    """Where people are. ``people`` (n, ≥ 0); ``priority`` (n, from 0 to 1): which part of them lives in a
    priority neighbourhood; ``area`` (n): number of the commune, -1 for none.

    Raises ValueError for another size, a negative or non-finite number.
    """

    people: Floats
    priority: Floats
    area: Ints

    def __post_init__(self) -> None:
        if not len(self.people) == len(self.priority) == len(self.area):
            raise ValueError("columns of several sizes")
        if not np.isfinite(self.people).all() or (self.people < 0).any():
            raise ValueError("people who cannot be counted")
        if not ((self.priority >= 0) & (self.priority <= 1)).all():
            raise ValueError("a share that is none")

    @classmethod
    def of(cls, people: Floats) -> Demand:
        """Demand of which nothing but the people is known."""
        size = len(people)
        return cls(np.asarray(people, float), np.zeros(size), np.full(size, -1))


@dataclass(frozen=True)
class Sites:
    """Where something may be. All have m lines: ``cost`` (≥ 0), ``capacity`` (people, may be infinite),
    ``existing`` (open today), ``kept`` (stays open whatever), ``veto`` (who says no, empty for nobody: a
    vetoed site is never chosen), ``priority`` (in a priority neighbourhood).

    Raises ValueError for another size, a cost or a capacity that is none, a site both kept and vetoed.
    """

    cost: Floats
    capacity: Floats
    existing: Bools
    kept: Bools
    veto: tuple[str, ...]
    priority: Bools

    def __post_init__(self) -> None:
        columns = (self.cost, self.capacity, self.existing, self.kept, self.veto, self.priority)
        if len({len(column) for column in columns}) > 1:
            raise ValueError("columns of several sizes")
        if not np.isfinite(self.cost).all() or (self.cost < 0).any():
            raise ValueError("a cost that is none")
        if not (self.capacity >= 0).all():
            raise ValueError("a capacity that is none")
        if (self.kept & self.barred).any():
            raise ValueError("a site both kept and vetoed")

    @classmethod
    def of(cls, count: int) -> Sites:
        """Sites of which nothing is known: free, endless, none open."""
        no = np.zeros(count, bool)
        return cls(np.zeros(count), np.full(count, np.inf), no, no, ("",) * count, no)

    def __len__(self) -> int:
        return len(self.cost)

    @property
    def barred(self) -> Bools:
        """Sites with a veto (m)."""
        return np.array([bool(name) for name in self.veto], bool)

    def without_veto(self, name: str | None = None) -> Sites:
        """The same sites once a veto is lifted, or all of them."""
        return replace(self, veto=tuple("" if name in (None, one) else one for one in self.veto))


@dataclass(frozen=True, slots=True)
class Rules:
    """What a plan must obey. ``count``: how many sites are open, kept ones included (exactly, but at most
    when there is a ``budget``); ``budget``: of all that is chosen. Shares go from 0 to 1:
    ``priority_sites`` of the sites opened, ``priority_people`` of the people of priority neighbourhoods
    covered, ``area_people`` of the people of each area covered. 0: no such rule.
    """

    count: int | None = None
    budget: float | None = None
    priority_sites: float = 0.0
    priority_people: float = 0.0
    area_people: float = 0.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How far to look: counted in steps, so that an answer that is not cut short depends on no clock.

    ``swaps`` of the search around the best plan known, ``nodes`` of branching of the exact solver; the exact
    solver is called when what it must decide has at most ``entries`` numbers. ``seconds``: an optional limit
    of the exact solver, for who prefers an answer in time to the same answer everywhere. ``left``: how many
    seconds are left in all, which its caller counts; once none is, each step ends with what it has.
    """

    swaps: int = 1_500
    nodes: int = 3_000
    entries: int = 25_000
    seconds: float | None = None
    seed: int = 0
    progress: Callable[[str], None] = lambda _text: None
    left: Callable[[], float] = lambda: math.inf

    @property
    def over(self) -> bool:
        """Whether no time is left."""
        return self.left() <= 0

    def part(self, share: float) -> Effort:
        """The same, with a share only of the seconds that are left."""
        rest = self.left() * (1 - share)
        return self if math.isinf(rest) else replace(self, left=lambda: self.left() - rest)


@dataclass(frozen=True)
class Solution:
    """Sites chosen (numbers, increasing), what they reach, and what no plan can beat.

    ``sense``: +1 when more is better, -1 when less is. ``bound`` is proven: above the best of all plans when
    more is better, below it when less is. ``cut``: the search ended for lack of time.
    """

    chosen: Ints
    objective: float
    bound: float
    sense: int
    method: str
    cut: bool = False

    @property
    def gap(self) -> float:
        """What may be lost, as a share of the best that may exist: 0 when the plan is proven the best."""
        over = self.bound - self.objective if self.sense > 0 else self.objective - self.bound
        base = max(abs(self.bound), abs(self.objective))
        return max(0.0, over / base) if base > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Unmet:
    """A rule that cannot be kept. ``rule`` is the name of the field of ``Rules``, ``area`` which area if any.

    ``asked`` and ``alone`` in the unit of the rule: the best when this rule is the only one beside the number
    of sites and the money; ``together``: the best when the others are kept, None when they cannot be.
    """

    rule: str
    asked: float
    alone: float
    together: float | None
    area: int | None = None


class Infeasible(ValueError):
    """No plan obeys the rules; ``unmet`` says which cannot be kept, and how near one can come."""

    def __init__(self, *unmet: Unmet) -> None:
        super().__init__("no plan obeys the rules: " + ", ".join(one.rule for one in unmet))
        self.unmet = unmet


class Unfinished(RuntimeError):
    """The search ended before it found a plan, or proved that there is none."""
