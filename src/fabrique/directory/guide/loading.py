"""From the database to records: a fixed number of queries, whatever the number of places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fabrique.core import clock
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.guide.record import ClosureRecord, OfferRecord, PlaceRecord, StopRecord
from fabrique.directory.guide.situating import Frame, current_frame
from fabrique.directory.models import Closure, Offer, Place, Stop, StopVisit
from fabrique.directory.models.hanging import HangingQuerySet

_RELATED = {"stops", "closures", "offers", "neighbourhoods", "inside"}
_NAMES = tuple(field.name for field in fields(PlaceRecord) if field.name not in _RELATED)
_OFFER = tuple(
    name if name in {"hours", "note"} else f"service__{name}"
    for name in (field.name for field in fields(OfferRecord))
)
_FEW = 400  # below the number of parameters that any database takes in one query
_SHARED: dict[tuple[str, ...], tuple[str, ...]] = {}


def published_stamps() -> dict[str, datetime]:
    """When each published place last changed, by id. One query."""
    rows = Place.objects.filter(state=PlaceState.PUBLISHED).values_list("id", "changed_at")
    return {str(identifier): at for identifier, at in rows}


def load_records(
    identifiers: Sequence[str] | None = None, *, frame: Frame | None = None
) -> list[PlaceRecord]:
    """The published places, or those of ``identifiers`` (all are read when they are many). Five queries.

    They are set against ``frame``, or else against that of the moment, which is read.
    """
    few = identifiers if identifiers is not None and len(identifiers) <= _FEW else None
    wanted = None if identifiers is None else set(identifiers)
    places = Place.objects.filter(state=PlaceState.PUBLISHED)
    if few is not None:
        places = places.filter(pk__in=few)
    stops, closures, offers = _stops(few), _closures(few), _offers(few)
    found = []
    for row in places.values_list(*_NAMES).iterator(chunk_size=2000):
        key = row[0]
        if wanted is not None and str(key) not in wanted:
            continue
        values = {name: _frozen(value) for name, value in zip(_NAMES, row, strict=True)}
        values |= {"id": str(key), "stops": tuple(stops.get(key, ()))}
        values |= {"closures": tuple(closures.get(key, ())), "offers": tuple(offers.get(key, ()))}
        found.append(PlaceRecord(**values))
    return (frame or current_frame()).situated(found)


def _frozen(value: Any) -> Any:
    """Lists become tuples, and equal short lists of codes one tuple: they are the same few everywhere."""
    if not isinstance(value, list):
        return value
    kept = tuple(str(one) for one in value)
    return _SHARED.setdefault(kept, kept) if len(_SHARED) < 50_000 else kept


def _of(rows: HangingQuerySet[Any], few: Iterable[str] | None) -> HangingQuerySet[Any]:
    rows = rows.shown()
    return rows if few is None else rows.filter(shown_by__in=list(few))


def _stops(few: Any) -> dict[UUID, list[StopRecord]]:
    since = clock.now() - timedelta(days=1)
    visits: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    rows = StopVisit.objects.filter(ends_at__gte=since)
    if few is not None:
        rows = rows.filter(stop__in=_of(Stop.objects.all(), few).values("pk"))
    for stop, starts_at, ends_at in rows.order_by("starts_at").values_list("stop", "starts_at", "ends_at"):
        visits[stop].append((starts_at, ends_at))
    names = ("name", "address", "commune_code", "commune_name", "latitude", "longitude", "hours")
    found: dict[UUID, list[StopRecord]] = defaultdict(list)
    for place, key, *values in _of(Stop.objects.order_by("name", "pk"), few).values_list(
        "shown_by", "pk", *names
    ):
        where = dict(zip(names, values, strict=True))
        found[place].append(StopRecord(**where, visits=tuple(visits.get(key, ()))))
    return found


def _closures(few: Any) -> dict[UUID, list[ClosureRecord]]:
    found: dict[UUID, list[ClosureRecord]] = defaultdict(list)
    rows = _of(Closure.objects.filter(ends_on__gte=clock.today() - timedelta(days=1)), few)
    for place, *values in rows.order_by("starts_on", "pk").values_list(
        "shown_by", "starts_on", "ends_on", "hours", "reason"
    ):
        found[place].append(ClosureRecord(*values))
    return found


def _offers(few: Any) -> dict[UUID, list[OfferRecord]]:
    found: dict[UUID, dict[UUID, OfferRecord]] = defaultdict(dict)
    for place, service, *values in _of(Offer.objects.order_by("service__name", "pk"), few).values_list(
        "shown_by", "service", *_OFFER
    ):
        # A service that both places of a merge offer is said once.
        found[place].setdefault(service, OfferRecord(*[_frozen(value) for value in values]))
    return {place: list(offers.values()) for place, offers in found.items()}
