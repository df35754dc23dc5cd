"""Travel times in the metropolis: by bus to every commune but the island."""

from __future__ import annotations

import pytest

from fabrique.observe.models import TravelTimes
from fabrique.observe.queries.travel_times import ends_of, time_table

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("metropolis", "at_noon"),
    pytest.mark.xdist_group("metropolis"),  # built once
]


def test_a_table_of_times_by_bus_is_shared_and_the_island_is_not_in_it():
    found = TravelTimes.objects.everywhere("test").get()
    assert found.shared
    ends = ends_of(found.origins, found.destinations)
    assert (ends.communes, ends.towns) == (23, 23)
    assert (ends.strange_origins, ends.strange_places) == ((), ())
    table = time_table(found)
    assert len(table.minutes) < 23 * 23  # some trips are too long for the timetable
    assert 8 <= table.minutes.min() <= table.minutes.max() <= 75
