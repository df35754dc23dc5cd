"""Sites, lots, and the devices that enter the stock, each with its code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.once import once, unless_taken
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.moving import note_event
from fabrique.equip.actions.sites import held_open
from fabrique.equip.enums import DeviceKind, DriveKind
from fabrique.equip.models import CodeCounter, Device, Donation, Lot, Site, StorageDrive
from fabrique.people.models import Account, Organisation
from fabrique.people.residents import new_code


@dataclass(frozen=True, slots=True)
class DriveFacts:
    """A drive as it was read. ``size_bytes``: None when nothing says it."""

    kind: DriveKind
    model: str = ""
    serial: str = ""
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What is known of a device when it enters: ``values`` are fields of ``Device``, in its units."""

    kind: DeviceKind
    values: Mapping[str, Any] = field(default_factory=dict)
    drives: tuple[DriveFacts, ...] = ()


@transaction.atomic
def open_site(*, organisation: Organisation, code: str, name: str, by: Account | None, **place: Any) -> Site:
    """Open a workshop or a store. ``code``: two or three letters, nobody else's on this instance."""
    letters = code.strip().upper()
    if not (2 <= len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise DomainRefusal(_("Le code d’un atelier est fait de deux ou trois lettres."), field="code")
    if not name.strip():
        raise DomainRefusal(_("Donnez un nom à cet atelier."), field="name")
    with unless_taken(_("Ce code est déjà celui d’un autre atelier."), field="code"):
        site = Site.objects.create(
            organisation=organisation, code=letters, name=name.strip(), created_at=clock.now(), **place
        )
    journal.record(
        "equip.open_site",
        actor=by.pk if by else "",
        organisation=organisation.pk,
        subject=f"site:{site.pk}",
        summary={"code": letters},
    )
    return site


@transaction.atomic
def open_lot(
    *,
    site: Site,
    by: Account | None,
    donation: Donation | None = None,
    label: str = "",
    received_on: date | None = None,
    key: UUID | None = None,
) -> Lot:
    """Open a lot at a site. ``key``, drawn with the form, makes a form that was sent twice open one lot."""
    return once(
        Lot.objects.of(site.organisation), key,
        lambda pk: _new_lot(pk, site, donation, label, received_on or clock.today(), by),
    )  # fmt: skip


def _new_lot(
    pk: UUID, site: Site, donation: Donation | None, label: str, day: date, by: Account | None
) -> Lot:
    if day > clock.today():
        raise DomainRefusal(_("Cette date est à venir."), field="received_on")
    held_open(site)
    lot = Lot(
        pk=pk,
        organisation=site.organisation,
        site=site,
        donation=donation,
        code=new_code(),
        label=label.strip()[:120],
        received_on=day,
        created_at=clock.now(),
    )
    lot.save(force_insert=True)
    journal.record(
        "equip.open_lot",
        actor=by.pk if by else "",
        organisation=site.organisation_id,
        subject=f"lot:{lot.pk}",
        summary={"code": lot.code, "donation": donation.code if donation else ""},
    )
    return lot


@transaction.atomic
def enter_device(
    *, site: Site, facts: DeviceFacts, by: Account | None, lot: Lot | None = None, key: UUID | None = None
) -> Device:
    """Enter one device into the stock, with its code; it is « received ». ``key``: as for a lot."""

    def make(pk: UUID) -> Device:
        held_open(site, facts.values.get("shelf"), field="site")
        return new_device(pk, site, facts, by, lot)

    return once(Device.objects.of(site.organisation), key, make)


def new_device(pk: UUID, site: Site, facts: DeviceFacts, by: Account | None, lot: Lot | None) -> Device:
    """Enter one device under this key. Its caller holds the site, open, and makes sure of the key."""
    now = clock.now()
    device = Device.objects.of(site.organisation).create(
        pk=pk,
        organisation=site.organisation,
        site=site,
        lot=lot,
        code=next_code(site, facts.kind),
        kind=facts.kind,
        state_at=now,
        received_at=now,
        **facts.values,
    )
    add_drives(device, facts.drives)
    note_event(device=device, verb="enter", by=by, facts={"lot": lot.code if lot else ""})
    return device


def add_drives(device: Device, drives: tuple[DriveFacts, ...]) -> list[StorageDrive]:
    """Note the drives that a device holds. Its caller journals."""
    return StorageDrive.objects.of(device.organisation).bulk_create(
        StorageDrive(
            organisation=device.organisation,
            device=device,
            origin=device,
            kind=each.kind,
            model=each.model[:120],
            serial=each.serial[:80],
            size_bytes=each.size_bytes,
            seen_at=clock.now(),
        )
        for each in drives
    )


@transaction.atomic
def next_code(site: Site, kind: DeviceKind) -> str:
    """The next code of a site, a kind and this year: « ROU-PO-26-0001 ». Two at once get two numbers."""
    year = clock.today().year % 100
    rows = CodeCounter.objects.filter(site=site, kind=kind, year=year)
    if not rows.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                CodeCounter.objects.create(site=site, kind=kind, year=year, last=1)
        except IntegrityError:
            rows.update(last=F("last") + 1)
    return f"{site.code}-{DeviceKind(kind).letters}-{year:02}-{rows.get().last:04}"
