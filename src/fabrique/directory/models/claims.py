"""Places that organisations ask for: « C’est notre lieu »."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.scoping import ScopedManager
from fabrique.directory.enums.lifecycle import ClaimState
from fabrique.directory.models.place import Place
from fabrique.people.models import Organisation


class PlaceClaim(models.Model):
    """What an organisation says of a place: that it runs it. Somebody who keeps the guide decides.

    ``asked_by`` and ``decided_by`` are numbers of accounts. One claim of an organisation on a place waits at
    most; one claim on a place is accepted at most.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="claims")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="place_claims")
    words = models.TextField(max_length=500, blank=True)
    state = models.CharField(
        max_length=10, choices=ClaimState.choices, default=ClaimState.PENDING, db_index=True
    )
    reason = models.CharField(max_length=300, blank=True)
    asked_by = models.CharField(max_length=64, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    ORGANISATION_PATH = "organisation"
    objects = ScopedManager["PlaceClaim"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state_known"),
            models.UniqueConstraint(
                fields=["place", "organisation"],
                condition=Q(state=ClaimState.PENDING),
                name="claim_waits_once",
            ),
            models.UniqueConstraint(
                fields=["place"], condition=Q(state=ClaimState.ACCEPTED), name="claim_accepted_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.PENDING, decided_at__isnull=True)
                | (~Q(state=ClaimState.PENDING) & Q(decided_at__isnull=False)),
                name="claim_decided_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.place_id}"
