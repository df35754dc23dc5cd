"""A place as a card of a list: the few things that decide whether one goes there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.directory.guide import wording
from fabrique.directory.guide.geometry import walking_minutes
from fabrique.directory.guide.moments import hours_then
from fabrique.directory.guide.needs_model import Need
from fabrique.directory.guide.opening import Now, now_at
from fabrique.directory.guide.options import service_words
from fabrique.directory.guide.record import PlaceRecord, StopRecord
from fabrique.directory.guide.search import Answer
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.guide.text import stems
from fabrique.kernels.hours.describe import describe
from fabrique.territory.distances import distance_m

_TAGS = 4


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of a place. ``then`` is its hours at the moments asked for, ``point`` where it is
    drawn on a map, None when unknown; ``outside`` says that the place is not in the territory, "" when it is.
    """

    place: PlaceRecord
    url: str
    where: str
    now: Now
    then: tuple[str, ...]
    hours: tuple[str, ...]
    tags: tuple[str, ...]
    distance: str
    walking: str
    fresh: str
    stale: bool
    point: tuple[float, float] | None
    outside: str


def cards(
    snapshot: Snapshot,
    answer: Answer,
    at: datetime,
    *,
    origin: tuple[float, float] | None = None,
    need: Need | None = None,
    moments: Sequence[str] = (),
) -> list[Card]:
    """The cards of an answer, in its order; ``moments`` are the options of « quand » that are ticked."""
    rows = zip(answer.ranks.tolist(), answer.metres.tolist(), strict=True)
    return [
        replace(
            _card(snapshot, place, metres, at, origin, need),
            then=hours_then(place, moments, timezone.localdate(at), snapshot.calendar),
        )
        for place, metres in ((snapshot.places[rank], metres) for rank, metres in rows)
    ]


def _card(
    snapshot: Snapshot,
    place: PlaceRecord,
    metres: float,
    at: datetime,
    origin: tuple[float, float] | None,
    need: Need | None,
) -> Card:
    stop, point = _nearest(place, origin)
    fresh, stale = wording.freshness(place, timezone.localdate(at))
    known = not math.isnan(metres)
    return Card(
        place=place,
        url=reverse("directory:place", args=[place.code]),
        where=_where(place, stop),
        now=now_at(place, at, snapshot.calendar, near=stop),
        then=(),
        hours=tuple(describe(place.hours)),
        tags=tuple(_tags(place, need)),
        distance=formats.distance(metres) if known else "",
        walking=wording.walking(walking_minutes(metres)) if known else "",
        fresh=fresh,
        stale=stale,
        point=point,
        outside="" if place.inside else wording.outside(snapshot),
    )


def _nearest(
    place: PlaceRecord, origin: tuple[float, float] | None
) -> tuple[StopRecord | None, tuple[float, float] | None]:
    """The stop of an itinerant place nearest to the visitor, and the point to draw."""
    stops = [
        ((stop.latitude, stop.longitude), stop)
        for stop in place.stops
        if stop.latitude is not None and stop.longitude is not None
    ]
    if stops and origin:
        point, stop = min(stops, key=lambda pair: distance_m(origin, pair[0]))
        return stop, point
    points = place.points
    return None, points[0] if points else None


def _where(place: PlaceRecord, stop: StopRecord | None) -> str:
    if stop:
        line = ", ".join(part for part in (stop.name, stop.address, stop.commune_name) if part)
        return _("%(where)s · itinérant") % {"where": line}
    if place.stops:
        communes = list(dict.fromkeys(one.commune_name for one in place.stops))
        more = "…" if len(communes) > 4 else ""
        return _("%(where)s · itinérant") % {"where": ", ".join(communes[:4]) + more}
    line = ", ".join(part for part in (place.address, place.commune_name or place.postal_code) if part)
    return f"{line} · {place.directions.split('. ')[0][:80].rstrip('.')}" if place.directions else line


def _tags(place: PlaceRecord, need: Need | None) -> Iterable[str]:
    """What the place offers; the need first, when the place's own words speak of it."""
    services = [service_words(code) for code in place.services]
    services += [
        service_words(code)
        for offer in place.offers
        for code in offer.categories
        if code not in place.services
    ]
    if need:  # what answers the need first
        services.sort(key=[service_words(code) for code in need.services].__contains__, reverse=True)
        if _speaks_of(place, need):
            services.insert(0, need.tag)
    found = list(dict.fromkeys(services))
    more = [f"+ {len(found) - _TAGS}"] if len(found) > _TAGS + 1 else []
    return [*(found[:_TAGS] if more else found), *more]


def _speaks_of(place: PlaceRecord, need: Need) -> bool:
    if not set(need.typologies).isdisjoint(place.typologies):
        return True
    texts = (place.name, place.summary, place.description, *(offer.name for offer in place.offers))
    own = {root for text in texts for root in stems(text)}
    return any(own.issuperset(roots) for mention in need.mentions if (roots := stems(mention)))
