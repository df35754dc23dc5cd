"""The pages of what is published: from the desk, for everybody, for a partner, through the API."""

from __future__ import annotations

import gzip
import re
from typing import Any

import numpy as np
import pytest
from django.test import Client

from fabrique.kernels.indicators import Panel, series
from fabrique.observe.actions import publishing
from fabrique.observe.composing.kinds import Composed
from fabrique.observe.models import FollowedArea, PartnerRule, Publication, PublicationComment
from fabrique.people.actions.organisations import carry_instance
from fabrique.people.enums import Role
from fabrique.people.models import Account, Agreement, Organisation
from tests.factories.observe import (
    ALONE,
    COUNTS,
    HOUSEHOLDS,
    SHARE,
    brought,
    calculated,
    drafted_publication,
    told,
)
from tests.factories.people import agree, member, organisation
from tests.observe.pages import signed, text

DESK, SITE = "/espace/observer/publications/", "/observatoire/"


def published(holder: Organisation, by: Account, **more: Any) -> Publication:
    found = publishing.publish(publication=drafted_publication(holder, by=by, **more), by=by)
    publishing.keep_files(publication=found)
    return found


def test_from_a_calculation_to_the_public_page(holder: Organisation, by: Account):
    run, client = calculated(holder, by=by), signed(by)
    page = text(client.get(f"/espace/observer/calculs/{run.pk}/"))
    address = f"{DESK}preparer/ranking/?calcul={run.pk}"
    assert address in page
    assert "Faire le brouillon" in text(client.get(address))
    refused = text(client.post(address, {"title": ""}))
    assert 'href="#id_title"' in refused
    page = text(client.post(address, {"title": "Fragilité, 2026"}, follow=True))
    assert "Brouillon" in page
    assert "aucun nombre de personnes n’y est trop petit" in page
    found = Publication.objects.everywhere("test").get()
    assert found.run == run
    page = text(client.post(f"{DESK}{found.pk}/publier/", follow=True))
    assert "C’est publié" in page
    public = text(Client().get(f"{SITE}fragilite-2026/"))
    assert "Fragilité, 2026" in public
    assert "L’indice « Indice d’essai », version 1" in public
    assert client.get(f"{DESK}preparer/ranking/?calcul=rien").status_code == 404
    assert client.get(f"{DESK}preparer/autre/").status_code == 404
    assert client.post(f"{DESK}{found.pk}/casser/").status_code == 404


def test_the_draft_says_what_is_hidden_and_what_would_betray(holder: Organisation, by: Account):
    published(holder, by)
    values = {**COUNTS, "00101": 117, "00103": 4}
    found = drafted_publication(holder, by=by, of=told(values, title="Encore"))
    client = signed(by)
    page = text(client.get(f"{DESK}{found.pk}/"))
    assert "1 nombre trop petit" in page
    assert "Il ne peut pas être publié ainsi" in page
    assert "« Personnes équipées »" in page
    assert f"{DESK}{found.pk}/publier/" not in page
    page = text(client.post(f"{DESK}{found.pk}/publier/", follow=True))
    assert "petit groupe" in page
    assert "C’est fait" not in page
    assert "L’écarter" in page
    assert "écarté" in text(client.post(f"{DESK}{found.pk}/ecarter/", follow=True))


def test_the_page_of_a_publication_answers_in_the_order_in_which_one_asks(holder: Organisation, by: Account):
    draft = drafted_publication(holder, by=by)
    client = signed(by)
    page = text(client.get(f"{DESK}{draft.pk}/"))
    order = (
        "votre organisation seule",
        "publier/",
        'id="apercu"',
        'id="secret"',
        'id="paroles"',
        'id="histoire"',
    )
    places = [page.index(each) for each in order]
    assert places == sorted(places)
    assert 'id="fichiers"' not in page
    first = published(holder, by)
    page = text(client.get(f"{DESK}{first.pk}/"))
    order = ("Voir sa page", 'id="apercu"', 'id="paroles"', 'id="fichiers"', 'id="histoire"')
    places = [page.index(each) for each in order]
    assert places == sorted(places)
    assert "/fichiers/" in page
    assert by.name in page[page.index('id="histoire"') :]


def test_partners_comment_a_draft_once_it_is_shown(holder: Organisation, by: Account):
    found, client = drafted_publication(holder, by=by), signed(by)
    elsewhere = organisation("Ailleurs")
    stranger = signed(member(Role.MEDIATOR, of=elsewhere))
    assert stranger.get(f"{DESK}{found.pk}/").status_code == 404
    client.post(f"{DESK}{found.pk}/montrer/")
    assert stranger.get(f"{DESK}{found.pk}/").status_code == 200
    assert "à commenter" in text(stranger.get(DESK))
    assert 'href="#id_text"' in text(stranger.post(f"{DESK}{found.pk}/commenter/", {"text": " "}))
    page = text(stranger.post(f"{DESK}{found.pk}/commenter/", {"text": "Et les quartiers ?"}, follow=True))
    assert "Et les quartiers ?" in page
    said = PublicationComment.objects.everywhere("test").get()
    assert said.organisation == elsewhere
    address = f"{DESK}{found.pk}/commentaires/{said.pk}/"
    assert stranger.post(address, {"answer": "Non"}).status_code == 404
    assert "reponse-" in text(client.get(f"{DESK}{found.pk}/"))
    assert "À corriger" in text(client.post(address, {"answer": ""}))
    assert "En janvier" in text(client.post(address, {"answer": "En janvier."}, follow=True))
    assert stranger.post(f"{DESK}{found.pk}/publier/").status_code == 404


