"""« Demandes des personnes » in a browser: found, copied, limited, erased; axe, 320 px, no JavaScript."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page

from fabrique.core import clock
from fabrique.people.actions.keeping import announce_erasures
from fabrique.people.enums import Role
from fabrique.people.models import Account, Resident
from fabrique.territory.models import Territory
from tests.factories.people import member, organisation
from tests.journeys.conftest import NARROW, OpenPage, assert_good, follow, sign_in
from tests.people.keeping.files import aged, canary


@pytest.fixture
def person(territory: Territory, settings: LazySettings, tmp_path: Path) -> Resident:
    """A file that will be erased within the month."""
    settings.FABRIQUE_HOME = tmp_path
    found = canary(organisation("Association intercommunale Anticonstitutionnellement-des-Deux-Rives"))
    aged(found, last_contact_on=clock.today() - timedelta(days=725))
    announce_erasures([f"resident:{found.pk}"])
    return found


@pytest.fixture
def officer(person: Resident) -> Account:
    return member(Role.DATA_PROTECTION_OFFICER, of=person.organisation)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_asks_for_a_copy_then_to_be_erased(
    open_page: OpenPage, officer: Account, person: Resident, scripts: bool
):
    page = open_page("/connexion/", width=NARROW, java_script_enabled=scripts)

    def look() -> None:
        if scripts:
            assert_good(page)

    sign_in(page, officer.email)
    look()
    page.goto("/espace/demandes/")
    look()
    follow(page.get_by_role("link", name="Garder encore").first)
    look()
    press(page, "Garder")
    look()
    page.goto("/espace/demandes/")
    page.get_by_label("Ou téléphone").fill("02 61 91 99 19")
    press(page, "Chercher")
    look()
    with page.expect_download() as download:
        page.get_by_role("button", name="À lire (PDF)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    press(page, "Limiter l’usage")
    look()
    follow(page.get_by_role("link", name="Effacer…"))
    look()
    press(page, "Effacer ce dossier")
    assert "C’est effacé" in page.locator("main").inner_text()
    assert not Resident.objects.everywhere("tests").exists()


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True).first)
