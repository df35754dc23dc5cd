"""From the answers to the places: who is considered, what is known of each, which ones come first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from fabrique.directory.guide.needs_model import Need
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.search import need_mask
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.orienting.answers import Answers, Condition, Moment
from fabrique.directory.orienting.facts import Facts, audience, met, narrowed
from fabrique.directory.orienting.opening import next_of, suits
from fabrique.directory.orienting.where import Start
from fabrique.kernels.matching import Candidate, Met, Ranked, Relaxation, Wish, obstacles, rank, relaxations
from fabrique.territory.distances import distance_m

# What keeps somebody from coming at all sets a place aside; the rest moves it up or down.
NEEDED = frozenset({Condition.WHEELCHAIR, Condition.FREE, Condition.OFF_HOURS, Condition.REMOTE})
WHEN = "quand"
REACH_M = 30_000.0
MOST_CONSIDERED = 300  # the nearest ones that answer the need
SHOWN, FOLLOWING = 3, 6
_SIRET = re.compile(r"\d{14}")
_HALF_WAIT = {Moment.TODAY: 4.0, Moment.WEEK: 24.0, Moment.ANY: 72.0}


@dataclass(frozen=True, slots=True)
class Choice:
    """The places in order (the first ``SHOWN`` are proposed), and what kept the others away.

    ``aside`` counts the places considered that have an obstacle, by obstacle; ``freeable`` those that would
    qualify without any condition, moment or distance.
    """

    ranked: tuple[Ranked, ...]
    facts: Mapping[str, Facts]
    qualified: int
    considered: int
    aside: Mapping[str, int]
    freeable: int
    relaxations: tuple[Relaxation, ...]


def wish_of(answers: Answers, start: Start) -> Wish:
    """What the answers ask for, in the terms of the choice."""
    asked = frozenset(answers.asked)
    moment = answers.moment or Moment.ANY
    needed = frozenset(one.value for one in asked & NEEDED) | ({WHEN} if moment is not Moment.ANY else set())
    near = Condition.NEAR in asked
    reach = None if answers.far or Condition.REMOTE in asked else REACH_M
    return Wish(
        needed=needed,
        wished=frozenset(one.value for one in asked - NEEDED),
        reach_m=reach,
        half_m=1500.0 if near else 4000.0,
        half_wait_hours=_HALF_WAIT[moment],
        located=start.point is not None,
    )


def choose(directory: Snapshot, answers: Answers, start: Start, at: datetime) -> Choice:
    """The choice for these answers at an aware instant."""
    ranks, metres, scores = _considered(directory, answers.known_need, start)
    facts: dict[str, Facts] = {}
    candidates: list[Candidate] = []
    for position, score, far in zip(ranks.tolist(), scores.tolist(), metres.tolist(), strict=True):
        one = _facts(directory, position, answers, start, far, at)
        facts[one.place.code] = one
        candidates.append(_candidate(one, answers, score))
    wish = wish_of(answers, start)
    aside = Counter(code for one in candidates for code in obstacles(one, wish))
    qualified = sum(1 for one in candidates if not obstacles(one, wish))
    freeable = sum(1 for one in candidates if not obstacles(one, Wish())) - qualified
    ranked = rank(candidates, wish, first=SHOWN + FOLLOWING)
    return Choice(ranked, facts, qualified, len(candidates), aside, freeable, relaxations(candidates, wish))


def facts_of(directory: Snapshot, code: str, answers: Answers, start: Start, at: datetime) -> Facts | None:
    """What is known of one place, None if the guide has it no more."""
    position = directory.rank_of.get(code)
    if position is None:
        return None
    ranks = np.array([position], np.int64)
    far = float(directory.points.metres(ranks, *start.point)[0]) if start.point else float("nan")
    return _facts(directory, position, answers, start, far, at)


def _considered(
    directory: Snapshot, need: Need | None, start: Start
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float32]]:
    """(ranks, metres, how surely each answers) of the places that answer the need, the nearest first."""
    scores = np.ones(directory.size, np.float32)
    mask = directory.everything
    if need:
        mask, scores = need_mask(directory, need)
    if start.point is None and (mask & directory.inside).any():
        mask = mask & directory.inside  # far or near means nothing yet: the territory's own places
    ranks = np.flatnonzero(mask)
    if start.point is None:
        metres = np.full(len(ranks), np.nan)
        order = np.argsort(-scores[ranks], kind="stable")
    else:
        metres = directory.points.metres(ranks, *start.point)
        order = np.argsort(np.where(np.isnan(metres), 0.0, metres), kind="stable")
    kept = order[:MOST_CONSIDERED]
    return ranks[kept], metres[kept], scores[ranks[kept]]


def _facts(
    directory: Snapshot, position: int, answers: Answers, start: Start, metres: float, at: datetime
) -> Facts:
    whole = directory.places[position]
    place = narrowed(whole, start)
    found = Facts(
        place=place,
        start=start,
        next=next_of(place, at, directory.calendar),
        today=timezone.localdate(at),
        metres=None if np.isnan(metres) else metres,
        asks_residence=directory.residence.asks(position),
        admits=_admits(directory, position, start),
        language=answers.language,
    )
    if found.metres is None and start.point and (centre := directory.centre(place.commune_code)):
        found = replace(found, metres=distance_m(start.point, centre), roughly=True)
    return found


def _admits(directory: Snapshot, position: int, start: Start) -> Met:
    if not directory.residence.asks(position):
        return Met.YES
    if not start.commune:
        return Met.UNKNOWN
    return Met.YES if directory.residence.serving(start.commune)[position] else Met.NO


def _candidate(facts: Facts, answers: Answers, score: float) -> Candidate:
    place = facts.place
    conditions = {one.value: met(one, facts) for one in answers.asked}
    conditions[WHEN] = suits(facts.next, answers.moment or Moment.ANY, facts.today)
    fresh = place.fresh_on
    return Candidate(
        key=place.code,
        admits=facts.admits,
        receives=facts.receives or Condition.REMOTE in answers.asked,
        sureness=1 - 0.5 ** max(score, 0.0),
        metres=facts.metres,
        wait_hours=facts.next.hours if facts.next.known else None,
        conditions=conditions,
        audience=audience(facts, answers),
        free=facts.free,
        age_days=max(0, (facts.today - fresh).days) if fresh else None,
        completeness=place.completeness,
        organisation=organisation_of(place),
        point=place.points[0] if place.points else None,
    )


def organisation_of(place: PlaceRecord) -> str:
    """Who runs it: the SIREN of its SIRET, else its RNA number, else whoever answers its telephone."""
    if place.pivot:
        return place.pivot[:9] if _SIRET.fullmatch(place.pivot) else place.pivot
    return place.phone
