"""One page of an answer, and the cursor that leads to the next one.

The order is total: a whole number (tenths of a metre, days, thousandths of relevance), then the name, then
the code. A cursor says where the last place of a page stands in it, so that pages neither repeat nor skip a
place even when the directory changes between two of them.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from fabrique.directory.api.problems import refused_one
from fabrique.directory.guide.filters import selected
from fabrique.directory.guide.geometry import least_nearness
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.search import Basis, Question, Sort, basis
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.guide.text import fold
from fabrique.territory.distances import EARTH_RADIUS_M

_NOWHERE = 2**62  # after every distance: places that nobody could locate


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after which to go on: its key in the order, its code, its folded name."""

    question: str
    key: int
    code: str
    name: str

    def written(self) -> str:
        """As an opaque word of letters, digits, « - » and « _ »."""
        parts = [self.question, self.key, self.code, self.name]
        text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode("utf-8", "replace")).decode().rstrip("=")


def read_cursor(text: str, question: str) -> Cursor | None:
    """The cursor of an answer to this very question (its digest). Raises ``Problem``."""
    if not text:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        digest, key, code, name = found
        cursor = Cursor(str(digest), int(key), str(code), str(name))
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError):
        raise refused_one("curseur", _("Ce curseur est abîmé. Reprenez sans lui, du début.")) from None
    if cursor.question != question:
        message = _("Ce curseur vient d’une autre question : gardez les mêmes filtres, le même ordre.")
        raise refused_one("curseur", message)
    if abs(cursor.key) > _NOWHERE:
        raise refused_one("curseur", _("Ce curseur est abîmé. Reprenez sans lui, du début."))
    return cursor


@dataclass(frozen=True, slots=True)
class Page:
    """Ranks in order, their distances in metres (NaN: unknown), how many answer in all, and what follows."""

    ranks: list[int]
    metres: list[float]
    total: int
    following: Cursor | None


def page_of(
    snapshot: Snapshot, question: Question, at: datetime, *, digest: str, limit: int, after: Cursor | None
) -> Page:
    """The page of ``limit`` places after a cursor, at an aware instant."""
    found = basis(snapshot, question)
    left = selected(snapshot, question.selection, at)
    ranks = np.flatnonzero(found.mask if left is None else found.mask & left)
    total = len(ranks)
    if question.sort is Sort.NAME:
        keys = np.zeros(total, np.int64)
    else:
        ranks, keys = _keyed(snapshot, question, found, ranks, limit, after)
    if after:
        last = _rank_after(snapshot, after)
        kept = (keys > after.key) | ((keys == after.key) & (ranks >= last))
        ranks, keys = ranks[kept], keys[kept]
    order = np.argsort(keys, kind="stable")[: limit + 1]
    ranks, keys = ranks[order], keys[order]
    more = len(ranks) > limit
    ranks, keys = ranks[:limit], keys[:limit]
    following = _cursor(snapshot, digest, int(keys[-1]), int(ranks[-1])) if more else None
    return Page(ranks.tolist(), _metres(snapshot, question, ranks), total, following)


def _metres(snapshot: Snapshot, question: Question, ranks: NDArray[np.int64]) -> list[float]:
    point = question.origin.point if question.origin else None
    if not point:
        return [math.nan] * len(ranks)
    found: list[float] = snapshot.points.metres(ranks, *point).tolist()
    return found


def _keyed(
    snapshot: Snapshot,
    question: Question,
    found: Basis,
    ranks: NDArray[np.int64],
    limit: int,
    after: Cursor | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(ranks that may be on the page, their keys in the order asked for)."""
    point = question.origin.point if question.origin else None
    if question.sort is Sort.DISTANCE and found.nearness is not None and point:
        ranks = _nearest(found.nearness, ranks, limit, after)
        metres = snapshot.points.metres(ranks, *point)
        tenths = np.where(np.isnan(metres), 0, np.rint(metres * 10)).astype(np.int64)
        return ranks, np.where(np.isnan(metres), _NOWHERE, tenths)
    if question.sort is Sort.FRESHNESS:
        return ranks, -snapshot.fresh[ranks].astype(np.int64)
    if found.scores is None:
        return ranks, np.zeros(len(ranks), np.int64)
    return ranks, -np.rint(found.scores[ranks].astype(float) * 1000).astype(np.int64)


def _nearest(
    nearness: NDArray[np.float64], ranks: NDArray[np.int64], limit: int, after: Cursor | None
) -> NDArray[np.int64]:
    """Those that may be on the page; nearness is quick and rough, so a metre is left on each side."""
    near = nearness[ranks]
    if after and 10 < after.key < _NOWHERE:
        beyond = near <= least_nearness(after.key / 10 - 1)
        ranks, near = ranks[beyond], near[beyond]
    if len(ranks) <= 4 * (limit + 1):
        return ranks
    # A cursor leaves at most two metres of places that come before it; they must not fill the page.
    many = limit + 1 + (int(np.count_nonzero(near > least_nearness(after.key / 10 + 1))) if after else 0)
    if many >= len(ranks):
        return ranks
    last = float(np.partition(near, len(near) - many)[len(near) - many])
    if last < -1:
        return ranks
    metres = math.acos(min(1.0, last)) * EARTH_RADIUS_M
    kept: NDArray[np.int64] = ranks[near >= least_nearness(metres + 1)]
    return kept


def _rank_after(snapshot: Snapshot, cursor: Cursor) -> int:
    """The first rank that comes after the cursor's place, were it gone or renamed meanwhile."""
    rank = bisect_left(snapshot.places, (cursor.name, cursor.code), key=_in_order)
    here = rank < snapshot.size and snapshot.places[rank].code == cursor.code
    return rank + 1 if here else rank


def _in_order(place: PlaceRecord) -> tuple[str, str]:
    """What the ranks of a snapshot follow."""
    return fold(place.name), place.code


def _cursor(snapshot: Snapshot, digest: str, key: int, rank: int) -> Cursor:
    place = snapshot.places[rank]
    return Cursor(digest, key, place.code, fold(place.name))
