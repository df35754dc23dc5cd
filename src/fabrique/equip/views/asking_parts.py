"""What the pages of requests and of the allocation share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import fetch
from fabrique.core.ui.parts import Crumb
from fabrique.equip.allocation.words import Reasons
from fabrique.equip.models import DeviceRequest, Proposal
from fabrique.people.views.common import note_read

ASK, SEE, KEEP = "equip.ask_device", "equip.see_requests", "equip.keep_request"
PROGRAMMES, ALLOCATE = "equip.keep_programmes", "equip.allocate"
WAITING, DECLINE = "equip.see_waiting", "equip.decide_request"
DECIDE, ANSWER = "equip.decide_proposal", "equip.answer_appeal"


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal with its reasons, as they were said."""

    proposal: Proposal
    reasons: Reasons


def shown(proposal: Proposal) -> Shown:
    """A proposal as a page shows it."""
    told = json.loads(proposal.reasons)
    return Shown(proposal, Reasons(*(tuple(told.get(name, ())) for name in ("person", "device", "change"))))


def request_of(request: HttpRequest, action: str, pk: UUID) -> DeviceRequest:
    """The request of an address; who reads a person's own is noted."""
    rows = DeviceRequest.objects.all().select_related(
        "programme__organisation", "organisation", "resident", "need", "asked_by"
    )
    found = fetch(request.user, action, rows, pk=pk)
    if found.resident and action in {SEE, KEEP}:
        note_read(request, found.resident)
    return found


def crumbs(last: str, *steps: tuple[str, str]) -> list[Crumb]:
    """The way back from a page of the desk."""
    return [Crumb(_("Ma journée"), reverse("web:desk")), *(Crumb(*each) for each in steps), Crumb(last)]


def to_requests() -> tuple[str, str]:
    """The step that leads to the requests of one's organisation."""
    return _("Demandes d’appareils"), reverse("equip:requests")


def to_allocation() -> tuple[str, str]:
    """The step that leads to the allocation."""
    return _("Attribution"), reverse("equip:allocation")
