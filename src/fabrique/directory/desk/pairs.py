"""Two records side by side: what is the same, what differs, how far apart, how sure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.core.ui.words import plain
from fabrique.directory.desk.counts import waiting_pairs
from fabrique.directory.desk.sheet import said
from fabrique.directory.fields import BY_NAME
from fabrique.directory.models import DuplicatePair, SourceRecord
from fabrique.kernels.survivorship import is_empty
from fabrique.territory.distances import distance_m

ALMOST_SURE, LIKELY = 0.95, 0.8
COMPARED = (
    "name", "typologies", "address", "address_complement", "postal_code", "commune_name", "phone", "emails",
    "websites", "pivot", "hours", "services", "publics", "fees", "access_modes", "parent_network",
    "contact_name", "summary",
)  # fmt: skip


Piece = tuple[str, bool]  # some words, and whether the other side lacks them


@dataclass(frozen=True, slots=True)
class Line:
    """One field on both sides, piece by piece; ``verdict`` compares them in a word, ``kind`` colours it."""

    label: str
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    verdict: str
    kind: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A pair as a person judges it. ``together``: both already feed one place."""

    pair: DuplicatePair
    sure: str
    sure_kind: str
    distance: str
    lines: tuple[Line, ...]
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    left_on: date | None
    right_on: date | None
    together: bool


def likelihood(probability: float) -> tuple[str, str]:
    """A probability in words, with the colour of its pill."""
    if probability >= ALMOST_SURE:
        return _("Presque sûr"), "ok"
    if probability >= LIKELY:
        return _("Probable"), "info"
    return _("À vérifier"), "warn"


def find_pair(pk: int) -> DuplicatePair | None:
    """A pair with its two records, their sources and their places. One query."""
    joined = ("left__source", "right__source", "left__place", "right__place")
    return DuplicatePair.objects.select_related(*joined).filter(pk=pk).first()


def next_pair(after: DuplicatePair | None = None) -> int | None:
    """The first pair that waits, or the one that follows ``after``; the first again after the last."""
    waiting = waiting_pairs().values_list("pk", "probability")
    if after is None:
        return next(iter(waiting[:1]), (None,))[0]
    later = [pk for pk, chance in waiting if (-chance, pk) > (-after.probability, after.pk)]
    others = [pk for pk, _chance in waiting if pk != after.pk]
    return next(iter([*later, *others]), None)


def side_by_side(pair: DuplicatePair) -> SideBySide:
    """Everything that helps to judge. The rows are those of the sources, as they were cleaned."""
    left, right = pair.left, pair.right
    sure, kind = likelihood(pair.probability)
    given = [reason for reason in pair.reasons if reason.get("text")]
    return SideBySide(
        pair=pair,
        sure=sure,
        sure_kind=kind,
        distance=_distance(left, right),
        lines=tuple(line for name in COMPARED if (line := _line(name, left, right))),
        reasons_for=tuple(one["text"] for one in given if one.get("weight", 1) > 0),
        reasons_against=tuple(one["text"] for one in given if one.get("weight", 1) <= 0),
        left_on=left.updated_on,
        right_on=right.updated_on,
        together=left.place_id == right.place_id,
    )


def _line(name: str, left: SourceRecord, right: SourceRecord) -> Line | None:
    one, other = left.fields.get(name), right.fields.get(name)
    if is_empty(one) and is_empty(other):
        return None
    verdict, kind = _verdict(one, other)
    mine, theirs = said(name, one), said(name, other)
    if kind not in ("warn", "info"):
        return Line(BY_NAME[name].label, ((mine, False),), ((theirs, False),), verdict, kind)
    cut = _ITEMS if isinstance(one, list) else _WORDS
    return Line(BY_NAME[name].label, _pieces(mine, theirs, cut), _pieces(theirs, mine, cut), verdict, kind)


_ITEMS, _WORDS = re.compile("(, )"), re.compile(r"([\s,;]+)")


def _pieces(text: str, other: str, cut: re.Pattern[str]) -> tuple[Piece, ...]:
    """A text cut in words (or in the items of a list), those that the other has not apart."""
    known = {plain(piece) for piece in cut.split(other)}
    found: list[Piece] = []
    for rank, piece in enumerate(cut.split(text)):
        differs = rank % 2 == 0 and bool(piece) and plain(piece) not in known
        found.append((piece, differs))
    return tuple(found)


def _verdict(one: Any, other: Any) -> tuple[str, str]:
    if is_empty(one) or is_empty(other):
        return _("D’un seul côté"), ""
    if one == other or (isinstance(one, list) and isinstance(other, list) and set(one) == set(other)):
        return _("Identique"), "ok"
    if isinstance(one, list) and isinstance(other, list) and set(one) & set(other):
        return _("En partie"), "info"
    if isinstance(one, str) and isinstance(other, str) and one.casefold() == other.casefold():
        return _("Identique"), "ok"
    return _("Différent"), "warn"


def _distance(left: SourceRecord, right: SourceRecord) -> str:
    points = [(row.fields.get("latitude"), row.fields.get("longitude")) for row in (left, right)]
    if any(value is None for point in points for value in point):
        return _("inconnue")
    metres = distance_m(points[0], points[1])
    return _("au même point") if metres < 1 else formats.distance(metres)
