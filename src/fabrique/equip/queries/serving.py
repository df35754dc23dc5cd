"""Where the device of a request is fetched, what became of it, for whoever asked; whom each side calls."""

from __future__ import annotations

from dataclasses import dataclass

from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place
from fabrique.equip.enums import HANDED, HandoverState
from fabrique.equip.enums.asking import ProposalState
from fabrique.equip.models import Device, DeviceRequest, FollowUp, Handover, Proposal
from fabrique.people.models import Organisation

WHY = "what serves a request that its caller holds"


@dataclass(frozen=True, slots=True)
class Served:
    """The device that is kept for a request, or that was handed over; ``phone``: of who hands it over.

    ``handover``: once it is prepared; ``follow_ups``: once it is handed over.
    """

    proposal: Proposal
    device: Device
    phone: str
    handover: Handover | None
    follow_ups: tuple[FollowUp, ...]


def served(request: DeviceRequest) -> Served | None:
    """What serves a request now; None: nothing is kept for it."""
    rows = Proposal.objects.everywhere(WHY).select_related("device__site", "device__organisation")
    kept = rows.filter(request=request, state__in=[ProposalState.ACCEPTED, ProposalState.HANDED_OVER]).first()
    if kept is None:
        return None
    made = Handover.objects.everywhere(WHY).filter(request=request, device=kept.device)
    handover = made.exclude(state=HandoverState.CANCELLED).order_by("-prepared_at").first()
    news: tuple[FollowUp, ...] = ()
    if handover and handover.state in HANDED:
        follow_ups = FollowUp.objects.everywhere(WHY).filter(handover=handover)
        news = tuple(follow_ups.order_by("due_on"))
    return Served(kept, kept.device, phone_of(kept.device.organisation), handover, news)


def phone_of(organisation: Organisation) -> str:
    """The number of an organisation in the guide; of several places, that of the shortest name: its seat."""
    rows = Place.objects.filter(organisation=organisation, state=PlaceState.PUBLISHED).exclude(phone="")
    found = sorted(rows.values_list("name", "phone"), key=lambda pair: (len(pair[0]), pair))
    return found[0][1] if found else ""
