"""Moving a device from one state to another: the only way there is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.policies import can
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.equip import hooks
from fabrique.equip.enums import BY_VERB, DEVICE_MACHINE, OUT_OF_STOCK, DeviceState, Move, first_before
from fabrique.equip.guards import missing_for
from fabrique.equip.models import Device, DeviceEvent
from fabrique.people.models import Account
from fabrique.people.residents import said

LONGEST_NOTE = 300


@transaction.atomic
def move_device(
    *, device: Device, verb: str, by: Account | None, note: str = "", evidence: str = "", **facts: object
) -> Device:
    """Do to a device what ``verb`` says (``enums.devices.MOVES``).

    ``by`` must have the right that the table names; ``None`` is the instance itself (a log that arrives, a
    reservation that expires). ``evidence``: SHA-256 of a file that proves it. Of two people who move it at
    once, the second is refused. Raises ``DomainRefusal`` with everything that lacks.
    """
    held = locked_device(device)
    move = BY_VERB[verb]
    if held.state not in move.origins:
        raise DomainRefusal(_impossible(held, move))
    if by is not None and not can(by, move.action, held):
        raise DomainRefusal(_("Votre rôle ne permet pas « %(move)s ».") % {"move": move.words})
    if missing := missing_for(held, verb, by):
        raise DomainRefusal(" ".join(missing))
    origin = held.state
    # What leaves the stock leaves its shelf.
    place: dict[str, object] = {"shelf": None} if move.target in OUT_OF_STOCK else {}
    advance(DEVICE_MACHINE, held, verb, state_at=clock.now(), **place)
    note_event(device=held, verb=verb, by=by, origin=origin, note=note, evidence=evidence, facts=facts)
    hooks.moved(held, verb, by)
    device.state, device.state_at, device.shelf_id = held.state, held.state_at, held.shelf_id
    return held


def _impossible(device: Device, move: Move) -> str:
    """Why this state does not allow it, and what to do first if one move is enough."""
    state = DeviceState(device.state).label.lower()
    words = _("« %(move)s » n’est pas possible : %(code)s est « %(state)s ».")
    refused = words % {"move": move.words, "code": device.code, "state": state}
    first = first_before(device.state, move.verb)
    return f"{refused} {_('D’abord : « %s ».') % first.words}" if first else refused


def locked_device(device: Device) -> Device:
    """The device as it is now, which nobody else moves until the end of the transaction.

    A person's file is locked before it, and a site; what hangs from the device after it: its handover, its
    proposals, its drives, its follow-ups. Two acts that take them in two orders wait for each other for ever.
    """
    rows = Device.objects.everywhere("its caller holds it").select_related("organisation", "site", "lot")
    # Its key never changes: what only refers to it, as a new proposal does, need not wait.
    held = rows.select_for_update(of=("self",), no_key=True).filter(pk=device.pk).first()
    if held is None:
        raise DomainRefusal(_("Cet appareil n’existe plus."))
    return held


def locked_devices(devices: Iterable[Device]) -> dict[UUID, Device]:
    """Several devices as they are now, by key, locked in the order of their keys, whoever asks for them."""
    wanted = {each.pk: each for each in devices}
    return {pk: locked_device(wanted[pk]) for pk in sorted(wanted)}


def note_event(
    *,
    device: Device,
    verb: str,
    by: Account | None,
    origin: str = "",
    note: str = "",
    evidence: str = "",
    facts: dict[str, Any] | None = None,
) -> DeviceEvent:
    """Write one line of a device's history, and its entry of the journal. Its caller holds the device."""
    words = said(note, "note", most=LONGEST_NOTE)
    event = DeviceEvent.objects.create(
        device=device,
        verb=verb,
        origin=origin or device.state,
        target=device.state,
        at=clock.now(),
        by=by,
        note=words,
        evidence=evidence,
        facts=facts or {},
    )
    summary = {"device": device.code, "verb": verb, "state": device.state, "event": event.pk}
    journal.record(
        "equip.move_device",
        actor=by.pk if by else "",
        organisation=device.organisation_id,
        subject=f"device:{device.pk}",
        summary=summary | ({"evidence": evidence} if evidence else {}),
    )
    return event
