"""The observatory in a browser: a file corrected and imported, an index adopted, calculated, read."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse

from fabrique.observe.models import DataSet, IndexRun
from fabrique.people.models import Account, Organisation
from fabrique.territory.models import Territory
from tests.factories.observe import TEXT, WHOLE, brought
from tests.factories.people import organisation
from tests.factories.towns import COMMUNES
from tests.journeys.conftest import OpenPage, assert_good_both, follow, sign_in

PARTNER = """code commune;commune;nb locataires;part sans courriel;à jour
00101;Grandmesnil;120;12,5;oui
00102;Port-Sablier;80;quelques-uns;oui
00103;Les Trois-Anses-sur-Anticonstitutionnellement;40;30;oui
"""


@pytest.fixture
def ours(territory: Territory, settings: LazySettings, tmp_path: Path) -> Organisation:
    settings.FABRIQUE_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    territory.commune_codes, territory.extra_communes = ["00101", "00102"], COMMUNES
    territory.save()
    return organisation("Observatoire de Val-d’Estuaire")


def test_a_partners_file_from_the_proposal_to_the_answer(
    open_page: OpenPage, ours: Organisation, helene: Account, tmp_path: Path
):
    page = open_page(reverse("observe:home"))
    sign_in(page, helene.email)
    page.goto(reverse("observe:home"))
    assert_good_both(page)
    follow(page.get_by_role("link", name="Apporter des données"))
    assert_good_both(page)
    sent = tmp_path / "locataires.csv"
    sent.write_text(PARTNER, encoding="utf-8")
    page.set_input_files("input[type=file]", sent)
    follow(page.get_by_role("button", name="Examiner le fichier"))
    assert_good_both(page)
    page.get_by_label("Producteur").fill("Habitat Saudrelle")
    page.get_by_label("Millésime").fill("2025")
    follow(page.get_by_role("button", name="Importer pour de bon"))
    assert "Dites" in page.locator("main").inner_text() or page.get_by_label("Licence ou accord").is_visible()
    page.get_by_label("Licence ou accord").fill("Convention")
    follow(page.get_by_role("button", name="Importer pour de bon"))
    found = DataSet.objects.of(ours).get()
    assert page.url.endswith(f"/{found.pk}/")
    assert_good_both(page)
    if page.get_by_text("Répondre", exact=False).count():
        page.get_by_text("Répondre").first.click()
        page.get_by_label("Pourquoi ce n’est pas un défaut").first.fill(
            "Seules trois communes ont des locataires."
        )
        follow(page.get_by_role("button", name="Noter").first)
        assert "Seules trois communes" in page.locator("main").inner_text()


def test_an_index_from_its_text_to_an_area(open_page: OpenPage, ours: Organisation, helene: Account):
    brought(ours, of=WHOLE, shared=True)
    page = open_page(reverse("observe:indices"))
    sign_in(page, helene.email)
    page.goto(reverse("observe:measure", kwargs={"code": "share_old"}))
    assert_good_both(page)
    page.goto(reverse("observe:indices"))
    assert_good_both(page)
    follow(page.get_by_role("link", name="Fragilité numérique, indice de la Fabrique", exact=True))
    assert_good_both(page)
    page.goto(reverse("observe:write"))
    page.get_by_label("Définition").fill(TEXT)
    assert_good_both(page)
    follow(page.get_by_role("button", name="Vérifier et enregistrer"))
    page.get_by_label("En quelle qualité").fill("Vice-présidente")
    follow(page.get_by_role("button", name="Signer"))
    assert_good_both(page)
    follow(page.get_by_role("button", name="Calculer"))
    run = IndexRun.objects.of(ours).get()
    assert_good_both(page)
    page.goto(reverse("observe:place", kwargs={"pk": run.pk, "code": "00102"}))
    assert_good_both(page)
