"""Which places are published."""

from __future__ import annotations

from django.db.models import QuerySet

from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place


def published() -> QuerySet[Place]:
    """The places that every export starts from, in a stable order."""
    rows = Place.objects.filter(state=PlaceState.PUBLISHED).order_by("commune_code", "name", "pk")
    return rows.prefetch_related("offers__service")
