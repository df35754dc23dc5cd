"""Which handovers are past their time, and which the law makes us keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from fabrique.core import clock
from fabrique.core.retention import Hold
from fabrique.equip.enums import HANDED, HandoverState, Terms
from fabrique.equip.models import Handover
from fabrique.equip.retention import CANCELLED_DAYS, HANDOVER_YEARS, LOAN_YEARS
from fabrique.people.retention import years_before

WHY = "retention of handovers"


def past_handovers(at: datetime) -> QuerySet[Any]:
    """Handovers whose time with the person's name is over, and that still have it."""
    today = timezone.localdate(at)
    given = clock.midnight(years_before(today, HANDOVER_YEARS), after=True)
    lent = clock.midnight(years_before(today, LOAN_YEARS), after=True)
    sold = Q(terms=Terms.SALE, guarantee_until__lt=today)
    gift = Q(terms=Terms.GIFT, handed_at__lt=given) & (
        Q(guarantee_until__isnull=True) | Q(guarantee_until__lt=today)
    )
    loan = Q(terms=Terms.LOAN, state=HandoverState.ENDED, ended_at__lt=lent)
    over = Q(state__in=HANDED) & (sold | gift | loan)
    never = Q(state=HandoverState.CANCELLED, ended_at__lt=at - timedelta(days=CANCELLED_DAYS))
    return Handover.objects.everywhere(WHY).filter(over | never, emptied_at__isnull=True)


def erasable_handovers(ids: Sequence[UUID], at: datetime) -> QuerySet[Any]:
    """The handovers to these files that nothing makes us keep."""
    rows = Handover.objects.everywhere(WHY).filter(resident__in=list(ids))
    return rows.exclude(_held(at))


def handover_holds(ids: Sequence[UUID], at: datetime) -> list[Hold]:
    """What must be kept of these files: sales under guarantee, loans that are not back."""
    rows = Handover.objects.everywhere(WHY).filter(_held(at), resident__in=list(ids)).order_by("pk")
    return [_hold(each) for each in rows]


def _held(at: datetime) -> Q:
    today = timezone.localdate(at)
    guaranteed = Q(state__in=HANDED, guarantee_until__gte=today)
    return guaranteed | Q(state=HandoverState.DONE, terms=Terms.LOAN)


def _hold(handover: Handover) -> Hold:
    if handover.terms == Terms.LOAN and handover.state == HandoverState.DONE:
        why = "l’appareil est prêté et n’est pas rendu"
        return Hold("1 convention de prêt", why, handover.due_back_on)
    until: date | None = handover.guarantee_until
    return Hold("1 convention de vente", "la garantie court encore", until)
