"""Telling every process that the directory changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q

from fabrique.core import clock
from fabrique.directory.models import Place, Revision


def raise_revision() -> None:
    """Raise the directory's number, in the transaction of the change itself."""
    if not Revision.objects.filter(pk=1).update(number=F("number") + 1):
        Revision.objects.get_or_create(pk=1, defaults={"number": 1})


def touch_places(place_ids: Iterable[Any]) -> None:
    """Have places read again: what hangs on them (a service, a stop, a closure) changed, not they."""
    touched = list(place_ids)
    heirs = Place.objects.filter(pk__in=touched, merged_into__isnull=False).values_list(
        "merged_into", flat=True
    )
    Place.objects.filter(Q(pk__in=touched) | Q(pk__in=list(heirs))).update(changed_at=clock.now())
    raise_revision()
