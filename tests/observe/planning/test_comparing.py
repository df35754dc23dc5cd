"""Two plans side by side: who is reached by both, by one, by none."""

from __future__ import annotations

from typing import Any

from fabrique.observe.planning import Inputs, Plan, SitesChoices, ToursChoices, compared, solve
from tests.observe.planning.support import LATITUDE, east, inputs, people


def opened(held: Inputs, count: int, **choices: Any) -> Plan:
    said = SitesChoices(radius=1000.0, count=count, years=1, qpv_sites=0.0, **choices).as_json()
    return Plan("sites", held.as_json(), said, solve("sites", held.as_json(), said))


def test_two_plans_of_sites_say_what_each_has_that_the_other_has_not():
    found = compared(opened(inputs(), 1), opened(inputs(), 2))
    assert (found.both, found.first_only, found.second_only, found.neither) == (1000.0, 0.0, 500.0, 300.0)
    assert (found.common, found.dropped, found.added) == (1, (), ("Site 1",))
    assert found.communes[0].name == "Port-Sablier"
    assert (found.communes[0].first, found.communes[0].second) == (0.0, 500.0)


def test_two_lists_of_sites_are_one_when_they_are_compared():
    other = inputs({"id": "autre", "name": "Autre site", "at": 0.2})
    found = compared(opened(inputs(), 1), opened(other, 1))
    assert (found.both, found.common) == (1000.0, 0)
    assert (found.dropped, found.added) == (("Site 0",), ("Autre site",))


def test_sites_and_a_van_are_compared_by_people():
    said = ToursChoices(
        depot=(LATITUDE, east(0)), first_monday="2026-12-07", iterations=100, radius=500.0
    ).as_json()
    held = inputs().as_json()
    van = Plan("tours", held, said, solve("tours", held, said))
    found = compared(opened(inputs(), 1), van)
    assert (found.both, found.first_only, found.second_only, found.neither) == (1000.0, 0.0, 800.0, 0.0)
    assert found.common is None


def test_plans_that_rest_on_other_people_do_not_say_who_is_in_both():
    found = compared(opened(inputs(), 1), opened(inputs(of=people((900, 500, 300))), 1))
    assert not found.same_people
    assert found.both == 0.0
    assert {one.name for one in found.communes} == {"Grandmesnil", "Port-Sablier", "Vaurenne"}
