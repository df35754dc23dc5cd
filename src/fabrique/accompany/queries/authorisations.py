"""What a person lets the organisation do now: the one question before somebody acts in their place."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from fabrique.accompany.enums import Procedure
from fabrique.accompany.models import Authorisation
from fabrique.people.models import Resident
from fabrique.people.queries.residents import files_of, kept_file

# What the law keeps of an erased person is a proof: it opens no page, waits for nobody, counts nowhere.
NOT_ERASED = Q(resident__emptied_at__isnull=True)


def live_authorisation(resident: Resident, procedure: Procedure, at: datetime) -> Authorisation | None:
    """The authorisation under which the organisation that holds the file may act at an instant, if any.

    Of any file that was merged with this one: signed, not taken back, not past its end.
    """
    rows = live_authorisations(resident, at).filter(procedure=procedure)
    return rows.select_related("mandate").order_by("-given_at", "pk").first()


def live_authorisations(resident: Resident, at: datetime) -> QuerySet[Authorisation]:
    """All that a person lets the organisation do at an instant."""
    rows = Authorisation.objects.of(resident.organisation).filter(resident__in=person_files(resident))
    return rows.filter(given_at__lte=at, ended_at__isnull=True, expires_at__gt=at)


def person_files(resident: Resident) -> list[Resident]:
    """Every file of one person in one organisation, whichever of them is given; the kept one first."""
    return files_of(kept_file(resident))
