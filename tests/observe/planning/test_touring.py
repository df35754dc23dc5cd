"""Plans of a van: every commune once a fortnight, those that it leaves and why."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.observe.planning import Inputs, ToursChoices, solve
from tests.observe.planning.support import LATITUDE, east, inputs


def plan(held: Inputs, **choices: Any) -> dict[str, Any]:
    said = {"depot": [LATITUDE, east(0)], "first_monday": "2026-12-07", "iterations": 200, **choices}
    found = solve("tours", json.loads(json.dumps(held.as_json())), ToursChoices.of_json(said).as_json())
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def test_every_commune_is_seen_once_in_the_cycle_and_people_once_each():
    found = plan(inputs())
    assert {one["commune"] for one in found["visits"]} == {"00101", "00102", "00103"}
    assert (len(found["visits"]), found["left"], found["proven"]) == (3, [], True)
    assert (found["people"], found["covered"]) == (1800.0, 1800.0)
    assert found["metres"] == sum(one["metres"] for one in found["days"])
    assert all(one["begins"] >= "08:30" and one["leaves"] <= "17:00" for one in found["visits"])
    assert date.fromisoformat(found["first_monday"]).weekday() == 0
    assert [one["code"] for one in found["communes"] if one["covered"]] == ["00101", "00102", "00103"]


def test_twice_a_cycle_is_once_a_week():
    found = plan(inputs(), visits=2)
    weeks = {(one["commune"], one["week"]) for one in found["visits"]}
    assert len(weeks) == len(found["visits"]) == 6
    assert found["covered"] == 1800.0


def test_each_commune_that_is_left_says_why():
    rows = ({"at": 0}, {"at": 10, "commune": "00102", "veto": "owner"})
    found = plan(inputs(*rows))
    assert found["left"] == [
        {"commune": "00102", "missing": 1, "reason": "vetoed"},
        {"commune": "00103", "missing": 1, "reason": "no_stop"},
    ]
    closed = plan(inputs({"at": 0}, {"at": 10, "commune": "00102", "opens": "dim 09:00-18:00"}))
    assert closed["left"][0] == {"commune": "00102", "missing": 1, "reason": "closed"}


def test_a_day_that_is_too_short_leaves_communes_and_never_says_that_it_is_best_without_proof():
    found = plan(inputs(), days=["mar"], weeks=1, begins="09:00", ends="11:00")
    assert found["communes_reached"] == 1
    assert found["bound"] == 1
    assert found["proven"]
    assert {one["reason"] for one in found["left"]} == {"out_of_reach"}
    longer = plan(inputs(), days=["mar"], weeks=1, begins="08:30", ends="13:10")
    assert longer["communes_reached"] <= longer["bound"] <= 3
    assert longer["proven"] == (longer["communes_reached"] == longer["bound"])


def test_communes_come_before_people():
    """A town outweighs any number of inhabitants: the time there is serves two small ones."""
    rows = ({"at": 30}, {"at": 0, "commune": "00102"}, {"at": 1, "commune": "00103"})
    found = plan(inputs(*rows), days=["mar"], weeks=1, begins="08:00", ends="11:40", stay=60, radius=15_000.0)
    assert found["communes_reached"] == 2
    assert {one["commune"] for one in found["visits"]} == {"00102", "00103"}


def test_a_speed_that_is_said_is_kept():
    slow, fast = (plan(inputs(), speed=speed) for speed in (20.0, 60.0))
    assert slow["seconds"] > fast["seconds"]


@pytest.mark.parametrize(
    ("held", "changes", "said"),
    [
        (inputs(), {"ends": "08:00"}, "rentrer après être sorti"),
        (inputs(), {"visits": 3}, "Un passage par semaine au plus"),
        (inputs(), {"depot": [10.0, 10.0]}, "plus de 300 km"),
        (inputs({"commune": "99999"}), {}, "Aucun arrêt possible"),
        (inputs({"opens": "le matin"}), {}, "ne se lisent pas"),
    ],
)
def test_what_cannot_be_is_refused(held: Inputs, changes: Any, said: str):
    with pytest.raises(DomainRefusal, match=said):
        plan(held, **changes)


def test_more_possible_visits_than_the_search_can_hold_are_refused_at_once():
    rows = [{"at": at / 10} for at in range(320)]
    with pytest.raises(DomainRefusal, match="320 arrêts et 24 sorties font 7680 passages possibles"):
        plan(inputs(*rows), days=["lun", "mar", "mer", "jeu", "ven", "sam"], weeks=4)
