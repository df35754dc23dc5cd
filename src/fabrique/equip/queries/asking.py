"""What is read of programmes and of requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.policies import Actor, scope
from fabrique.core.retention import key_of
from fabrique.core.ui.notifying import Shown
from fabrique.equip.enums import Audience
from fabrique.equip.enums.asking import (
    REQUEST_LIVE,
    AppealState,
    Asker,
    Criterion,
    ProposalState,
    RequestState,
    Use,
)
from fabrique.equip.models import Appeal, DeviceRequest, EquipmentProgramme, Proposal
from fabrique.equip.retention import REQUEST_YEARS
from fabrique.needs.models import Need
from fabrique.people.models import Organisation, Resident
from fabrique.people.queries.residents import by_person, files_of
from fabrique.people.retention import years_before
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries.areas import latest_areas

WHY = "retention of requests"
_UNDECIDED = {ProposalState.PROPOSED, ProposalState.REPLACED}


def open_programmes(today: date) -> QuerySet[Any]:
    """The programmes under which anybody may ask today: they are published."""
    rows = EquipmentProgramme.objects.everywhere("programmes are published")
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today)
    return rows.select_related("organisation").order_by("name", "organisation__name")


def programmes_of(organisation: Organisation) -> QuerySet[Any]:
    """All the programmes of an organisation, those that are open first."""
    rows = EquipmentProgramme.objects.of(organisation).select_related("organisation")
    return rows.annotate(over=Q(ends_on__lt=clock.today())).order_by("over", "name")


def requests_seen(actor: Actor, state: str = "") -> QuerySet[Any]:
    """The requests of the actor's organisation, the latest first; ``state`` empty: those that live."""
    rows = scope(actor, "equip.see_requests", DeviceRequest.objects.all())
    rows = rows.filter(Q(resident__isnull=True) | Q(resident__emptied_at__isnull=True))
    rows = rows.filter(state__in=[state] if state in RequestState.values else REQUEST_LIVE)
    return rows.select_related("programme__organisation", "resident").order_by("-asked_at", "pk")


def reopenable(request: DeviceRequest) -> bool:
    """Whether whoever asked may take a request up again: nothing was decided against it, no other lives."""
    if request.state != RequestState.WITHDRAWN and not (
        request.state == RequestState.DECLINED and was_upheld(request)
    ):
        return False
    return request.resident is None or live_request(request.resident) is None


def live_request(resident: Resident) -> DeviceRequest | None:
    """The request for a person that waits or is reserved."""
    rows = DeviceRequest.objects.of(resident.organisation).filter(resident__in=files_of(resident))
    return rows.filter(state__in=REQUEST_LIVE).first()


def requests_told(actor: Actor, subjects: Sequence[str], *, text: str) -> Mapping[str, Shown]:
    """What one was told of requests, by their code. One query."""
    rows = DeviceRequest.objects.filter(pk__in=[key_of(one) for one in subjects])
    return {
        f"device_request:{each.pk}": Shown(
            _(text) % {"code": each.code}, reverse("equip:request", args=[each.pk])
        )
        for each in scope(actor, "equip.see_requests", rows)
    }


def requests_of(resident: Resident) -> QuerySet[Any]:
    """The requests for a person, whichever of their files they were made on, the latest first."""
    rows = DeviceRequest.objects.of(resident.organisation).filter(resident__in=files_of(resident))
    return rows.select_related("programme__organisation", "organisation", "asked_by").order_by("-asked_at")


def household_of(resident: Resident, decider: Organisation) -> UUID | None:
    """The household of an earlier request for this very person, with whoever decides now."""
    if not resident.last_name or not resident.birth_year:
        same = Q(resident__in=files_of(resident))
    else:
        files = Resident.objects.everywhere("one household gets one device").filter(by_person(resident))
        same = Q(resident__in=files_of(resident)) | Q(resident__in=files.values("pk"))
    rows = DeviceRequest.objects.everywhere("one household gets one device").filter(same)
    found = rows.filter(programme__organisation=decider).order_by("-asked_at").first()
    return found.household if found else None


