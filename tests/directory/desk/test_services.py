"""The services of a place: described in full, limited to residents, taken away and offered again."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import offers
from fabrique.directory.actions.merging import confirm_pair
from fabrique.directory.actions.objections import object_contact
from fabrique.directory.actions.places import EditConflict
from fabrique.directory.forms.residence import zone_words, zones_of
from fabrique.directory.forms.services import GROUPS, ServiceSheetForm, seen_service
from fabrique.directory.guide import snapshot
from fabrique.directory.models import Offer, Place, Service, SourceRecord
from tests.factories.directory import entered, entry, place_of, queue_pair


def url(place: Place, service: Service | None = None, end: str = "") -> str:
    one = f"{service.pk}/" if service else ""
    return f"/espace/guide/lieux/{place.code}/services/{one}{end}"


@pytest.fixture
def workshop(place: Place) -> Service:
    """A service offered at the place."""
    service = offers.create_service(name="Atelier CV", description="On écrit votre CV.")
    offers.offer_service(service=service, places=[place], hours="Tu 14:00-16:00")
    return service


def opened(client: Client, place: Place, service: Service) -> dict[str, Any]:
    """The form as a browser would send it back untouched."""
    token = re.search(r'name="vu" value="([^"]+)"', client.get(url(place, service)).content.decode())
    assert token
    form = ServiceSheetForm(seen=seen_service(service))
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    return {**sent, "vu": unescape(token[1])}


FULL = {
    "name": "Atelier CV et lettre", "type": "atelier", "thematics": ["numerique--acquerir-un-equipement"],
    "categories": ["Aide aux démarches administratives"], "fees": "payant", "fees_detail": "2 € la séance",
    "publics": ["jeunes", "seniors"], "publics_detail": "De 16 à 25 ans", "access_conditions": "Venir à deux",
    "residence_codes": "Bègles\r\nBordeaux Métropole\r\nGironde", "reception_modes": ["en-presentiel"],
    "mobilisation_modes": ["telephoner"], "mobilisable_by": ["usagers"], "mobilisation_detail": "Le matin",
    "mobilisation_url": "https://rdv.example/cv", "contact_name": "Odette Rivage",
    "phone": "02 61 91 00 77", "email": "cv@rouet.example", "weekly_hours": "1.5", "weeks": "6",
}  # fmt: skip


def test_every_field_of_a_service_is_on_its_page():
    shown = {name for group in GROUPS for name in (*group.names, *group.rare)}
    assert shown == set(offers.SERVICE_FIELDS)
    written = {field.name for field in Service._meta.concrete_fields}
    assert shown <= written


def test_a_service_is_described_in_full(signed_in: Client, place: Place, workshop: Service):
    response = signed_in.post(url(place, workshop), opened(signed_in, place, workshop) | FULL, follow=True)
    assert "Enregistré" in response.content.decode()
    workshop.refresh_from_db()
    kept = seen_service(workshop)
    expected: dict[str, Any] = {**FULL, "description": "On écrit votre CV.", "phone": "+33261910077"}
    expected |= {"residence_codes": ["33039", "243300316", "33"], "weekly_hours": 1.5, "weeks": 6}
    assert kept == expected
    assert workshop.updated_on is not None
    assert JournalEntry.objects.get(action="directory.edit_service").summary == {"fields": sorted(FULL)}
    again = signed_in.get(url(place, workshop)).content.decode()
    assert "Bègles (33039)\nBordeaux Métropole (243300316)\nGironde (33)" in unescape(again)
    record = snapshot.current().place(place.code)
    assert record is not None
    assert record.offers[0].residence_codes == ("33039", "243300316", "33")


def test_untouched_changes_nothing(signed_in: Client, place: Place, workshop: Service):
    signed_in.post(url(place, workshop), opened(signed_in, place, workshop) | FULL)
    workshop.refresh_from_db()
    sent = opened(signed_in, place, workshop)
    response = signed_in.post(url(place, workshop), sent, follow=True)
    assert "Rien n’a changé" in response.content.decode()
    assert JournalEntry.objects.filter(action="directory.edit_service").count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "CV"}, "au moins 3"),
        ({"name": ""}, "Il manque une réponse à « Nom du service »"),
        ({"publics": ["tous-publics", "jeunes"]}, "ne va pas avec d’autres publics"),
        ({"residence_codes": "Bègles\r\nNulle-Part, Atlantis"}, "« Nulle-Part », « Atlantis »"),
        ({"weeks": "0"}, "1"),
        ({"weekly_hours": "-1"}, "0"),
        ({"phone": "12"}, "Ce numéro n’est pas complet"),
        ({"mobilisation_url": "chez nous"}, "Cette adresse de site n’est pas complète"),
        ({"email": "odette"}, "adresse"),
    ],
)
def test_a_refusal_keeps_what_was_typed(
    signed_in: Client, place: Place, workshop: Service, values: dict[str, Any], words: str
):
    sent = opened(signed_in, place, workshop) | {"fees_detail": "Ce que j’ai écrit."} | values
    html = unescape(signed_in.post(url(place, workshop), sent).content.decode()).replace("\u00a0", " ")
    summary = html[html.index('role="alert"') :]
    assert words in summary[: summary.index("</ul>")]
    assert "Ce que j’ai écrit." in html
    assert not JournalEntry.objects.filter(action="directory.edit_service").exists()


def test_a_fault_among_the_rare_fields_opens_them(signed_in: Client, place: Place, workshop: Service):
    html = signed_in.get(url(place, workshop)).content.decode()
    assert '<details class="sheet-more">' in html
    assert '<details class="sheet-more" open>' not in html
    wrong = signed_in.post(url(place, workshop), opened(signed_in, place, workshop) | {"phone": "12"})
    assert wrong.content.decode().count('<details class="sheet-more" open>') == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "CV"}, "name"),
        ({"name": "C" * 151}, "name"),
        ({"name": "  "}, "name"),
        ({"publics": ["tous-publics", "seniors"]}, "publics"),
        ({"residence_codes": ["33039", "99999"]}, "residence_codes"),
        ({"residence_codes": ["france"]}, "residence_codes"),
        ({"weekly_hours": -0.5}, "weekly_hours"),
        ({"weekly_hours": 169.0}, "weekly_hours"),
        ({"weeks": 0}, "weeks"),
        ({"contact_name": "Mireille Tavronne"}, "contact_name"),
    ],
)
def test_no_service_is_made_or_changed_to_say_so(workshop: Service, values: dict[str, Any], field: str):
    object_contact(name="Mireille Tavronne")
    for write in (
        lambda: offers.create_service(**({"name": "Un autre"} | values)),
        lambda: offers.edit_service(service=workshop, changes=values),
    ):
        with pytest.raises(DomainRefusal) as refused:
            write()
        assert refused.value.field == field
    assert Service.objects.count() == 1
    assert not JournalEntry.objects.filter(action="directory.edit_service").exists()


def test_every_place_that_offers_it_is_read_again(place: Place, workshop: Service):
    entered("region", entry("9", name="La Bobine", commune_name="Brumelac", address="", phone=""))
    other = place_of("region", "9")
    offers.offer_service(service=workshop, places=[other])
    first = {one.code: one.changed_at for one in Place.objects.all()}
    offers.edit_service(service=workshop, changes={"fees": "gratuit"})
    assert all(one.changed_at > first[one.code] for one in Place.objects.all())
    for code in first:
        record = snapshot.current().place(code)
        assert record is not None
        assert record.offers[0].fees == "gratuit"


def test_somebody_else_changed_it_meanwhile(signed_in: Client, place: Place, workshop: Service):
    sent = opened(signed_in, place, workshop) | {"fees": "payant", "description": "La mienne."}
    offers.edit_service(service=workshop, changes={"fees": "gratuit", "weeks": 3})
    html = signed_in.post(url(place, workshop), sent).content.decode()
    assert "Quelqu’un vient d’écrire : « Gratuit »" in html.replace("\u00a0", " ")
    assert "La mienne." in html
    token = re.search(r'name="vu" value="([^"]+)"', html)
    assert token
    signed_in.post(url(place, workshop), sent | {"vu": unescape(token[1]), "weeks": "3"})
    workshop.refresh_from_db()
    assert (workshop.fees, workshop.description, workshop.weeks) == ("payant", "La mienne.", 3)
    with pytest.raises(EditConflict):
        offers.edit_service(service=workshop, changes={"fees": "gratuit"}, seen={"fees": ""})


def test_a_service_is_taken_away_and_offered_again(signed_in: Client, place: Place, workshop: Service):
    assert url(place, workshop, "enlever/") in signed_in.get(url(place)).content.decode()
    asked = signed_in.get(url(place, workshop, "enlever/")).content.decode()
    assert "Ne plus proposer ce service ici" in asked
    assert Offer.objects.count() == 1
    gone = signed_in.post(url(place, workshop, "enlever/"), follow=True).content.decode()
    assert "n’est plus proposé ici" in gone
    assert f'<option value="{workshop.pk}" selected>' in gone
    assert not Offer.objects.exists()
    assert Service.objects.get() == workshop
    record = snapshot.current().place(place.code)
    assert record is not None
    assert record.offers == ()
    twice = signed_in.post(url(place, workshop, "enlever/"), follow=True).content.decode()
    assert "n’est plus proposé dans ce lieu" in twice
    signed_in.post(url(place), {"service": str(workshop.pk)})
    assert Offer.objects.get().place == place


def test_its_hours_here_are_changed_and_those_untouched_are_not_read_again(
    signed_in: Client, place: Place, workshop: Service
):
    own = 'Tu 14:00-16:00 "sous la halle"; Fr 09:00-12:00'
    offers.offer_service(service=workshop, places=[place], hours=own)
    again = f"{url(place)}?service={workshop.pk}"
    assert f'href="?service={workshop.pk}#ajout"' in signed_in.get(url(place)).content.decode()
    html = unescape(signed_in.get(again).content.decode())
    shown = html.split('name="hours"')[1].split(">", 1)[1].split("</textarea>")[0].strip("\n")
    assert "sous la halle" in shown
    sent = {"service": str(workshop.pk), "hours": shown.replace("\n", "\r\n"), "note": "Au fond"}
    signed_in.post(again, sent)
    offer = Offer.objects.get()
    assert (offer.hours, offer.note) == (own, "Au fond")
    signed_in.post(again, {**sent, "hours": "lundi 9h-12h"})
    assert Offer.objects.get().hours == "Mo 09:00-12:00"
    signed_in.post(again, {**sent, "hours": ""})
    assert Offer.objects.get().hours == ""
    assert signed_in.get(f"{url(place)}?service=rien").status_code == 200


def test_a_service_of_both_places_of_a_merge_is_one(signed_in: Client, place: Place, workshop: Service):
    entered("region", entry("9"))
    offers.offer_service(service=workshop, places=[place_of("region", "9")])
    left, right = SourceRecord.objects.order_by("pk")
    confirm_pair(pair=queue_pair(left=left, right=right, probability=0.9, reasons=[]))
    survivor = Place.objects.get(state="published")
    assert signed_in.get(url(survivor)).content.decode().count("<strong>Atelier CV</strong>") == 1
    offers.withdraw_offer(place=survivor, service=workshop)
    assert not Offer.objects.exists()


def test_a_service_that_is_not_offered_here_has_no_page_here(signed_in: Client, place: Place):
    other = offers.create_service(name="Ailleurs")
    assert signed_in.get(url(place, other)).status_code == 404


def test_the_list_costs_the_same_for_one_and_three(signed_in: Client, place: Place, workshop: Service):
    signed_in.get(url(place))
    with CaptureQueriesContext(connection) as one:
        signed_in.get(url(place))
    for name in ("Impression", "Banque en ligne"):
        limited = offers.create_service(name=name, residence_codes=["33039"])
        offers.offer_service(service=limited, places=[place])
    with CaptureQueriesContext(connection) as three:
        html = signed_in.get(url(place)).content.decode()
    assert "Réservé aux habitants de Bègles (33039)" in html
    assert len(one) == len(three)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "codes", "unknown"),
    [
        ("bègles, Talence", ["33039", "33522"], []),
        ("Bègles (33039)\nBègles", ["33039"], []),
        ("243300316 ; 2a", ["243300316", "2A"], []),
        ("33130", [], ["33130"]),  # Bègles' postal code, and another commune's INSEE code
        ("Saint-Denis", [], ["Saint-Denis"]),  # two of them
        ("\n ,\n", [], []),
    ],
)
def test_zones_are_read_as_people_write_them(typed: str, codes: list[str], unknown: list[str]):
    assert zones_of(typed) == (codes, unknown)
    assert zones_of("\n".join(zone_words(codes)))[0] == codes
