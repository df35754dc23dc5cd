"""A carnet in a browser: given, opened by its code, « ce n’est pas moi », closed, answered; axe, 320 px."""

from __future__ import annotations

import pytest
from django.urls import reverse

from fabrique.people.enums import Role
from fabrique.people.models import CarnetAlert, Resident
from fabrique.territory.models import Territory
from tests.factories.carnets import linkable
from tests.factories.people import member, organisation, receive
from tests.journeys.conftest import (
    NARROW,
    OpenPage,
    assert_accessible,
    assert_no_sideways_scroll,
    assert_within_reach,
    follow,
    sign_in,
)


@pytest.fixture
def bakari(territory: Territory) -> Resident:
    return linkable(receive(organisation("La Bobine"), called="M. Tiendrel"))


def test_a_person_reads_says_this_is_not_me_and_leaves(open_page: OpenPage, bakari: Resident):
    desk = open_page("/connexion/", width=NARROW)
    page = open_page("/carnet/", width=NARROW, java_script_enabled=False)  # where axe cannot run

    def look() -> None:
        assert_accessible(desk)
        assert_no_sideways_scroll(desk)
        assert_within_reach(desk)

    sign_in(desk, member(Role.COORDINATOR, of=bakari.organisation).email)
    desk.goto(reverse("people:carnet", args=[bakari.pk]))
    look()
    follow(desk.get_by_role("button", name="Donner un code"))
    look()
    code = desk.locator("main .panel b").inner_text()
    page.get_by_label("Le code de votre carnet").fill(code.replace(" ", "").lower()[:-1])
    follow(page.get_by_role("button", name="Ouvrir mon carnet"))
    assert page.get_by_text("Il n’y a pas 16 signes").first.is_visible()
    page.get_by_label("Le code de votre carnet").fill(code)
    follow(page.get_by_role("button", name="Ouvrir mon carnet"))
    assert code not in page.url
    assert page.get_by_text("M. Tiendrel").is_visible()
    follow(page.get_by_role("button", name="Ce n’est pas moi").last)
    page.get_by_label("Voulez-vous ajouter quelque chose").fill("Je n’ai pas dit oui")
    follow(page.get_by_role("button", name="Envoyer"))
    assert page.get_by_text("C’est envoyé").is_visible()
    follow(page.get_by_role("button", name="Fermer mon carnet").first)
    assert page.get_by_text("n’en garde rien").is_visible()
    page.goto("/carnet/lire/")
    assert page.url.endswith("/carnet/")
    alert = CarnetAlert.objects.of(bakari.organisation).get()
    desk.goto(reverse("people:answer-alert", args=[bakari.pk, alert.pk]))
    look()
    desk.get_by_label("Votre réponse").fill("C’était une erreur. Nous l’avons retirée.")
    follow(desk.get_by_role("button", name="Envoyer la réponse"))
    desk.goto(reverse("people:links", args=[bakari.pk]))
    look()
    follow(desk.get_by_role("button", name="Donner un code de rapprochement"))
    look()
    desk.goto("/carnet/")
    field = desk.get_by_label("Le code de votre carnet")
    field.fill(code)
    assert field.evaluate("e => e.scrollWidth <= e.clientWidth"), "a code is seen whole where it is typed"
    follow(desk.get_by_role("button", name="Ouvrir mon carnet"))
    assert desk.get_by_text("Nous l’avons retirée").is_visible()
    look()
    follow(desk.get_by_role("button", name="Ce n’est pas moi").first)
    look()
