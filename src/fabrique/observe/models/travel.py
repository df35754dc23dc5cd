"""How long people travel: tables of times that others have made."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.scoping import ScopedManager
from fabrique.people.models import Account, Organisation


class TravelTimes(models.Model):
    """How many minutes there are between areas and places, as a producer reckoned it.

    ``origins`` are codes of communes, IRIS or priority neighbourhoods; ``destinations`` ids of places or
    codes of communes. ``pairs`` holds the arrays ``origin`` and ``destination`` (ranks) and ``minutes``,
    packed; ``trips`` is how many, ``refused`` how many rows of the file could not be read. ``shared``: every
    organisation of the programme measures with it; else only the one that brought it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="travel_times")
    title = models.CharField(max_length=200)
    producer = models.CharField(max_length=200)
    vintage = models.CharField(max_length=20)
    licence = models.CharField(max_length=120)
    url = models.CharField(max_length=400, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    origins = models.JSONField(default=list)
    destinations = models.JSONField(default=list)
    pairs = models.BinaryField()
    trips = models.PositiveIntegerField()
    refused = models.PositiveIntegerField(default=0)
    shared = models.BooleanField(default=False)
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["TravelTimes"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title"], name="travel_times_title_once"),
            models.CheckConstraint(condition=Q(trips__gt=0), name="travel_times_some_trip"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.vintage})"
