"""Which procedures are past their time, and which a mandate makes us keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from fabrique.accompany.models import Case, CaseAct
from fabrique.accompany.queries.keeping import last_day, past_mandates
from fabrique.accompany.retention import CASE_YEARS
from fabrique.core import clock
from fabrique.core.retention import Hold
from fabrique.people.retention import years_before

WHY = "retention of procedures"


def past_cases(at: datetime) -> QuerySet[Any]:
    """Nothing was done for two years, and nothing in the person's place under a mandate that is kept."""
    last = years_before(timezone.localdate(at), CASE_YEARS)
    return _free(Case.objects.everywhere(WHY).filter(last_act_at__lt=clock.midnight(last, after=True)), at)


def erasable_cases(ids: Sequence[UUID], at: datetime) -> QuerySet[Any]:
    """The cases of these files that nothing makes us keep."""
    return _free(Case.objects.everywhere(WHY).filter(resident__in=list(ids)), at)


def case_holds(ids: Sequence[UUID], at: datetime) -> list[Hold]:
    """One hold for all the cases of a person in which somebody acted under a mandate that is kept."""
    rows = CaseAct.objects.everywhere(WHY).filter(case__resident__in=list(ids), authorisation__isnull=False)
    held = rows.exclude(authorisation__mandate__in=past_mandates(at).values("pk"))
    acts = list(held.select_related("authorisation__mandate"))
    if not acts:
        return []
    count = len({each.case_id for each in acts})
    what = "1 démarche faite à sa place" if count == 1 else f"{count} démarches faites à sa place"
    why = "elle se garde avec le mandat, qui en est la preuve"
    ends = [last_day(each.authorisation.mandate) for each in acts if each.authorisation]
    return [Hold(what, why, max(ends))]


def _free(rows: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    acts = CaseAct.objects.everywhere(WHY).filter(authorisation__isnull=False)
    kept = acts.exclude(authorisation__mandate__in=past_mandates(at).values("pk"))
    return rows.exclude(pk__in=kept.values("case"))
