"""Procedures go when their time is over, or with the person's file if no mandate makes us keep them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from fabrique.accompany.actions.documents import empty_documents
from fabrique.accompany.models import Authorisation, Case, CaseAct, CaseDocument
from fabrique.accompany.queries.case_keeping import WHY, erasable_cases, past_cases
from fabrique.core import clock
from fabrique.core.retention import key_of


@transaction.atomic
def erase_past_cases(subjects: list[str]) -> list[str]:
    """Erase those of these cases still past their two years; gives those that it did erase."""
    ids = [UUID(key_of(each)) for each in subjects]
    going = list(past_cases(clock.now()).filter(pk__in=ids).values_list("pk", flat=True))
    _delete(going)
    return [f"case:{pk}" for pk in going]


@transaction.atomic
def erase_cases_of(ids: Sequence[UUID]) -> None:
    """With a person's file: every case that no hold keeps; of those that stay, the documents."""
    _delete(list(erasable_cases(ids, clock.now()).values_list("pk", flat=True)))
    rows = Case.objects.everywhere(WHY).filter(resident__in=list(ids))
    for each in rows.select_related("organisation"):
        empty_documents(each)


def forget_acts_under(mandates: Sequence[UUID]) -> None:
    """What was done under a mandate goes with it. Its caller deletes the mandate."""
    held = Authorisation.objects.everywhere(WHY).filter(mandate__in=mandates)
    _delete_acts(
        list(CaseAct.objects.everywhere(WHY).filter(authorisation__in=held).values_list("pk", flat=True))
    )


def _delete(going: Sequence[UUID]) -> None:
    rows = Case.objects.everywhere(WHY).filter(pk__in=going)
    for each in rows.select_related("organisation"):
        empty_documents(each)
    CaseDocument.objects.everywhere(WHY).filter(case__in=going).delete()
    _delete_acts(list(CaseAct.objects.everywhere(WHY).filter(case__in=going).values_list("pk", flat=True)))
    rows.delete()


def _delete_acts(going: Sequence[UUID]) -> None:
    CaseAct.objects.everywhere(WHY).filter(repairs__in=going).update(repairs=None)
    CaseAct.objects.everywhere(WHY).filter(pk__in=going).delete()
