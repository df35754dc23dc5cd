"""A procedure in a browser: one form, an act refused without a mandate, a document, the sheet, the end."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse

from fabrique.accompany.models import Case
from fabrique.people.enums import Role
from fabrique.people.models import Resident
from fabrique.territory.models import Territory
from tests.core.test_received import PDF
from tests.factories.accompany import followed, helper, person
from tests.factories.people import member, organisation
from tests.journeys.conftest import NARROW, OpenPage, assert_good, follow, sign_in


@pytest.fixture
def odette(territory: Territory, settings: LazySettings, tmp_path: Path) -> Resident:
    settings.FABRIQUE_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    return person(organisation("Association intercommunale Anticonstitutionnellement-des-Deux-Rives"))


def test_a_procedure_is_followed_to_its_end(open_page: OpenPage, odette: Resident):
    by = helper(odette.organisation)
    page = open_page("/connexion/", width=NARROW)

    look = partial(assert_good, page)
    sign_in(page, by.email)
    page.goto(reverse("people:resident", args=[odette.pk]))
    follow(page.get_by_role("link", name="Ouvrir une démarche"))
    look()
    page.get_by_label("Quelle sorte de démarche").select_option("papiers")
    page.get_by_label("En quelques mots").fill("Renouveler la carte d’identité")
    page.get_by_label("Qu’avez-vous fait").fill("Pré-demande remplie ensemble")
    page.get_by_text("Un rendez-vous", exact=True).click()
    look()
    follow(page.get_by_role("button", name="Ouvrir la démarche"))
    look()
    page.get_by_label("Qu’avez-vous fait").fill("Dossier déposé")
    page.get_by_label("Fait à sa place").check()
    follow(page.get_by_role("button", name="Noter", exact=True))
    look()
    assert page.get_by_text("Pour agir à sa place, il faut son mandat").is_visible()
    assert page.get_by_label("Qu’avez-vous fait").input_value() == "Dossier déposé"
    page.get_by_label("Fait avec la personne").check()
    page.get_by_text("C’est la correction d’une erreur").click()
    page.get_by_label("Quel acte n’allait pas").select_option(index=1)
    page.get_by_label("Qu’est-ce qui n’allait pas").fill("Il manquait le second prénom")
    follow(page.get_by_role("button", name="Noter", exact=True))
    look()
    follow(page.get_by_role("link", name="Recevoir un document"))
    look()
    page.get_by_label("Qu’est-ce que c’est").fill("Avis d’imposition")
    page.get_by_label("Le fichier").set_input_files(
        {"name": "avis.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_label("La personne laisse le papier ici").check()
    follow(page.get_by_role("button", name="Enregistrer"))
    look()
    follow(page.get_by_role("link", name="Changer la suite"))
    look()
    page.go_back()
    follow(page.get_by_role("link", name="La feuille du jour"))
    look()
    assert page.get_by_text("Papier gardé ici, à vous rendre").is_visible()
    page.go_back()
    follow(page.get_by_role("link", name="Terminer la démarche"))
    look()
    page.get_by_label("Obtenu en entier").check()
    follow(page.get_by_role("button", name="Terminer la démarche"))
    look()
    assert Case.objects.of(odette.organisation).get().outcome == "obtained"
    page.goto(reverse("accompany:cases", args=[odette.pk]))
    look()
    followed(odette, by=by)
    page.goto(reverse("accompany:my-cases"))
    look()
    assert page.get_by_text("Rien n’est prévu").is_visible()
    page.context.clear_cookies()
    sign_in(page, member(Role.COORDINATOR, of=odette.organisation, name="Cheffe").email)
    page.goto(reverse("accompany:follow-up"))
    look()
