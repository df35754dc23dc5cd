"""A place is not a service: several here, one at several; stops with dates; closures."""

from datetime import UTC, date, datetime

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import offers, stops
from fabrique.directory.models import Closure, Offer, Revision
from tests.factories.directory import entered, entry, place_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_places() -> list[object]:
    entered("ville", entry("1"), entry("2", 1, name="La Bobine"))
    return [place_of("ville", "1"), place_of("ville", "2")]


def test_one_service_at_two_places_and_two_services_at_one(two_places: list[object]):
    cv = offers.create_service(name="Atelier CV", categories=["Insertion professionnelle via le numérique"])
    bank = offers.create_service(name="Aide à la banque en ligne")
    offers.offer_service(service=cv, places=two_places)
    offers.offer_service(service=bank, places=two_places[:1], hours="Tu 14:00-16:00")
    assert {offer.service.name for offer in two_places[0].offers.all()} == {
        "Atelier CV",
        "Aide à la banque en ligne",
    }
    assert cv.places.count() == 2


def test_offering_again_changes_the_hours_only(two_places: list[object]):
    cv = offers.create_service(name="Atelier CV")
    offers.offer_service(service=cv, places=two_places[:1])
    offers.offer_service(service=cv, places=two_places[:1], hours="Mo 10:00-11:00")
    assert Offer.objects.get().hours == "Mo 10:00-11:00"


def test_a_service_needs_a_name():
    with pytest.raises(DomainRefusal, match="nom du service"):
        offers.create_service(name=" ")


def test_a_stop_has_dated_visits(two_places: list[object]):
    morning = datetime(2026, 11, 24, 8, tzinfo=UTC), datetime(2026, 11, 24, 11, tzinfo=UTC)
    where = {"commune_code": "00103", "commune_name": "Brumelac"}
    stop = stops.add_stop(place=two_places[0], name="Place du Marché", visits=[morning], **where)
    assert stop.visits.get().starts_at == morning[0]
    with pytest.raises(DomainRefusal, match="déjà un arrêt"):
        stops.add_stop(place=two_places[0], name="Place du Marché", **where)
    with pytest.raises(DomainRefusal, match="finir après"):
        stops.add_stop(place=two_places[0], name="Gare", visits=[morning[::-1]], **where)


def test_a_closure_or_other_hours_and_back(two_places: list[object]):
    place = two_places[0]
    before = Revision.objects.get().number
    days = {"starts_on": date(2026, 12, 24), "ends_on": date(2026, 12, 31)}
    closed = offers.close_place(place=place, reason="Fêtes", **days)
    special = offers.close_place(place=place, hours="Mo 10:00-12:00", **days)
    assert (closed.kind, special.kind) == ("closed", "hours")
    offers.reopen_place(closure=closed)
    assert Closure.objects.get() == special
    assert Revision.objects.get().number == before + 3


def test_a_closure_ends_after_it_starts(two_places: list[object]):
    with pytest.raises(DomainRefusal, match="dernier jour"):
        offers.close_place(place=two_places[0], starts_on=date(2026, 12, 2), ends_on=date(2026, 12, 1))
