"""The desk is for those who signed in; it shows what awaits them and nothing else."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from fabrique.core.ui import portal
from fabrique.core.ui.portal import Waiting, WaitingLine, WaitingProvider
from fabrique.people.models import Account
from fabrique.web import queries
from tests.factories.accounts import sign_in
from tests.factories.people import without_roles


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


def test_nothing_waits(signed_in: Client):
    with portal.tasks.holding():
        assert "Rien ne vous attend" in signed_in.get("/espace/").content.decode()


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
