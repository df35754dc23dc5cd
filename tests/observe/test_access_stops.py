"""Stops of itinerant places as points of supply: their hours, those that are not counted, « what if? »."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions.stops import add_stop
from fabrique.directory.models import Place, Stop
from fabrique.kernels.hours import Passage, cycle_hours
from fabrique.observe.enums import SitePurpose
from fabrique.observe.models import Site, SiteList
from fabrique.observe.queries import access as queries
from fabrique.observe.queries.access import CUMULATIVE, ESFCA, POTENTIAL, SFCA, WhatIf
from fabrique.observe.queries.supply import Supply, open_places, points_known
from fabrique.people.models import Account, Organisation
from tests.factories.directory import entered, entry, place_of
from tests.factories.observe import CENSUS, brought, listed
from tests.factories.people import organisation
from tests.factories.towns import contours_of_two, two_communes
from tests.observe.test_access_pages import ADDRESS, signed, text

WEST, EAST = ("00101", "Grandmesnil"), ("00102", "Port-Sablier")
FORTNIGHT = cycle_hours([Passage(1, 1, (540, 720))], 2, date(2026, 11, 30)) or ""  # 3 h, one week in two


@pytest.fixture
def holder(db: None) -> Organisation:
    """A library in the east, open 30 hours a week, and a bus whose office is there too."""
    two_communes()
    contours_of_two()
    found = organisation()
    brought(found, of=CENSUS)
    entered(
        "carto",
        entry("1", name="Médiathèque", latitude=47.15, longitude=-1.55, hours="Mo-Fr 09:00-15:00"),
        entry("2", name="Bus", latitude=47.15, longitude=-1.551, hours=""),
    )
    return found


@pytest.fixture
def bus(holder: Organisation) -> Place:
    return place_of("carto", "2")


def stop(place: Place, name: str, where: tuple[str, str] = WEST, **more: Any) -> Stop:
    at = {"latitude": 47.15, "longitude": -1.65 if where == WEST else -1.56}
    return add_stop(place=place, name=name, commune_code=where[0], commune_name=where[1], **at, **more)


def held(supply: Supply) -> dict[str, float]:
    return dict(zip(supply.names, supply.capacity.tolist(), strict=True))


def test_the_office_of_a_bus_gives_way_to_its_stops(bus: Place):
    assert open_places().names == ("Bus", "Médiathèque")
    made = stop(bus, "Halle", hours=FORTNIGHT)
    found = open_places()
    assert found.codes == (Place.objects.get(name="Médiathèque").code, f"{bus.code}:{made.pk}")
    assert found.names[1] == "Bus, arrêt Halle (Grandmesnil)"
    assert (found.places, found.stops, found.communes[1]) == (2, 1, "00101")
    Place.objects.filter(pk=bus.pk).update(hours="Mo 09:00-12:00")
    assert open_places().codes[0] == bus.code  # one is received at its address too


def test_a_place_counts_for_one_however_many_stops_it_has(bus: Place):
    stop(bus, "Halle", hours=FORTNIGHT)
    stop(bus, "Gare", hours="We 09:00-12:00")
    found = open_places()
    assert found.capacity.sum() == pytest.approx(found.places) == pytest.approx(2)
    assert found.capacity[1:].tolist() == [0.5, 0.5]


def test_each_stop_counts_for_its_own_hours(bus: Place):
    stop(bus, "Halle", hours=FORTNIGHT)
    stop(bus, "Gare", EAST, hours="We 09:00-12:00")
    at = timezone.make_aware(datetime.combine(clock.today() + timedelta(days=3), datetime.min.time()))
    hour = timedelta(hours=1)
    weekly = [(at + timedelta(weeks=n) + 14 * hour, at + timedelta(weeks=n) + 16 * hour) for n in range(20)]
    stop(bus, "Port", hours="", visits=weekly)
    found = held(open_places(by_hours=True))
    assert found["Bus, arrêt Halle (Grandmesnil)"] == pytest.approx(1.5)
    assert found["Bus, arrêt Gare (Port-Sablier)"] == pytest.approx(3.0)
    assert found["Bus, arrêt Port (Grandmesnil)"] == pytest.approx(2.0)
    assert found["Médiathèque"] == pytest.approx(30)


def test_a_visit_within_the_usual_hours_counts_once(bus: Place):
    day = clock.today() + timedelta(days=3)
    start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    visit = (start + timedelta(hours=10), start + timedelta(hours=13))
    stop(bus, "Halle", hours="24/7", visits=[visit])
    assert held(open_places(by_hours=True))["Bus, arrêt Halle (Grandmesnil)"] == pytest.approx(168)


def test_what_is_not_known_of_a_stop_is_told(bus: Place, by: Account):
    stop(bus, "Halle", hours="Tu 09:00-11:00")
    stop(bus, "Gare", hours="")
    stop(bus, "Quai", hours="quand il fait beau")
    ended = clock.now() - timedelta(days=30)
    stop(bus, "Ancien", hours="", visits=[(ended, ended + timedelta(hours=3))])
    lost = stop(bus, "Perdu", hours="We 09:00-12:00")
    Stop.objects.filter(pk=lost.pk).update(latitude=None, longitude=None)
    found = open_places(by_hours=True)
    assert found.usual_stop == pytest.approx(2.0)
    assert held(found)["Bus, arrêt Gare (Grandmesnil)"] == found.usual_stop
    assert held(found)["Bus, arrêt Quai (Grandmesnil)"] == found.usual_stop
    assert (found.stops, found.unplaced) == (3, 1)
    page = text(signed(by).get(ADDRESS, {"capacite": "heures"}))
    assert "2 lieux ouverts." in page
    assert "3 arrêts de lieux itinérants sont comptés, chacun là où il est." in page
    assert "1 arrêt n’a pas de position : il n’est pas compté." in page
    assert "Arrêts sans passage dans les 8 semaines qui viennent, laissés de côté : 1." in page
    assert "Arrêts sans horaires lisibles, comptés comme celui du milieu (2,0 h par semaine) : 2." in page


def test_a_service_is_that_of_the_place_of_the_stop(bus: Place):
    stop(bus, "Halle", hours=FORTNIGHT)
    Place.objects.filter(pk=bus.pk).update(services=["Compréhension du monde numérique"])
    assert open_places("Compréhension du monde numérique").names == ("Bus, arrêt Halle (Grandmesnil)",)


def recomputed(demand: queries.Demand, supply: Supply, method: str) -> queries.Reading:
    return queries.measure_access(demand, supply, method, reach=6_000, detour=1.3)[0]


@pytest.mark.parametrize("method", [CUMULATIVE, SFCA, ESFCA, POTENTIAL])
def test_what_if_is_what_measuring_again_gives(holder: Organisation, by: Account, bus: Place, method: str):
    """A stop that closes, another that is longer, a stop that opens: as if the guide said so."""
    first, second = stop(bus, "Halle", hours=FORTNIGHT), stop(bus, "Gare", EAST, hours="We 09:00-12:00")
    demand, supply = queries.demand_points(by), open_places(by_hours=True)
    codes = [f"{bus.code}:{one.pk}" for one in (first, second)]
    new = Site(
        site_list=listed(holder, purpose=SitePurpose.STOP), name="Quai", latitude=47.16, longitude=-1.64
    )
    asked = WhatIf(opened=(new,), closed=(codes[0],), longer=codes[1], hours=2.5, stops=True)
    _before, after = queries.measure_access(demand, supply, method, reach=6_000, detour=1.3, what_if=asked)
    assert after is not None
    rank = [supply.codes.index(code) for code in codes]
    capacity = supply.capacity.copy()
    capacity[rank[1]] += 2.5
    capacity[rank[0]] = 0.0
    whole = replace(
        supply,
        codes=(*supply.codes, "neuf"),
        names=(*supply.names, "Quai"),
        at=np.vstack([supply.at, [[-1.64, 47.16]]]),
        capacity=np.append(capacity, supply.usual_stop),
    )
    again = recomputed(demand, whole, method)
    for one, other in zip(after.lines, again.lines, strict=True):
        assert (one.code, one.nearest) == (other.code, other.nearest)
        assert (one.value, one.far) == pytest.approx((other.value, other.far), rel=1e-9)
    if method != CUMULATIVE:
        assert after.sums == pytest.approx((whole.capacity.sum(), whole.capacity.sum()), rel=1e-9)


def test_a_whole_bus_closes_and_one_of_its_stops_is_longer(by: Account, bus: Place):
    made = stop(bus, "Halle", hours=FORTNIGHT)
    stop(bus, "Gare", EAST, hours="We 09:00-12:00")
    closing, longer = points_known()
    assert [name for _code, name in closing] == [
        "Bus", "Bus, arrêt Gare (Port-Sablier)", "Bus, arrêt Halle (Grandmesnil)", "Médiathèque",
    ]  # fmt: skip
    assert bus.code not in dict(longer)
    demand, supply = queries.demand_points(by), open_places(by_hours=True)
    way = {"reach": 1_000, "detour": 1.0}
    _was, shut = queries.measure_access(demand, supply, SFCA, **way, what_if=WhatIf(closed=(bus.code,)))
    assert shut is not None
    assert shut.by_code()["00101"].value == 0
    assert shut.by_code()["00101"].nearest == "Médiathèque"
    with pytest.raises(DomainRefusal, match="dites lequel"):
        queries.measure_access(demand, supply, SFCA, **way, what_if=WhatIf(longer=bus.code, hours=1))
    client, code = signed(by), f"{bus.code}:{made.pk}"
    both = {"capacite": "heures", "allonger": code, "heures": "2", "fermer": bus.code}
    assert "ne peut pas fermer et ouvrir plus" in text(client.get(ADDRESS, both))
    assert "1 commune y gagne" in text(client.get(ADDRESS, {**both, "fermer": "", "portee": "1"}))


def test_a_site_of_a_list_of_stops_opens_as_a_stop(holder: Organisation, by: Account, bus: Place):
    stop(bus, "Gare", EAST, hours="We 09:00-12:00")
    made: SiteList = listed(holder, purpose=SitePurpose.STOP)
    one = Site.objects.create(site_list=made, key="q", name="Quai", latitude=47.15, longitude=-1.65)
    asked = {
        "methode": SFCA, "portee": "1", "detour": "1", "capacite": "heures", "liste": str(made.pk),
        "ouvrir": str(one.pk),
    }  # fmt: skip
    page = text(signed(by).get(ADDRESS, asked))
    assert "1 commune y gagne : 1 000 personnes." in page
    assert 'data-label="Accès après">30,00' in page  # three hours for a thousand people, told for 10,000
