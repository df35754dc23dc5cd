"""Sixty days before nothing covers an organisation any more, it is told once, and those who sign with it."""

from __future__ import annotations

from fabrique.core import clock
from fabrique.people.actions.notifying import notify
from fabrique.people.models import Organisation
from fabrique.people.queries.notifications import those_who_may
from fabrique.people.queries.organisations import uncovered

AGREEMENT = "people.agreement_ends"


def warn_agreements() -> int:
    """Tell whom it concerns that the agreement of an organisation ends soon; how many are told.

    Safe to run twice: each end is told once. Who has no agreement at all sees it on the page of the day.
    """
    told = 0
    carrier = Organisation.objects.filter(carries_instance=True).first()
    signing = those_who_may("people.manage_agreements", carrier) if carrier else []
    for organisation, coverage in uncovered(Organisation.objects.all(), clock.today()):
        if coverage.soon and coverage.until:
            subject, once = f"organisation:{organisation.pk}", coverage.until.isoformat()
            told += notify(kind=AGREEMENT, subject=subject, organisation=organisation, once=once)
            if carrier:
                told += notify(kind=AGREEMENT, subject=subject, organisation=carrier, to=signing, once=once)
    return told
