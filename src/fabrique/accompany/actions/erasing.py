"""Mandates go when their time is over, or with the person's file if nothing makes us keep them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from fabrique.accompany.actions.case_erasing import forget_acts_under
from fabrique.accompany.models import Authorisation, Mandate, RemoteConsent
from fabrique.accompany.queries.keeping import WHY, erasable_of, past_mandates, unsigned_mandates
from fabrique.core import clock
from fabrique.core.crypto import files
from fabrique.core.models import SealedFile
from fabrique.core.retention import key_of
from fabrique.people.actions.notifying import forget_subjects


@transaction.atomic
def erase_past(subjects: list[str]) -> list[str]:
    """Erase those of these mandates still past their six years; gives those that it did erase."""
    return _erase(past_mandates(clock.now()), subjects)


@transaction.atomic
def erase_unsigned(subjects: list[str]) -> list[str]:
    """Erase those of these that were prepared long ago and are still not signed."""
    return _erase(unsigned_mandates(clock.now()), subjects)


@transaction.atomic
def erase_of_residents(ids: Sequence[UUID]) -> None:
    """With a person's file: all that no hold keeps; of what stays, what was told of it."""
    _forget_told(Mandate.objects.everywhere(WHY).filter(resident__in=list(ids)))
    _delete(erasable_of(ids, clock.now()))


def _erase(due: QuerySet[Mandate], subjects: list[str]) -> list[str]:
    """Those of these subjects that are due; gives them."""
    ids = [UUID(key_of(each)) for each in subjects]
    going = list(due.filter(pk__in=ids).values_list("pk", flat=True))
    _delete(going)
    return [f"mandate:{pk}" for pk in going]


def _delete(going: Sequence[UUID]) -> None:
    """The mandates, what was done under them, and the scans."""
    rows = Mandate.objects.everywhere(WHY).filter(pk__in=going)
    scans = list(SealedFile.objects.filter(pk__in=rows.exclude(scan=None).values("scan")))
    Mandate.objects.everywhere(WHY).filter(renews__in=going).update(renews=None)
    forget_acts_under(going)
    _forget_told(rows)
    RemoteConsent.objects.everywhere(WHY).filter(mandate__in=going).delete()
    Authorisation.objects.everywhere(WHY).filter(mandate__in=going).delete()
    rows.delete()
    for each in scans:
        files.discard(each)


def _forget_told(mandates: QuerySet[Mandate]) -> None:
    """What members were told of these mandates, and of the answers by SMS."""
    asked = RemoteConsent.objects.everywhere(WHY).filter(mandate__in=mandates.values("pk"))
    for kind, rows in (("mandate", mandates), ("remote_consent", asked)):
        forget_subjects(f"{kind}:{pk}" for pk in rows.values_list("pk", flat=True))
