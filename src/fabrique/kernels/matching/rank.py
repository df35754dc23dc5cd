"""Setting aside, counting points, choosing one after the other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from fabrique.kernels.matching import weights as w
from fabrique.kernels.matching.model import Candidate, Met, Part, Ranked, Relaxation, Wish

SERVICE, RESIDENCE, PUBLIC, DISTANCE = "service", "residence", "public", "distance"
_EARTH_M = 6_371_008.8


def obstacles(one: Candidate, wish: Wish) -> tuple[str, ...]:
    """What sets a place aside; nothing when it qualifies."""
    found = []
    if not one.serves:
        found.append(SERVICE)
    if one.admits is Met.NO:
        found.append(RESIDENCE)
    if not one.receives:
        found.append(PUBLIC)
    if wish.reach_m is not None and one.metres is not None and one.metres > wish.reach_m:
        found.append(DISTANCE)
    found += [code for code in sorted(wish.needed) if one.conditions.get(code) is Met.NO]
    return tuple(found)


def parts(one: Candidate, wish: Wish) -> tuple[Part, ...]:
    """The points of a place, criterion by criterion, in a fixed order."""
    metres = w.UNKNOWN_METRES if one.metres is None else one.metres
    wait = w.UNKNOWN_WAIT_HOURS if one.wait_hours is None else one.wait_hours
    age = w.UNKNOWN_AGE_DAYS if one.age_days is None else one.age_days
    near = w.DISTANCE * _decay(metres, wish.half_m) if wish.located else 0.0
    found = [
        Part("sureness", w.SURENESS * one.sureness),
        Part("distance", near),
        Part("opening", w.OPENING * _decay(wait, wish.half_wait_hours)),
        Part("residence", w.RESIDENCE_UNKNOWN if one.admits is Met.UNKNOWN else 0.0),
        Part("audience", _by(one.audience, w.AUDIENCE, w.OTHER_AUDIENCE)),
        Part("cost", _by(one.free, w.FREE, w.PAID)),
        Part("freshness", w.FRESHNESS * _decay(age, w.HALF_AGE_DAYS)),
        Part("completeness", w.COMPLETENESS * one.completeness / 100),
    ]
    asked = ((code, one.conditions.get(code, Met.UNKNOWN)) for code in sorted(wish.asked))
    return (*found, *(Part(code, _by(met, w.MET, w.UNMET)) for code, met in asked))


def _decay(amount: float, half: float) -> float:
    return 0.0 if math.isinf(amount) else float(0.5 ** (max(amount, 0.0) / half))


def _by(met: Met, yes: float, no: float) -> float:
    return yes if met is Met.YES else no if met is Met.NO else 0.0


def twins(one: Candidate, other: Candidate) -> bool:
    """Two counters of one organisation within ``TWIN_M`` of one another, or at unknown positions.

    At one door (``DOOR_M``) an unknown organisation counts as the same: often a sheet known twice.
    """
    same = one.organisation == other.organisation
    known = bool(one.organisation and other.organisation)
    if known and not same:
        return False
    if one.point is None or other.point is None:
        return known
    return _metres(one.point, other.point) <= (w.TWIN_M if known else w.DOOR_M)


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points near one another, on a plane."""
    shrink = math.cos(math.radians((one[0] + other[0]) / 2))
    north, east = math.radians(one[0] - other[0]), math.radians(one[1] - other[1]) * shrink
    return math.hypot(north, east) * _EARTH_M


def rank(candidates: Iterable[Candidate], wish: Wish, *, first: int = 3) -> tuple[Ranked, ...]:
    """The ``first`` places that qualify, the best first.

    Each choice takes the place with most points among those left, a twin of a place already chosen having
    fewer. Equal points go by the criteria themselves, then by key: the order of the input is nothing.
    """
    left = [
        (one, found, sum(part.points for part in found))
        for one in candidates
        if not obstacles(one, wish)
        for found in (parts(one, wish),)
    ]
    left.sort(key=lambda row: (-row[2], *_worth(row[0], wish)))
    chosen: list[Candidate] = []
    ranked: list[Ranked] = []
    while left and len(ranked) < first:
        costs = (w.TWIN * sum(twins(row[0], kept) for kept in chosen) for row in left)
        points = [row[2] + cost for row, cost in zip(left, costs, strict=True)]
        at = points.index(max(points))  # the first of equals, and they are in order
        one, found, _total = left.pop(at)
        chosen.append(one)
        ranked.append(Ranked(one.key, points[at], found))
    return tuple(ranked)


def _worth(one: Candidate, wish: Wish) -> tuple[float | str, ...]:
    """The criteria as they are, smaller is better: what points too small to tell apart cannot say."""
    return (
        -one.sureness,
        w.UNKNOWN_METRES if one.metres is None else one.metres,
        w.UNKNOWN_WAIT_HOURS if one.wait_hours is None else one.wait_hours,
        -one.admits,
        -one.audience,
        -one.free,
        w.UNKNOWN_AGE_DAYS if one.age_days is None else one.age_days,
        -one.completeness,
        *(-one.conditions.get(code, Met.UNKNOWN) for code in sorted(wish.asked)),
        one.key,
    )


def relaxations(candidates: Sequence[Candidate], wish: Wish) -> tuple[Relaxation, ...]:
    """What to drop, the most freeing first: the distance or one needed condition.

    Only what gains a place by itself is named; a place with two obstacles is gained by neither.
    """
    may_drop = wish.needed | {DISTANCE}
    gained: dict[str, int] = {}
    for one in candidates:
        found = obstacles(one, wish)
        if len(found) == 1 and found[0] in may_drop:
            gained[found[0]] = gained.get(found[0], 0) + 1
    return tuple(
        Relaxation(code, count)
        for code, count in sorted(gained.items(), key=lambda pair: (-pair[1], pair[0]))
    )
