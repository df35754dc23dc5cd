"""Giving on a phone: five screens, the donor's page, and the desk that answers."""

from __future__ import annotations

from functools import partial

import pytest
from django.urls import reverse

from fabrique.equip.models import Donation
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from fabrique.territory.models import Territory
from tests.factories.giving import receiving
from tests.factories.people import member, organisation
from tests.journeys.conftest import NARROW, OpenPage, assert_good, follow, sign_in


@pytest.fixture
def ours(territory: Territory) -> Organisation:
    return receiving(organisation("Association intercommunale Anticonstitutionnellement-des-Deux-Rives"))


def test_a_gift_is_promised_on_a_phone_and_answered(open_page: OpenPage, ours: Organisation):
    page = open_page(reverse("equip:give"), width=NARROW)
    look = partial(assert_good, page)
    look()
    go = page.get_by_role("button", name="Continuer")
    follow(go)
    look()  # what is missing is said, with a way to the field
    page.get_by_label("Ordinateurs portables").fill("40")
    follow(go)
    look()
    follow(go)
    page.get_by_label("Demander un enlèvement").check()
    page.get_by_label("Adresse de l’enlèvement").fill("3 quai des Filatures")
    page.get_by_label("Commune").fill("44000 Nantes")
    look()
    follow(go)
    page.get_by_label("Une entreprise").check()
    page.get_by_label("Votre nom, ou celui de l’organisme").fill("Filatures Réunies")
    page.get_by_label("Téléphone").fill("02 61 91 00 40")
    look()
    follow(go)
    page.get_by_label("Ce matériel m’appartient").check()
    look()
    follow(page.get_by_role("button", name="Envoyer ma promesse"))
    look()
    donation = Donation.objects.everywhere("tests").get()
    assert page.get_by_text(donation.code).is_visible()
    by = member(Role.COORDINATOR, of=ours)
    sign_in(page, by.email)
    page.goto(reverse("equip:donation", args=[donation.pk]))
    look()
    follow(page.get_by_role("link", name="Accepter"))
    look()
    follow(page.get_by_role("button", name="Accepter"))
    assert page.get_by_text("À enlever").is_visible()
