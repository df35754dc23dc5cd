"""Asking places whether their sheet is still right."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.core.scoping import ScopedManager
from fabrique.directory.enums.lifecycle import AskedBy, CampaignState, ConfirmationState
from fabrique.directory.models.place import Place
from fabrique.directory.models.reports import ErrorReport
from fabrique.people.models import Organisation


class Campaign(models.Model):
    """A round of questions to the places that nobody confirmed for ``days`` days.

    ``organisation`` asks its own places; None: the territory asks. ``home`` is the address under which a
    secret leads to its page.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="campaigns")
    days = models.PositiveSmallIntegerField()
    home = models.URLField(max_length=300)
    state = models.CharField(max_length=8, choices=CampaignState.choices, default=CampaignState.OPEN)
    created_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    ORGANISATION_PATH = "organisation"
    objects = ScopedManager["Campaign"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CampaignState.values), name="campaign_state_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("created_at")), name="campaign_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state=CampaignState.OPEN, closed_at__isnull=True)
                | Q(state=CampaignState.CLOSED, closed_at__isnull=False),
                name="campaign_closed_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d} ({self.days})"


class Confirmation(models.Model):
    """What one place is asked, and what it answers. Only the digest of its link is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="confirmations")
    place = models.ForeignKey(Place, models.PROTECT, related_name="confirmations")
    channel = models.CharField(max_length=8, choices=AskedBy.choices)
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=10, choices=ConfirmationState.choices, default=ConfirmationState.WAITING, db_index=True
    )
    sent_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    report = models.ForeignKey(ErrorReport, models.PROTECT, null=True, related_name="confirmations")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "place"], name="place_asked_once_in_campaign"),
            models.CheckConstraint(
                condition=Q(state__in=ConfirmationState.values), name="confirmation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=AskedBy.values), name="confirmation_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(reminded_at__isnull=True) | Q(sent_at__isnull=False),
                name="reminded_after_first_message",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.state}"


class MailRefusal(models.Model):
    """A place that asks not to be written to any more by campaigns."""

    place = models.OneToOneField(Place, models.CASCADE, related_name="mail_refusal")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.place_id)
