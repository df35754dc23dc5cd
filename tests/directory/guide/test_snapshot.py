"""The directory in memory follows the database, whole, in few queries."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fabrique.core import clock
from fabrique.directory.actions import offers, places, stops
from fabrique.directory.guide import snapshot
from fabrique.territory.models import Territory
from tests.directory.guide.conftest import record, snapshot_of
from tests.factories.directory import entered, entry, place_of


def names() -> list[str]:
    return [one.name for one in snapshot.current().places]


def test_every_action_shows(territory: Territory):
    entered("ville", entry("a", name="Alpha"), entry("b", name="Bravo"))
    assert names() == ["Alpha", "Bravo"]
    alpha = place_of("ville", "a")
    places.edit_place(place=alpha, changes={"name": "Zoulou"})
    assert names() == ["Bravo", "Zoulou"]
    places.withdraw_place(place=place_of("ville", "b"))
    assert names() == ["Zoulou"]
    places.publish_place(place=place_of("ville", "b"))
    assert names() == ["Bravo", "Zoulou"]
    offers.close_place(place=alpha, starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 2))
    service = offers.create_service(name="Prêt", residence_codes=["00101"])
    offers.offer_service(service=service, places=[alpha])
    stops.add_stop(place=alpha, name="Mairie", commune_code="00102", commune_name="Corderive")
    found = snapshot.current().place(alpha.code)
    assert found is not None
    assert (len(found.closures), len(found.offers), len(found.stops)) == (1, 1, 1)
    assert snapshot.current().communes == {"00101": 2, "00102": 1}


def test_what_did_not_change_is_not_read_again(territory: Territory):
    entered("ville", *(entry(str(rank), name=f"Lieu {rank}") for rank in range(5)))
    before = snapshot.current()
    assert snapshot.current() is before
    places.edit_place(place=place_of("ville", "3"), changes={"phone": "+33261910099"})
    after = snapshot.current()
    kept = {id(one) for one in before.places} & {id(one) for one in after.places}
    assert after is not before
    assert len(kept) == 4


def test_the_territory_sets_the_calendar(territory: Territory):
    assert snapshot.current().calendar.zone == "B"
    territory.school_zone, territory.updated_at = "C", clock.now() + timedelta(seconds=1)
    territory.save()
    assert snapshot.current().calendar.zone == "C"


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(territory: Territory, count: int):
    for rank in range(count):
        entered(f"ville-{rank}", entry("a", name=f"Lieu {rank}"))
        place = place_of(f"ville-{rank}", "a")
        now = clock.now()
        visit = (now + timedelta(days=1), now + timedelta(days=1, hours=2))
        stop = {"commune_code": "00102", "commune_name": "Corderive"}
        stops.add_stop(place=place, name="Mairie", visits=[visit], **stop)
        offers.close_place(place=place, starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 2))
    snapshot.forget()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        snapshot.current()
    assert len(asked) == 9
    with CaptureQueriesContext(connection) as asked:
        snapshot.current()
    assert len(asked) == 1


def test_within_a_second_nothing_is_asked(territory: Territory, settings: LazySettings):
    settings.GUIDE_CHECK_SECONDS = 60
    entered("ville", entry("a"))
    before = snapshot.current()
    places.edit_place(place=place_of("ville", "a"), changes={"name": "Autre"})
    with CaptureQueriesContext(connection) as asked:
        assert snapshot.current() is before
    assert len(asked) == 0


def test_an_empty_directory_answers():
    empty = snapshot_of()
    assert (len(empty), empty.communes, empty.options) == (0, {}, frozenset())
    assert empty.text.scores("imprim").tolist() == []


def test_threads_share_the_index_of_words():
    shared = snapshot_of(*(record(str(rank), name=f"Médiathèque {rank}") for rank in range(50)))
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(shared.text)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in found}) == 1
