"""Telling every process that the directory changed."""

from __future__ import annotations

from django.db.models import F

from fabrique.directory.models import Revision


def raise_revision() -> None:
    """Raise the directory's number, in the transaction of the change itself."""
    if not Revision.objects.filter(pk=1).update(number=F("number") + 1):
        Revision.objects.get_or_create(pk=1, defaults={"number": 1})
