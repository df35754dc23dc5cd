"""Which mandates are past their time, and which the law makes us keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from fabrique.accompany.enums import MandateState
from fabrique.accompany.models import Mandate
from fabrique.accompany.retention import KEPT_YEARS, UNSIGNED_DAYS
from fabrique.core import clock
from fabrique.core.retention import Hold
from fabrique.people.retention import years_after, years_before

WHY = "retention of mandates"
UNSIGNED = (MandateState.DRAFT, MandateState.ABANDONED)


def past_mandates(at: datetime) -> QuerySet[Any]:
    """Signed mandates whose end, by its day in Paris, is six years ago or more."""
    last = years_before(timezone.localdate(at), KEPT_YEARS)
    rows = Mandate.objects.everywhere(WHY).exclude(state__in=UNSIGNED)
    return rows.annotate(end=Coalesce("ended_at", "expires_at")).filter(
        end__lt=clock.midnight(last, after=True)
    )


def unsigned_mandates(at: datetime) -> QuerySet[Any]:
    """What was prepared a month ago and never signed."""
    rows = Mandate.objects.everywhere(WHY).filter(state__in=UNSIGNED)
    return rows.filter(drafted_at__lte=at - timedelta(days=UNSIGNED_DAYS))


def erasable_of(ids: Sequence[UUID], at: datetime) -> list[UUID]:
    """The mandates of these files that nothing makes us keep."""
    past = past_mandates(at).filter(resident__in=ids).values_list("pk", flat=True)
    rows = Mandate.objects.everywhere(WHY).filter(resident__in=ids, state__in=UNSIGNED)
    return [*past, *rows.values_list("pk", flat=True)]


def holds_of(ids: Sequence[UUID], at: datetime) -> list[Hold]:
    """One hold for all the mandates of a person, until the last may go."""
    rows = Mandate.objects.everywhere(WHY).filter(resident__in=ids)
    rows = rows.exclude(Q(state__in=UNSIGNED) | Q(pk__in=past_mandates(at).values("pk")))
    ends = [last_day(each) for each in rows]
    if not ends:
        return []
    what = f"{len(ends)} mandat signé" if len(ends) == 1 else f"{len(ends)} mandats signés"
    why = f"un mandat se garde {KEPT_YEARS} ans après sa fin, le temps qu’une faute puisse être jugée"
    return [Hold(what, why, max(ends))]


def last_day(mandate: Mandate) -> date:
    """The day on which a signed mandate may go."""
    end = mandate.ended_at or mandate.expires_at
    assert end
    return years_after(timezone.localdate(end), KEPT_YEARS)
