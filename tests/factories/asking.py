"""Programmes, requests and proposals for tests, all invented."""

from __future__ import annotations

from itertools import count
from typing import Any

from fabrique.core import clock
from fabrique.equip.actions.allocating import run_allocation
from fabrique.equip.actions.appeals import note_appeal
from fabrique.equip.actions.programmes import open_programme
from fabrique.equip.actions.proposals import accept_proposal
from fabrique.equip.actions.requests import Wanted, ask_device, end_request
from fabrique.equip.enums import DeviceKind
from fabrique.equip.enums.asking import Asker, ProposalState, Use
from fabrique.equip.enums.devices import DeviceState
from fabrique.equip.models import Appeal, Device, DeviceRequest, EquipmentProgramme, Proposal
from fabrique.people.models import Organisation, Resident
from tests.factories.equip import received
from tests.factories.people import agree, organisation, receive

DECIDER = "Atelier Le Rouet"
_numbers = count(1)


def programme(of: Organisation | None = None, **values: Any) -> EquipmentProgramme:
    """The programme of an organisation, opened if need be."""
    holder = of or organisation(DECIDER)
    known = EquipmentProgramme.objects.of(holder).order_by("created_at").first()
    if known and not values:
        return known
    given = {"name": f"Un ordinateur pour chacun {next(_numbers)}", **values}
    return open_programme(organisation=holder, values=given, by=None)


def requested(
    resident: Resident | None = None,
    *,
    under: EquipmentProgramme | None = None,
    use: Use = Use.SCHOOL,
    **more: Any,
) -> DeviceRequest:
    """A request for a person."""
    person = resident or receive()
    key, by, asker = more.pop("key", None), more.pop("by", None), more.pop("asker", Asker.PRESCRIBER)
    return ask_device(
        programme=under or programme(), organisation=person.organisation, asker=asker, resident=person,
        wanted=Wanted(use, **more), by=by, key=key,
    )  # fmt: skip


def of_school(holder: Organisation, **more: Any) -> DeviceRequest:
    """A request of a school for a pupil, by its own reference."""
    agree(holder)
    wanted = Wanted(Use.SCHOOL, **{"reference": "3B-12", "area": "commune:00101", **more})
    return ask_device(
        programme=programme(), organisation=holder, asker=Asker.SCHOOL, wanted=wanted, by=None
    )  # fmt: skip


def ready(of: Organisation | None = None, kind: DeviceKind = DeviceKind.LAPTOP, **values: Any) -> Device:
    """A device that may go out: the checks of the bench are tested where they are made."""
    given = {"ram_mb": 8192, "storage_gb": 240, "cpu_mark": 3500, **values}
    device = received(of or organisation(DECIDER), kind, **given)
    rows = Device.objects.everywhere("tests").filter(pk=device.pk)
    rows.update(state=DeviceState.READY, state_at=clock.now())
    device.refresh_from_db()
    return device


def proposed(resident: Resident | None = None, *, at: Organisation | None = None) -> Proposal:
    """What the rules propose to a person: as many devices as it takes, whoever waits before."""
    request = requested(resident, under=programme(at) if at else None)
    rows = Proposal.objects.everywhere("tests").select_related("request", "device").filter(request=request)
    while not rows.exists():
        ready(request.programme.organisation)
        run_allocation(organisation=request.programme.organisation, by=None)
    return rows.get()


def kept_for(request: DeviceRequest) -> Proposal:
    """The device that is kept for a request, as many made ready as it takes."""
    rows = Proposal.objects.everywhere("tests").select_related("request__resident", "device__organisation")
    rows = rows.filter(request=request, state=ProposalState.PROPOSED)
    while not rows.exists():
        ready(request.programme.organisation)
        run_allocation(organisation=request.programme.organisation, by=None)
    kept = rows.get()
    accept_proposal(proposal=kept, by=None)
    kept.device.refresh_from_db()
    kept.refresh_from_db()
    return kept


def contested(resident: Resident | None = None, *, at: Organisation | None = None) -> Appeal:
    """A decision that a person contests."""
    request = requested(resident, under=programme(at) if at else None)
    end_request(request=request, verb="decline", by=None, reason="Déjà équipée par l’école.")
    return note_appeal(request=request, text="Ma date d’attente n’est pas la bonne.", by=None)
