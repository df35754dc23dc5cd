"""Vans and rounds for tests, all invented."""

from __future__ import annotations

from datetime import date, time
from itertools import count
from typing import Any

from fabrique.core import clock
from fabrique.equip.actions.deciding import accept_donation
from fabrique.equip.actions.rounds import open_round, plan_round
from fabrique.equip.actions.vehicles import keep_vehicle
from fabrique.equip.enums import Handing, Slot
from fabrique.equip.models import Donation, Round, RoundStop, Site, Vehicle
from fabrique.people.models import Organisation
from tests.factories.equip import promised, site
from tests.factories.people import organisation

_rank = count(1)
HOME = (47.31, -2.21)


def workshop(of: Organisation) -> Site:
    """The workshop of an organisation, placed on the map."""
    found = site(of)
    Site.objects.of(of).filter(pk=found.pk).update(latitude=HOME[0], longitude=HOME[1])
    found.refresh_from_db()
    return found


def van(of: Organisation, **values: Any) -> Vehicle:
    """A van of 6 m³ and 900 kg."""
    given = {"name": f"Fourgon {next(_rank)}", "litres": 6_000, "grams": 900_000, **values}
    return keep_vehicle(organisation=of, by=None, **given)


def to_fetch(of: Organisation, *, laptops: int = 3, north: float = 0.01, **values: Any) -> Donation:
    """A promise to fetch, ``north`` degrees north of the workshop."""
    given = {"latitude": HOME[0] + north, "longitude": HOME[1], "address": "4 quai des Chanvres"}
    given |= {"commune_code": "00101", **values}
    return accept_donation(donation=promised(of, laptops=laptops, **given), how=Handing.PICK_UP, by=None)


def drafted(of: Organisation | None = None, *, donations: tuple[Donation, ...] = (), **values: Any) -> Round:
    """A round in preparation, today, of one promise unless some are given."""
    holder = of or organisation("Atelier Le Rouet")
    chosen = [(each, Slot.DAY) for each in donations or (to_fetch(holder),)]
    given: dict[str, Any] = {"on": clock.today(), "leaves_from": time(8, 30), "back_before": time(17)}
    given |= {"vehicle": van(holder), "site": workshop(holder), "chosen": chosen, "by": None}
    return open_round(**(given | values))


def planned(of: Organisation | None = None, **values: Any) -> Round:
    """A round that is settled."""
    return plan_round(held=drafted(of, **values), by=None)


def stops(held: Round) -> list[RoundStop]:
    """The stops of a round, in order."""
    rows = RoundStop.objects.of(held.organisation).filter(round=held).order_by("rank")
    return list(rows.select_related("round__organisation", "donation__donor"))


def tomorrow() -> date:
    return clock.today().fromordinal(clock.today().toordinal() + 1)
