"""Editing a place: only what changed is sent, conflicts lose nothing, edits can be taken back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import places
from fabrique.directory.actions.merging import confirm_pair
from fabrique.directory.forms.place import PlaceForm, seen_values
from fabrique.directory.models import Closure, Place, Service, SourceRecord
from tests.factories.directory import entered, entry, place_of, queue_pair


def url(place: Place, end: str = "") -> str:
    return f"/espace/guide/lieux/{place.code}/{end}"


def opened(client: Client, place: Place) -> dict[str, Any]:
    """The form as a browser would send it back untouched."""
    html = client.get(url(place)).content.decode()
    token = re.search(r'name="vu" value="([^"]+)"', html)
    assert token
    form = PlaceForm(seen=seen_values(place))
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    return {**sent, "vu": unescape(token[1])}


def test_sending_the_form_untouched_changes_nothing(signed_in: Client, place: Place):
    response = signed_in.post(url(place), opened(signed_in, place), follow=True)
    assert "Rien n’a changé" in response.content.decode()
    assert not SourceRecord.objects.filter(source="saisie").exists()


def test_only_what_changed_is_sent(signed_in: Client, place: Place):
    sent = opened(signed_in, place) | {"phone": "02 61 91 00 77", "summary": "Ouvert à tous.\r\nVenez."}
    response = signed_in.post(url(place), sent, follow=True)
    assert "Enregistré" in response.content.decode()
    place.refresh_from_db()
    assert (place.phone, place.summary) == ("+33261910077", "Ouvert à tous.\nVenez.")
    assert JournalEntry.objects.get(action="directory.edit_place").summary == {"fields": ["phone", "summary"]}
    assert set(SourceRecord.objects.get(source="saisie").fields) == {"phone", "summary", "updated_on"}


def test_hours_are_read_before_they_are_saved(signed_in: Client, place: Place):
    sent = opened(signed_in, place) | {"hours": "mardi 14h-17h30", "apercu": "oui"}
    html = signed_in.post(url(place), sent).content.decode()
    assert "Une fois enregistré, on lira" in html
    assert "Mardi\u00a0: 14\u00a0h\u00a0–\u00a017\u00a0h\u00a030" in html
    place.refresh_from_db()
    assert place.hours == "Mo-Fr 09:00-12:00"
    del sent["apercu"]
    signed_in.post(url(place), sent)
    place.refresh_from_db()
    assert (place.hours, place.hours_text) == ("Tu 14:00-17:30", "mardi 14h-17h30")


def test_hours_that_are_not_understood_are_kept_as_words_and_said(signed_in: Client, place: Place):
    sent = opened(signed_in, place) | {"hours": "quand la lune est pleine"}
    html = signed_in.post(url(place), sent, follow=True).content.decode()
    assert "n’a pas été comprise" in html
    place.refresh_from_db()
    assert place.hours.startswith("unknown")


def test_a_new_commune_brings_its_code(signed_in: Client, place: Place):
    sent = opened(signed_in, place) | {"commune_name": "Bègles", "postal_code": "33130"}
    signed_in.post(url(place), sent)
    place.refresh_from_db()
    assert (place.commune_name, place.postal_code, place.commune_code) == ("Bègles", "33130", "33039")


def test_lists_and_yes_or_no(signed_in: Client, place: Place):
    sent = opened(signed_in, place)
    sent |= {"services": ["Utilisation sécurisée du numérique"], "wheelchair": "non", "typologies": ["BIB"]}
    sent |= {"emails": "a@rouet.example\r\nb@rouet.example", "other_labels": "Un\r\n\r\nDeux"}
    signed_in.post(url(place), sent)
    place.refresh_from_db()
    assert (place.services, place.wheelchair, place.typologies) == (
        ["Utilisation sécurisée du numérique"], False, ["BIB"],
    )  # fmt: skip
    assert (place.emails, place.other_labels) == (["a@rouet.example", "b@rouet.example"], ["Un", "Deux"])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": " "}, "Il manque une réponse à « Nom »"),
        ({"phone": "12"}, "Ce numéro n’est pas complet"),
        ({"emails": "odette"}, "Une adresse électronique n’est pas complète"),
        ({"websites": "chez nous"}, "Une adresse de site n’est pas complète"),
        ({"pivot": "123"}, "ni un SIRET ni un RNA"),
        ({"latitude": "47.2", "longitude": ""}, "aucune des deux"),
        ({"latitude": "95"}, "90"),
        ({"commune_name": "Nulle-Part", "postal_code": "99999"}, "ne vont pas ensemble"),
    ],
)
def test_a_refusal_keeps_what_was_typed(signed_in: Client, place: Place, values: dict[str, str], words: str):
    sent = opened(signed_in, place) | {"summary": "Ce que j’ai écrit."} | values
    html = unescape(signed_in.post(url(place), sent).content.decode())
    assert words in html.replace("\u00a0", " ")
    assert "Ce que j’ai écrit." in html
    assert not SourceRecord.objects.filter(source="saisie").exists()


def test_somebody_else_changed_the_same_field(signed_in: Client, place: Place):
    sent = opened(signed_in, place) | {"phone": "02 61 91 00 77", "summary": "Le mien."}
    places.edit_place(place=place, changes={"phone": "+33261910088", "to_bring": "Une pièce d’identité"})
    html = signed_in.post(url(place), sent).content.decode()
    told = "Quelqu’un vient d’écrire : « 02 61 91 00 88 »"
    assert told in html.replace("\u00a0", " ")
    assert 'value="02 61 91 00 77"' in html
    place.refresh_from_db()
    assert (place.phone, place.summary) == ("+33261910088", "")
    token = re.search(r'name="vu" value="([^"]+)"', html)
    assert token
    signed_in.post(url(place), sent | {"vu": unescape(token[1])})
    place.refresh_from_db()
    assert (place.phone, place.summary) == ("+33261910077", "Le mien.")
    assert place.to_bring == "Une pièce d’identité"


def test_somebody_else_changed_another_field(signed_in: Client, place: Place):
    sent = opened(signed_in, place) | {"summary": "Le mien."}
    places.edit_place(place=place, changes={"phone": "+33261910088"})
    signed_in.post(url(place), sent)
    place.refresh_from_db()
    assert (place.phone, place.summary) == ("+33261910088", "Le mien.")


def test_a_form_that_was_tampered_with_compares_with_what_is_there(signed_in: Client, place: Place):
    sent = opened(signed_in, place) | {"vu": "faux", "summary": "Le mien."}
    signed_in.post(url(place), sent)
    place.refresh_from_db()
    assert place.summary == "Le mien."


def test_an_edit_is_dropped_and_the_source_speaks_again(signed_in: Client, place: Place):
    places.edit_place(place=place, changes={"phone": "+33261910088", "summary": "Écrit ici."})
    html = signed_in.get(url(place)).content.decode()
    assert url(place, "source/phone/") in html
    assert "Saisie dans la Fabrique" in html
    assert "02\u00a061\u00a091\u00a000\u00a001" in html  # what it was before
    page = signed_in.get(url(place, "source/phone/")).content.decode()
    assert "02\u00a061\u00a091\u00a000\u00a088" in page
    signed_in.post(url(place, "source/phone/"))
    place.refresh_from_db()
    assert (place.phone, place.summary) == ("+33261910001", "Écrit ici.")
    assert place.provenance["phone"]["records"] == ["ville/1"]
    again = signed_in.post(url(place, "source/phone/"), follow=True).content.decode()
    assert "vient déjà des sources" in again
    assert signed_in.get(url(place, "source/couleur/")).status_code == 302


def test_the_last_edit_dropped_leaves_no_trace_and_a_name_stays(place: Place):
    places.edit_place(place=place, changes={"phone": "+33261910088"})
    places.drop_edit(place=place, fields=["phone"])
    assert SourceRecord.objects.get(source="saisie").withdrawn_at is not None
    places.edit_place(place=place, changes={"summary": "Encore."})
    assert SourceRecord.objects.get(source="saisie").withdrawn_at is None
    own = places.create_place(values={"name": "La Bobine", "commune_code": "00101"})
    with pytest.raises(DomainRefusal, match="Aucune source ne donne de nom"):
        places.drop_edit(place=own, fields=["name"])


def test_verified_withdrawn_published(signed_in: Client, place: Place):
    signed_in.post(url(place, "verifier/"))
    place.refresh_from_db()
    assert place.verified_on is not None
    assert "Retirer ce lieu du guide" in signed_in.get(url(place, "publication/")).content.decode()
    signed_in.post(url(place, "publication/"), {"retirer": "oui"})
    place.refresh_from_db()
    assert (place.state, place.withdrawn_by_hand) == ("withdrawn", True)
    twice = signed_in.post(url(place, "publication/"), {"retirer": "oui"}, follow=True).content.decode()
    assert "état a changé" in twice
    signed_in.post(url(place, "publication/"), {"publier": "oui"})
    place.refresh_from_db()
    assert place.state == "published"


def test_a_merged_sheet_leads_to_its_survivor(signed_in: Client, place: Place):
    entered("region", entry("9"))
    left, right = SourceRecord.objects.order_by("pk")
    confirm_pair(pair=queue_pair(left=left, right=right, probability=0.9, reasons=[]))
    merged = Place.objects.get(state="merged")
    response = signed_in.get(url(merged))
    assert response.status_code == 302
    assert response.headers["Location"] == url(merged.merged_into or merged)


def test_a_place_by_hand(signed_in: Client):
    page = "/espace/guide/nouveau-lieu/"
    wrong = signed_in.post(page, {"name": "La Bobine", "commune_name": "Nulle-Part", "postal_code": "99999"})
    assert "ne vont pas ensemble" in wrong.content.decode()
    signed_in.post(page, {"name": "La Bobine", "commune_name": "begles", "postal_code": "33130"})
    made = Place.objects.get()
    assert (made.name, made.commune_name, made.commune_code) == ("La Bobine", "Bègles", "33039")


def test_closures_come_and_go(signed_in: Client, place: Place):
    page = url(place, "fermetures/")
    wrong = signed_in.post(page, {"starts_on": "2026-12-31", "ends_on": "2026-12-24"})
    assert "dernier jour" in wrong.content.decode()
    unread = signed_in.post(page, {"starts_on": "2026-12-24", "ends_on": "2026-12-31", "hours": "peut-être"})
    assert "n’ont pas été compris" in unread.content.decode()
    signed_in.post(page, {"starts_on": "2026-12-24", "ends_on": "2026-12-31", "hours": "lundi 9h-12h"})
    closure = Closure.objects.get()
    assert (closure.kind, closure.hours) == ("hours", "Mo 09:00-12:00")
    for _n in range(2):
        assert signed_in.post(f"{page}{closure.pk}/enlever/").status_code == 302
    assert not Closure.objects.exists()


def test_services_known_or_new(signed_in: Client, place: Place):
    page = url(place, "services/")
    assert "Choisissez un service" in signed_in.post(page, {}).content.decode()
    signed_in.post(page, {"name": "Atelier CV", "hours": "mardi 14h-16h"})
    service = Service.objects.get()
    other = place_of("ville", "1")
    signed_in.post(url(other, "services/"), {"service": str(service.pk), "note": "Sur rendez-vous"})
    assert Service.objects.count() == 1
    assert other.offers.get().note == "Sur rendez-vous"


def test_a_new_address_reminds_of_the_position(signed_in: Client, place: Place):
    sent = opened(signed_in, place) | {"address": "12 rue du Port"}
    html = signed_in.post(url(place), sent, follow=True).content.decode()
    assert "la position sur la carte est restée" in html
    place.refresh_from_db()
    sent = opened(signed_in, place) | {"hours": "mardi 14h-18h"}
    html = signed_in.post(url(place), sent, follow=True).content.decode()
    assert "Enregistré\u00a0: horaires." in html
    assert "la position sur la carte est restée" not in html