def test_a_withdrawn_publication_says_why_at_its_address(holder: Organisation, by: Account):
    found, client = published(holder, by), signed(by)
    address = f"{SITE}{found.slug}/1/"
    assert 'href="#id_reason"' in text(client.post(f"{DESK}{found.pk}/retirer/", {"reason": ""}))
    client.post(f"{DESK}{found.pk}/retirer/", {"reason": "Une source était fausse."})
    response = Client().get(address)
    assert response.status_code == 410
    assert "Une source était fausse." in text(response)
    assert "120" not in text(response)
    assert Client().get(f"{address}fichiers/communes.csv").status_code == 410
    assert Client().get(f"/api/v1/publications/{found.slug}").status_code == 410
    assert found.title not in text(Client().get(SITE))


def test_an_edition_that_was_replaced_stays_and_says_so(holder: Organisation, by: Account):
    first = published(holder, by)
    published(holder, by, of=told(COUNTS, period="2027"), slug=first.slug)
    page = text(Client().get(f"{SITE}{first.slug}/1/"))
    assert "Cette édition est remplacée" in page
    assert "noindex" in page
    assert "Cette édition est remplacée" not in text(Client().get(f"{SITE}{first.slug}/"))
    assert Client().get(f"{SITE}{first.slug}/3/").status_code == 404
    assert Client().get(f"{SITE}{first.slug}/99999999999999999999/").status_code == 404
    assert Client().get(f"{SITE}rien/").status_code == 404


def test_what_a_command_wrote_is_found_among_what_is_set_aside(holder: Organisation, by: Account):
    publishing.tell_in_files(organisation=holder, composed=Composed(told(COUNTS)))
    found = Publication.objects.of(holder).get()
    client = signed(by)
    assert f"{DESK}{found.pk}/" in text(client.get(DESK))
    page = text(client.get(f"{DESK}{found.pk}/"))
    assert "Écartée" in page
    assert "ses nombres comptent comme dits" in page
    assert "Retirée" not in page
    assert Client().get(f"{SITE}{found.slug}/").status_code == 404
    assert found.title not in text(Client().get(SITE))


def test_the_public_list_is_searched_by_title_and_by_place(holder: Organisation, by: Account):
    published(holder, by)
    for words in ("", "équipees", "zone 00101"):
        assert "Personnes équipées" in text(Client().get(SITE, {"q": words}))
    assert "Aucune publication avec ces mots" in text(Client().get(SITE, {"q": "rien\0"}))
    empty = text(Client().get("/donnees-ouvertes/"))
    assert "Publications de l’observatoire" in empty


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_ask_the_same_number_of_queries(
    holder: Organisation, by: Account, number: int, django_assert_num_queries: Any
):
    for rank in range(number):
        published(holder, by, of=told(COUNTS, title=f"Titre {rank}", period=f"20{30 + rank}"))
        drafted_publication(holder, by=by)
    client, visitor = signed(by), Client()
    client.get(DESK)
    visitor.get(SITE)
    with django_assert_num_queries(10):
        assert f"Titre {number - 1}" in text(client.get(DESK))
    with django_assert_num_queries(3):
        assert f"Titre {number - 1}" in text(visitor.get(SITE))


def test_files_are_kept_by_who_has_them(holder: Organisation, by: Account):
    found = published(holder, by)
    address = f"{SITE}{found.slug}/1/fichiers/communes.csv"
    assert address in text(Client().get(f"{SITE}{found.slug}/"))
    response = Client().get(address)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.content.decode("utf-8-sig").startswith("id,nom,equipped")
    again = Client().get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(f"{SITE}{found.slug}/1/fichiers/rien.csv").status_code == 404
    assert Client().get(f"{SITE}{found.slug}/0/fichiers/communes.csv").status_code == 404


def test_what_is_for_a_partner_is_for_its_members_alone(holder: Organisation, by: Account):
    known = organisation("Habitat Saudrelle")
    found = published(holder, by, audience=known)
    address = f"{SITE}{found.slug}/"
    theirs = signed(member(Role.MEDIATOR, of=known))
    others = signed(member(Role.MEDIATOR, of=organisation("Ailleurs")))
    pages = (address, f"{address}1/", f"{address}1/fichiers/communes.csv")
    assert [theirs.get(page).status_code for page in pages] == [200, 200, 200]
    assert [others.get(page).status_code for page in pages] == [404, 404, 404]
    assert [Client().get(page).status_code for page in pages] == [404, 404, 404]
    assert theirs.get(pages[2]).headers["Cache-Control"] == "private, no-cache"
    assert found.title in text(theirs.get(SITE))
    assert found.title not in text(Client().get(SITE))
    assert Client().get(f"/api/v1/publications/{found.slug}").status_code == 404
    assert Client().get("/api/v1/publications").json()["total"] == 0


