"""The observatory with partners, and without a mouse or a script: what each reads, follows, hands over."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from fabrique.core import clock
from fabrique.observe.actions.publishing import keep_files, publish
from fabrique.observe.enums import ScenarioKind, ScenarioState
from fabrique.observe.models import Publication, Scenario, Site
from fabrique.observe.views import runs
from fabrique.people.actions.organisations import carry_instance
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.observe import WHOLE, brought, calculated, drafted_publication, listed, told
from tests.factories.people import agree, member, organisation
from tests.journeys.conftest import OpenPage, assert_good_both, follow, sign_in, tab_to

SITES = """identifiant;nom;lat;lon;couleur
quai;Le quai;47,0;-3,0;bleu
mer;La mer;45,0;-3,0;vert
sans;Sans position;;;gris
"""


def main_of(page: Page) -> str:
    return page.locator("main").inner_text().replace("\u00a0", " ")


def test_the_threshold_of_a_partner_and_an_edition_for_it_alone(
    open_page: OpenPage, ours: Organisation, helene: Account
):
    partner = organisation("Habitat Saudrelle")
    agree(partner)
    page = open_page(reverse("observe:home"))
    sign_in(page, member(Role.ADMINISTRATOR, of=carry_instance(organisation=ours)).email)
    page.goto(reverse("observe:rules"))
    page.get_by_label("Le plus petit nombre").fill("3")
    follow(page.get_by_role("button", name="Noter ce seuil"))
    assert page.title().startswith("À corriger")
    assert_good_both(page)
    page.get_by_label("Convention").select_option(index=1)
    page.get_by_label("Le plus petit nombre").fill("6")
    follow(page.get_by_role("button", name="Noter ce seuil"))
    assert "6 personnes" in main_of(page)
    assert_good_both(page)
    few = told({"00101": 120, "00102": 7})
    found = publish(publication=drafted_publication(ours, by=helene, of=few, audience=partner), by=helene)
    page.goto(reverse("observe:publication", kwargs={"pk": found.pk}))
    assert "Seuil de Habitat Saudrelle : 6 personnes" in main_of(page)
    assert_good_both(page)
    address = reverse("observe:latest", kwargs={"slug": found.slug})
    theirs = open_page("/")
    sign_in(theirs, member(Role.MEDIATOR, of=partner, name="Awa Le Guen").email)
    theirs.goto(address)
    assert "Réservé à Habitat Saudrelle" in main_of(theirs)
    assert_good_both(theirs)
    assert theirs.request.get(reverse("observe:observatory")).ok
    assert open_page("/").request.get(address).status == 404


def test_an_edition_that_was_withdrawn_says_why(open_page: OpenPage, ours: Organisation, helene: Account):
    found = publish(publication=drafted_publication(ours, by=helene), by=helene)
    page = open_page("/")
    sign_in(page, helene.email)
    page.goto(reverse("observe:publication", kwargs={"pk": found.pk}))
    page.get_by_text("Retirer cette publication").click()
    follow(page.get_by_role("button", name="La retirer"))
    assert page.title().startswith("À corriger")
    assert_good_both(page)
    page.get_by_label("Pourquoi elle est retirée").fill("Un fichier a été lu deux fois.")
    follow(page.get_by_role("button", name="La retirer"))
    assert "Un fichier a été lu deux fois." in main_of(page)
    assert_good_both(page)
    page = open_page("/")
    address = reverse("observe:edition", kwargs={"slug": found.slug, "edition": 1})
    assert page.request.get(address).status == 410
    page.set_content(page.request.get(address).text())
    assert "Un fichier a été lu deux fois." in main_of(page)


def test_an_area_is_followed_then_no_more(open_page: OpenPage, ours: Organisation, helene: Account):
    run = calculated(ours, by=helene)
    page = open_page("/")
    sign_in(page, helene.email)
    page.goto(reverse("observe:place", kwargs={"pk": run.pk, "code": "00101"}))
    follow(page.get_by_role("button", name="Suivre ce territoire"))
    assert "Grandmesnil" in main_of(page)
    assert_good_both(page)
    follow(page.get_by_role("button", name="Ne plus suivre Grandmesnil"))
    assert "Aucun territoire suivi" in main_of(page)
    assert_good_both(page)


def test_a_file_of_sites_is_examined_then_a_plan_is_handed_over(
    open_page: OpenPage, ours: Organisation, helene: Account, tmp_path: Path
):
    made, sent = listed(ours, title="Quais"), tmp_path / "sites.csv"
    sent.write_text(SITES, encoding="utf-8")
    page = open_page("/")
    sign_in(page, helene.email)
    page.goto(reverse("observe:fill-site-list", kwargs={"pk": made.pk}))
    page.set_input_files("input[type=file]", sent)
    follow(page.get_by_role("button", name="Compléter"))
    assert "1 site hors du territoire" in main_of(page)
    assert "couleur" in main_of(page)
    assert_good_both(page)
    assert not Site.objects.of(ours).exists()
    follow(page.get_by_role("button", name="Écrire 2 sites"))
    key = str(Site.objects.of(ours).get(key="quai").pk)
    now = clock.now()
    plan = Scenario.objects.create(
        organisation=ours, site_list=made, kind=ScenarioKind.SITES, title="Un point", asked_at=now,
        state=ScenarioState.ADOPTED, solved_at=now, adopted_at=now,
        result={"opened": [key], "years": [{"year": 1, "opened": [key]}],
                "sites": {key: {"people_added": 120.0, "year": 1}}},
    )  # fmt: skip
    page.goto(reverse("observe:hand", kwargs={"pk": plan.pk}))
    assert_good_both(page)
    follow(page.get_by_role("button", name="Noter 1 besoin"))
    follow(page.get_by_role("link", name="un besoin"))
    page.go_back()
    assert_good_both(page)


def test_from_a_calculation_to_its_files_without_javascript(
    open_page: OpenPage, ours: Organisation, helene: Account, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(runs, "SHOWN", 1)
    brought(ours, of=WHOLE, shared=True)
    run = calculated(ours, by=helene)
    page = open_page("/", width=320, java_script_enabled=False)
    sign_in(page, helene.email)
    page.goto(reverse("observe:run", kwargs={"pk": run.pk}))
    page.get_by_label("Choisir").check()
    follow(page.get_by_role("button", name="Page suivante"))
    follow(page.get_by_role("button", name="Page suivante"))
    assert "1 zone choisie" in main_of(page)
    page.get_by_label("Choisir").check()
    follow(page.get_by_role("button", name="Voir côte à côte"))
    assert "Ce qu’on peut dire" in main_of(page)
    page.goto(reverse("observe:run", kwargs={"pk": run.pk}))
    follow(page.get_by_role("link", name="Publier ce classement"))
    page.get_by_label("Titre").fill("Fragilité,\nsans script")
    follow(page.get_by_role("button", name="Faire le brouillon"))
    follow(page.get_by_role("button", name="Le montrer pour commentaires"))
    page.get_by_label("Votre commentaire").fill("Lisible.")
    follow(page.get_by_role("button", name="Commenter"))
    page.get_by_text("Répondre").first.click()
    page.get_by_label("Votre réponse").fill("Merci.")
    follow(page.get_by_role("button", name="Répondre"))
    assert "Merci." in main_of(page)
    follow(page.get_by_role("button", name="Publier", exact=True))
    keep_files(publication=Publication.objects.of(ours).get())
    follow(page.get_by_role("link", name="Voir sa page"))
    assert page.get_by_role("heading", level=1).inner_text() == "Fragilité, sans script"
    with page.expect_download():
        page.get_by_role("link", name="tableau.xlsx").click()


def test_from_a_calculation_to_its_files_by_the_keyboard(
    open_page: OpenPage, ours: Organisation, helene: Account
):
    brought(ours, of=WHOLE, shared=True)
    run = calculated(ours, by=helene)
    page = open_page("/")
    sign_in(page, helene.email)
    page.goto(reverse("observe:run", kwargs={"pk": run.pk}))
    for code in ("00101", "00102"):
        tab_to(page.locator(f'[name="zones"][value="{code}"]'))
        page.keyboard.press("Space")
    _enter(page, "button", "Voir côte à côte")
    _enter(page, "link", "Publier cette comparaison")
    tab_to(page.get_by_label("Titre"))
    page.keyboard.press("Control+A")
    page.keyboard.type("Deux communes")
    tab_to(page.get_by_label("Pour qui"))
    tab_to(page.get_by_label("Titre"), "Shift+Tab")
    _enter(page, "button", "Faire le brouillon")
    _enter(page, "button", "Le montrer pour commentaires")
    _enter(page, "link", "Commentaires", leave=False)
    tab_to(page.get_by_label("Votre commentaire"))
    page.keyboard.type("Lisible.")
    _enter(page, "button", "Commenter")
    _enter(page, "button", "Publier")
    keep_files(publication=Publication.objects.of(ours).get())
    _enter(page, "link", "Voir sa page")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deux communes")
    tab_to(page.get_by_role("link", name="tableau.xlsx"))
    with page.expect_download():
        page.keyboard.press("Enter")


def _enter(page: Page, role: str, name: str, *, leave: bool = True) -> None:
    """Go to a link or a button of the page by the keyboard, and press it."""
    control = page.locator("main").get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    tab_to(control)
    if leave:
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        page.keyboard.press("Enter")
