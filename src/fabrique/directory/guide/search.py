"""One question to the snapshot, for the pages and for the API: which places, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from fabrique.directory.enums import ServiceOffered
from fabrique.directory.guide.filters import Selection, selected
from fabrique.directory.guide.geometry import Bounds, least_nearness
from fabrique.directory.guide.locating import Origin
from fabrique.directory.guide.needs_model import Need
from fabrique.directory.guide.needs_table import ANY_COUNTER, COUNTERS
from fabrique.directory.guide.snapshot import Mask, Snapshot
from fabrique.directory.guide.text import stems
from fabrique.directory.guide.text_index import NAMED

# Metres that an answer which speaks of the very need may be farther than a likely one, and still come first:
# a walk for what most places do, a bus for a procedure that one wants done by who knows it.
_WALK_M, _BUS_M = 2_000.0, 4_000.0


class Sort(StrEnum):
    """The order of the answer. ``USEFUL``: near, but who speaks of this very need is worth some walking."""

    USEFUL = "utile"
    DISTANCE = "distance"
    RELEVANCE = "pertinence"
    NAME = "nom"
    FRESHNESS = "fraicheur"


@dataclass(frozen=True, slots=True)
class Question:
    """``need`` and ``roots`` (stems of words) say what, the rest says where, how and in which order.

    ``radius_m`` keeps what is near ``origin``, and all of its commune. ``communes`` are INSEE codes.
    ``inside``: only the places of the territory, or only the others.
    """

    need: Need | None = None
    roots: tuple[str, ...] = ()
    origin: Origin | None = None
    radius_m: float | None = None
    bounds: Bounds | None = None
    communes: tuple[str, ...] = ()
    inside: bool | None = None
    selection: Selection = field(default_factory=Selection)
    sort: Sort = Sort.DISTANCE


@dataclass(frozen=True, slots=True)
class Answer:
    """Ranks in order, their distances in metres (NaN where unknown), and how many answer in all."""

    ranks: NDArray[np.int64]
    metres: NDArray[np.float64]
    total: int


@dataclass(frozen=True, slots=True)
class Basis:
    """What a question leaves before its filters, with the strengths and the nearness that its order needs."""

    mask: Mask
    scores: NDArray[np.float32] | None
    nearness: NDArray[np.float64] | None


def need_mask(snapshot: Snapshot, need: Need) -> tuple[Mask, NDArray[np.float32]]:
    """(who answers a need, how surely): by what they declare to offer, or by their own words."""
    mask, scores = ~snapshot.everything, np.zeros(snapshot.size, np.float32)
    others = _other_counters(snapshot, need)
    surely = frozenset(need.sure_options())
    for key in need.options():
        if (holds := snapshot.option(key)) is not None:
            if others is not None and key not in surely:
                holds = holds & ~others
            mask |= holds
            scores += holds * np.float32(1.0)
    for mention in need.mentions:
        roots = [root for root in stems(mention) if root in snapshot.text]
        if roots and len(roots) == len(stems(mention)):
            holds, strength = snapshot.text.all_of(roots)
            mask |= holds
            scores += np.where(holds, np.minimum(strength, 30) / 10, 0).astype(np.float32)
    return mask, scores


def _other_counters(snapshot: Snapshot, need: Need) -> Mask | None:
    """The counters of the administrations that this need is not about: the tax office, for a pension."""
    if need.code in ANY_COUNTER or ServiceOffered.ADMINISTRATION not in need.services:
        return None
    kinds = (snapshot.option(f"type:{code}") for code in COUNTERS if code not in need.typologies)
    masks = [mask for mask in kinds if mask is not None]
    return np.logical_or.reduce(masks) if masks else None


def sure_mask(snapshot: Snapshot, need: Need) -> Mask:
    """Who speaks of this very need: by its kind, by a programme, or by its own words."""
    mask = ~snapshot.everything
    for key in need.sure_options():
        if (holds := snapshot.option(key)) is not None:
            mask |= holds
    for mention in need.mentions:
        roots = stems(mention)
        if all(root in snapshot.text for root in roots):
            mask |= snapshot.text.all_of(roots)[0]
    return mask


def basis(snapshot: Snapshot, question: Question) -> Basis:
    """What the need, the words and the place of a question leave."""
    mask = snapshot.everything
    scores: NDArray[np.float32] | None = None
    if question.need:
        mask, scores = need_mask(snapshot, question.need)
    if question.roots:
        mask, scores = _words(snapshot, question.roots, mask, scores)
    if question.communes:
        mask = mask & _in_communes(snapshot, question.communes)
    if question.inside is not None:
        mask = mask & (snapshot.inside if question.inside else ~snapshot.inside)
    if question.bounds:
        mask = mask & snapshot.points.inside(question.bounds)
    nearness = None
    point = question.origin.point if question.origin else None
    if point:
        nearness = snapshot.points.nearness(*point)
    if question.origin and question.radius_m is not None:
        near = ~snapshot.everything if nearness is None else nearness >= least_nearness(question.radius_m)
        if question.origin.commune and not question.origin.exact:
            near[snapshot.in_commune(question.origin.commune)] = True
        mask = mask & near
    return Basis(mask, scores, nearness)


def _words(
    snapshot: Snapshot, roots: Sequence[str], mask: Mask, scores: NDArray[np.float32] | None
) -> tuple[Mask, NDArray[np.float32]]:
    """Narrow by words. Alone, one is enough; beside a need they must name a place, or are left out."""
    if scores is None:
        holds, strength = snapshot.text.all_of(roots)
        return (mask & holds) if holds.any() else (mask & (strength > 0)), strength
    known = [root for root in roots if root in snapshot.text]
    holds, strength = snapshot.text.all_of(known, NAMED)
    return (mask & holds, scores + strength) if known and (mask & holds).any() else (mask, scores)


def _in_communes(snapshot: Snapshot, codes: Sequence[str]) -> Mask:
    mask: Mask = ~snapshot.everything
    for code in codes:
        mask[snapshot.in_commune(code)] = True
    return mask


def ask(
    snapshot: Snapshot,
    question: Question,
    at: datetime,
    *,
    first: int | None = None,
    found: Basis | None = None,
) -> Answer:
    """Answer a question at an aware instant; ``first`` is how many places the caller will show at most."""
    found = found or basis(snapshot, question)
    left = selected(snapshot, question.selection, at)
    ranks = np.flatnonzero(found.mask if left is None else found.mask & left)
    total = len(ranks)
    ordered = _ordered(snapshot, question, found, ranks, first)
    point = question.origin.point if question.origin else None
    metres = snapshot.points.metres(ordered, *point) if point else np.full(len(ordered), np.nan)
    return Answer(ordered, metres, total)


def _ordered(
    snapshot: Snapshot, question: Question, found: Basis, ranks: NDArray[np.int64], first: int | None
) -> NDArray[np.int64]:
    """The ranks in the order asked for; ties by name, since ranks are in the order of names."""
    by_distance = question.sort is Sort.DISTANCE and found.nearness is not None
    point = question.origin.point if question.origin else None
    if by_distance and found.nearness is not None:
        keys = -found.nearness[ranks]
    elif question.sort is Sort.USEFUL and question.need and point:
        metres = np.nan_to_num(snapshot.points.metres(ranks, *point), nan=np.inf)
        worth = _BUS_M if ServiceOffered.ADMINISTRATION in question.need.services else _WALK_M
        keys = metres + np.where(sure_mask(snapshot, question.need)[ranks], 0.0, worth)
    elif question.sort is Sort.FRESHNESS:
        keys = -snapshot.fresh[ranks].astype(float)
    elif question.sort is Sort.NAME or found.scores is None:
        return ranks[:first]
    else:
        keys = -found.scores[ranks].astype(float)
    if first is not None and first * 4 < len(ranks):
        # The first ones alone are sorted; all that equal the last come along, so that ties stay right.
        last = np.partition(keys, first - 1)[first - 1]
        kept = keys <= last
        ranks, keys = ranks[kept], keys[kept]
    order = np.argsort(keys, kind="stable")
    return ranks[order[:first]]
