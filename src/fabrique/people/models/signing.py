"""What proves who somebody is, how often somebody tried, and what happened to an account."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.people.enums import AccountEventKind
from fabrique.people.models.account import Account


class TotpDevice(models.Model):
    """An application that shows a code of six digits, new every thirty seconds (RFC 6238)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="totp")
    secret = EncryptedTextField()
    last_step = models.BigIntegerField(
        default=0
    )  # of 30 s since 1970: no code of it or before it serves again
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"totp {self.account_id}"


class CodeCard(models.Model):
    """A printed card of numbered codes, each of which serves once. A new card cancels the former one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="card")
    key = (
        EncryptedTextField()
    )  # under which the digests of its codes are: they are short, hashing alone is nothing
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"card {self.account_id}"


class PrintedCode(models.Model):
    """One code of a card: only a keyed digest of it is kept."""

    card = models.ForeignKey(CodeCard, on_delete=models.CASCADE, related_name="codes")
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["card", "number"], name="printed_code_number_once"),
            models.UniqueConstraint(fields=["card", "digest"], name="printed_code_once"),
        ]

    def __str__(self) -> str:
        return f"code {self.number}"


class Tally(models.Model):
    """How many times something was tried lately, counted under a digest of who tried or of what was tried."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key"], name="tally_once")]
        indexes: ClassVar = [models.Index(fields=["since"], name="tally_since")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.count}"


class AccountEvent(models.Model):
    """Something that its owner should know of: a second factor added, wrong codes, a password changed."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=32, choices=AccountEventKind.choices)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # when it was shown after signing in

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=AccountEventKind.values), name="account_event_known"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["account", "-at"], name="account_event_latest")]

    def __str__(self) -> str:
        return self.kind
