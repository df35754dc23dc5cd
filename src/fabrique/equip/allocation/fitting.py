"""How well each device fits each request: what is asked is a condition, the rest takes points away.

Devices that no rule tells apart are one class, and requests that ask for the same are one class: the same few
comparisons are made for all of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabrique.equip.allocation.facts import Asked, Offered
from fabrique.equip.allocation.rules import MEASURES, RuleSet
from fabrique.equip.enums.asking import Constraint
from fabrique.equip.enums.kinds import DeviceKind

Ints = NDArray[np.int64]
UNKNOWN = -1
PORTABLE = (DeviceKind.LAPTOP, DeviceKind.TABLET, DeviceKind.SMARTPHONE)
KINDS = tuple(DeviceKind.values)
AMPLE = 2  # times what is comfortable

# use, constraints, kinds of the programme, devices refused already
Profile = tuple[str, frozenset[str], frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """For each device, where each condition fails (``stops``) and what each thing takes (``costs``)."""

    stops: dict[str, NDArray[np.bool_]]
    costs: dict[str, Ints]
    best: int

    def fit(self) -> Ints:
        """The fit of each device, at least 1; -1 where a condition fails."""
        stopped = np.any(list(self.stops.values()), axis=0)
        return np.where(stopped, -1, np.maximum(1, self.best - sum(self.costs.values())))


class Features:
    """Devices as columns of numbers, cut at the thresholds of the rules: equal rows are alike for them."""

    def __init__(
        self, devices: Sequence[Offered], rules: RuleSet, apart: frozenset[str] = frozenset()
    ) -> None:
        """``apart``: devices that somebody refused, each of which is a class of its own."""
        self.rules = rules
        self.apart = {key: number for number, key in enumerate(sorted(apart), 1)}
        self.alone = np.array([self.apart.get(each.key, 0) for each in devices], np.int64)
        self.kind = np.array([KINDS.index(each.kind) for each in devices], np.int64)
        self.columns = {name: _column([getattr(each, name) for each in devices]) for name in MEASURES}
        self.columns["light"] = _within(_column([each.weight_g for each in devices]), most=rules.light_g)
        screens = _column([each.screen_tenths for each in devices])
        self.columns["large_screen"] = _within(screens, least=rules.large_screen_tenths)
        self.columns["windows"] = _column([each.windows_11 for each in devices])

    def classes(self) -> tuple[Features, Ints]:
        """One line for each class of devices, and the class of each device."""
        table = np.column_stack([self.alone, self.kind, *(self._cut(name) for name in self.columns)])
        rows, member = np.unique(table, axis=0, return_inverse=True)
        alike = Features((), self.rules)
        alike.apart, alike.alone, alike.kind = self.apart, rows[:, 0], rows[:, 1]
        alike.columns = {name: rows[:, place] for place, name in enumerate(self.columns, 2)}
        return alike, member.ravel()

    def _cut(self, name: str) -> Ints:
        """A measure brought down to the nearest threshold below it: no comparison tells the two apart."""
        values = self.columns[name]
        if name not in MEASURES:
            return values
        pairs = [use.measures[name] for use in self.rules.uses.values()]
        steps = np.unique([0, *(step for least, good in pairs for step in (least, good, AMPLE * good))])
        return np.where(values < 0, UNKNOWN, steps[np.searchsorted(steps, values, side="right") - 1])

    def judge(self, profile: Profile) -> Judged:
        """How each device does for requests of a profile."""
        use, constraints, kinds, refused = profile
        rule, cost = self.rules.uses[use], self.rules.fit
        places = np.full(len(KINDS), UNKNOWN, np.int64)
        for place, kind in enumerate(rule.kinds):
            places[KINDS.index(kind)] = place
        order = places[self.kind]
        stops, costs = {"use": order < 0}, {"kind": cost["other_kind"] * order.clip(0)}
        if kinds:
            stops["programme"] = ~np.isin(self.kind, [KINDS.index(kind) for kind in kinds])
        for name in MEASURES:
            (least, good), values = rule.measures[name], self.columns[name]
            known = values >= 0
            stops[name] = known & (values < least)
            ample = (values >= AMPLE * good) & (good > 0)
            known_cost = np.where(values < good, cost["short"], np.where(ample, cost["ample"], 0))
            costs[name] = np.where(known, known_cost, cost["unknown"])
        if refused:
            stops["refused"] = np.isin(self.alone, [self.apart[key] for key in refused if key in self.apart])
        for constraint in sorted(constraints):
            if constraint == Constraint.PORTABLE:
                stops[constraint] = ~np.isin(self.kind, [KINDS.index(kind) for kind in PORTABLE])
            else:
                stops[constraint] = self.columns[constraint] == 0
                costs[constraint] = np.where(self.columns[constraint] < 0, cost["unknown"], 0)
        return Judged(stops, costs, cost["best"])


def profile_of(request: Asked) -> Profile:
    """What decides which devices do."""
    return request.use, request.constraints, request.kinds, request.refused


def _column(values: Sequence[int | None]) -> Ints:
    return np.array([UNKNOWN if value is None else int(value) for value in values], np.int64)


def _within(values: Ints, *, least: int = 0, most: int | None = None) -> Ints:
    """1 where a known value lies within its bounds, 0 where it does not, -1 where it is not known."""
    inside = (values >= least) & (values <= (values if most is None else most))
    return np.where(values < 0, UNKNOWN, inside.astype(np.int64))