def proposals_of(request: DeviceRequest) -> QuerySet[Any]:
    """What was proposed to a request, the latest first."""
    rows = Proposal.objects.everywhere("proposals to a request that its caller holds")
    rows = rows.filter(request=request).select_related("device", "run", "decided_by")
    return rows.order_by("-proposed_at", "pk")


def appeals_of(request: DeviceRequest) -> QuerySet[Any]:
    """The appeals about a request, the latest first."""
    rows = Appeal.objects.everywhere("appeals about a request that its caller holds").filter(request=request)
    return rows.select_related("noted_by", "answered_by").order_by("-noted_at", "pk")


def was_upheld(request: DeviceRequest) -> bool:
    """Whether an appeal was upheld since the request stands where it stands."""
    rows = Appeal.objects.everywhere("appeals about a request that its caller holds")
    found = rows.filter(request=request, state=AppealState.UPHELD, answered_at__gte=request.state_at)
    return found.exists()


def is_decided(request: DeviceRequest) -> bool:
    """Whether a person took a decision on a request that still says where it stands."""
    if request.state in {RequestState.RESERVED, RequestState.SERVED, RequestState.DECLINED}:
        return True
    return any(each.state not in _UNDECIDED for each in proposals_of(request))


def criteria_of(request: DeviceRequest) -> list[Criterion]:
    """What counts for a request, in the order of the vocabulary."""
    held = set(request.criteria.split())
    return [each for each in Criterion if each.value in held]


def place_of(request: DeviceRequest) -> tuple[str, str]:
    """The codes of the commune and of the neighbourhood for which a device was asked, as far as is said.

    A neighbourhood that lies in several communes is that of the person's own, or of its first.
    """
    if not request.area_code:
        return (request.resident.commune_code if request.resident else ""), ""
    areas = latest_areas(AreaKind.QPV).filter(code=request.area_code)
    communes = areas.values_list("commune_codes", flat=True).first()
    if communes is None:
        return request.area_code, ""
    own = request.resident.commune_code if request.resident else ""
    return (own if own in communes else next(iter(communes), "")), request.area_code


def audience_of(request: DeviceRequest) -> Audience:
    """How the person lives, as their request says it."""
    held = criteria_of(request)
    if request.asker == Asker.SCHOOL or Criterion.PUPIL in held:
        return Audience.STUDENT if request.use == Use.STUDIES else Audience.PUPIL
    return Audience.JOB_SEEKER if Criterion.JOB_SEEKER in held else Audience.UNSAID


def past_requests(at: datetime) -> QuerySet[Any]:
    """Requests that are over, of which nothing was said for two years."""
    last = clock.midnight(years_before(timezone.localdate(at), REQUEST_YEARS), after=True)
    rows = DeviceRequest.objects.everywhere(WHY).filter(state_at__lt=last).exclude(state__in=REQUEST_LIVE)
    return rows.exclude(appeals__noted_at__gte=last)


def needs_kept(at: datetime) -> QuerySet[Any, Any]:
    """The needs whose request is not past: a request that waits loses neither its need nor its place."""
    rows = DeviceRequest.objects.everywhere(WHY).exclude(pk__in=past_requests(at).values("pk"))
    return rows.values("need")


def moved_by_request(need: Need) -> str:
    """A need of which a request is under way is met by it, or ends with it."""
    rows = DeviceRequest.objects.everywhere("its caller holds the need")
    found = rows.filter(need=need, state__in=REQUEST_LIVE).first()
    if found is None:
        return ""
    return _("Ce besoin suit la demande d’appareil %(code)s : c’est elle qui le fait avancer.") % {
        "code": found.code
    }


def requests_on(files: Sequence[UUID]) -> QuerySet[Any]:
    """The requests made on these files."""
    return DeviceRequest.objects.everywhere(WHY).filter(resident__in=list(files))
