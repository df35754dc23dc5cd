"""Which organisation holds a place: chosen, registered, forgotten; said on the public page."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions.merging import confirm_pair
from fabrique.directory.actions.objections import object_contact
from fabrique.directory.actions.organisations import attach_new_organisation, attach_organisation
from fabrique.directory.models import Place, Revision, SourceRecord
from fabrique.people.actions import register_organisation
from fabrique.people.models import Organisation
from tests.factories.directory import entered, entry, queue_pair

SIRET = "00012345500008"


def url(place: Place, end: str = "organisation/") -> str:
    return f"/espace/guide/lieux/{place.code}/{end}"


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def holder(place: Place) -> Organisation | None:
    place.refresh_from_db()
    return place.organisation


@pytest.fixture
def bobine(db: None) -> Organisation:
    return register_organisation(name="La Bobine", siret=SIRET)


def test_a_known_organisation_is_chosen_and_taken_back(signed_in: Client, place: Place, bobine: Organisation):
    assert "Aucune organisation n’est notée" in text(signed_in.get(url(place)))
    told = signed_in.post(url(place), {"organisation": str(bobine.pk)}, follow=True)
    assert "Ce lieu est géré par La Bobine." in text(told)
    assert "Géré par La Bobine." in text(told)  # the sheet itself
    assert "Géré par La Bobine" in text(signed_in.get(f"/guide/lieu/{place.code}/"))
    signed_in.post(url(place), {"organisation": ""})
    assert holder(place) is None
    assert "Géré par" not in text(signed_in.get(f"/guide/lieu/{place.code}/"))
    entries = JournalEntry.objects.filter(action="directory.attach_organisation").order_by("pk")
    assert [one.summary["organisation"] for one in entries] == [str(bobine.pk), ""]


def test_a_new_organisation_is_registered(signed_in: Client, place: Place):
    signed_in.post(url(place), {"name": "La Bobine", "siret": "000 123 455 00008"})
    found = holder(place)
    assert found is not None
    assert (found.name, found.siret) == ("La Bobine", SIRET)
    signed_in.post(url(place), {"organisation": str(found.pk), "name": "Cyber-Grève"})
    assert str(holder(place)) == "Cyber-Grève"
    assert Organisation.objects.filter(carries_instance=False).count() == 2


def test_a_siret_that_is_known_leads_to_its_organisation(
    signed_in: Client, place: Place, bobine: Organisation
):
    told = signed_in.post(url(place), {"name": "Bobine (la)", "siret": SIRET}, follow=True)
    assert "Ce lieu est géré par La Bobine." in text(told)
    assert holder(place) == bobine


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "Ma structure", "siret": "00012345500009"}, "Ce SIRET n’est pas valable"),
        ({"name": "Ma structure", "siret": "abc"}, "Ce SIRET n’est pas valable"),
        ({"siret": SIRET}, "Donnez aussi le nom"),
        ({"name": "Ma structure", "known": True}, "pas les deux"),
        ({"name": "Mireille Tavronne"}, "a demandé à ne plus l’être"),
    ],
)
def test_a_refusal_keeps_what_was_typed(
    signed_in: Client, place: Place, bobine: Organisation, values: dict[str, Any], words: str
):
    object_contact(name="Mireille Tavronne")
    sent = {**values, "organisation": str(bobine.pk) if values.get("known") else ""}
    html = text(signed_in.post(url(place), sent))
    assert words in html
    for name in ("name", "siret"):
        assert not values.get(name) or f'value="{values[name]}"' in html
    assert holder(place) is None
    assert Organisation.objects.filter(carries_instance=False).count() == 1


def test_saying_it_again_changes_nothing(place: Place, bobine: Organisation):
    attach_organisation(place=place, organisation=bobine)
    before = Revision.objects.get().number
    attach_organisation(place=place, organisation=bobine)
    assert Revision.objects.get().number == before
    assert JournalEntry.objects.filter(action="directory.attach_organisation").count() == 1


def test_a_refused_attachment_registers_nobody(place: Place):
    entered("region", entry("9"))
    left, right = SourceRecord.objects.order_by("pk")
    confirm_pair(pair=queue_pair(left=left, right=right, probability=0.9, reasons=[]))
    merged = Place.objects.get(state="merged")
    with pytest.raises(DomainRefusal, match="réunie avec une autre"):
        attach_new_organisation(place=merged, name="La Bobine")
    assert not Organisation.objects.filter(carries_instance=False).exists()


def test_an_import_leaves_the_organisation(place: Place, bobine: Organisation):
    attach_organisation(place=place, organisation=bobine)
    entered("ville", entry("1", phone="+33261910055"))
    assert holder(place) == bobine
    assert place.phone == "+33261910055"


def test_somebody_who_objects_is_no_longer_said_to_hold_a_place(client: Client, place: Place):
    attach_new_organisation(place=place, name="Atelier de Mireille Tavronne")
    assert "Tavronne" in text(client.get(f"/guide/lieu/{place.code}/"))
    assert object_contact(name="Mireille Tavronne").places == 1
    assert holder(place) is None
    assert "Tavronne" not in text(client.get(f"/guide/lieu/{place.code}/"))


def test_a_place_called_as_its_organisation_does_not_say_it_twice(client: Client, place: Place):
    attach_new_organisation(place=place, name=place.name)
    assert "Géré par" not in text(client.get(f"/guide/lieu/{place.code}/"))


def test_the_page_costs_the_same_for_one_and_three(signed_in: Client, place: Place, bobine: Organisation):
    signed_in.get(url(place))
    with CaptureQueriesContext(connection) as one:
        signed_in.get(url(place))
    for name in ("Cyber-Grève", "Le Passeur"):
        register_organisation(name=name)
    with CaptureQueriesContext(connection) as three:
        assert "Cyber-Grève" in text(signed_in.get(url(place)))
    assert len(one) == len(three)