def test_a_public_page_is_light(holder: Organisation, by: Account):
    values = {f"{90000 + rank}": 100 + rank for rank in range(1500)}
    found = published(holder, by, of=told(values))
    response = Client().get(f"{SITE}{found.slug}/")
    assert len(gzip.compress(response.content)) < 25_000
    assert "1 200 autres lignes" in text(response).replace("\u202f", " ")


def test_the_api_gives_what_is_published(holder: Organisation, by: Account):
    found = published(holder, by, of=told({**COUNTS, "00103": 4}))
    lines = Client().get("/api/v1/publications?q=equipees&sorte=indicator").json()
    assert (lines["total"], lines["publications"][0]["code"]) == (1, found.slug)
    assert Client().get("/api/v1/publications?sorte=autre").status_code == 422
    whole = Client().get(f"/api/v1/publications/{found.slug}").json()
    table = whole["tableaux"][0]
    assert table["lignes"][2]["equipped"] is None
    assert table["absents"] == [{"ligne": 2, "colonne": "equipped", "raison": "masqué"}]
    assert "communes.csv" in [each["nom"] for each in whole["fichiers"]]
    assert Client().get(whole["adresse"]).json() == whole
    assert Client().get(f"/api/v1/publications/{found.slug}/0").status_code == 404
    assert Client().get("/api/v1/publications/rien").status_code == 404


def test_an_area_is_followed_and_no_more(holder: Organisation, by: Account):
    client, run = signed(by), calculated(holder, by=by)
    page = text(client.get(f"/espace/observer/calculs/{run.pk}/zones/00101/"))
    assert "/espace/observer/suivis/commune/00101/" in page
    page = text(client.post("/espace/observer/suivis/commune/00101/", follow=True))
    assert "Ne plus suivre" in page
    assert client.post("/espace/observer/suivis/commune/99999/").status_code == 404
    assert client.post("/espace/observer/suivis/rien/00101/").status_code == 404
    followed = FollowedArea.objects.everywhere("test").get()
    stranger = signed(member(Role.COORDINATOR, of=holder, name="Autre"))
    assert stranger.post(f"/espace/observer/suivis/{followed.pk}/").status_code == 404
    assert "Aucun territoire suivi" in text(
        client.post(f"/espace/observer/suivis/{followed.pk}/", follow=True)
    )


def test_who_follows_reads_what_was_published(holder: Organisation, by: Account):
    other = member(Role.MEDIATOR, of=holder)
    client = signed(other)
    client.post("/espace/observer/suivis/commune/00101/")
    found = published(holder, by)
    page = text(client.get("/espace/notifications/"))
    assert f"« {found.title} » est publié." in page


def test_the_threshold_of_a_partner_is_noted_by_the_administration(holder: Organisation):
    carrying = carry_instance(organisation=holder)
    client = signed(member(Role.ADMINISTRATOR, of=carrying))
    known = organisation("Habitat Saudrelle")
    agree(known)
    agreement = Agreement.objects.of(known).get()
    page = text(client.get(f"{DESK}seuils/"))
    assert "Habitat Saudrelle" in page
    assert 'href="#id_threshold"' in text(
        client.post(f"{DESK}seuils/", {"agreement": agreement.pk, "threshold": 3})
    )
    page = text(client.post(f"{DESK}seuils/", {"agreement": agreement.pk, "threshold": 6}, follow=True))
    assert "6 personnes" in page
    assert PartnerRule.objects.everywhere("test").count() == 1
    assert (
        signed(member(Role.COORDINATOR, of=organisation("Ailleurs"))).get(f"{DESK}seuils/").status_code == 404
    )


def test_a_partners_indicator_is_published_without_its_small_numbers(holder: Organisation, by: Account):
    areas = ("00101", "00102")
    alone = series(ALONE, np.array([120.0, 4.0]))
    homes = series(HOUSEHOLDS, np.array([400.0, 90.0]))
    share = series(SHARE, np.array([30.0, 4.4]))
    held = {one.measure.code: one for one in (homes, alone, share)}
    figures = Panel("commune", 2026, areas, held, {code: f"Zone {code}" for code in areas})
    brought(holder, of=figures, origin="partner", by=by, shared=True)
    client = signed(by)
    page = text(client.get("/espace/observer/indicateurs/households_one_person_rate/"))
    address = re.search(r'href="([^"]*preparer/indicator/[^"]*)"', page)
    assert address
    page = text(client.post(address[1], {"title": "Personnes seules"}, follow=True))
    assert "1 nombre trop petit" in page
    assert re.search(r'data-label="Part des ménages d’une personne[^"]*">masqué</td>', page)
    assert ">4<" not in page
    assert "4,4" not in page
    found = Publication.objects.everywhere("test").get()
    assert "4.4" not in str(found.content)
