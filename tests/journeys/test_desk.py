"""At the desk of the guide and on the report page: axe, narrow and wide, by keyboard, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fabrique.core import clock
from fabrique.directory import throttle
from fabrique.directory.actions import offers, places, reports, stops
from fabrique.directory.actions.merging import confirm_pair
from fabrique.directory.imports import import_places
from fabrique.directory.models import (
    DuplicatePair,
    ErrorReport,
    ImportRun,
    Place,
    Service,
    SourceRecord,
    Stop,
    StopVisit,
)
from fabrique.people.models import Account
from fabrique.territory.models import Territory
from tests.factories.directory import entered, entry, place_of, queue_pair
from tests.factories.files import LIBRARY, WORKSHOP, national_csv
from tests.journeys.conftest import (
    NARROW,
    OpenPage,
    assert_good_both,
    assert_no_sideways_scroll,
    follow,
    sign_in,
)

LONG = "Médiathèque intercommunale Anticonstitutionnellement-des-Deux-Rives"


@pytest.fixture(autouse=True)
def filled(territory: Territory, settings: Any, tmp_path: Path) -> Iterator[None]:
    """Places, pairs, reports and an import."""
    settings.MEDIA_ROOT = tmp_path / "files"
    throttle.forget()
    entered("ville", entry("1", name=LONG, hours="Mo-Fr 09:00-12:00", contact_name="Mireille Tavronne"))
    entered("region", entry("1", name=LONG, phone="", services=[]), entry("2", 1, name="La Bobine"))
    entered("bus", entry("1", name="La Bobine"))
    one, two, three, four = SourceRecord.objects.order_by("source", "external_id")
    reasons = [{"text": "même numéro", "weight": 3.0}, {"text": "noms différents", "weight": -2.0}]
    confirm_pair(pair=queue_pair(left=one, right=three, probability=0.99, reasons=reasons))
    queue_pair(left=two, right=four, probability=0.9, reasons=reasons)
    queue_pair(left=three, right=four, probability=0.6, reasons=reasons)
    place = place_of("ville", "1")
    places.edit_place(place=place, changes={"phone": "+33261910088"})
    service = offers.create_service(name="Atelier CV", publics=["jeunes"], residence_codes=["33039"])
    offers.offer_service(service=service, places=[place])
    where = {"commune_code": "00101", "commune_name": "Port-Sablier"}
    soon = clock.now() + timedelta(days=3)
    stops.add_stop(place=place, name="Halle", visits=[(soon, soon + timedelta(hours=2))], **where)
    report = reports.report_error(place=place, motive="hours", words="Fermé le lundi. " * 20)
    reports.report_error(place=place, motive="contact", words="Je suis Mireille Tavronne.")
    reports.close_report(report=report, corrected=True, answer="C’est corrigé.")
    path = national_csv(tmp_path / "a.csv", LIBRARY, {**WORKSHOP, "nom": ""})
    import_places(path=path, source="commune")
    yield
    throttle.forget()


def pages() -> list[str]:
    place, run = place_of("ville", "1").code, ImportRun.objects.get().pk
    sheet, pairs = f"/espace/guide/lieux/{place}/", DuplicatePair.objects.filter(state="queued")
    report = ErrorReport.objects.get(state="received").code
    service = f"{sheet}services/{Service.objects.get().pk}/"
    stop = f"{sheet}arrets/{Stop.objects.get().pk}/"
    visit = f"{stop}passages/{StopVisit.objects.get().pk}/enlever/"
    return [
        "/espace/guide/", "/espace/guide/lieux/", "/espace/guide/lieux/?q=rien",
        "/espace/guide/nouveau-lieu/",
        "/espace/guide/lieux/?avec=telephone&etat=tous", sheet, f"{sheet}publication/",
        f"{sheet}source/phone/",
        f"{sheet}fermetures/", f"{sheet}arrets/", f"{sheet}services/", service,
        f"{service}enlever/", stop, f"{stop}enlever/", visit,
        f"{sheet}organisation/", "/espace/guide/signalements/",
        "/espace/guide/signalements/?etat=traites", f"/espace/guide/signalements/{report}/",
        f"/espace/guide/doublons/{pairs[0].pk}/", "/espace/guide/doublons/reunis/",
        "/espace/guide/doublons/differents/", "/espace/guide/imports/",
        f"/espace/guide/imports/{run}/", "/espace/guide/ne-plus-nommer/", "/espace/",
    ]  # fmt: skip


def test_every_page_of_the_desk(open_page: OpenPage, administrator: Account) -> None:
    page = open_page("/connexion/")
    sign_in(page, administrator.email)
    page.wait_for_url("**/espace/")
    for path in pages():
        page.goto(path)
        assert page.locator("h1").count() == 1
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        assert_good_both(page)


def test_a_visitor_reports_an_error_without_javascript(open_page: OpenPage) -> None:
    code = place_of("ville", "1").code
    page = open_page(f"/guide/lieu/{code}/signaler/", width=NARROW, java_script_enabled=False)
    follow(page.get_by_role("button", name="Envoyer"))
    assert "Choisissez ce qui ne va pas." in page.locator("main form").inner_text()
    page.get_by_label("Les horaires sont faux").check()
    page.get_by_label("Dites-nous en plus").fill("Fermé le mardi.")
    follow(page.get_by_role("button", name="Envoyer"))
    page.wait_for_url("**/guide/signalement/**")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Merci")
    assert ErrorReport.objects.get(words="Fermé le mardi.").motive == "hours"
    assert page.get_by_label("Laissez vide").count() == 0


def test_the_public_pages_are_accessible_with_their_errors(open_page: OpenPage) -> None:
    code = place_of("ville", "1").code
    page = open_page(f"/guide/lieu/{code}/signaler/")
    assert_good_both(page)
    follow(page.get_by_role("button", name="Envoyer"))
    assert_good_both(page)
    page.goto(f"/guide/signalement/{ErrorReport.objects.get(state='corrected').code}/")
    assert_good_both(page)


def test_pairs_are_settled_by_keyboard(open_page: OpenPage, administrator: Account) -> None:
    page = open_page("/connexion/")
    sign_in(page, administrator.email)
    page.goto("/espace/guide/doublons/")
    page.get_by_role("button", name="C’est le même lieu").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("C’est noté").wait_for()
    assert DuplicatePair.objects.filter(state="refused").count() == 1
    page.get_by_role("button", name="C’est le même lieu").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Aucun doublon n’attend").wait_for()
    assert DuplicatePair.objects.filter(state="merged").count() == 2


def test_enter_in_a_field_saves_the_sheet(open_page: OpenPage, administrator: Account) -> None:
    page = open_page("/connexion/", java_script_enabled=False)
    sign_in(page, administrator.email)
    place = place_of("ville", "1")
    page.goto(f"/espace/guide/lieux/{place.code}/")
    page.get_by_role("textbox", name="Téléphone").fill("02 61 91 00 99")
    page.keyboard.press("Enter")
    page.get_by_text("Enregistré").first.wait_for()
    assert Place.objects.get(pk=place.pk).phone == "+33261910099"


def test_a_file_is_imported_without_javascript(
    open_page: OpenPage, administrator: Account, tmp_path: Path
) -> None:
    page = open_page("/connexion/", width=NARROW, java_script_enabled=False)
    sign_in(page, administrator.email)
    page.goto("/espace/guide/imports/")
    page.get_by_label("Fichier").set_input_files(national_csv(tmp_path / "b.csv", WORKSHOP))
    page.get_by_label("Source").fill("Partenaire")
    follow(page.get_by_role("button", name="Examiner le fichier"))
    assert page.get_by_role("heading", level=1).inner_text() == "Voici ce que l’import ferait"
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Importer pour de bon").click()
    page.get_by_text("1 ligne lue").wait_for()
    assert Place.objects.filter(name="Atelier Le Rouet").count() == 1
