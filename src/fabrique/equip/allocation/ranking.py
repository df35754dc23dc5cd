"""The order: points that anyone can add up, and the place that they give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fabrique.equip.allocation.facts import Asked
from fabrique.equip.allocation.rules import RuleSet
from fabrique.equip.enums.asking import URGENCIES


@dataclass(frozen=True, slots=True)
class Ranked:
    """A request in its place. ``parts``: points of each criterion; ``waited``: days; ``waiting``: points."""

    rank: int
    request: Asked
    parts: tuple[tuple[str, int], ...]
    waited: int
    waiting: int

    @property
    def points(self) -> int:
        """All its points."""
        return self.waiting + sum(points for _code, points in self.parts)


def points_of(request: Asked, rules: RuleSet, today: date) -> tuple[tuple[tuple[str, int], ...], int, int]:
    """The points of each criterion that counts, the days waited, and the points of the wait."""
    counted = request.criteria - (URGENCIES if lapsed(request.needed_on, today) else frozenset())
    parts = tuple((code, rules.criteria[code]) for code in rules.criteria if code in counted)
    waited = max(0, (today - request.asked_on).days)
    return parts, waited, waited * rules.points_per_day


def lapsed(needed_on: date | None, today: date) -> bool:
    """Whether the day by which a device was needed is past: the urgency then counts no more."""
    return needed_on is not None and needed_on < today


def ranked(requests: Iterable[Asked], rules: RuleSet, today: date) -> list[Ranked]:
    """The most points first; with as many points, the one that waits since longer; then by its code."""
    counted = [(request, *points_of(request, rules, today)) for request in requests]
    counted.sort(key=lambda one: (-sum(p for _c, p in one[1]) - one[3], one[0].asked_on, one[0].key))
    return [Ranked(place, *each) for place, each in enumerate(counted, 1)]
