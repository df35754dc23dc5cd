"""Raw inventories go when their time is over: what they say of the machine stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from fabrique.core import clock
from fabrique.core.crypto import files
from fabrique.core.retention import key_of
from fabrique.equip.models import InventoryFile
from fabrique.equip.retention import RAW_DAYS

_WHY = "retention of raw inventories"


def past_raw(at: datetime) -> QuerySet[Any]:
    """Files whose bytes were kept long enough."""
    rows = InventoryFile.objects.everywhere(_WHY).filter(raw__isnull=False)
    return rows.filter(taken_at__lt=at - timedelta(days=RAW_DAYS))


@transaction.atomic
def forget_raw(subjects: list[str]) -> list[str]:
    """Delete the bytes of these files; gives those whose bytes went."""
    wanted = [UUID(key_of(each)) for each in subjects]
    found = list(
        past_raw(clock.now())
        .filter(pk__in=wanted)
        .select_related("raw__stored")
        .select_for_update(of=("self",))
    )
    for file in found:
        raw, file.raw = file.raw, None
        file.save(update_fields=["raw"])
        if raw is not None:
            files.discard(raw)
    return [f"inventory_file:{file.pk}" for file in found]
