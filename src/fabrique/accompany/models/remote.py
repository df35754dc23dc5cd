"""A mandate proposed from afar: two texts sent, and the one that came back, kept word for word."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.accompany.enums import RemoteOutcome
from fabrique.accompany.models.mandates import Mandate
from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.scoping import ScopedManager
from fabrique.people.models import Account

UNANSWERED = (RemoteOutcome.WAITING, RemoteOutcome.REPLACED)


class RemoteConsent(models.Model):
    """``recap`` says what the mandate allows, ``question`` asks for « Oui », ``reply`` is what was answered.

    ``key_digest`` is that of the key of the question's message: whoever posts an answer must know the key.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="remote_consents")
    phone = EncryptedTextField()
    recap = EncryptedTextField()
    question = EncryptedTextField()
    key_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reply = EncryptedTextField(default="")
    replied_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=RemoteOutcome.choices, blank=True)

    ORGANISATION_PATH = "mandate__organisation"
    objects = ScopedManager["RemoteConsent"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mandate"], condition=Q(outcome=""), name="remote_consent_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=RemoteOutcome.values), name="remote_consent_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=UNANSWERED, replied_at__isnull=True)
                | (~Q(outcome__in=UNANSWERED) & Q(replied_at__isnull=False)),
                name="remote_consent_reply_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mandate_id} {self.asked_at:%Y-%m-%d}"
