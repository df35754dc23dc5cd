"""Plans of sites: years, priority neighbourhoods, what exists, vetoes, weights, refusals."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.observe.planning import Inputs, SitesChoices, solve
from tests.observe.planning.support import inputs, people, sites


def plan(held: Inputs, **choices: Any) -> dict[str, Any]:
    """What is solved from what a base would keep, as a base would keep it."""
    said = {"radius": 1000.0, "count": 2, "years": 1, "qpv_sites": 0.0, **choices}
    found = solve("sites", json.loads(json.dumps(held.as_json())), SitesChoices.of_json(said).as_json())
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def test_the_largest_towns_come_first_and_the_rest_is_told():
    found = plan(inputs(), count=2, years=2)
    assert found["opened"] == ["s0", "s1"]
    assert (found["proven"], found["gap"]) == (True, 0.0)
    assert [(one["opened"], one["covered"], one["bound"]) for one in found["years"]] == [
        (["s0"], 1000.0, 1000.0),
        (["s1"], 1500.0, 1500.0),
    ]
    assert found["sites"]["s0"] == {"order": 1, "year": 1, "people_added": 1000.0, "people_alone": 1000.0}
    assert (found["people"], found["covered"]) == (1800.0, 1500.0)
    assert (found["qpv_people"], found["qpv_covered"], found["sites_in_qpv"]) == (500.0, 500.0, 1)
    assert found["left"] == {"out_of_reach": 0.0, "only_vetoed": 0.0, "could_be": 300.0}
    assert found["communes"][2] == {"code": "00103", "people": 300.0, "covered": 0.0}


def test_a_share_of_priority_neighbourhoods_changes_the_plan():
    rows = ({"at": 0}, {"at": 10, "commune": "00102"}, {"at": 20, "commune": "00103", "qpv": "QN1"})
    assert plan(inputs(*rows), count=2)["opened"] == ["s0", "s1"]
    assert plan(inputs(*rows), count=2, qpv_sites=50)["opened"] == ["s0", "s2"]


def test_what_exists_stays_or_may_close():
    rows = ({"at": 20, "commune": "00103", "existing": True}, {"at": 0}, {"at": 10, "commune": "00102"})
    kept = plan(inputs(*rows), count=1)
    assert (kept["kept"], kept["opened"], kept["closed"]) == (["s0"], ["s1"], [])
    free = plan(inputs(*rows), count=1, may_close=True)
    assert (free["kept"], free["opened"], free["closed"]) == ([], ["s1", "s2"], ["s0"])
    over = plan(inputs(*rows), count=2, years=2)
    assert over["kept"] == ["s0"]
    assert [one["opened"] for one in over["years"]] == [["s1"], ["s2"]]
    assert over["sites"]["s0"]["year"] is None


def test_a_veto_has_its_price_whatever_the_years():
    rows = ({"at": 0, "veto": "power"}, {"at": 10, "commune": "00102"}, {"at": 20, "commune": "00103"})
    for years in (1, 2):
        found = plan(inputs(*rows), count=2, years=years)
        assert found["opened"] == ["s1", "s2"]
        assert found["left"]["only_vetoed"] == 1000.0
        assert found["vetoes"] == [{"veto": "power", "sites": 1, "gain": 700.0, "most": 700.0}]
    assert plan(inputs(*rows), count=2, price_vetoes=False)["vetoes"] == []


def test_a_budget_is_in_euros_and_the_cost_in_cents():
    rows = ({"at": 0, "cost_cents": 300_00}, {"at": 10, "commune": "00102", "cost_cents": 100_00},
            {"at": 20, "commune": "00103", "cost_cents": 100_00})  # fmt: skip
    found = plan(inputs(*rows), count=None, budget=250)
    assert (found["opened"], found["cost_cents"]) == (["s1", "s2"], 200_00)


def test_an_index_makes_the_fragile_count_and_people_are_still_people():
    weighed = people(weight=np.array([0.1, 1.0, 1.0]))
    found = plan(inputs(of=weighed), count=2)
    assert found["opened"] == ["s1", "s2"]
    assert (found["covered"], found["objective"]) == (800.0, 800.0)
    assert found["weighed"] == {"people": pytest.approx(900.0), "covered": 800.0}


@pytest.mark.parametrize(
    ("model", "count", "opened"),
    [("lscp", None, 3), ("pmedian", 2, 2), ("pcentre", 2, 2), ("capacitated", 2, 2)],
)
def test_the_other_models_tell_the_same_things(model: str, count: int | None, opened: int):
    found = plan(inputs(), model=model, count=count)
    assert len(found["opened"]) == opened
    assert found["people"] == 1800.0
    assert found["covered"] > 0
    assert ("mean_metres" in found) == (model in ("pmedian", "pcentre"))


@pytest.mark.parametrize(
    ("changes", "said", "field"),
    [
        ({"count": 9}, "9 sites demandés : il y en a 3, donc 3 possibles", ""),
        ({"count": 1, "commune_people": 50}, "le mieux possible est", ""),
        ({"count": None}, "combien de lieux", "count"),
        ({"model": "pmedian", "years": 3}, "Les années et les parts", "model"),
        ({"years": 2, "may_close": True}, "ne ferme rien", "may_close"),
    ],
)
def test_what_cannot_be_is_refused_with_how_near_one_comes(changes: Any, said: str, field: str):
    with pytest.raises(DomainRefusal, match=said) as refused:
        plan(inputs(), **changes)
    assert refused.value.field == field


def test_nobody_to_reach_and_nowhere_to_open_are_refused():
    with pytest.raises(DomainRefusal, match="Personne n’est à atteindre"):
        plan(inputs(of=people((0, 0, 0))))
    with pytest.raises(DomainRefusal, match="Cette liste n’a aucun site"):
        plan(Inputs(people(), sites(), {"00101": "Grandmesnil"}))
    with pytest.raises(DomainRefusal, match="ne va pas avec un indice"):
        plan(inputs(of=people(weight=np.ones(3))), commune_people=20)


def test_a_plan_that_lacked_time_says_so_and_is_a_plan_all_the_same():
    held = inputs({"at": 0, "veto": "power"}, {"at": 10, "commune": "00102"}, {"at": 20, "commune": "00103"})
    said = SitesChoices(radius=1000.0, count=2, years=2, qpv_sites=0.0).as_json()
    whole = solve("sites", held.as_json(), said)
    cut = solve("sites", held.as_json(), said, left=lambda: 0.0)
    assert (whole["stopped"], cut["stopped"]) == (False, True)
    assert sorted(cut["opened"]) == sorted(whole["opened"]) == ["s1", "s2"]
    assert cut["covered"] == 800.0 <= cut["bound"]
    assert cut["vetoes"] == []
    assert json.loads(json.dumps(cut, allow_nan=False)) == cut


def test_shares_that_time_did_not_allow_are_not_said_to_be_impossible():
    held = inputs({"at": 0}, {"at": 10, "commune": "00102"}, {"at": 0.1}, {"at": 20, "commune": "00103"})
    said = SitesChoices(radius=1000.0, count=2, years=1, qpv_sites=0.0, commune_people=50.0).as_json()
    with pytest.raises(DomainRefusal, match="s’est arrêté avant d’avoir trouvé un plan") as refused:
        solve("sites", held.as_json(), said, left=lambda: 0.0)
    assert "moins de sites" in refused.value.message
    with pytest.raises(DomainRefusal, match="Aucun plan ne respecte ces règles"):
        solve("sites", held.as_json(), said)
