"""What hangs on a place without being part of its sheet: services offered, stops, closures."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from fabrique.directory.enums.lifecycle import PlaceState

Hanging = TypeVar("Hanging", bound=models.Model, covariant=True)


class HangingQuerySet(models.QuerySet[Hanging]):
    """Rows with a ``place``. They stay with the place that they were given to; once it is merged, the place
    that survives shows them, and a merge that is undone gives them back by itself."""

    def shown(self) -> Self:
        """Those of the published places, with ``shown_by``: the id of the place that shows them."""
        published = Q(place__state=PlaceState.PUBLISHED) | Q(place__merged_into__state=PlaceState.PUBLISHED)
        return self.filter(published).annotate(shown_by=Coalesce(F("place__merged_into_id"), F("place_id")))

    def of(self, place: models.Model) -> Self:
        """Those of a place and of the places that were merged into it."""
        return self.filter(Q(place=place) | Q(place__merged_into=place))
