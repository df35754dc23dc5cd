"""What the observatory says, in a browser: from a calculation to the page that everybody reads; who asks."""

from __future__ import annotations

from django.urls import reverse

from fabrique.observe.actions.publishing import keep_files
from fabrique.observe.models import MeasureRequest, Publication, Site, SiteList
from fabrique.people.models import Account, Organisation
from tests.factories.observe import calculated, studied
from tests.journeys.conftest import OpenPage, assert_good_both, follow, sign_in


def test_a_ranking_from_the_calculation_to_the_public_page(
    open_page: OpenPage, ours: Organisation, helene: Account
):
    run = calculated(ours, by=helene)
    page = open_page(reverse("observe:home"))
    sign_in(page, helene.email)
    page.goto(reverse("observe:run", kwargs={"pk": run.pk}))
    assert_good_both(page)
    for name in ("00101", "00103"):
        page.locator(f'[name="zones"][value="{name}"]').check()
    follow(page.get_by_role("button", name="Voir côte à côte"))
    assert_good_both(page)
    page.goto(reverse("observe:run", kwargs={"pk": run.pk}))
    follow(page.get_by_role("link", name="Publier ce classement"))
    assert_good_both(page)
    follow(page.locator("main").get_by_role("button").first)
    found = Publication.objects.of(ours).get()
    assert_good_both(page)
    follow(page.get_by_role("button", name="Le montrer pour commentaires"))
    page.locator("main textarea").first.fill("Le bourg est mal placé.")
    follow(page.get_by_role("button", name="Commenter"))
    assert "Le bourg est mal placé." in page.locator("main").inner_text()
    follow(page.get_by_role("button", name="Publier"))
    assert_good_both(page)
    keep_files(publication=Publication.objects.of(ours).get())
    page.goto(reverse("observe:latest", kwargs={"slug": found.slug}))
    assert_good_both(page)
    assert "tableau.xlsx" in page.locator("main").inner_text()
    page.goto(reverse("observe:observatory"))
    assert_good_both(page)
    page.goto(reverse("observe:publications"))
    assert_good_both(page)


def test_sites_of_the_communes_then_access(open_page: OpenPage, ours: Organisation, helene: Account):
    page = open_page(reverse("observe:site-lists"))
    sign_in(page, helene.email)
    page.goto(reverse("observe:make-site-list"))
    assert_good_both(page)
    page.get_by_label("Titre").fill("Points en plein air")
    page.locator('input[name="sources"][value="communes"]').check()
    page.locator('[name="purpose"][value="outdoor"]').check()
    follow(page.get_by_role("button", name="Faire la liste"))
    made = SiteList.objects.of(ours).get()
    page.goto(reverse("observe:site-list", kwargs={"pk": made.pk}))
    assert_good_both(page)
    one = Site.objects.of(ours).order_by("key")[0]
    page.goto(reverse("observe:site", kwargs={"pk": made.pk, "site": one.pk}))
    assert_good_both(page)
    page.goto(reverse("observe:access"))
    assert_good_both(page)


def test_a_table_of_travel_times_is_brought_then_measured_with(
    open_page: OpenPage, ours: Organisation, helene: Account
):
    page = open_page(reverse("observe:travel-times"))
    sign_in(page, helene.email)
    page.goto(reverse("observe:travel-times"))
    assert_good_both(page)
    page.goto(reverse("observe:bring-times"))
    assert_good_both(page)
    body = b"origin,destination,minutes\n00101,00102,25\n00102,00102,5\n75056,00102,300\n00101,,3\n"
    sent = {"name": "bus.csv", "mimeType": "text/csv", "buffer": body}
    page.locator('input[type="file"]').set_input_files(sent)
    follow(page.get_by_role("button", name="Examiner le fichier"))
    assert_good_both(page)
    for label, said in (("Titre", "En bus"), ("Producteur", "Essai"), ("Millésime", "2026")):
        page.get_by_label(label).fill(said)
    page.get_by_label("Licence ou accord").fill("Licence Ouverte 2.0")
    follow(page.get_by_role("button", name="Garder le tableau"))
    assert_good_both(page)
    follow(page.get_by_role("link", name="Mesurer l’accès avec lui"))
    assert_good_both(page)


def test_a_study_is_read_and_a_measure_is_asked_for(open_page: OpenPage, ours: Organisation, helene: Account):
    study = studied(ours, by=helene, title="Sans ordinateur")
    page = open_page(reverse("observe:studies"))
    sign_in(page, helene.email)
    for name in ("studies", "write-study", "requests"):
        page.goto(reverse(f"observe:{name}"))
        assert_good_both(page)
    page.goto(reverse("observe:study", kwargs={"pk": study.pk}))
    assert_good_both(page)
    page.goto(reverse("observe:ask"))
    page.locator('[name="measure"]').fill("Foyers sans forfait mobile")
    page.locator('[name="decision"]').fill("Où prêter des cartes prépayées.")
    assert_good_both(page)
    follow(page.locator("main form").last.get_by_role("button").last)
    assert MeasureRequest.objects.of(ours).get().measure == "Foyers sans forfait mobile"
    assert_good_both(page)
