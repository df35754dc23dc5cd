"""The life of donated devices in the story, from the round that fetched them to the student who got hers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from fabrique.core import clock
from fabrique.demo.allotting import ask_and_share_out
from fabrique.demo.collecting import LAPTOPS, TABLETS, fetch_all
from fabrique.demo.earlier import Past, hand_over_earlier
from fabrique.demo.workshop import Crew, work_on_laptops, work_on_tablets
from fabrique.equip.actions.cpu_marks import import_marks
from fabrique.equip.actions.sites import open_shelf
from fabrique.equip.actions.supplies import move_supply, open_supply
from fabrique.equip.enums import DonorKind, SupplyKind, SupplyWay
from fabrique.equip.models import Donation, Lot, Site
from fabrique.people.acting import act_for
from fabrique.people.models import Account, Organisation

# With Lina's, 1,012 handed over, to 70 students; of 110 persons, a table shows some numbers and hides others.
PAST = {"town": Past(59, 5), "metropolis": Past(1_011, 109), "region": Past(1_011, 109)}
MARKS = Path(__file__).parent / "data" / "marks.csv"  # invented: the real ones belong to who measured them
SHELVES = {"A1": "Prêts à partir", "A2": "À l’établi", "B1": "Pour pièces"}
SUPPLIES = (
    (SupplyKind.CHARGER, "Chargeur 65 W USB-C", 12, 34, 9),
    (SupplyKind.MOUSE, "Souris filaire", 10, 60, 12),
    (SupplyKind.BAG, "Sacoche", 5, 20, 16),
    (SupplyKind.RAM, "SODIMM DDR4 4 Gio", 4, 7, 3),
)


def enter_equipment(
    organisations: Mapping[str, Organisation], accounts: Mapping[str, Account], past: Past
) -> None:
    """The whole chain, entered once. ``past``: what was handed over before."""
    workshop = organisations["rouet"]
    if Lot.objects.of(workshop).exists():
        return
    site = Site.objects.of(workshop).select_related("organisation").order_by("created_at", "pk")[0]
    crew = Crew(act_for(accounts["samir"], workshop), act_for(accounts["leonie"], workshop))
    with clock.frozen(clock.now() - timedelta(days=200)):
        shelves = {
            code: open_shelf(site=site, code=code, label=label, by=crew.repairer)
            for code, label in SHELVES.items()
        }
        _keep_supplies(site, crew.repairer)
    company = Donation.objects.of(workshop).get(donor__kind=DonorKind.COMPANY)
    hand_over_earlier(site, past, crew)
    import_marks(path=MARKS)
    lots = fetch_all(site, company, crew.repairer)
    work_on_laptops(lots[LAPTOPS], shelves["A1"], crew)
    work_on_tablets(lots[TABLETS], crew)
    ask_and_share_out(organisations, accounts, crew.repairer)


def _keep_supplies(site: Site, by: Account) -> None:
    """What came in, and what went out since; one is below its minimum."""
    for kind, name, minimum, came, left in SUPPLIES:
        supply = open_supply(site=site, kind=kind, name=name, minimum=minimum, by=by)
        move_supply(supply=supply, way=SupplyWay.IN, number=came, by=by)
        move_supply(supply=supply, way=SupplyWay.OUT, number=left, by=by)
