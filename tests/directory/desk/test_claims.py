"""« C’est notre lieu »: asked for, decided, kept by who holds it, given up; nobody else's is reached."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fabrique.core.models import JournalEntry, OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import claims, places
from fabrique.directory.actions.offers import close_place, create_service, offer_service
from fabrique.directory.actions.organisations import attach_organisation
from fabrique.directory.models import Closure, Offer, Place, PlaceClaim
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.accounts import sign_in
from tests.factories.directory import entered, entry
from tests.factories.people import member, organisation

OURS = "/espace/nos-lieux/"


def url(place: Place, end: str = "") -> str:
    return f"/espace/guide/lieux/{place.code}/{end}"


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def all_claims() -> Any:
    return PlaceClaim.objects.everywhere("tests")


@pytest.fixture
def bobine(db: None) -> Organisation:
    return organisation("La Bobine")


@pytest.fixture
def coordinator(client: Client, bobine: Organisation) -> Account:
    found = member(Role.COORDINATOR, of=bobine)
    sign_in(client, found)
    return found


@pytest.fixture
def held(place: Place, bobine: Organisation) -> Place:
    return attach_organisation(place=place, organisation=bobine)


def test_asked_from_the_place_page_accepted_then_kept(
    client: Client, coordinator: Account, place: Place, administrator: Account
):
    assert url(place, "notre-lieu/") in text(client.get(f"/guide/lieu/{place.code}/"))
    assert client.get(url(place)).status_code == 404
    for _time in range(2):  # a double click asks once
        client.post(url(place, "notre-lieu/"), {"words": "Nous y tenons une permanence."})
    claim = all_claims().get()
    assert "À examiner" in text(client.get(OURS))
    keeper = Client()
    sign_in(keeper, administrator)
    page = f"/espace/guide/demandes/{claim.pk}/"
    assert "rien à comparer" in text(keeper.get(page))
    keeper.post(page, {"accepter": "oui"})
    place.refresh_from_db()
    assert place.organisation == claim.organisation
    assert OutboxMessage.objects.get().recipient == coordinator.email
    assert client.get(url(place)).status_code == 200
    assert "notre-lieu" not in text(client.get(f"/guide/lieu/{place.code}/"))
    acts = set(JournalEntry.objects.filter(subject=f"claim:{claim.pk}").values_list("action", flat=True))
    assert acts == {"directory.claim_place", "directory.accept_claim"}


def test_a_refusal_says_why(client: Client, coordinator: Account, place: Place, administrator: Account):
    client.post(url(place, "notre-lieu/"), {})
    keeper, claim = Client(), all_claims().get()
    sign_in(keeper, administrator)
    page = f"/espace/guide/demandes/{claim.pk}/"
    assert keeper.post(page, {"refuser": "oui", "reason": " "}).status_code == 200
    keeper.post(page, {"refuser": "oui", "reason": "La mairie le tient."})
    assert "La mairie le tient." in text(client.get(OURS))
    assert "état a changé" in text(keeper.post(page, {"accepter": "oui"}))
    place.refresh_from_db()
    assert place.organisation is None


def test_two_organisations_that_ask_are_shown_side_by_side(
    signed_in: Client, place: Place, bobine: Organisation
):
    places.edit_place(place=place, changes={"pivot": "00012345500016"})
    place.refresh_from_db()
    first = claims.claim_place(place=place, organisation=bobine, words="Depuis 2019.")
    rouet = organisation("Le Rouet")
    rouet.siret = "00012345500024"
    rouet.save()
    second = claims.claim_place(place=place, organisation=rouet)
    html = text(signed_in.get(f"/espace/guide/demandes/{second.pk}/"))
    assert "Même SIREN que la fiche" in html
    assert "Une autre organisation demande ce lieu" in html
    assert "Depuis 2019." in html
    claims.accept_claim(claim=second)
    assert "Aujourd’hui géré par Le Rouet" in text(signed_in.get(f"/espace/guide/demandes/{first.pk}/"))
    claims.accept_claim(claim=first)
    states = dict(all_claims().values_list("organisation__name", "state"))
    assert states == {"La Bobine": "accepted", "Le Rouet": "ended"}


def test_given_up_by_the_organisation_or_given_to_another_by_hand(
    client: Client, coordinator: Account, held: Place, bobine: Organisation
):
    assert "Ce n’est plus notre lieu ?" in text(client.get(url(held, "plus-notre-lieu/")))
    client.post(url(held, "plus-notre-lieu/"))
    held.refresh_from_db()
    assert held.organisation is None
    assert client.get(url(held)).status_code == 404
    claim = claims.claim_place(place=held, organisation=bobine)
    claims.accept_claim(claim=claim)
    attach_organisation(place=held, organisation=organisation("Le Rouet"))
    assert all_claims().get().state == "ended"
    with pytest.raises(DomainRefusal, match="n’est plus celui"):
        claims.release_place(place=held, organisation=bobine)


def test_a_claim_is_taken_back_and_that_of_another_is_missing(
    client: Client, coordinator: Account, place: Place, bobine: Organisation
):
    theirs = claims.claim_place(place=place, organisation=organisation("Le Rouet"))
    mine = claims.claim_place(place=place, organisation=bobine)
    for claim, status in ((theirs, 404), (mine, 302)):
        assert client.post(f"{OURS}demandes/{claim.pk}/reprendre/").status_code == status
    assert dict(all_claims().values_list("organisation__name", "state")) == {
        "La Bobine": "taken_back", "Le Rouet": "pending",
    }  # fmt: skip
    assert "Le Rouet" not in text(client.get(OURS))


def sent(client: Client, place: Place, **values: str) -> dict[str, str]:
    token = re.search(r'name="vu" value="([^"]+)"', client.get(url(place)).content.decode())
    assert token
    return {"vu": unescape(token[1]), **values}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MEDIATOR])
def test_who_holds_a_place_keeps_its_parts_and_not_what_identifies_it(
    client: Client, held: Place, bobine: Organisation, role: Role
):
    sign_in(client, member(role, of=bobine))
    html = text(client.get(url(held)))
    assert 'name="phone"' in html
    assert 'name="name"' not in html
    assert "Ce qui l’identifie" in html
    more = {"name": "Pirate", "address": "Ailleurs", "organisation": "x", "latitude": "1", "state": "merged"}
    client.post(url(held), sent(client, held, phone="02 61 91 00 77", summary="Le nôtre.", **more))
    held.refresh_from_db()
    assert (held.phone, held.summary) == ("+33261910077", "Le nôtre.")
    assert (held.name, held.address, held.state) == (
        "Médiathèque des Deux-Rives",
        "12 quai des Chanvres",
        "published",
    )
    client.post(url(held, "verifier/"))
    client.post(url(held, "fermetures/"), {"starts_on": "2026-12-24", "ends_on": "2026-12-31"})
    held.refresh_from_db()
    assert held.verified_on is not None
    assert Closure.objects.get().place == held


def test_who_holds_a_place_does_not_withdraw_merge_or_rename_it(
    client: Client, coordinator: Account, held: Place
):
    places.edit_place(place=held, changes={"name": "Autre nom", "phone": "+33261910099"})
    held.refresh_from_db()
    rank = next(rank for rank, one in enumerate(held.history) if one["field"] == "name")
    for end in ("publication/", "organisation/", f"historique/{rank}/revenir/"):
        assert client.get(url(held, end)).status_code == client.post(url(held, end)).status_code == 404
    client.post(url(held, "source/name/"), {"oui": "oui"})
    for page in (
        "/espace/guide/",
        "/espace/guide/lieux/",
        "/espace/guide/doublons/",
        "/espace/guide/demandes/",
    ):
        assert client.get(page).status_code == 404
    held.refresh_from_db()
    assert (held.name, held.state) == ("Autre nom", "published")


def test_the_history_names_colleagues_only(
    client: Client, coordinator: Account, held: Place, administrator: Account
):
    places.edit_place(place=held, changes={"phone": "+33261910099"}, actor=str(administrator.pk))
    places.edit_place(place=held, changes={"summary": "Le nôtre."}, actor=str(coordinator.pk))
    html = text(client.get(url(held, "historique/")))
    assert f"par {coordinator.name}" in html
    assert administrator.name not in html


def test_what_another_organisation_holds_is_as_missing(client: Client, coordinator: Account, place: Place):
    attach_organisation(place=place, organisation=organisation("Le Rouet"))
    service = create_service(name="Atelier CV")
    offer_service(service=service, places=[place])
    closure = close_place(place=place, starts_on=place.created_at.date(), ends_on=place.created_at.date())
    for end in (
        *("", "verifier/", "historique/", "historique/0/revenir/", "fermetures/", "services/", "arrets/"),
        *(f"fermetures/{closure.pk}/enlever/", f"services/{service.pk}/", f"services/{service.pk}/enlever/"),
        *("source/phone/", "plus-notre-lieu/"),
    ):
        sent = client.get if end == "historique/" else client.post
        assert sent(url(place, end), {"phone": "02 61 91 00 77"}).status_code == 404, end
    assert Closure.objects.count() == 1


def test_nested_ids_of_another_place_change_nothing(
    client: Client, coordinator: Account, held: Place, bobine: Organisation
):
    entered("region", entry("9", name="Ailleurs"))
    other = Place.objects.get(name="Ailleurs")
    closure = close_place(place=other, starts_on=other.created_at.date(), ends_on=other.created_at.date())
    client.post(url(held, f"fermetures/{closure.pk}/enlever/"))
    assert Closure.objects.count() == 1
    theirs = create_service(name="Atelier CV", organisation=organisation("Le Rouet"))
    offer_service(service=theirs, places=[held])
    assert client.get(url(held, f"services/{theirs.pk}/")).status_code == 404
    assert "Atelier CV" in text(client.get(url(held, "services/")))


def test_a_place_that_was_merged_is_no_way_into_the_one_of_another(
    client: Client, coordinator: Account, held: Place
):
    entered("region", entry("9", name="Ailleurs"))
    other = attach_organisation(
        place=Place.objects.get(name="Ailleurs"), organisation=organisation("Le Rouet")
    )
    Place.objects.filter(pk=held.pk).update(state="merged", merged_into=other)
    days = {"starts_on": "2026-12-24", "ends_on": "2026-12-31"}
    assert client.post(url(held, "fermetures/"), days).status_code == 404
    assert client.post(url(held, "services/"), {"name": "Permanence"}).status_code == 404
    assert client.get(url(held)).status_code == 404
    assert not Closure.objects.exists()


def test_a_service_of_another_organisation_is_not_offered_by_its_id(
    client: Client, coordinator: Account, held: Place
):
    theirs = create_service(name="Nuits au Refuge", organisation=organisation("Le Refuge"))
    shared = create_service(name="Atelier CV")
    page = url(held, "services/")
    assert "Nuits au Refuge" not in text(client.get(page))
    for service in (theirs, shared):
        client.post(page, {"service": service.pk})
    assert list(Offer.objects.values_list("service", flat=True)) == [shared.pk]


def test_a_claim_that_makes_no_sense_is_refused(place: Place, bobine: Organisation):
    attach_organisation(place=place, organisation=bobine)
    with pytest.raises(DomainRefusal, match="déjà celui"):
        claims.claim_place(place=place, organisation=bobine)
    with pytest.raises(DomainRefusal, match="carte"):
        claims.claim_place(place=place, organisation=organisation("Le Rouet"), words="4111 1111 1111 1111")


def test_a_place_is_found_to_be_asked_for(client: Client, coordinator: Account, place: Place):
    assert url(place, "notre-lieu/") in text(client.get(OURS, {"q": "mediatheque rives"}))
    assert "Aucun lieu trouvé" in text(client.get(OURS, {"q": "piscine"}))


def test_the_number_of_queries_does_not_grow_with_the_claims(signed_in: Client, bobine: Organisation):
    counted = []
    for several in (1, 3):
        for number in range(several):
            made = places.create_place(values={"name": f"Lieu {several}{number}", "commune_code": "00101"})
            claims.claim_place(place=made, organisation=bobine)
        signed_in.get("/espace/guide/demandes/")
        with CaptureQueriesContext(connection) as queries:
            signed_in.get("/espace/guide/demandes/")
        counted.append(len(queries))
    assert counted[0] == counted[1]
