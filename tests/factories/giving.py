"""Promises, collections and drop-off points for tests, all invented."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from fabrique.core import clock
from fabrique.directory.actions.places import create_place
from fabrique.directory.models import Place
from fabrique.equip.actions.campaigning import open_campaign, open_point
from fabrique.equip.actions.framing import set_receiver
from fabrique.equip.actions.promising import DonorFacts, HandingFacts, Promise, PromisedLine, promise_donation
from fabrique.equip.enums import Condition, DeviceKind, DonorKind, Handing
from fabrique.equip.models import CollectionCampaign, Donation, DropOffPoint
from fabrique.people.models import Organisation
from tests.factories.people import organisation

_names = count()
PICKED_UP = HandingFacts(Handing.PICK_UP, None, "3 quai des Filatures", "Quai de livraison", "00101")


def receiving(holder: Organisation | None = None, *categories: str) -> Organisation:
    """An organisation to which the public form promises."""
    found = holder or organisation("Atelier Le Rouet")
    set_receiver(
        organisation=found, categories=categories, purpose="Équiper, former, accompagner",
        issues_receipts=False, takes_gifts=True, by=None,
    )  # fmt: skip
    return found


def promise(
    laptops: int = 3, kind: DonorKind = DonorKind.COMPANY, handing: HandingFacts = PICKED_UP, **more: Any
) -> Promise:
    """A promise of laptops."""
    donor = DonorFacts(kind, "Filatures Réunies", "don@filatures.example", "02 61 91 00 40", **more)
    return Promise(donor, (PromisedLine(DeviceKind.LAPTOP, laptops, Condition.WORKS),), handing)


def made(
    holder: Organisation | None = None, given: Promise | None = None, **more: Any
) -> tuple[Donation, str]:
    """A promise as the form makes it, and the secret of its donor's page."""
    found = holder or organisation("Atelier Le Rouet")
    return promise_donation(organisation=found, promise=given or promise(), **more)


def collecting(holder: Organisation | None = None, **more: Any) -> CollectionCampaign:
    """A collection that is on."""
    today = clock.today()
    values: dict[str, Any] = {
        "title": "Le mois des écrans",
        "target": 100,
        "starts_on": today,
        "ends_on": today + timedelta(30),
    }
    return open_campaign(organisation=holder or organisation("Atelier Le Rouet"), by=None, **values | more)


def dropped_at(
    holder: Organisation | None = None, capacity: int = 10, place: Place | None = None
) -> DropOffPoint:
    """A drop-off point at a place of the guide."""
    where = place or create_place(values={"name": f"La Corderie {next(_names)}", "commune_code": "00101"})
    return open_point(
        organisation=holder or organisation("Atelier Le Rouet"), place=where, capacity=capacity, by=None
    )
