"""What changed in the directory, in order, so that a reuser keeps in step.

A change is dated when it is worked out, and shows when it is written: a long import may show changes older
than those already told. So the last cursor of the thread goes back a little: a change may be told twice, and
never missed. A reuser applies it again without harm.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.directory.api.answering import answer_json
from fabrique.directory.api.parameters import ChangesQuery
from fabrique.directory.api.problems import Problem, refused_one
from fabrique.directory.api.serialising import plain, still
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.guide.loading import load_records
from fabrique.directory.models import Place

OVERLAP = timedelta(minutes=15)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_ZERO = UUID(int=0)
_COLUMNS = ("id", "code", "state", "created_at", "changed_at", "merged_into__code", "merged_into__id")


@dataclass(frozen=True, slots=True)
class Point:
    """After which change to go on; ``since`` is where the reader's thread began, to tell new from changed."""

    at: datetime
    id: UUID
    since: datetime

    def written(self) -> str:
        text = f"{self.at.timestamp():.6f} {self.id.hex} {self.since.timestamp():.6f}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def list_changes(request: HttpRequest, query: ChangesQuery) -> HttpResponse:
    """A page of changes after a point. Two queries, and those of the places read again."""
    point = read_point(query.depuis)
    rows = list(_after(point)[: query.limite + 1])
    more, rows = len(rows) > query.limite, rows[: query.limite]
    following = _following(point, rows, more=more)
    records = _published([str(row["id"]) for row in rows if row["state"] == PlaceState.PUBLISHED])
    content = {
        "changements": [_told(row, point, records) for row in rows],
        "suite": more,
        "curseur": following.written(),
    }
    path = f"{request.path}?depuis={following.written()}&limite={query.limite}"
    return answer_json(request, {**content, "suivant": path}, links=f'<{path}>; rel="next"')


def _after(point: Point) -> QuerySet[Place, dict[str, Any]]:
    later = Q(changed_at__gt=point.at) | Q(changed_at=point.at, pk__gt=point.id)
    # The first condition says less than the second; the index needs it.
    rows = Place.objects.filter(changed_at__gte=point.at).filter(later).order_by("changed_at", "pk")
    found: QuerySet[Place, dict[str, Any]] = rows.values(*_COLUMNS)
    return found


def _following(point: Point, rows: list[dict[str, Any]], *, more: bool) -> Point:
    at, identifier = (rows[-1]["changed_at"], rows[-1]["id"]) if rows else (point.at, point.id)
    if more:
        return Point(at, identifier, point.since)
    seen, back = max(point.since, at), clock.now() - OVERLAP
    return Point(back, _ZERO, seen) if at > back else Point(at, identifier, seen)


def _published(identifiers: list[str]) -> dict[str, dict[str, Any]]:
    """The sheets, as they are in the database now: the memory may be a second late."""
    return {one.id: still(one) for one in load_records(identifiers)} if identifiers else {}


def _told(row: dict[str, Any], point: Point, records: dict[str, dict[str, Any]]) -> dict[str, Any]:
    sheet = records.get(str(row["id"]))
    kind = {PlaceState.MERGED: "fusion", PlaceState.WITHDRAWN: "retrait"}.get(row["state"])
    if kind is None:
        kind = "creation" if row["created_at"] > point.since else "modification"
    return {
        "id": str(row["id"]),
        "code": row["code"],
        "type": kind,
        "le": plain(row["changed_at"]),
        "remplace_par": str(row["merged_into__id"]) if row["merged_into__id"] else None,
        "lieu": sheet,
    }


def read_point(text: str) -> Point:
    """A point from an instant, a date (its beginning, in Paris) or a cursor. Raises ``Problem``."""
    text = text.strip().replace(" ", "+")  # « +02:00 » typed in an address arrives as a blank
    if not text:
        return Point(_FIRST, _ZERO, _FIRST)
    found = _instant(text)
    if found is not None:
        return Point(found, _ZERO, found)
    try:
        parts = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split(" ")
        at, identifier, since = parts
        return Point(_moment(at), UUID(identifier), _moment(since))
    except (ValueError, OverflowError, OSError, binascii.Error):
        raise _unreadable() from None


def _moment(text: str) -> datetime:
    return datetime.fromtimestamp(float(text), UTC)


def _instant(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
        if at is None and (on := parse_date(text)):
            at = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - made aware below
        if at is None:
            return None
        if at.year < _FIRST.year:
            return _FIRST
        aware = at if timezone.is_aware(at) else timezone.make_aware(at)
        return max(aware.astimezone(UTC), _FIRST)
    except (ValueError, OverflowError):
        raise _unreadable() from None


def _unreadable() -> Problem:
    return refused_one("depuis", _("Un instant ISO 8601 est attendu, une date, ou le curseur d’une réponse."))
