"""Handovers for tests, all invented."""

from __future__ import annotations

from typing import Any

from fabrique.equip.actions.handing import Beneficiary, Conditions, check_items, prepare_handover
from fabrique.equip.actions.handing_over import complete_handover
from fabrique.equip.actions.handing_signing import sign_handover
from fabrique.equip.enums import (
    DeviceKind,
    DeviceState,
    FirstSteps,
    HandoverBasis,
    Recipient,
    SigningMethod,
    Terms,
)
from fabrique.equip.handing import checklists
from fabrique.equip.models import Device, Handover
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation, Resident
from tests.factories.equip import received
from tests.factories.people import member, organisation, receive

ODETTE = {"first_name": "Odette", "last_name": "Marsonval", "birth_year": "1948"}
GIFT = Conditions(Terms.GIFT, HandoverBasis.PRECARITY)


def ready(of: Organisation | None = None, kind: DeviceKind = DeviceKind.LAPTOP, **values: Any) -> Device:
    """A device that is reserved, by the shortest way: what leads there is tried elsewhere."""
    device = received(of, kind, make="Estuaria", model="Portable 14", **values)
    Device.objects.of(device.organisation).filter(pk=device.pk).update(state=DeviceState.RESERVED)
    device.refresh_from_db()
    return device


def handler(of: Organisation | None = None, role: Role = Role.MEDIATOR) -> Account:
    """Somebody who hands devices over."""
    return member(role, of=of or organisation("Atelier Le Rouet"), name="Samir Dolvenne")


def odette(of: Organisation | None = None, **values: str) -> Resident:
    """A person who may receive."""
    return receive(of or organisation("Atelier Le Rouet"), **{**ODETTE, **values})


def prepared(
    device: Device | None = None,
    *,
    to: Resident | Beneficiary | None = None,
    by: Account | None = None,
    conditions: Conditions = GIFT,
    **more: Any,
) -> Handover:
    """A handover that waits for its signature."""
    found = device or ready()
    wanted = to or odette(found.organisation)
    if isinstance(wanted, Resident):
        wanted = Beneficiary(Recipient.RESIDENT, wanted)
    return prepare_handover(
        device=found, to=wanted, conditions=conditions, by=by or handler(found.organisation), **more
    )


def signed(handover: Handover | None = None, *, by: Account | None = None, **more: Any) -> Handover:
    """Signed on paper, the paper in the binder, all that is required checked."""
    found = handover or prepared(by=by, **more)
    who = by or handler(found.organisation)
    required = [item.code for item in checklists.items_for(found.device.kind) if item.required]
    check_items(handover=found, checked=required, by=who)
    return sign_handover(handover=found, method=SigningMethod.PAPER, by=who, binder=True)


def handed(handover: Handover | None = None, *, by: Account | None = None, **more: Any) -> Handover:
    """Handed over."""
    found = signed(handover, by=by, **more)
    receipt = "R-2026-014" if found.terms == Terms.SALE else ""
    return complete_handover(
        handover=found,
        by=by or handler(found.organisation),
        receipt=receipt,
        first_steps=FirstSteps.NOT_WANTED,
    )
