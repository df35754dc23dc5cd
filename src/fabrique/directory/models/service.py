"""Services, and where they are offered: a place is not a service."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.directory.models.hanging import HangingQuerySet
from fabrique.directory.models.place import Place
from fabrique.directory.models.source import Source
from fabrique.people.models import Organisation


class Service(models.Model):
    """What an organisation offers, at one place or at several. Codes are those of data.inclusion v1.

    ``source`` is None for what people describe here.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="services")
    name = models.CharField(max_length=150)
    description = models.TextField(blank=True)
    type = models.CharField(max_length=30, blank=True)
    thematics = models.JSONField(default=list)
    categories = models.JSONField(default=list, help_text="Services du schéma national.")
    fees = models.CharField(max_length=10, blank=True)
    fees_detail = models.TextField(blank=True)
    publics = models.JSONField(default=list)
    publics_detail = models.TextField(blank=True)
    access_conditions = models.TextField(blank=True)
    residence_codes = models.JSONField(
        default=list, help_text="Communes, départements ou EPCI ; vide : tous."
    )
    reception_modes = models.JSONField(default=list)
    mobilisation_modes = models.JSONField(default=list)
    mobilisable_by = models.JSONField(default=list)
    mobilisation_detail = models.TextField(blank=True)
    mobilisation_url = models.URLField(max_length=500, blank=True)
    contact_name = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    weekly_hours = models.FloatField(null=True)
    weeks = models.PositiveSmallIntegerField(null=True)
    source_url = models.URLField(max_length=500, blank=True)
    updated_on = models.DateField(null=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="services")
    external_id = models.CharField(max_length=200, blank=True)
    raw = models.JSONField(default=dict, help_text="La ligne de la source, telle quelle.")
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    places = models.ManyToManyField(Place, through="directory.Offer", related_name="offered")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="service_has_name"),
            models.UniqueConstraint(fields=["source", "external_id"], name="service_once_in_source"),
            models.CheckConstraint(
                condition=Q(weekly_hours__isnull=True) | Q(weekly_hours__gte=0), name="service_weekly_hours"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """One service at one place; its own hours when they differ from the place's."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="offers")
    service = models.ForeignKey(Service, models.CASCADE, related_name="offers")
    hours = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = HangingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "service"], name="service_once_at_place")]

    def __str__(self) -> str:
        return f"{self.service_id} @ {self.place_id}"
