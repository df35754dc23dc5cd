"""One's own account, a forgotten password, another address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from fabrique.core import clock
from fabrique.core.models import OutboxMessage
from fabrique.people.models import Account
from tests.conftest import PASSWORD
from tests.factories.accounts import sign_in
from tests.people.signing.conftest import Enter

pytestmark = pytest.mark.django_db
NEW = "girafe tambour lundi citron"
FORGOTTEN = "/mot-de-passe/oublie/"


def link_in(message: OutboxMessage) -> str:
    found = re.search(r"http://testserver(\S+)", message.body)
    assert found
    return found[1]


def test_the_page_says_what_there_is(client: Client, with_totp: Account, card: list[str]):
    sign_in(client, with_totp)
    page = client.get("/mon-compte/").content.decode()
    for words in ["Hélène Brissane", "helene@estuaire.example", "Application de codes", "50 codes restent"]:
        assert words in page


def test_a_name_is_changed(client: Client, administrator: Account):
    sign_in(client, administrator)
    assert "Écrivez votre nom" in client.post("/mon-compte/nom/", {"name": " "}).content.decode()
    client.post("/mon-compte/nom/", {"name": " Hélène B. ", "email": "x@y.example", "is_active": ""})
    administrator.refresh_from_db()
    assert (administrator.name, administrator.email, administrator.is_active) == (
        "Hélène B.", "helene@estuaire.example", True,
    )  # fmt: skip


class TestReset:
    """A link by e-mail: once, for an hour, and not around the second factor."""

    def test_the_answer_is_the_same_for_everybody(self, client: Client, administrator: Account):
        answers = [
            client.post(FORGOTTEN, {"email": each}) for each in [administrator.email, "autre@b.example"]
        ]
        assert [each["Location"] for each in answers] == ["/mot-de-passe/envoye/"] * 2
        assert client.get("/mot-de-passe/envoye/").status_code == 200
        assert OutboxMessage.objects.get().recipient == administrator.email
        assert "Écrivez une adresse" in client.post(FORGOTTEN, {"email": "x"}).content.decode()

    def test_a_link_serves_once(self, client: Client, administrator: Account, enter: Enter):
        client.post(FORGOTTEN, {"email": administrator.email.upper()})
        link = link_in(OutboxMessage.objects.get())
        assert "helene@estuaire.example" in client.get(link).content.decode()
        assert "fuité" in client.post(link, {"password": "motdepasse1234", "again": ""}).content.decode()
        assert client.post(link, {"password": NEW, "again": NEW})["Location"] == "/connexion/"
        assert client.get(link).status_code == 410
        assert client.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 410
        assert enter(Client()).status_code == 200
        assert enter(Client(), NEW).status_code == 302

    def test_a_link_dies_after_an_hour(self, client: Client, administrator: Account):
        client.post(FORGOTTEN, {"email": administrator.email})
        link = link_in(OutboxMessage.objects.get())
        with clock.frozen(clock.now() + timedelta(minutes=59)):
            assert client.get(link).status_code == 200
        with clock.frozen(clock.now() + timedelta(minutes=61)):
            assert client.get(link).status_code == 410

    def test_a_link_does_not_replace_a_code(self, client: Client, with_totp: Account, enter: Enter):
        client.post(FORGOTTEN, {"email": with_totp.email})
        client.post(link_in(OutboxMessage.objects.get()), {"password": NEW, "again": NEW})
        assert client.get("/mon-compte/").status_code == 302
        assert enter(client, NEW)["Location"] == "/connexion/code/"
        assert client.get("/espace/").status_code == 302

    def test_a_link_ends_all_sessions(self, client: Client, administrator: Account, enter: Enter):
        inside = Client()
        enter(inside)
        client.post(FORGOTTEN, {"email": administrator.email})
        client.post(link_in(OutboxMessage.objects.get()), {"password": NEW, "again": NEW})
        assert inside.get("/mon-compte/").status_code == 302
        assert "lien reçu par courriel" in OutboxMessage.objects.latest("pk").body

    @pytest.mark.parametrize("uid", ["x", "MQ", "a" * 22, "é"])
    def test_an_invented_link_is_dead(self, client: Client, administrator: Account, uid: str):
        assert client.get(f"/mot-de-passe/nouveau/{uid}/abc-def/").status_code == 410

    def test_a_closed_account_gets_no_link(self, client: Client, administrator: Account):
        client.post(FORGOTTEN, {"email": administrator.email})
        Account.objects.update(is_active=False)
        assert client.get(link_in(OutboxMessage.objects.get())).status_code == 410
        client.post(FORGOTTEN, {"email": administrator.email})
        assert OutboxMessage.objects.count() == 1

    def test_requests_are_limited(self, client: Client, administrator: Account):
        answers = [client.post(FORGOTTEN, {"email": administrator.email}).status_code for _ in range(4)]
        assert answers == [302, 302, 302, 429]


class TestAddress:
    """A new address is taken when its owner has read a message there."""

    ASK = "/mon-compte/adresse/"

    def test_it_is_asked_then_taken(self, client: Client, administrator: Account, enter: Enter):
        elsewhere = Client()
        enter(elsewhere)
        enter(client)
        client.post(self.ASK, {"email": "Nouvelle@estuaire.example"})
        administrator.refresh_from_db()
        assert administrator.email == "helene@estuaire.example"
        link = link_in(OutboxMessage.objects.get(recipient="nouvelle@estuaire.example"))
        assert "nouvelle@estuaire.example" in client.get(link).content.decode()
        assert client.post(link)["Location"] == "/mon-compte/"
        administrator.refresh_from_db()
        assert administrator.email == EmailAddress.objects.get().email == "nouvelle@estuaire.example"
        assert "adresse électronique a été changée" in OutboxMessage.objects.latest("pk").body
        assert OutboxMessage.objects.latest("pk").recipient == "helene@estuaire.example"
        assert elsewhere.get("/mon-compte/").status_code == 302
        assert client.post(link).status_code == 410

    def test_an_address_that_is_taken_is_not_told_apart(self, client: Client, administrator: Account):
        Account.objects.create(email="prise@b.example", name="A", created_at=clock.now())
        sign_in(client, administrator)
        one = client.post(self.ASK, {"email": "prise@b.example"}, follow=True).content.decode()
        other = client.post(self.ASK, {"email": "libre@b.example"}, follow=True).content.decode()
        assert "Un message part à prise@b.example" in one
        assert "Un message part à libre@b.example" in other
        assert "ne peut pas servir" in OutboxMessage.objects.get(recipient="prise@b.example").body

    def test_one_taken_meanwhile_is_refused(self, client: Client, administrator: Account):
        sign_in(client, administrator)
        client.post(self.ASK, {"email": "nouvelle@b.example"})
        Account.objects.create(email="nouvelle@b.example", name="A", created_at=clock.now())
        page = client.post(link_in(OutboxMessage.objects.get()), follow=True).content.decode()
        assert "Un compte a déjà cette adresse" in page
        administrator.refresh_from_db()
        assert administrator.email == "helene@estuaire.example"

    def test_a_link_is_for_its_account_only(self, client: Client, administrator: Account):
        sign_in(client, administrator)
        client.post(self.ASK, {"email": "nouvelle@b.example"})
        link = link_in(OutboxMessage.objects.get())
        other = Account.objects.create(email="autre@b.example", name="A", created_at=clock.now())
        sign_in(client, other)
        assert client.post(link).status_code == 410
        assert client.post("/mon-compte/adresse/invente/").status_code == 410


@pytest.mark.parametrize("path", ["/mon-compte/", "/connexion/", "/mot-de-passe/oublie/"])
def test_nothing_of_an_account_stays_in_a_browser(client: Client, administrator: Account, path: str):
    sign_in(client, administrator)
    assert "no-store" in client.get(path)["Cache-Control"]
