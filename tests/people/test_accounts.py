"""Accounts and organisations."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import Client

from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.people import actions
from fabrique.people.models import Account, Organisation
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_an_empty_sign_in_says_what_to_write(client: Client):
    html = client.post("/connexion/", {"username": "", "password": ""}).content.decode()
    assert "Écrivez votre adresse électronique." in html
    assert "Écrivez votre mot de passe." in html
    assert "obligatoire" not in html
    assert "<title>À corriger\u00a0: " in html


def test_an_account_signs_in_whatever_the_case(administrator: Account):
    assert authenticate(username="Helene@Estuaire.example", password=PASSWORD) == administrator
    assert authenticate(username="helene@estuaire.example", password="autre chose de faux") is None
    assert JournalEntry.objects.filter(action="people.create_account").count() == 1


@pytest.mark.parametrize("password", ["court", "aaaaaaaaaaaaa"])
def test_a_short_password_is_refused(password: str):
    with pytest.raises(DomainRefusal) as refusal:
        actions.create_account(email="a@b.example", name="A", password=password)
    assert refusal.value.field == "password"


def test_an_address_has_one_account(administrator: Account):
    with pytest.raises(DomainRefusal, match="existe déjà"):
        actions.create_account(email="HELENE@estuaire.example", name="Autre", password=PASSWORD)
    assert Account.objects.count() == 1


def test_an_address_must_look_like_one():
    with pytest.raises(DomainRefusal, match="pas complète"):
        actions.create_account(email="helene", name="H", password=PASSWORD)


def test_an_organisation_is_found_again_by_its_siret():
    first = actions.register_organisation(name="La Bobine", siret="000 123 455 00008")
    assert first.siret == "00012345500008"
    assert actions.register_organisation(name="Bobine (La)", siret="00012345500008") == first
    assert actions.register_organisation(name="La Bobine") != first
    assert actions.register_organisation(name="Sans numéro") == actions.register_organisation(
        name="Sans numéro "
    )


def test_a_wrong_siret_is_refused():
    with pytest.raises(DomainRefusal, match="SIRET"):
        actions.register_organisation(name="La Bobine", siret="00012345500009")
    with pytest.raises(DomainRefusal, match="nom"):
        actions.register_organisation(name="  ")


def test_the_database_itself_refuses_a_malformed_siret(administrator: Account):
    now = administrator.created_at
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="X", siret="12", created_at=now, updated_at=now)
