"""The lock of a shared desk."""

from __future__ import annotations

from django.db import models

from fabrique.people.models.account import Account


class DeskLock(models.Model):
    """The short code with which a person opens her locked session again. A hash is kept; no code signs in."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="lock", primary_key=True)
    code = models.CharField(max_length=128)
    idle_minutes = models.PositiveSmallIntegerField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id}"
