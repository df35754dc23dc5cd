"""The desk is for those who signed in; it shows what awaits them and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fabrique.core import clock
from fabrique.core.ui import portal
from fabrique.core.ui.portal import Waiting, WaitingLine, WaitingProvider
from fabrique.directory.actions.organisations import attach_organisation
from fabrique.directory.actions.places import create_place, edit_place
from fabrique.people.acting import act_for
from fabrique.people.actions import add_member, carry_instance
from fabrique.people.enums import Role
from fabrique.people.models import Account
from fabrique.web import queries
from tests.factories.accounts import sign_in
from tests.factories.people import member, organisation, receive, without_roles


def provider(count: int, since: date | None = None, policy: str = "people.see_desk") -> WaitingProvider:
    return WaitingProvider(policy, lambda actor: Waiting(count, f"tâches {count}", "/vos-donnees/", since))


@pytest.mark.django_db
def test_a_visitor_is_asked_to_sign_in(client: Client):
    response = client.get("/espace/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/connexion/?next=%2Fespace%2F"


@pytest.mark.django_db
def test_an_account_without_a_role_gets_a_missing_page(client: Client, administrator: Account):
    without_roles(administrator)
    sign_in(client, administrator)
    response = client.get("/espace/")
    assert response.status_code == 404
    assert "Le fil s’arrête ici" in response.content.decode()


def test_it_shows_what_waits(signed_in: Client, at_noon: datetime):
    with portal.tasks.holding(a=provider(3, date(2026, 11, 20)), b=provider(12), c=provider(0)):
        html = signed_in.get("/espace/").content.decode()
    assert "Mardi 24\u00a0novembre" in html
    assert "depuis vendredi 20\u00a0novembre" in html
    assert "tâches 12" in html
    assert "tâches 0" not in html


@pytest.mark.django_db
def test_each_role_has_a_day_with_gestures_that_open(client: Client):
    """Even the first day, when nothing waits: kind words, and two or three things to do."""
    ours = carry_instance(organisation=organisation())
    for role in Role:
        sign_in(client, who := member(role, of=ours))
        with portal.tasks.holding():
            html = client.get("/espace/").content.decode()
        assert ("Rien ne vous attend" in html, str(role.label) in html) == (True, True), role
        gestures = queries.gestures_for(who)
        assert 2 <= len(gestures) <= 3, role
        assert {client.get(each.url).status_code for each in gestures} == {200}, role
    reading = queries.gestures_for(member(Role.FUNDER, of=ours))
    assert reading[0].title == "Lire les chiffres publics"


@pytest.mark.django_db
def test_the_day_costs_as_much_with_three_rows_as_with_one(
    client: Client, django_assert_num_queries: Callable[..., Any]
):
    ours = organisation()
    who = member(Role.COORDINATOR, Role.MANDATED_HELPER, of=ours)
    who.last_login = clock.now() - timedelta(days=2)
    sign_in(client, who)

    def happen() -> None:
        receive(ours)
        member(Role.TRAINER, of=ours)
        place = create_place(values={"name": "Le Comptoir", "commune_code": "44001"})
        edit_place(place=attach_organisation(place=place, organisation=ours), changes={"summary": "Ici"})

    happen()
    client.get("/espace/")
    with CaptureQueriesContext(connection) as one:
        html = client.get("/espace/").content.decode()
    assert "Depuis votre dernière visite, avant-hier" in html
    assert "1 dossier ouvert par l’équipe" in html
    assert "La fiche «\u00a0Le Comptoir\u00a0» a changé." in html
    happen()
    happen()
    with django_assert_num_queries(len(one)):
        assert "3 dossiers ouverts par l’équipe" in client.get("/espace/").content.decode()


@pytest.mark.django_db
def test_other_organisations_show_a_number_and_nothing_else(client: Client):
    """What waits there is counted with the rights that one has there."""
    first, second = organisation("La Bobine"), organisation("Le Rouet")
    who = member(Role.MEDIATOR, of=first)
    add_member(account=who, organisation=second, role=Role.COORDINATOR)
    sign_in(client, who)
    client.post("/espace/organisation/choisir/", {"organisation": str(first.pk)})
    one = WaitingLine(None, "Secret", "Question", "Reçu", "warn", "Répondre", "/a/")
    tasks = WaitingProvider("people.manage_members", lambda actor: Waiting(4, "tâches", "/a/", None, (one,)))
    with portal.tasks.holding(a=tasks):
        html = client.get("/espace/").content.decode()
        assert "4 choses y attendent" in html
        assert ("Secret" in html, "tâches" in html) == (False, False)
        client.post("/espace/organisation/choisir/", {"organisation": str(second.pk), "next": "/espace/"})
        assert "Secret" in client.get("/espace/").content.decode()
        assert queries.waiting_elsewhere(act_for(who, first), proved=False)[0].count is None


def test_what_one_may_not_do_does_not_wait():
    with portal.tasks.holding(a=provider(3)):
        assert queries.waiting_for(AnonymousUser()) == []


def test_the_menu_names_the_account_and_lets_it_go(signed_in: Client):
    html = signed_in.get("/espace/").content.decode()
    assert "Hélène Brissane" in html
    assert 'action="/deconnexion/"' in html
    assert "Ma journée" in html


def test_private_pages_are_not_kept_and_public_ones_may_be(signed_in: Client):
    assert signed_in.get("/espace/").headers["Cache-Control"] == "private, no-store"
    public = Client().get("/vos-donnees/")
    assert "Cache-Control" not in public.headers
    assert "Cookie" in public.headers["Vary"]


def test_the_first_things_to_answer_are_listed_the_oldest_first(signed_in: Client, at_noon: datetime):
    def lines(*days: date | None) -> WaitingProvider:
        rows = tuple(
            WaitingLine(day, f"Sujet {rank}", "Question", "Reçu", "warn", "Répondre", f"/a/{rank}")
            for rank, day in enumerate(days)
        )
        return WaitingProvider("people.see_desk", lambda actor: Waiting(len(rows), "tâches", "/", None, rows))

    with portal.tasks.holding(a=lines(None, date(2026, 11, 23)), b=lines(date(2026, 11, 20))):
        html = signed_in.get("/espace/").content.decode()
    body = html[html.index("<tbody") :]
    assert body.index("il y a 4\u00a0jours") < body.index("hier") < body.index("—")
    assert html.count("Répondre") == 3
    assert len(queries.first_lines([Waiting(20, "tâches", "/", None, (ROW,) * 20)])) == 8


ROW = WaitingLine(None, "Sujet", "Question", "Reçu", "warn", "Répondre", "/a/")
