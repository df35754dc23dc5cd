"""Crews are forgotten a year after their round; the round stays, without them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from fabrique.core import clock
from fabrique.core.retention import key_of
from fabrique.equip.models import Round
from fabrique.equip.retention import CREW_YEARS
from fabrique.people.retention import years_before


def past_crews(at: datetime) -> QuerySet[Any]:
    """Rounds of more than a year ago that still say who was in the van, or who prepared them."""
    last = years_before(timezone.localdate(at), CREW_YEARS)
    rows = Round.objects.everywhere("retention of crews")
    return rows.filter(on__lt=last, crew_forgotten_at__isnull=True)


@transaction.atomic
def erase_past_crews(subjects: list[str]) -> list[str]:
    """Forget these crews; gives the rounds of which it did."""
    ids = [UUID(key_of(each)) for each in subjects]
    going = list(past_crews(clock.now()).filter(pk__in=ids))
    for held in going:
        held.crew, held.created_by, held.crew_forgotten_at = "", None, clock.now()
        held.save(update_fields=["crew", "created_by", "crew_forgotten_at"])
    return [f"round:{held.pk}" for held in going]
