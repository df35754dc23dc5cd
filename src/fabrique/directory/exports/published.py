"""Which places are published."""

from __future__ import annotations

from django.db.models import QuerySet

from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Offer, Place


def published() -> QuerySet[Place]:
    """The places that every export starts from, in a stable order."""
    rows = Place.objects.filter(state=PlaceState.PUBLISHED).order_by("commune_code", "name", "pk")
    return rows.prefetch_related("offers__service", "absorbed__offers__service")


def offers_of(place: Place) -> list[Offer]:
    """What a place of :func:`published` offers, merged places included; each service once."""
    mine = [*place.offers.all(), *(offer for other in place.absorbed.all() for offer in other.offers.all())]
    return list({offer.service_id: offer for offer in reversed(mine)}.values())[::-1]
