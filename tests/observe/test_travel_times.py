"""Tables of travel times at the desk: brought, examined, kept, shared, given back, erased."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fabrique.core.journal.models import JournalEntry, JournalRead
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions import travel_times as actions
from fabrique.observe.models import TravelTimes
from fabrique.observe.queries.travel_times import ends_of, time_table
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.directory import entered, entry, place_of
from tests.factories.observe import timed
from tests.factories.people import member, organisation
from tests.factories.towns import contours_of_two, two_communes
from tests.observe.test_access_pages import signed, text

TABLES = "/espace/observer/trajets/"
BRING = f"{TABLES}apporter/"
ABOUT = {"title": "En bus", "producer": "Autorité des transports", "vintage": "2026"}
OPEN = {**ABOUT, "licence": "Licence Ouverte 2.0"}


@pytest.fixture
def holder(db: None) -> Organisation:
    two_communes()
    contours_of_two()
    entered("carto", entry("1", name="Médiathèque", latitude=47.15, longitude=-1.55))
    return organisation()


def kept() -> TravelTimes:
    return TravelTimes.objects.everywhere("test").get()


def sent(client: Client, body: str, name: str = "bus.csv") -> Any:
    return client.post(BRING, {"file": SimpleUploadedFile(name, body.encode())})


def rows() -> str:
    code = place_of("carto", "1").code
    return (
        f"origin,destination,minutes\n00101,{code},22\nQP000001,{code},12.5\n00102,00102,4\n"
        "75056,00102,300\n00101,inconnu,9\n00101,00102,loin\n00102,00101,\n"
    )


def test_a_file_is_examined_then_kept(by: Account):
    client = signed(by)
    page = client.get(sent(client, rows()).url)
    said = text(page)
    assert re.search(r"départs : communes</dt><dd>2</dd>", said)
    assert re.search(r"départs : quartiers prioritaires</dt><dd>1</dd>", said)
    assert re.search(r"arrivées : lieux du guide</dt><dd>1</dd>", said)
    assert "De 4 à 300 minutes ; la moitié des trajets en prend moins de 13." in said
    assert "1 ligne ne donne pas de temps" in said
    assert "Départs que le territoire ne connaît pas : 1" in said
    assert "75056" in said
    assert "Arrivées que le territoire ne connaît pas : 1" in said
    assert "« loin » n’est pas un nombre positif" in said
    assert not TravelTimes.objects.everywhere("test").exists()
    address = page.wsgi_request.path
    assert "À corriger" in text(client.post(address, {**OPEN, "producer": ""}))
    done = client.post(address, {**OPEN, "shared": "on"}, follow=True)
    assert "Le tableau est gardé" in text(done)
    found = kept()
    assert (found.trips, found.refused, found.shared, found.file_name) == (5, 1, True, "bus.csv")
    assert found.origins == ["00101", "QP000001", "00102", "75056"]
    assert time_table(found).minutes.tolist() == [22.0, 12.5, 4.0, 300.0, 9.0]
    noted = JournalEntry.objects.get(action="observe.keep_travel_times")
    assert noted.summary == {"trips": 5, "refused": 1}
    assert "Un de vos tableaux a déjà ce titre." in text(client.post(address, OPEN))


def test_what_is_not_under_an_open_licence_stays_within_the_organisation(by: Account):
    client = signed(by)
    address = sent(client, rows()).url
    closed = {**ABOUT, "licence": "Convention avec l’autorité"}
    assert "n’est pas une licence ouverte" in text(client.post(address, {**closed, "shared": "on"}))
    client.post(address, closed)
    assert not kept().shared
    page = text(client.post(f"{TABLES}{kept().pk}/partage/", {"partage": "oui"}, follow=True))
    assert "n’est pas une licence ouverte" in page
    assert not kept().shared


def test_a_file_without_a_useful_trip_cannot_be_kept(by: Account):
    client = signed(by)
    address = sent(client, "origin,destination,minutes\n75056,69123,300\n").url
    assert "vérifiez les codes" in text(client.get(address))
    client.post(address, OPEN)
    assert not TravelTimes.objects.everywhere("test").exists()


def test_what_is_not_a_table_is_refused_with_its_name(by: Account):
    client = signed(by)
    response = client.get(sent(client, "origin,destination,metres\n00101,00102,9\n").url, follow=True)
    assert "« bus.csv » : il faut les colonnes" in text(response)
    assert client.post(BRING, {}).status_code == 200
    assert client.post(sent(client, rows()).url, {"annuler": "oui"}).url == BRING


def test_nobody_else_reads_a_file_at_its_address(holder: Organisation, by: Account):
    address = sent(signed(by), rows()).url
    assert signed(member(Role.COORDINATOR, of=holder)).get(address).status_code == 404
    assert signed(by).get(f"{BRING}faux/").status_code == 404
    assert signed(member(Role.MEDIATOR, of=holder)).get(BRING).status_code == 404


def test_it_is_shared_given_back_and_erased(holder: Organisation, by: Account):
    code = place_of("carto", "1").code
    made = timed(holder, [("00101", code, 22.0), ("00102", "00102", 4.5)], title="En bus")
    address = f"{TABLES}{made.pk}/"
    client, stranger = signed(by), signed(member(Role.COORDINATOR, of=organisation("Ailleurs")))
    assert stranger.get(address).status_code == 404
    assert "Aucun tableau pour l’instant" in text(stranger.get(TABLES))
    page = client.get(f"{address}trajets.csv")
    assert b"".join(page.streaming_content).decode().splitlines()[1:] == [
        f"00101,{code},22",
        "00102,00102,4.5",
    ]  # type: ignore[attr-defined]
    assert JournalRead.objects.filter(subject=f"travel_times:{made.pk}").count() == 1
    client.post(f"{address}partage/", {"partage": "oui"})
    assert "En bus" in text(stranger.get(TABLES))
    assert "Tenir ce tableau" not in text(stranger.get(address))
    assert stranger.post(f"{address}effacer/", {"certain": "oui"}).status_code == 404
    assert "Cochez la case" in text(client.post(f"{address}effacer/", follow=True))
    assert "Le tableau est effacé." in text(
        client.post(f"{address}effacer/", {"certain": "oui"}, follow=True)
    )
    assert not TravelTimes.objects.everywhere("test").exists()
    with pytest.raises(DomainRefusal, match="déjà effacé"):
        actions.erase_travel_times(times=made, by=by)


def test_the_ends_to_link_are_given_as_a_file(by: Account):
    page = signed(by).get(f"{TABLES}departs-et-arrivees.csv")
    lines = b"".join(page.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["départ", "00101"], ["départ", "00102"], ["départ", "QP000001"],
        ["arrivée", place_of("carto", "1").code],
    ]  # fmt: skip
    starts, ends = [line.split(",")[1] for line in lines[1:4]], [lines[4].split(",")[1]]
    known = ends_of(starts, ends)
    assert (known.communes, known.quarters, known.places) == (2, 1, 1)
    assert (known.strange_origins, known.strange_places) == ((), ())


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_queries(
    holder: Organisation, by: Account, number: int, django_assert_num_queries: Any
):
    for _each in range(number):
        timed(holder)
    client = signed(by)
    client.get(TABLES)
    with django_assert_num_queries(8):
        client.get(TABLES)
