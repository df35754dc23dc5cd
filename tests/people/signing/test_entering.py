"""Signing in and out through allauth's flow, on pages of the house."""

from __future__ import annotations

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.test import Client
from django.urls import reverse

from fabrique.people.models import Account
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
WHO = {"username": "Helene@Estuaire.example", "password": PASSWORD}


def test_an_account_signs_in_and_comes_back_to_its_page(client: Client, administrator: Account):
    asked = client.get("/espace/apparence/")
    assert asked.status_code == 302
    answer = client.post(asked["Location"], {**WHO, "next": "/espace/apparence/"})
    assert (answer.status_code, answer["Location"]) == (302, "/espace/apparence/")
    assert client.get("/mon-compte/").status_code == 200


def test_signing_in_leads_nowhere_else(client: Client, administrator: Account):
    for path in ["//ailleurs.example/", "https://ailleurs.example/", "/\\ailleurs.example"]:
        assert client.post("/connexion/", {**WHO, "next": path})["Location"] == "/espace/"
        client.post("/deconnexion/")


def test_a_session_keeps_the_browser_and_not_the_address(client: Client, administrator: Account):
    client.post("/connexion/", WHO, headers={"user-agent": "Essai"}, REMOTE_ADDR="203.0.113.9")
    session = UserSession.objects.get()
    assert (session.user, session.user_agent, session.ip) == (administrator, "Essai", "0.0.0.0")


def test_signing_out_clears_the_browser(client: Client, administrator: Account):
    client.post("/connexion/", WHO)
    before = client.cookies["sessionid"].value
    answer = client.post("/deconnexion/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies["sessionid"] = before
    assert client.get("/espace/").status_code == 302
    assert client.get("/deconnexion/").status_code == 405


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_inactive"])
def test_no_page_of_allauth_opens_an_account(client: Client, name: str):
    assert reverse(name) == reverse("people:sign-in")


def test_accounts_of_before_keep_their_address(administrator: Account):
    EmailAddress.objects.all().delete()
    migration = import_module("fabrique.people.migrations.0005_addresses_of_accounts")
    for _twice in range(2):
        migration.enter_addresses(apps, None)
    address = EmailAddress.objects.get()
    assert (address.user, address.email, address.verified) == (administrator, administrator.email, True)
