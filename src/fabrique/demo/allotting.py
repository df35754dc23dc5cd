"""Requests of the story, how they were shared out, and how Lina Sorquais got hers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fabrique.core import clock
from fabrique.demo.sheets import load
from fabrique.equip.actions.allocating import run_allocation
from fabrique.equip.actions.appeals import note_appeal
from fabrique.equip.actions.handing import (
    Beneficiary,
    Conditions,
    check_items,
    plan_meeting,
    prepare_handover,
)
from fabrique.equip.actions.handing_over import complete_handover
from fabrique.equip.actions.handing_signing import sign_handover
from fabrique.equip.actions.programmes import open_programme, publish_rules
from fabrique.equip.actions.proposals import accept_proposal, refuse_proposal
from fabrique.equip.actions.requests import Wanted, ask_device, end_request
from fabrique.equip.allocation.rules import DEFAULT
from fabrique.equip.enums import FirstSteps, HandoverBasis, Recipient, SigningMethod, Terms
from fabrique.equip.enums.asking import Asker, Constraint, Criterion, Use
from fabrique.equip.handing import checklists
from fabrique.equip.models import Device, DeviceRequest, EquipmentProgramme, Handover, Proposal
from fabrique.needs.queries import area_choices
from fabrique.people.acting import act_for
from fabrique.people.models import Account, Organisation, Resident

FILE = "requests.toml"


def ask_and_share_out(
    organisations: Mapping[str, Organisation], accounts: Mapping[str, Account], by: Account
) -> None:
    """Requests, one calculation, some decisions; Lina's device is handed over, the others wait."""
    workshop, now, story = organisations["rouet"], clock.now(), load(FILE)
    with clock.frozen(now - timedelta(days=40)):
        publish_rules(organisation=workshop, text=DEFAULT.read_text(encoding="utf-8"), by=by)
        programme = open_programme(organisation=workshop, values={**story["programme"], "most": 1200}, by=by)
    areas = {name: key for key, name in area_choices()}
    asked = dict[str, DeviceRequest]()
    for row in story["request"]:
        holder = organisations[row["for"]]
        with clock.frozen(now + timedelta(days=row["since"])):
            asked[row["key"]] = _ask(row, programme, holder, act_for(accounts[row["by"]], holder), areas)
    by = act_for(
        accounts["samir"], workshop
    )  # the same account may ask and decide: it decides for the workshop
    with clock.frozen(now - timedelta(days=3)):
        end_request(request=asked["refused"], verb="decline", by=by, reason=story["declined"])
        run_allocation(organisation=workshop, by=by)
    with clock.frozen(now - timedelta(days=2)):
        _decide(story, asked, by)
        note_appeal(request=asked["refused"], text=story["appeal"], by=by)
        prepared = _prepare(_proposal(asked["lina"]).device, _person(organisations["bobine"], "Lina"), by)
    with clock.frozen(now - timedelta(days=1)):
        _hand_over(prepared, by)


def _ask(
    row: Mapping[str, Any],
    programme: EquipmentProgramme,
    holder: Organisation,
    by: Account,
    areas: Mapping[str, str],
) -> DeviceRequest:
    called = row.get("called", "")
    return ask_device(
        programme=programme,
        organisation=holder,
        asker=Asker.PRESCRIBER if called else Asker.SCHOOL,
        resident=_person(holder, called) if called else None,
        wanted=Wanted(
            Use(row["use"]),
            constraints=frozenset(Constraint(each) for each in row.get("constraints", ())),
            needed_on=clock.today() + timedelta(days=row["within"]) if "within" in row else None,
            criteria=frozenset(Criterion(each) for each in row["criteria"]),
            area=areas.get(row.get("area", ""), ""),
            reference=row.get("reference", ""),
            note=row.get("note", ""),
        ),
        by=by,
    )


def _person(holder: Organisation, called: str) -> Resident:
    rows = Resident.objects.of(holder).select_related("organisation", "merged_into").order_by("created_at")
    return next(each for each in rows if each.called == called)


def _proposal(request: DeviceRequest) -> Proposal:
    rows = Proposal.objects.everywhere("the decisions of the story").select_related(
        "device__organisation", "request", "run"
    )
    return rows.get(request=request)


def _decide(story: Mapping[str, Any], asked: Mapping[str, DeviceRequest], by: Account) -> None:
    """Those of the story are decided; the other proposals wait."""
    for key in story["accepted"]:
        accept_proposal(proposal=_proposal(asked[key]), by=by)
    refuse_proposal(
        proposal=_proposal(asked[story["turned_down"]["key"]]), by=by, reason=story["turned_down"]["why"]
    )


def _prepare(device: Device, person: Resident, by: Account) -> Handover:
    handover = prepare_handover(
        device=device,
        to=Beneficiary(Recipient.RESIDENT, person),
        conditions=Conditions(Terms.GIFT, HandoverBasis.PRECARITY),
        by=by,
    )
    return plan_meeting(
        handover=handover,
        at=clock.now() + timedelta(days=1),
        where="Atelier Le Rouet, hangar 4",
        remind=False,
        by=by,
    )


def _hand_over(handover: Handover, by: Account) -> None:
    items = checklists.items_for(handover.device.kind)
    check_items(handover=handover, checked=[each.code for each in items], by=by)
    sign_handover(handover=handover, method=SigningMethod.SCREEN, by=by, drawn="Lina Sorquais")
    complete_handover(handover=handover, by=by, first_steps=FirstSteps.WANTED)
