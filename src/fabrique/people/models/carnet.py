"""The carnet: the code by which a person reads what is held for them, and what they say of it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.crypto.blind import BlindIndexField
from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.scoping import ScopedManager
from fabrique.people.enums import AlertKind
from fabrique.people.models.account import Account
from fabrique.people.models.resident import Resident


class CarnetAccess(models.Model):
    """A code that opens the carnet of a person until it is revoked or expires; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="carnets")
    digest = BlindIndexField(name_of_index="carnet.code")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_read_at = models.DateTimeField(null=True)

    ORGANISATION_PATH = "resident__organisation"
    objects = ScopedManager["CarnetAccess"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="carnet_code_once"),
            models.UniqueConstraint(
                fields=["resident"], condition=Q(revoked_at__isnull=True), name="carnet_one_live"
            ),
            models.CheckConstraint(condition=~Q(digest=""), name="carnet_has_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.issued_at:%Y-%m-%d}"


class CarnetAlert(models.Model):
    """What a person says of a line of their carnet, and what the organisation answers.

    ``subject`` (``model:id``) is what the line is about, ``told`` the line as the person read it, ``words``
    what they add, ``answer`` what they will read in return.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=6, choices=AlertKind.choices)
    subject = models.CharField(max_length=80)
    told = EncryptedTextField()
    words = EncryptedTextField(default="")
    raised_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answer = EncryptedTextField(default="")

    ORGANISATION_PATH = "resident__organisation"
    objects = ScopedManager["CarnetAlert"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "kind", "subject"],
                condition=Q(answered_at__isnull=True),
                name="carnet_alert_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="carnet_alert_known"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="carnet_alert_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.raised_at:%Y-%m-%d}"
