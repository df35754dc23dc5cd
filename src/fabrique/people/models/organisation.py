"""Organisations, their teams, and what they agreed about data."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.core.scoping import ScopedManager
from fabrique.people.enums import AgreementKind, Typology


class Organisation(models.Model):
    """A legal person of the programme: town hall, association, company…

    One of them at most carries the instance: administrators of the territory are its members.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200)
    siret = models.CharField(max_length=14, blank=True)
    type = models.CharField(max_length=32, choices=Typology.choices, blank=True)
    carries_instance = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["siret"], condition=~Q(siret=""), name="organisation_siret_once"),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^\d{14}$"), name="organisation_siret_form"
            ),
            models.UniqueConstraint(
                fields=["carries_instance"], condition=Q(carries_instance=True), name="one_carrier"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Some members of an organisation who work together."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    objects = ScopedManager["Team"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="team_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """What an organisation agreed with the one that carries the instance, for how long, about which data.

    ``data`` holds codes of ``DataCategory``; both dates are included; no end: until it is denounced.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=16, choices=AgreementKind.choices)
    reference = models.CharField(max_length=100, blank=True)
    signed_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    data = models.JSONField(default=list)
    created_at = models.DateTimeField()

    objects = ScopedManager["Agreement"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AgreementKind.values), name="agreement_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}".strip()
