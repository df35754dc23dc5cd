"""Tables of the socle: they know no domain, and point at no account."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.crypto.models import KeyUse
from fabrique.core.enums import Channel, MessageState
from fabrique.core.journal.models import (
    JournalCheck,
    JournalEntry,
    JournalHead,
    JournalPersonal,
    JournalRead,
    JournalSegment,
)

__all__ = [
    "JournalCheck",
    "JournalEntry",
    "JournalHead",
    "JournalPersonal",
    "JournalRead",
    "JournalSegment",
    "KeyUse",
    "OutboxMessage",
    "PeriodicRun",
    "SealedFile",
    "StoredFile",
]


class OutboxMessage(models.Model):
    """One message to one recipient. The key makes it unique: asking twice sends once."""

    key = models.CharField(max_length=160, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    secret = models.BooleanField(
        default=False
    )  # the body opens something: it is erased once sent or given up
    state = models.CharField(
        max_length=16, choices=MessageState.choices, default=MessageState.WAITING, db_index=True
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="outbox_channel_known"),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="outbox_state_known"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | ~Q(state=MessageState.SENT), name="outbox_sent_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"


class StoredFile(models.Model):
    """A file kept by the instance, named by its content: the same bytes are stored once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SealedFile(models.Model):
    """A sensitive file, encrypted on the disk and bound to the id of this row."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = EncryptedTextField()
    media_type = models.CharField(max_length=100)
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class PeriodicRun(models.Model):
    """When a periodic job was last enqueued: the row that two ticks at once fight over."""

    name = models.CharField(max_length=100, primary_key=True)
    last_enqueued_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
