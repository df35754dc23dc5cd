"""The whole sharing: the order, the quotas, the devices that fit, and why for each request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from fabrique.equip.allocation.facts import Asked, Offered, Quota
from fabrique.equip.allocation.fitting import Features, Judged, Profile, profile_of
from fabrique.equip.allocation.ranking import Ranked, ranked
from fabrique.equip.allocation.rules import RuleSet
from fabrique.kernels.matching.priority import NONE, Limit, Outcome, Problem, share

PROGRAMME, AREA, HOUSEHOLD = "programme", "area", "household"


@dataclass(frozen=True, slots=True)
class Line:
    """What one request gets. ``device`` and ``fit``: when it gets one. ``limit``: the quota that is full.

    ``above``: the request above which it would have to be to get one, ``None`` when no place would do.
    ``next_alike``: when served, the first that asks for the same and gets nothing. ``judged``: how the
    devices that are ready do for it, its own when it gets one.
    """

    place: Ranked
    outcome: Outcome
    device: Offered | None
    fit: int
    limit: str
    above: Ranked | None
    next_alike: Ranked | None
    judged: Judged


@dataclass(frozen=True, slots=True)
class Sharing:
    """All the lines in the order of the requests, and the total fit."""

    lines: tuple[Line, ...]
    devices: int
    fit: int

    @property
    def served(self) -> tuple[Line, ...]:
        """Those that get a device."""
        return tuple(line for line in self.lines if line.device)


def share_out(
    devices: Sequence[Offered],
    requests: Sequence[Asked],
    rules: RuleSet,
    today: date,
    quotas: Mapping[str, Quota] | None = None,
    housed: frozenset[str] = frozenset(),
) -> Sharing:
    """Serve the order of ``rules`` on ``today``. ``housed``: the households that have their device."""
    order = ranked(requests, rules, today)
    refused = frozenset(key for each in requests for key in each.refused)
    alike, member = Features(devices, rules, refused).classes()
    profiles: dict[Profile, int] = {}
    asks = [profiles.setdefault(profile_of(each.request), len(profiles)) for each in order]
    judged = [alike.judge(profile) for profile in profiles]
    fits = [each.fit() for each in judged]
    fit = np.array(fits, np.int64).reshape(len(judged), len(alike.kind))
    limits = _limits([each.request for each in order], quotas or {}, housed)
    # Classes that fit every request alike are one: it halves what the kernel has to compare.
    kinds, kind_of = np.unique(fit, axis=1, return_inverse=True)
    kind = kind_of.ravel()[member]
    found = share(Problem(kinds, kind, np.array(asks, np.int64), limits))
    behind = _next_alike(order, found.outcome.tolist())
    lines = []
    for number, each in enumerate(order):
        device = int(found.device[number])
        served = device != NONE
        lines.append(
            Line(
                place=each,
                outcome=Outcome(int(found.outcome[number])),
                device=devices[device] if served else None,
                fit=int(fit[asks[number], member[device]]) if served else 0,
                limit=limits[int(found.limit[number])].name if found.limit[number] != NONE else "",
                above=order[int(found.needed[number])] if found.needed[number] != NONE else None,
                next_alike=behind[number],
                judged=_of(judged[asks[number]], member[device]) if served else judged[asks[number]],
            )
        )
    return Sharing(tuple(lines), len(devices), found.fit)


def _of(judged: Judged, kind: int) -> Judged:
    """How the devices of one class do."""
    stops = {name: stop[kind : kind + 1] for name, stop in judged.stops.items()}
    return Judged(stops, {name: cost[kind : kind + 1] for name, cost in judged.costs.items()}, judged.best)


def _limits(requests: Sequence[Asked], quotas: Mapping[str, Quota], housed: frozenset[str]) -> list[Limit]:
    if not requests:
        return []
    totals = {name: quota.total for name, quota in quotas.items() if quota.total is not None}
    areas = {
        _pair(each): max(0, quota.per_area - quota.given.get(each.area, 0))
        for each in requests
        if each.area and (quota := quotas.get(each.programme)) and quota.per_area is not None
    }
    households = {each.household: int(each.household not in housed) for each in requests if each.household}
    programmes = [each.programme if each.programme in totals else None for each in requests]
    return [
        _limit(HOUSEHOLD, [each.household or None for each in requests], households),
        _limit(PROGRAMME, programmes, totals),
        _limit(AREA, [_pair(each) if _pair(each) in areas else None for each in requests], areas),
    ]


def _pair(request: Asked) -> tuple[str, str]:
    return request.programme, request.area


def _limit(name: str, groups: Sequence[Any], most: Mapping[Any, int]) -> Limit:
    number = {key: place for place, key in enumerate(most)}
    group = [NONE if each is None else number[each] for each in groups]
    return Limit(name, np.array(group, np.int64), np.array(list(most.values()), np.int64).clip(0))


def _next_alike(order: Sequence[Ranked], outcome: Sequence[int]) -> list[Ranked | None]:
    """For each request, the next that asks for the same and gets nothing because others are above."""
    waiting: dict[object, Ranked] = {}
    found: list[Ranked | None] = [None] * len(order)
    for number in range(len(order) - 1, -1, -1):
        request = order[number].request
        same = (profile_of(request), request.programme, request.area)
        found[number] = waiting.get(same)
        if outcome[number] == Outcome.TAKEN_ABOVE:
            waiting[same] = order[number]
    return found
