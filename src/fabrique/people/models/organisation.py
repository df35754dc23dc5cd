"""Organisations: the legal persons of the programme."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Organisation(models.Model):
    """A legal person of the programme: town hall, association, company…"""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200)
    siret = models.CharField(max_length=14, blank=True)
    type = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["siret"], condition=~Q(siret=""), name="organisation_siret_once"),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^\d{14}$"), name="organisation_siret_form"
            ),
        ]

    def __str__(self) -> str:
        return self.name
