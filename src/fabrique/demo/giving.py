"""Gifts of the story: a workshop, a collection, a company that promises forty laptops by a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from fabrique.core import clock
from fabrique.demo import numbering
from fabrique.demo.communes import DemoCommune
from fabrique.directory.models import Place
from fabrique.equip.actions.campaigning import open_campaign, open_point
from fabrique.equip.actions.deciding import accept_donation
from fabrique.equip.actions.entering import open_site
from fabrique.equip.actions.framing import set_receiver
from fabrique.equip.actions.promising import DonorFacts, HandingFacts, Promise, PromisedLine, promise_donation
from fabrique.equip.enums import Condition, DataOnIt, DeviceKind, DonorKind, Handing, ReceiverCategory
from fabrique.equip.giving.fleets import Fleet, read_fleet
from fabrique.equip.models import CollectionCampaign, Donation, DropOffPoint, Site
from fabrique.people.models import Organisation

LIST = Path(__file__).parent / "data" / "filatures.csv"
SITE = "ROU"
ROOM = {"rouet": 150, "deux-rives": 40}  # by the key of a place: how many things its point can keep
DONOR_RANK, TOWN_RANK = 9_001, 9_002


def enter_giving(
    organisations: Mapping[str, Organisation],
    places: Mapping[str, Place],
    members: Mapping[str, DemoCommune],
) -> None:
    """The workshop's frame, site, points, collection and promises, entered once."""
    workshop = organisations["rouet"]
    if Donation.objects.of(workshop).exists():
        return
    set_receiver(
        organisation=workshop,
        categories=[ReceiverCategory.EQUIP_TRAIN],
        purpose="Équiper, former et accompagner les personnes que le numérique laisse de côté.",
        issues_receipts=False,
        takes_gifts=True,
        by=None,
    )
    if not Site.objects.of(workshop).exists():
        _open_workshop(workshop, places.get("rouet"))
    points = {
        key: open_point(organisation=workshop, place=places[key], capacity=room, by=None)
        for key, room in ROOM.items()
        if key in places
    }
    _promise(workshop, _campaign(workshop), points, _quay(places, next(iter(members.values()))))


def _open_workshop(workshop: Organisation, place: Place | None) -> None:
    where = (
        {"address": place.address, "latitude": place.latitude, "longitude": place.longitude} if place else {}
    )
    open_site(organisation=workshop, code=SITE, name="Atelier du Rouet", by=None, **where)


def _quay(places: Mapping[str, Place], town: DemoCommune) -> HandingFacts:
    """Where the company is fetched: a few streets away from the workshop."""
    near, position = places.get("rouet"), None
    if near is not None and near.latitude is not None and near.longitude is not None:
        position = (near.latitude + 0.012, near.longitude - 0.009)
    return HandingFacts(
        Handing.PICK_UP,
        None,
        "12 quai des Filatures",
        "Quai de livraison, de 9 h à 16 h",
        town.code,
        position,
    )


def _campaign(workshop: Organisation) -> CollectionCampaign:
    today = clock.today()
    return open_campaign(
        organisation=workshop,
        title="Le mois des ordinateurs oubliés",
        words="Au fond d’un placard, sous un bureau\u00a0: apportez-les, quelqu’un les attend.",
        starts_on=today - timedelta(days=40),
        ends_on=today + timedelta(days=20),
        target=400,
        by=None,
    )


def _promise(
    workshop: Organisation,
    campaign: CollectionCampaign,
    points: Mapping[str, DropOffPoint],
    quay: HandingFacts,
) -> None:
    company = DonorFacts(
        DonorKind.COMPANY,
        "Filatures Réunies de l’Estuaire",
        "parc@filatures-reunies.example",
        numbering.phone(801),
        "Solène Kerdavel",
        numbering.siret(DONOR_RANK),
    )
    fleet = read_fleet(LIST)
    with clock.frozen(clock.now() - timedelta(days=35)):
        donation, _token = promise_donation(
            organisation=workshop,
            promise=Promise(company, _lines(fleet), quay, items=fleet.items),
            campaign=campaign,
        )
        accept_donation(donation=donation, how=Handing.PICK_UP, by=None)
    person = DonorFacts(DonorKind.PERSON, "Odile Marsenval", phone=numbering.phone(802))
    one = (
        PromisedLine(DeviceKind.LAPTOP, 1, Condition.PARTLY),
        PromisedLine(DeviceKind.SCREEN, 1, Condition.WORKS, DataOnIt.NO),
    )
    left = HandingFacts(Handing.DROP_OFF, points.get("deux-rives"))
    promise_donation(organisation=workshop, promise=Promise(person, one, left), campaign=campaign)
    body = DonorFacts(
        DonorKind.PUBLIC_BODY,
        "Syndicat des eaux de l’Estuaire",
        "moyens@eaux-estuaire.example",
        siret=numbering.siret(TOWN_RANK),
    )
    many = (PromisedLine(DeviceKind.DESKTOP, 18, Condition.WORKS), PromisedLine(DeviceKind.SCREEN, 25))
    promise_donation(organisation=workshop, promise=Promise(body, many, HandingFacts()))


def _lines(fleet: Fleet) -> tuple[PromisedLine, ...]:
    counted = Counter[tuple[DeviceKind, Condition, DataOnIt]]()
    for item in fleet.items:
        counted[(item.kind, item.condition, item.data)] += item.number
    return tuple(
        PromisedLine(kind, number, condition, data) for (kind, condition, data), number in counted.items()
    )
