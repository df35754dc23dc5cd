"""What every act on a case shares: the person and the case as they are now, the texts, the entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from fabrique.accompany.enums import CaseState
from fabrique.accompany.models import Case
from fabrique.accompany.queries.cases import may_follow
from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions import file_acts
from fabrique.people.actions.residents import check_allowed
from fabrique.people.enums import DataCategory
from fabrique.people.models import Account, Membership, Organisation, Resident, Team
from fabrique.people.queries.residents import kept_file

LONGEST_TITLE, LONGEST_SERVICE, LONGEST_TEXT = 120, 200, 2000
FARTHEST = timedelta(days=3 * 366)  # a date beyond is a slip of the keyboard


def locked_person(resident: Resident) -> Resident:
    """The kept file of the person, which nobody else changes until the end; it may be written."""
    kept = file_acts.locked(kept_file(resident))
    check_allowed(kept.organisation, DataCategory.MANDATES)
    return kept


def locked_case(case: Case, *, closed: bool = False) -> tuple[Resident, Case]:
    """The person, then the case: always in this order. ``closed``: one that is closed may be changed too."""
    resident = locked_person(case.resident)
    rows = Case.objects.of(case.organisation).select_related("organisation", "resident", "responsible")
    held = rows.select_for_update(of=("self",)).filter(pk=case.pk).first()
    if held is None:
        raise DomainRefusal(_("Cette démarche est effacée."))
    if held.state == CaseState.CLOSED and not closed:
        raise DomainRefusal(_("Cette démarche est terminée : rouvrez-la pour y ajouter quelque chose."))
    return resident, held


def entry(case: Case, by: Account, summary: Mapping[str, object]) -> dict[str, Any]:
    """What the journal says of an act on a case: who, for whom, on whose file, which case."""
    return {
        "actor": by.pk,
        "organisation": case.organisation_id,
        "subject": f"resident:{case.resident_id}",
        "summary": {"case": f"case:{case.pk}", **summary},
    }


def coming(day: date | None, field: str) -> date | None:
    """A day within three years, past or to come."""
    if day and abs(day - clock.today()) > FARTHEST:
        raise DomainRefusal(_("Vérifiez l’année de cette date."), field=field)
    return day


def check_follower(organisation: Organisation, account: Account) -> None:
    """Only somebody who works here, in a role that follows procedures, answers for one."""
    if not may_follow(organisation, account):
        raise DomainRefusal(_("Cette personne ne suit pas, ou plus, de démarches ici."), field="responsible")


def team_of(organisation: Organisation, account: Account) -> Team | None:
    """The team in which somebody works here, the first of them."""
    held = Membership.objects.of(organisation).filter(
        account=account, ended_at__isnull=True, team__isnull=False
    )
    found = held.select_related("team").order_by("created_at", "pk").first()
    return found.team if found else None
