"""Access by a table of travel times: who is reached, what is absent, « what if? », the same as by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from fabrique.directory.actions.stops import add_stop
from fabrique.directory.models import Place
from fabrique.kernels.access import CostTable
from fabrique.observe.models import Site, TravelTimes
from fabrique.observe.queries import access as queries
from fabrique.observe.queries.access import CUMULATIVE, ESFCA, NEAREST, POTENTIAL, SFCA, Reading, WhatIf
from fabrique.observe.queries.access_times import Lacking, measure_by_times
from fabrique.observe.queries.supply import open_places
from fabrique.observe.queries.travel_times import time_table
from fabrique.people.models import Account, Organisation
from fabrique.territory.actions import register_contours
from tests.factories.directory import entered, entry, place_of
from tests.factories.observe import CENSUS, brought, listed, timed
from tests.factories.people import organisation
from tests.factories.towns import contours_of_two, two_communes
from tests.observe.test_access_pages import ADDRESS, signed, text

Rows = list[tuple[str, str, float]]


@pytest.fixture
def holder(db: None) -> Organisation:
    """1,000 people in Grandmesnil (00101), 500 in Port-Sablier (00102); a library and a hall there, open
    six and three hours."""
    two_communes()
    contours_of_two()
    found = organisation()
    brought(found, of=CENSUS)
    there = {"commune_code": "00102", "commune_name": "Port-Sablier", "latitude": 47.15}
    entered(
        "carto",
        entry("1", name="Médiathèque", longitude=-1.55, hours="Tu 09:00-15:00", **there),
        entry("2", name="Halle", longitude=-1.56, hours="We 09:00-12:00", **there),
    )
    return found


@pytest.fixture
def library(holder: Organisation) -> Place:
    return place_of("carto", "1")


def measured(
    by: Account, times: TravelTimes, method: str = SFCA, *, reach: float = 30.0, what_if: WhatIf | None = None
) -> tuple[Reading, Reading | None, Lacking]:
    demand, supply = queries.demand_points(by), open_places(by_hours=True)
    return measure_by_times(demand, supply, method, table=time_table(times), reach=reach, what_if=what_if)


def values(found: Reading) -> dict[str, float | None]:
    return {code: one.value for code, one in found.by_code().items()}


def test_two_steps_by_hand(holder: Organisation, by: Account, library: Place):
    hall = place_of("carto", "2")
    rows: Rows = [("00101", library.code, 30.0), ("00102", library.code, 5.0), ("00102", hall.code, 10.0)]
    before, after, lacking = measured(by, timed(holder, rows))
    assert after is None
    # The library is shared by all, the hall by Port-Sablier alone; told for 10,000 people.
    assert values(before) == {
        "00101": pytest.approx(10_000 * 6 / 1_500),
        "00102": pytest.approx(10_000 * (6 / 1_500 + 3 / 500)),
    }
    assert before.sums == pytest.approx((9.0, 9.0))
    assert (lacking.asked, lacking.absent) == (4, 1)
    assert lacking.pairs == (("Grandmesnil", "Halle"),)
    assert (lacking.communes, lacking.places, lacking.people) == ((), (), 0.0)
    short, _after, still = measured(by, timed(holder, rows), reach=29.9)
    assert values(short)["00101"] == 0.0  # known and too far: out of reach, but not absent
    assert still.absent == 1


def test_the_nearest_is_told_in_minutes(holder: Organisation, by: Account, library: Place):
    before, _after, _lacking = measured(by, timed(holder, [("00102", library.code, 5.0)]), NEAREST)
    near, far = before.by_code()["00102"], before.by_code()["00101"]
    assert (near.far, near.nearest, near.value) == (5.0, "Médiathèque", None)
    assert (far.far, far.nearest) == (np.inf, "")


def test_where_nothing_is_in_reach_access_is_zero_and_nothing_is_undefined(
    holder: Organisation, by: Account, library: Place
):
    times = timed(holder, [("00102", library.code, 5.0)])
    for method in (CUMULATIVE, SFCA, ESFCA, POTENTIAL):
        before, _after, lacking = measured(by, times, method)
        assert values(before)["00101"] == 0.0
        assert not any(np.isnan(one.value or 0.0) or np.isnan(one.far) for one in before.lines)
        assert before.unreached == 1
        assert lacking.communes == ("Grandmesnil",)
        assert lacking.people == pytest.approx(1_000)
        assert lacking.places == ("Halle",)
        assert (lacking.asked, lacking.absent) == (4, 3)
    assert before.sums == pytest.approx((6.0, 6.0))  # the hall is out of everyone's reach: it is not shared
    assert before.idle == 1


def test_a_destination_that_is_a_commune_is_all_its_places_and_stops(
    holder: Organisation, by: Account, library: Place
):
    where = {"commune_code": "00102", "commune_name": "Port-Sablier", "latitude": 47.16, "longitude": -1.55}
    add_stop(place=place_of("carto", "2"), name="Quai", hours="Th 09:00-12:00", **where)
    rows: Rows = [("00101", "00102", 20.0), ("00101", str(library.pk), 10.0)]
    before, _after, _lacking = measured(by, timed(holder, rows), CUMULATIVE, reach=15)
    assert values(before)["00101"] == pytest.approx(6.0)  # by its id, the library is nearer
    before, _after, _lacking = measured(by, timed(holder, rows), CUMULATIVE, reach=20)
    assert values(before)["00101"] == pytest.approx(6.0 + 3.0 + 3.0)


def test_people_start_from_their_neighbourhood_when_the_table_knows_it(
    holder: Organisation, by: Account, library: Place
):
    rows: Rows = [("00101", library.code, 40.0), ("QP000001", library.code, 10.0)]
    demand = queries.demand_points(by)
    inside = np.array([47.11 <= y <= 47.13 and -1.69 <= x <= -1.67 for x, y in demand.at.tolist()])
    near = demand.people[inside].sum()
    assert 0 < near < 1_000
    before, _after, lacking = measured(by, timed(holder, rows), CUMULATIVE)
    assert values(before)["00101"] == pytest.approx(6.0 * near / 1_000)
    assert lacking.communes == ("Port-Sablier",)
    assert before.by_code()["00101"].far == pytest.approx(10 * near / 1_000 + 40 * (1 - near / 1_000))


def test_people_start_from_their_iris_when_the_table_knows_it(
    holder: Organisation, by: Account, library: Place
):
    west, east, south, north = -1.7, -1.65, 47.1, 47.2  # the western half of Grandmesnil
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    feature = {
        "type": "Feature",
        "properties": {"CODE_IRIS": "001010101", "NOM_IRIS": "Ouest", "INSEE_COM": "00101"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    register_contours(
        collection={"type": "FeatureCollection", "features": [feature]}, kind="iris", source="essai"
    )
    demand = queries.demand_points(by)
    there = demand.people[(demand.at[:, 0] < east)].sum()
    assert 400 < there < 600
    before, _after, lacking = measured(by, timed(holder, [("001010101", library.code, 10.0)]), CUMULATIVE)
    assert values(before)["00101"] == pytest.approx(6.0 * there / 1_000)
    assert before.by_code()["00101"].far == np.inf  # the others have no trip at all
    assert before.by_code()["00101"].nearest == "Médiathèque"
    assert lacking.people == pytest.approx(1_500 - there)


def test_a_site_that_opens_is_known_by_its_commune(holder: Organisation, by: Account, library: Place):
    times = timed(holder, [("00101", "00101", 3.0), ("00101", library.code, 50.0)])
    one = Site(site_list=listed(holder), key="x", name="Quai", latitude=47.15, longitude=-1.65)
    _was, lost, lacking = measured(by, times, CUMULATIVE, what_if=WhatIf(opened=(one,)))
    assert lost is not None
    assert values(lost)["00101"] == 0.0
    assert "Quai" in lacking.places
    one.commune_code = "00101"
    _was, now, _lacking = measured(by, times, CUMULATIVE, what_if=WhatIf(opened=(one,)))
    assert now is not None
    assert values(now)["00101"] == pytest.approx(open_places(by_hours=True).usual)


@pytest.mark.parametrize("method", [CUMULATIVE, SFCA, ESFCA, POTENTIAL, NEAREST])
def test_what_if_is_what_measuring_again_gives(
    holder: Organisation, by: Account, library: Place, method: str
):
    """A hall that closes, longer hours, a site that opens: as if the guide said so."""
    hall = place_of("carto", "2")
    rows: Rows = [
        ("00101", library.code, 22.0), ("00102", library.code, 5.0), ("00102", hall.code, 3.0),
        ("00101", "quai", 4.0), ("00102", "quai", 26.0),
    ]  # fmt: skip
    times = timed(holder, rows)
    site = Site(site_list=listed(holder), key="quai", name="Quai", latitude=47.15, longitude=-1.65)
    asked = WhatIf(opened=(site,), closed=(hall.code,), longer=library.code, hours=2.0)
    before, after, _lacking = measured(by, times, method, what_if=asked)
    assert after is not None
    assert values(before) == values(measured(by, times, method)[0])  # what is does not know what would be
    demand, supply = queries.demand_points(by), open_places(by_hours=True)
    capacity = {library.code: supply.capacity[supply.codes.index(library.code)] + 2.0, hall.code: 0.0}
    whole = replace(
        supply,
        codes=(*supply.codes, "quai"),
        names=(*supply.names, "Quai"),
        keys=(*supply.keys, "quai"),
        communes=(*supply.communes, ""),
        at=np.vstack([supply.at, [[-1.65, 47.15]]]),
        capacity=np.array([*(capacity[code] for code in supply.codes), supply.usual]),
    )
    again, _none, _lacking = measure_by_times(demand, whole, method, table=time_table(times), reach=30.0)
    assert after == again
    if after.sums:
        assert after.sums == pytest.approx((12.5, 12.5))


def test_the_cost_table_picks_pairs_and_never_adds_them(holder: Organisation):
    table = time_table(timed(holder, [("00101", "a", 0.0), ("00101", "b", 7.0), ("00102", "b", 9.0)]))
    starts, ends = np.array([0, -1, 1, 0]), np.array([1, 0, -1, 1])
    costs: CostTable = table.between(starts, ends)
    assert costs.given().tolist() == [
        [True, True, False, True], [False] * 4, [True, False, False, True], [True, True, False, True],
    ]  # fmt: skip
    cost, which = costs.nearest(np.ones(4, dtype=bool))
    assert cost.tolist() == [0.0, np.inf, 9.0, 0.0]
    assert which.tolist() == [1, -1, 0, 1]


def asked(times: TravelTimes, **more: Any) -> dict[str, Any]:
    return {"trajets": str(times.pk), "methode": SFCA, "capacite": "heures", **more}


def test_the_page_measures_with_a_table_and_says_what_it_lacks(
    holder: Organisation, by: Account, library: Place
):
    times = timed(holder, [("00101", library.code, 22.0), ("00102", library.code, 5.0)], title="En bus")
    page = text(signed(by).get(ADDRESS, asked(times)))
    assert "2 trajets sur 4 ne sont pas dans le tableau : ils sont hors de portée" in page
    assert "Aucun trajet ne mène à : Halle." in page
    assert "Temps de trajet d’après « En bus », Autorité des transports, 2026." in page
    assert 'data-label="Trajet">22 min' in page
    assert "vol d’oiseau, multipliées" not in page
    assert "additionnées, les parts de tous redonnent ce qu’il y a, 6 heures par semaine." in page
    near = text(signed(by).get(ADDRESS, asked(times, duree="10")))
    assert "1 commune n’a aucun lieu à portée : son accès est 0." in near
    assert 'data-label="Accès">0,00' in near
    what_if = text(signed(by).get(ADDRESS, asked(times, fermer=library.code)))
    assert "2 communes y perdent : 1 500 personnes." in what_if
    assert 'data-label="Trajet avant">22 min' in what_if
    assert "2 communes n’ont aucun lieu à portée : leur accès est 0." in what_if
    assert "additionnées, les parts de tous redonnent ce qu’il y a, 0 heures par semaine." in what_if
    longest = text(signed(by).get(ADDRESS, asked(times, methode=NEAREST)))
    assert "Le temps est celui du trajet vers le lieu ouvert le plus proche." in longest
    assert "À corriger" in text(signed(by).get(ADDRESS, asked(times, duree="0")))


def test_a_table_of_another_organisation_serves_once_it_is_shared(
    holder: Organisation, by: Account, library: Place
):
    other = timed(organisation("Ailleurs"), [("00101", library.code, 22.0)], title="En tram")
    client = signed(by)
    assert "Sélectionnez un choix valide" in text(client.get(ADDRESS, asked(other)))
    TravelTimes.objects.everywhere("test").update(shared=True)
    page = text(client.get(ADDRESS, asked(other)))
    assert "3 trajets sur 4" in page
    assert "Aucun trajet ne part de là, où vivent 500 personnes : Port-Sablier." in page
    assert "nan" not in page.casefold().replace("finan", "")


@pytest.mark.parametrize("number", [1, 20])
def test_the_page_asks_the_same_number_of_queries(
    holder: Organisation, by: Account, library: Place, number: int, django_assert_num_queries: Any
):
    times = timed(holder, [("00101", library.code, 22.0)])
    for _each in range(number - 1):
        timed(holder)
    client = signed(by)
    client.get(ADDRESS, asked(times))
    with django_assert_num_queries(26):
        client.get(ADDRESS, asked(times))
