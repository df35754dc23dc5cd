"""Places: where a person can get help, and when."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.directory.enums.lifecycle import ClosureKind, PlaceState
from fabrique.directory.models.hanging import HangingQuerySet
from fabrique.people.models import Organisation


class Place(models.Model):
    """A place of digital mediation.

    Its values are worked out from its source records, field by field (``kernels.survivorship``); an edit by
    hand is a record as well. ``provenance`` gives for each field the record and the day it comes from,
    ``history`` what it was before. Lists hold the codes of the national schema, verbatim; "" and ``None``
    mean unknown.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=10, choices=PlaceState.choices, default=PlaceState.PUBLISHED)
    withdrawn_by_hand = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="places")

    name = models.CharField(max_length=300)
    pivot = models.CharField(max_length=14, blank=True)
    commune_name = models.CharField(max_length=100, blank=True)
    commune_code = models.CharField(max_length=5, blank=True, db_index=True)
    postal_code = models.CharField(max_length=5, blank=True)
    address = models.CharField(max_length=300, blank=True)
    address_complement = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    typologies = models.JSONField(default=list)
    phone = models.CharField(max_length=20, blank=True)
    emails = models.JSONField(default=list)
    websites = models.JSONField(default=list)
    contact_name = models.CharField(max_length=150, blank=True)
    hours = models.TextField(blank=True)
    hours_text = models.TextField(blank=True)
    summary = models.CharField(max_length=280, blank=True)
    description = models.TextField(blank=True)
    collector = models.CharField(max_length=200, blank=True)
    itinerance = models.JSONField(default=list)
    parent_network = models.CharField(max_length=200, blank=True)
    updated_on = models.DateField(null=True)
    services = models.JSONField(default=list)
    publics = models.JSONField(default=list)
    specific_care = models.JSONField(default=list)
    fees = models.JSONField(default=list)
    fees_detail = models.TextField(blank=True)
    programmes = models.JSONField(default=list)
    labels = models.JSONField(default=list)
    other_labels = models.JSONField(default=list)
    access_modes = models.JSONField(default=list)
    accompaniment = models.JSONField(default=list)
    accessibility_url = models.URLField(max_length=500, blank=True)
    booking_url = models.URLField(max_length=500, blank=True)
    wheelchair = models.BooleanField(null=True)
    languages = models.JSONField(default=list)
    directions = models.TextField(blank=True)
    to_bring = models.TextField(blank=True)
    networks = models.JSONField(default=list, help_text="Réseaux porteurs de data.inclusion.")
    source_url = models.URLField(max_length=500, blank=True)

    flags = models.JSONField(default=list)
    provenance = models.JSONField(default=dict)
    history = models.JSONField(default=list)
    completeness = models.PositiveSmallIntegerField(default=0)
    verified_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlaceState.values), name="place_state_known"),
            models.CheckConstraint(
                condition=Q(state=PlaceState.MERGED, merged_into__isnull=False)
                | (~Q(state=PlaceState.MERGED) & Q(merged_into__isnull=True)),
                name="place_merged_names_survivor",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="place_not_merged_into_itself"),
            models.CheckConstraint(condition=~Q(name=""), name="place_has_name"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="place_position_whole",
            ),
            models.CheckConstraint(condition=Q(completeness__lte=100), name="place_completeness_percent"),
        ]

    def __str__(self) -> str:
        return self.name


class Closure(models.Model):
    """A temporary closure, or other hours for some days (holidays, works). Both days are included."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="closures")
    kind = models.CharField(max_length=8, choices=ClosureKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    hours = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = HangingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="closure_days_in_order"),
            models.CheckConstraint(condition=Q(kind__in=ClosureKind.values), name="closure_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=ClosureKind.HOURS) | ~Q(hours=""), name="closure_special_hours_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.starts_on} – {self.ends_on}"


class Stop(models.Model):
    """Where an itinerant place stops, and when: by rule (``hours``), on named days (``visits``), or both."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="stops")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    commune_code = models.CharField(max_length=5)
    commune_name = models.CharField(max_length=100)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    hours = models.TextField(blank=True)

    objects = HangingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name", "commune_code"], name="stop_once_in_place"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="stop_position_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.commune_name})"


class StopVisit(models.Model):
    """One dated visit at a stop."""

    stop = models.ForeignKey(Stop, models.CASCADE, related_name="visits")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stop", "starts_at"], name="visit_once_at_stop"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_times_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
