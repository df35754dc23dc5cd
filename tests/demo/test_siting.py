"""Where to act, on the metropolis: two questions answered, one of them adopted."""

from __future__ import annotations

import pytest

from fabrique.observe import models as observe
from fabrique.observe.queries.travel_times import ends_of, time_table

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("metropolis", "at_noon"),
    pytest.mark.xdist_group("metropolis"),  # built once
]


def test_where_to_act_is_answered_twice_and_one_answer_is_adopted():
    rows = observe.Scenario.objects.everywhere("test")
    points, van = rows.get(kind="sites"), rows.get(kind="tours")
    assert (points.state, van.state, points.shared, van.shared) == ("adopted", "solved", True, True)
    assert [len(one["opened"]) for one in points.result["years"]] == [10] * 5
    assert points.result["sites_in_qpv"] >= 17
    assert points.result["gap"] <= 0.01
    assert any(one["gain"] for one in points.result["vetoes"])
    assert (van.result["communes_reached"], len(van.result["left"])) == (23, 1)
    assert van.result["left"][0]["reason"] == "vetoed"
    assert van.inputs["people"] == points.inputs["people"]


def test_the_observatory_publishes_and_a_partner_comments_a_draft():
    rows = observe.Publication.objects.everywhere("test")
    kinds = sorted(rows.filter(state="published").values_list("kind", flat=True))
    assert kinds == ["access", "comparison", "portrait", "ranking", "scenario", "scenario", "study"]
    assert rows.get(state="draft").kind == "portrait"
    compared = rows.get(kind="comparison")
    comment = observe.PublicationComment.objects.everywhere("test").get()
    assert (comment.publication_id, bool(comment.answer)) == (compared.pk, True)


def test_a_table_of_times_by_bus_is_shared_and_the_island_is_not_in_it():
    found = observe.TravelTimes.objects.everywhere("test").get()
    assert found.shared
    ends = ends_of(found.origins, found.destinations)
    assert (ends.communes, ends.towns) == (23, 23)
    assert (ends.strange_origins, ends.strange_places) == ((), ())
    table = time_table(found)
    assert len(table.minutes) < 23 * 23  # some trips are too long for the timetable
    assert 8 <= table.minutes.min() <= table.minutes.max() <= 75
