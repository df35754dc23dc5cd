"""Places without a point are situated by the address service, from recorded answers (invented)."""

from __future__ import annotations

import csv
import email
import io
from datetime import timedelta
from urllib.request import Request

import pytest
from django.test import override_settings

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import locating, places
from fabrique.directory.actions.duplicates import search_duplicates
from fabrique.directory.actions.locating import Located, locate_places
from fabrique.directory.models import SourceRecord
from fabrique.territory.gateways.geocoder import Geocoder
from tests.factories.directory import entered, entry, place_of

pytestmark = pytest.mark.django_db
NOWHERE = {"latitude": None, "longitude": None}


class Service:
    """Answers a batch as the service does; ``answers`` by address, the others are not found."""

    def __init__(self, **answers: dict[str, str]) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.broken = False

    def __call__(self, request: Request, timeout: float) -> bytes:
        if self.broken:
            raise TimeoutError
        kind = request.get_header("Content-type")
        message = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\n\n" + bytes(request.data))
        parts = [part for part in message.get_payload() if 'name="data"' in part["Content-Disposition"]]
        rows = list(csv.DictReader(io.StringIO(parts[0].get_payload(decode=True).decode())))
        names = ["label", "score", "type", "citycode", "postcode", "city", "name", "id"]
        columns = [*rows[0], "latitude", "longitude", *(f"result_{name}" for name in names)]
        out = io.StringIO()
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        for row in rows:
            self.asked.append(row["adresse"])
            writer.writerow({**row, **self.answers.get(row["adresse"].split()[-1], {})})
        return out.getvalue().encode()


def answer(**changes: str) -> dict[str, str]:
    told = {
        "latitude": "47.2", "longitude": "-1.5", "result_label": "12 Quai du Fil", "result_score": "0.9",
        "result_type": "housenumber", "result_citycode": "00101",
    }  # fmt: skip
    return {**told, **changes}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    found = Service(Fil=answer())
    monkeypatch.setattr(locating, "geocoder", lambda: Geocoder("https://adresses.example", found))
    return found


def test_it_is_refused_when_the_service_is_off():
    with override_settings(GEOCODER_URL=""), pytest.raises(DomainRefusal, match="pas activée"):
        locate_places()


def test_a_place_without_a_point_gets_one_and_says_from_where(service: Service):
    entered("ville", entry("1", address="12 quai du Fil", **NOWHERE), entry("2", 1, name="La Bobine"))
    assert locate_places() == Located(1, 1)
    place = place_of("ville", "1")
    assert (place.latitude, place.longitude) == (47.2, -1.5)
    assert place.provenance["latitude"]["records"] == [f"adresses/{place.code}"]
    assert JournalEntry.objects.get(action="directory.locate_places").summary == {"asked": 1, "found": 1}


def test_an_address_is_asked_once_until_it_changes(service: Service):
    entered(
        "ville",
        entry("1", address="12 quai du Fil", **NOWHERE),
        entry("2", 1, address="rue Perdue", **NOWHERE),
    )
    assert locate_places() == Located(2, 1)
    assert locate_places() == Located(0, 0)
    places.edit_place(place=place_of("ville", "2"), changes={"address": "14 quai du Fil"})
    assert locate_places() == Located(1, 1)
    assert service.asked == ["12 quai du Fil", "rue Perdue", "14 quai du Fil"]


@pytest.mark.parametrize(
    "doubt", [{"result_score": "0.4"}, {"result_type": "municipality"}, {"result_citycode": "00102"}]
)
def test_a_doubtful_answer_gives_no_point(service: Service, doubt: dict[str, str]):
    service.answers["Fil"] = answer(**doubt)
    entered("ville", entry("1", address="12 quai du Fil", **NOWHERE))
    assert locate_places() == Located(1, 0)
    assert place_of("ville", "1").latitude is None


def test_a_service_that_fails_is_told_and_asked_again(service: Service):
    entered("ville", entry("1", address="12 quai du Fil", **NOWHERE))
    service.broken = True
    failed = locate_places()
    assert (failed.asked, failed.found) == (1, 0)
    assert "trop de temps" in failed.reasons[0]
    service.broken = False
    assert locate_places() == Located(1, 1)


def test_the_point_of_a_publisher_takes_its_place_and_no_place_of_its_own_is_made(service: Service):
    entered("ville", entry("1", address="12 quai du Fil", **NOWHERE))
    locate_places()
    entered("ville", entry("1", address="12 quai du Fil", latitude=47.3, longitude=-1.6))
    assert place_of("ville", "1").latitude == 47.3
    assert search_duplicates(merge_certain=True) == []
    assert SourceRecord.objects.filter(source="adresses").count() == 1


def test_a_place_that_its_source_drops_leaves_although_it_was_situated(service: Service):
    entries = [entry(str(n), n, name=f"Lieu {n}", address="12 quai du Fil", **NOWHERE) for n in range(3)]
    entered("ville", *entries)
    locate_places()
    with clock.frozen(clock.now() + timedelta(days=1)):
        entered("ville", *entries[1:])
    assert place_of("ville", "0").state == "withdrawn"
