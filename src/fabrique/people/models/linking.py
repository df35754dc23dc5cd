"""Two organisations that help one person, and may know it: because the person carried a code between them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.core.crypto.blind import BlindIndexField
from fabrique.core.scoping import ScopedManager
from fabrique.people.enums import LinkEnd
from fabrique.people.models.account import Account
from fabrique.people.models.resident import Resident


class LinkCode(models.Model):
    """A code that one organisation hands to a person, for another one to type on its own file of them.

    It serves once, within days. Only its digest is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="link_codes")
    digest = BlindIndexField(name_of_index="link.code")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    ORGANISATION_PATH = "resident__organisation"
    objects = ScopedManager["LinkCode"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="link_code_once"),
            models.CheckConstraint(condition=~Q(digest=""), name="link_code_has_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.issued_at:%Y-%m-%d}"


class FileLink(models.Model):
    """One side of a tie between two files: ``resident`` is of the organisation that reads it.

    The other organisation has a row of its own, where the two are exchanged. ``other`` is emptied when that
    file is erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=9, choices=LinkEnd.choices, blank=True)

    ORGANISATION_PATH = "resident__organisation"
    objects = ScopedManager["FileLink"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "other"], condition=Q(ended_at__isnull=True), name="file_link_once"
            ),
            models.CheckConstraint(condition=~Q(resident=F("other")), name="file_link_of_two"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="", other__isnull=False)
                | Q(ended_at__isnull=False, end__in=LinkEnd.values),
                name="file_link_ends_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.linked_at:%Y-%m-%d}"
