"""Donations and devices for tests, all invented."""

from __future__ import annotations

from itertools import count
from typing import Any

from fabrique.core import clock
from fabrique.equip.actions.entering import DeviceFacts, DriveFacts, enter_device, open_site
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.sites import open_shelf
from fabrique.equip.actions.stocktakes import open_stocktake
from fabrique.equip.actions.supplies import move_supply, open_supply
from fabrique.equip.enums import DeviceKind, DonorKind, DriveKind, Handing, SupplyKind, SupplyWay
from fabrique.equip.models import Device, Donation, DonationLine, Donor, Shelf, Site, Stocktake, Supply
from fabrique.people.models import Organisation
from fabrique.people.residents import new_code
from tests.factories.people import organisation

_letters = count()


def site(of: Organisation | None = None) -> Site:
    """The workshop of an organisation, opened if need be."""
    holder = of or organisation("Atelier Le Rouet")
    known = Site.objects.of(holder).order_by("created_at").first()
    return known or open_site(organisation=holder, code=free_code(), name="Atelier du quai", by=None)


def free_code() -> str:
    """Three letters that no other workshop of the test has."""
    rank = next(_letters)
    return "".join(chr(65 + rank // 26**place % 26) for place in (2, 1, 0))


def promised(of: Organisation | None = None, *, laptops: int = 3, **values: Any) -> Donation:
    """A promise that a company made."""
    holder = of or organisation("Atelier Le Rouet")
    donor = Donor.objects.of(holder).create(
        organisation=holder, kind=DonorKind.COMPANY, name="Filatures Réunies", created_at=clock.now()
    )
    given = {"handing": Handing.PICK_UP, "announced_at": clock.now(), "code": new_code(), **values}
    donation = Donation.objects.of(holder).create(organisation=holder, donor=donor, **given)
    DonationLine.objects.of(holder).create(donation=donation, kind=DeviceKind.LAPTOP, promised=laptops)
    return donation


def received(of: Organisation | None = None, kind: DeviceKind = DeviceKind.LAPTOP, **values: Any) -> Device:
    """A device that came in, with one drive of its own if its kind has one."""
    place = site(of)
    serial = values.setdefault("serial", f"SN{next(_letters):05}")
    drive = DriveFacts(DriveKind.SSD, "Essai 240", f"D{serial}", 240_000_000_000)
    facts = DeviceFacts(kind, values, (drive,) if kind.keeps_data else ())
    return enter_device(site=place, facts=facts, by=None)


def shelved(of: Organisation | None = None) -> Shelf:
    """A shelf of the workshop that nobody else uses."""
    return open_shelf(site=site(of), code=f"A{next(_letters)}", by=None)


def supplied(of: Organisation | None = None, number: int = 0, *, minimum: int = 0) -> Supply:
    """Chargers of the workshop, so many of them."""
    kind, name = SupplyKind.CHARGER, "Chargeur 65 W"
    made = open_supply(site=site(of), kind=kind, name=name, minimum=minimum, by=None)
    if number:
        move_supply(supply=made, way=SupplyWay.IN, number=number, by=None)
    return made


def counted(of: Organisation | None = None) -> Stocktake:
    """A stocktaking of a new shelf."""
    shelf = shelved(of)
    return open_stocktake(site=shelf.site, shelf=shelf, by=None)


def moved(device: Device, *verbs: str) -> Device:
    """The device after these moves, by the instance itself."""
    for verb in verbs:
        move_device(device=device, verb=verb, by=None)
    device.refresh_from_db()
    return device
