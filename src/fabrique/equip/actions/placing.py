"""Where a device is put, and what is known of it, corrected by hand: both are lines of its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core.policies import can
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.moving import locked_device, note_event
from fabrique.equip.actions.sites import held_open
from fabrique.equip.enums import IN_STOCK, DeviceState
from fabrique.equip.models import Device, Shelf, Site
from fabrique.people.models import Account

KEEP = "equip.keep_stock"
CORRECTED = (
    *("kind", "make", "model", "serial", "made_year", "cpu", "ram_mb", "storage_gb", "screen_tenths"),
    *("weight_g", "battery", "windows_11"),
)


@transaction.atomic
def put_away(*, device: Device, site: Site, by: Account | None, shelf: Shelf | None = None) -> Device:
    """Put a device on a shelf, or in a site without one. Where it is already, nothing changes."""
    held_open(site, shelf, field="shelf")
    held = _kept(device, by)
    if held.state not in IN_STOCK:
        state = DeviceState(held.state).label.lower()
        text = _("%(code)s est « %(state)s » : il n’est plus dans le stock.")
        raise DomainRefusal(text % {"code": held.code, "state": state})
    if site.organisation_id != held.organisation_id or (shelf and shelf.site_id != site.pk):
        raise DomainRefusal(_("Cette étagère n’est pas dans ce lieu."), field="shelf")
    before = (held.site_id, held.shelf_id)
    if before != (site.pk, shelf.pk if shelf else None):
        facts = {"from": _place(held.site, held.shelf), "to": _place(site, shelf)}
        held.site, held.shelf = site, shelf
        held.save(update_fields=["site", "shelf"])
        note_event(device=held, verb="put_away", by=by, facts=facts)
    device.site_id, device.shelf_id = held.site_id, held.shelf_id
    return held


@transaction.atomic
def correct_device(*, device: Device, values: Mapping[str, Any], by: Account | None, note: str) -> Device:
    """Correct by hand what is known of a device; ``note`` says why. The history keeps what was there."""
    held = _kept(device, by)
    changes = {name: value for name, value in values.items() if getattr(held, name) != value}
    if unknown := set(changes) - set(CORRECTED):
        raise ValueError(f"not corrected by hand: {unknown}")
    if not changes:
        raise DomainRefusal(_("Rien n’a changé."))
    if not note.strip():
        raise DomainRefusal(_("Dites d’où vient cette correction."), field="note")
    facts = {name: [getattr(held, name), value] for name, value in changes.items()}
    for name, value in changes.items():
        setattr(held, name, value)
    held.save(update_fields=list(changes))
    note_event(device=held, verb="correct", by=by, note=note, facts={"changes": facts})
    return held


def _kept(device: Device, by: Account | None) -> Device:
    held = locked_device(device)
    if by is not None and not can(by, KEEP, held):
        raise DomainRefusal(_("Votre rôle ne permet pas de ranger ni de corriger un appareil."))
    return held


def _place(site: Site, shelf: Shelf | None) -> str:
    return f"{site.code}-E-{shelf.code}" if shelf else site.code
