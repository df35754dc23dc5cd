"""What the pages share: the file, the mandate and the procedure of an address, the way back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.accompany.models import Case, Mandate
from fabrique.accompany.queries.authorisations import person_files
from fabrique.accompany.queries.cases import followers_of
from fabrique.accompany.queries.mandates import with_authorisations
from fabrique.core.policies import fetch
from fabrique.core.ui import discretion
from fabrique.core.ui.parts import Crumb
from fabrique.people.models import Resident
from fabrique.people.views.common import note_read
from fabrique.people.views.residents import crumbs_of

SEE, DRAFT = "accompany.see_mandates", "accompany.draft_mandate"
SEE_CASES, KEEP, OPEN = "accompany.see_cases", "accompany.keep_case", "accompany.open_case"
SIGN, REVOKE = "accompany.sign_mandate", "accompany.revoke_mandate"


def file_of(request: HttpRequest, action: str, pk: UUID) -> Resident:
    """The file of an address; another organisation's looks like a missing one. That it was read is noted."""
    rows = Resident.objects.filter(emptied_at__isnull=True).select_related("organisation", "merged_into")
    resident = fetch(request.user, action, rows, pk=pk)
    note_read(request, resident)
    return resident


def mandate_of(request: HttpRequest, action: str, resident: Resident, pk: UUID) -> Mandate:
    """A mandate of this very person, whichever of their files it was signed on."""
    rows = Mandate.objects.all().select_related(
        "organisation", "resident__organisation", "signed_by", "drafted_by", "scan__stored", "renews"
    )
    rows = rows.filter(resident__in=[each.pk for each in person_files(resident)])
    return fetch(request.user, action, rows.prefetch_related(with_authorisations()), pk=pk)


def crumbs(request: HttpRequest, resident: Resident, *steps: tuple[str, str]) -> list[Crumb]:
    """The way back through a person's file and their mandates."""
    return _way_back(request, resident, _("Mandats"), "accompany:mandates", steps)


def case_crumbs(request: HttpRequest, resident: Resident, *steps: tuple[str, str]) -> list[Crumb]:
    """The way back through a person's file and their procedures."""
    return _way_back(request, resident, _("Démarches"), "accompany:cases", steps)


def _way_back(
    request: HttpRequest, resident: Resident, words: str, page: str, steps: tuple[tuple[str, str], ...]
) -> list[Crumb]:
    listed = reverse(page, args=[resident.pk]) if steps else ""
    return crumbs_of(request, resident, (words, listed), *steps)


def address_of(request: HttpRequest, mandate: Mandate) -> str:
    """The public address that proves a mandate: it is printed on it."""
    return request.build_absolute_uri(reverse("accompany:verify", args=[mandate.token]))


def case_of(request: HttpRequest, action: str, resident: Resident, pk: UUID) -> Case:
    """A case of this very person, whichever of their files it was opened on."""
    rows = Case.objects.all().select_related(
        "organisation", "resident__organisation", "resident__merged_into", "responsible", "team", "closed_by"
    )
    rows = rows.filter(resident__in=[each.pk for each in person_files(resident)])
    return fetch(request.user, action, rows, pk=pk)


def follower_choices(request: HttpRequest, resident: Resident) -> list[tuple[str, str]]:
    """Those who may answer for a procedure, as this session shows names."""
    found = followers_of(resident.organisation)
    return [(str(each.pk), discretion.shown(request, each.name or each.email)) for each in found]


def step_to(resident: Resident, case: Case) -> tuple[str, str]:
    """The step of the way back that leads to a case."""
    return case.code, reverse("accompany:case", args=[resident.pk, case.pk])
