"""The rounds of the story: three weeks ago 39 of 40 laptops were fetched; another round leaves tomorrow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from fabrique.core import clock
from fabrique.demo import numbering
from fabrique.demo.giving import DONOR_RANK
from fabrique.equip.actions.collecting import collect_stop, finish_round, miss_stop, start_round
from fabrique.equip.actions.deciding import accept_donation
from fabrique.equip.actions.promising import DonorFacts, HandingFacts, Promise, PromisedLine, promise_donation
from fabrique.equip.actions.rounds import open_round, plan_round
from fabrique.equip.actions.vehicles import keep_vehicle
from fabrique.equip.enums import Condition, DeviceKind, DonorKind, Handing, PickUpProof, Slot
from fabrique.equip.models import Donation, Lot, RoundStop, Site, Vehicle
from fabrique.equip.queries.donations import lines_of
from fabrique.people.models import Account

LAPTOPS, TABLETS = "filatures", "comptoir"
GAP = "Un portable de la liste est resté introuvable chez le donateur."
SHUT = "Grille fermée, personne au téléphone."


@dataclass(frozen=True, slots=True)
class _Gift:
    """Who promised what, some days ago, so far from the workshop (degrees)."""

    name: str
    lines: tuple[PromisedLine, ...]
    address: str
    days: int
    away: tuple[float, float]


_GIFTS = {
    TABLETS: _Gift(
        "Comptoir des Salorges",
        (PromisedLine(DeviceKind.TABLET, 3, Condition.WORKS), PromisedLine(DeviceKind.SCREEN, 4)),
        "5 rue des Sauniers", 30, (-0.008, 0.011),
    ),
    "menuiserie": _Gift(
        "Menuiserie Trévannec", (PromisedLine(DeviceKind.DESKTOP, 5, Condition.PARTLY),),
        "2 chemin du Halage", 28, (0.019, 0.006),
    ),
    "clinique": _Gift(
        "Clinique vétérinaire des Joncs", (PromisedLine(DeviceKind.DESKTOP, 6, Condition.WORKS),
                                          PromisedLine(DeviceKind.PRINTER, 1)),
        "14 rue des Joncs", 6, (0.004, -0.016),
    ),
}  # fmt: skip


def fetch_all(site: Site, laptops: Donation, by: Account) -> Mapping[str, Lot]:
    """Promise the rest, go round, plan tomorrow's. The lots that came, by the key of their donor."""
    now = clock.now()
    gifts = {
        LAPTOPS: laptops,
        **{key: _promised(site, each, rank) for rank, (key, each) in enumerate(_GIFTS.items())},
    }
    with clock.frozen(now - timedelta(days=22)):
        van = keep_vehicle(
            organisation=site.organisation, name="Fourgon bleu", litres=8_000, grams=1_200_000, by=by
        )
        keep_vehicle(organisation=site.organisation, name="Vélo-cargo", litres=300, grams=120_000, by=by)
    lots = _gone_round(site, van, gifts, now - timedelta(days=21), by)
    tomorrow = open_round(
        site=site,
        vehicle=van,
        on=clock.today() + timedelta(days=1),
        leaves_from=time(8, 30),
        back_before=time(12, 30),
        crew="Samir, Léonie",
        chosen=[(gifts["clinique"], Slot.MORNING), (gifts["menuiserie"], Slot.DAY)],
        by=by,
    )
    plan_round(held=tomorrow, by=by)
    return lots


def _promised(site: Site, gift: _Gift, rank: int) -> Donation:
    """A company's promise, taken the next day."""
    donor = DonorFacts(
        DonorKind.COMPANY,
        gift.name,
        f"contact@{numbering.slug(gift.name)}.example",
        numbering.phone(810 + rank),
        siret=numbering.siret(DONOR_RANK + 10 + rank),
    )
    near = None
    if site.latitude is not None and site.longitude is not None:
        near = (site.latitude + gift.away[0], site.longitude + gift.away[1])
    handing = HandingFacts(Handing.PICK_UP, None, gift.address, "", "00101", near)
    promised = clock.now() - timedelta(days=gift.days)
    with clock.frozen(promised):
        donation, _token = promise_donation(
            organisation=site.organisation, promise=Promise(donor, gift.lines, handing)
        )
    with clock.frozen(promised + timedelta(days=1)):
        return accept_donation(donation=donation, how=Handing.PICK_UP, by=None)


def _gone_round(
    site: Site, van: Vehicle, gifts: Mapping[str, Donation], day: datetime, by: Account
) -> Mapping[str, Lot]:
    """Three doors: one laptop lacks, all is there, nobody opens."""
    with clock.frozen(day):
        held = open_round(
            site=site,
            vehicle=van,
            on=clock.today(),
            leaves_from=time(8, 30),
            back_before=time(13),
            crew="Samir, Léonie",
            chosen=[(gifts[key], Slot.MORNING) for key in (LAPTOPS, TABLETS, "menuiserie")],
            by=by,
        )
        start_round(held=plan_round(held=held, by=by), by=by)
        rows = RoundStop.objects.of(site.organisation).filter(round=held)
        stops = {each.donation_id: each for each in rows.select_related("round__organisation", "donation")}
        lots = {
            LAPTOPS: _collected(stops[gifts[LAPTOPS].pk], "Solène Kerdavel", by, lacking=1, gap=GAP),
            TABLETS: _collected(stops[gifts[TABLETS].pk], "Ivan Morsalin", by),
        }
        miss_stop(stop=stops[gifts["menuiserie"].pk], why=SHUT, by=by)
        finish_round(held=held, by=by)
    return lots


def _collected(stop: RoundStop, name: str, by: Account, *, lacking: int = 0, gap: str = "") -> Lot:
    counts = {line.pk: line.promised for line in lines_of(stop.donation)}
    counts[max(counts, key=lambda line: counts[line])] -= lacking
    return collect_stop(
        stop=stop, counts=counts, handed_by=name, proof=PickUpProof.SCREEN, by=by, gap=gap, drawn=name
    )
