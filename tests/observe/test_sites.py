"""Lists of possible sites: made, filled, corrected, shared; what others do not see and cannot change."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions import sites as actions
from fabrique.observe.enums import ScenarioKind, ScenarioState, SitePurpose, Veto
from fabrique.observe.models import Scenario, Site, SiteList
from fabrique.observe.queries import sites as queries
from fabrique.observe.queries.site_maps import map_of_sites
from fabrique.observe.site_files import SiteRow
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.directory import entered, entry
from tests.factories.observe import listed
from tests.factories.people import member, organisation
from tests.factories.towns import contours_of_two, two_communes
from tests.observe.pages import signed, text

LISTS = "/espace/observer/sites/"
QUAY = SiteRow("quai", "Quai", 47.12, -1.68, cost_cents=120_000)  # in the neighbourhood
PLACE = SiteRow("place", "Place", 47.15, -1.55)
SEA = SiteRow("mer", "Mer", 46.0, -3.0)


@pytest.fixture
def holder(db: None) -> Organisation:
    two_communes()
    contours_of_two()
    return organisation()


@pytest.fixture
def found(holder: Organisation, by: Account) -> SiteList:
    made = listed(holder, title="Points d’accès")
    actions.fill_site_list(site_list=made, rows=[QUAY, PLACE, SEA], by=by)
    return made


def site(key: str) -> Site:
    return Site.objects.everywhere("test").select_related("site_list").get(key=key)


def test_sites_know_their_commune_and_neighbourhood_and_what_is_outside_is_counted(
    holder: Organisation, by: Account
):
    made = actions.make_site_list(organisation=holder, title=" Points ", purpose="outdoor", by=by)
    done = actions.fill_site_list(site_list=made, rows=[QUAY, PLACE, SEA], by=by)
    assert (made.title, done) == ("Points", actions.Filled(3, 0, 0, 1))
    assert (site("quai").commune_code, site("quai").qpv_code) == ("00101", "QP000001")
    assert (site("place").commune_code, site("place").qpv_code) == ("00102", "")
    assert (site("mer").commune_code, site("mer").qpv_code) == ("", "")
    entry_ = JournalEntry.objects.filter(action="observe.fill_site_list").get()
    assert entry_.summary == {"added": 3, "changed": 0, "same": 0}
    with pytest.raises(DomainRefusal, match="déjà ce titre"):
        actions.make_site_list(organisation=holder, title="Points", purpose="desk", by=by)
    with pytest.raises(DomainRefusal, match="ce qu’il y aurait"):
        actions.make_site_list(organisation=holder, title="Autres", purpose="rien", by=by)


def test_filling_again_corrects_by_key_and_loses_nothing(found: SiteList, by: Account):
    actions.put_veto(site=site("quai"), veto=Veto.ROAD, note="étroit", by=by)
    moved = SiteRow("quai", "Quai neuf", 47.15, -1.68, given=frozenset({"id", "name", "lat", "lon"}))
    done = actions.fill_site_list(site_list=found, rows=[moved, PLACE], by=by)
    assert (done.added, done.changed, done.same) == (0, 1, 1)
    held = site("quai")
    assert (held.name, held.latitude, held.qpv_code) == ("Quai neuf", 47.15, "")
    assert (held.cost_cents, held.vetoes) == (120_000, [{"by": "road", "note": "étroit"}])
    assert Site.objects.everywhere("test").count() == 3
    bare = SiteRow("quai", "Quai", 47.15, -1.68, given=frozenset({"cost", "veto"}))
    actions.fill_site_list(site_list=found, rows=[bare], by=by)
    assert (site("quai").cost_cents, site("quai").vetoes, site("quai").name) == (0, [], "Quai neuf")


def test_sites_are_taken_from_what_the_territory_knows(holder: Organisation, by: Account):
    entered(
        "carto",
        entry("1", latitude=47.12, longitude=-1.68),
        entry("2", name="Sans position", latitude=None, longitude=None),
    )
    (place,) = queries.rows_from_guide(existing=True)
    assert (place.name, place.existing, place.latitude) == ("Médiathèque des Deux-Rives", True, 47.12)
    assert not queries.rows_from_guide(existing=False)[0].existing
    communes = queries.rows_from_communes()
    assert [(row.key, row.latitude) for row in communes] == [
        ("commune-00101", pytest.approx(47.15)),
        ("commune-00102", pytest.approx(47.15)),
    ]
    (quarter,) = queries.rows_from_quarters()
    assert (quarter.key, quarter.name) == ("quartier-QP000001", "Les Cordages")
    made = listed(holder)
    rows = [place, *communes, quarter]
    assert actions.fill_site_list(site_list=made, rows=rows, by=by).added == 4
    assert actions.fill_site_list(site_list=made, rows=rows, by=by).same == 4
    assert site(place.key).place_id == place.place
    assert site(quarter.key).qpv_code == "QP000001"


def test_who_says_no_is_noted_with_why_and_lifted(found: SiteList, by: Account):
    quay = site("quai")
    actions.edit_site(site=quay, changes={"existing": True, "kept": True}, by=by)
    actions.put_veto(site=quay, veto=Veto.ROAD, note=" trop  étroit ", by=by)
    actions.put_veto(site=quay, veto=Veto.HERITAGE, note="", by=by)
    held = actions.put_veto(site=quay, veto=Veto.ROAD, note="en travaux", by=by)
    assert held.vetoes == [{"by": "heritage", "note": ""}, {"by": "road", "note": "en travaux"}]
    assert not held.kept
    with pytest.raises(DomainRefusal, match="levez d’abord"):
        actions.edit_site(site=quay, changes={"kept": True}, by=by)
    assert actions.lift_veto(site=quay, veto=Veto.ROAD, by=by).vetoes == [{"by": "heritage", "note": ""}]
    assert actions.lift_veto(site=quay, veto=Veto.ROAD, by=by).vetoes == [{"by": "heritage", "note": ""}]
    assert JournalEntry.objects.filter(action="observe.lift_veto").count() == 1
    with pytest.raises(DomainRefusal, match="qui, ou pourquoi"):
        actions.put_veto(site=quay, veto=Veto.OTHER, note=" ", by=by)
    with pytest.raises(DomainRefusal, match="Seul un site ouvert"):
        actions.edit_site(site=site("place"), changes={"kept": True}, by=by)


def test_a_site_that_a_scenario_reckons_with_stays(found: SiteList, by: Account):
    quay, place = site("quai"), site("place")
    scenario = Scenario.objects.create(
        organisation=found.organisation, site_list=found, kind=ScenarioKind.SITES, title="Cinquante points",
        state=ScenarioState.SOLVED, inputs={"sites": [{"id": str(quay.pk)}]}, asked_at=clock.now(),
    )  # fmt: skip
    with pytest.raises(DomainRefusal, match="« Cinquante points »"):
        actions.remove_site(site=quay, by=by)
    with pytest.raises(DomainRefusal, match="reste avec lui"):
        actions.erase_site_list(site_list=found, by=by)
    actions.remove_site(site=place, by=by)
    with pytest.raises(DomainRefusal, match="ôté de la liste"):
        actions.remove_site(site=place, by=by)
    scenario.delete()
    actions.erase_site_list(site_list=found, by=by)
    assert not Site.objects.everywhere("test").exists()


def test_the_scenario_of_another_organisation_is_not_named(found: SiteList, by: Account):
    other = organisation("Ailleurs")
    planner = member(Role.COORDINATOR, of=other)
    actions.share_site_list(site_list=found, shared=True, by=by)
    Scenario.objects.create(
        organisation=other, site_list=found, kind=ScenarioKind.SITES, title="Projet discret",
        state=ScenarioState.SOLVED, result={"opened": [str(site("quai").pk)]}, asked_at=clock.now(),
    )  # fmt: skip
    with pytest.raises(DomainRefusal, match="un scénario d’une autre organisation"):
        actions.remove_site(site=site("quai"), by=by)
    with pytest.raises(DomainRefusal, match="reste avec lui"):
        actions.erase_site_list(site_list=found, by=by)
    address = f"{LISTS}{found.pk}/{site('quai').pk}/"
    assert "Projet discret" not in text(signed(by).get(address))
    assert "Projet discret" in text(signed(planner).get(address))


def test_a_list_is_made_from_its_page_with_several_sources_at_once(holder: Organisation, by: Account):
    client = signed(by)
    page = text(client.post(f"{LISTS}nouvelle/", {"title": "", "sources": ["communes"]}))
    assert "À corriger" in page
    values = {"title": "Tout", "purpose": "outdoor", "sources": ["communes", "quartiers"]}
    page = text(client.post(f"{LISTS}nouvelle/", values, follow=True))
    assert "Sites ajoutés : 3" in page
    assert "Les Cordages" in page
    assert "<svg" in page
    page = text(client.get(LISTS))
    assert "Tout" in page
    again = text(client.post(f"{LISTS}nouvelle/", values))
    assert "déjà ce titre" in again


def test_a_file_is_examined_then_written_and_its_wrong_rows_are_told(found: SiteList, by: Account):
    client = signed(by)
    rows = ("quai,Quai,47.12,-1.68,5,a", "neuf,Neuf,47.13,-1.66,x,b", "loin,Loin,40,-3,,c")
    content = "\n".join(("id,name,lat,lon,cost,humeur", *rows))
    sent = {"file": SimpleUploadedFile("mes sites.csv", content.encode())}
    response = client.post(f"{LISTS}{found.pk}/completer/", sent)
    address = response.headers["Location"]
    page = text(client.get(address))
    assert "mes sites.csv" in page
    assert "« x » n’est pas un nombre" in page
    assert "1 site hors du territoire" in page
    assert "humeur" in page
    assert site("quai").cost_cents == 120_000
    page = text(client.post(address, {"ecrire": "oui"}, follow=True))
    assert "ajoutés : 1 ; corrigés : 1 ; déjà là : 0" in page
    assert "à corriger dans le fichier puis à renvoyer : 1" in page
    assert site("quai").cost_cents == 500
    other = signed(member(Role.COORDINATOR, of=found.organisation))
    assert other.get(address).status_code == 404


@pytest.mark.parametrize("content", ["nom\na\n", "id,lat,lon\n", "\x00\x01"])
def test_a_file_that_is_none_of_sites_is_refused_by_its_name(found: SiteList, by: Account, content: str):
    client = signed(by)
    sent = {"file": SimpleUploadedFile("rien.csv", content.encode())}
    response = client.post(f"{LISTS}{found.pk}/completer/", sent, follow=True)
    assert response.status_code == 200
    assert "rien.csv" in text(response)
    assert "Cochez une source" in text(client.post(f"{LISTS}{found.pk}/completer/", {}))


def test_the_file_of_a_list_sent_back_changes_nothing(found: SiteList, by: Account):
    actions.put_veto(site=site("place"), veto=Veto.FIBRE, note="pas avant 2028; au mieux", by=by)
    actions.edit_site(site=site("quai"), changes={"existing": True, "kept": True, "capacity": 12}, by=by)
    client = signed(by)
    content = b"".join(client.get(f"{LISTS}{found.pk}/sites.csv"))
    sent = {"file": SimpleUploadedFile("retour.csv", content)}
    address = client.post(f"{LISTS}{found.pk}/completer/", sent).headers["Location"]
    assert "déjà là : 3" in text(client.post(address, follow=True))


def test_the_page_of_a_list_filters_its_sites(found: SiteList, by: Account):
    actions.put_veto(site=site("place"), veto=Veto.FIBRE, note="", by=by)
    client = signed(by)

    def shown(query: str) -> set[str]:
        page = text(client.get(f"{LISTS}{found.pk}/?{query}"))
        table = page[page.index("<tbody") :] if "<tbody" in page else ""
        return {name for name in ("Quai", "Place", "Mer") if f">{name}</a>" in table}

    assert shown("") == {"Quai", "Place", "Mer"}
    assert shown("veto=fibre") == {"Place"}
    assert shown("veto=aucun") == {"Quai", "Mer"}
    assert shown("veto=tout") == {"Place"}
    assert shown("commune=00101") == {"Quai"}
    assert shown("commune=dehors") == {"Mer"}
    assert shown("qpv=QP000001") == {"Quai"}
    assert shown("qpv=aucun") == {"Place", "Mer"}
    assert shown("texte=mer") == {"Mer"}
    assert "Aucun site ne correspond" in text(client.get(f"{LISTS}{found.pk}/?texte=rien"))


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_of_a_list_asks_the_same_number_of_queries(
    found: SiteList, by: Account, number: int, django_assert_num_queries: Any
):
    rows = [SiteRow(f"s{rank}", f"Site {rank}", 47.12, -1.6) for rank in range(number)]
    actions.fill_site_list(site_list=found, rows=rows, by=by)
    client = signed(by)
    client.get(f"{LISTS}{found.pk}/")
    with django_assert_num_queries(16):
        client.get(f"{LISTS}{found.pk}/")


@pytest.mark.parametrize("number", [1, 5])
def test_the_page_of_lists_asks_the_same_number_of_queries(
    found: SiteList, by: Account, number: int, django_assert_num_queries: Any
):
    for rank in range(number):
        listed(found.organisation, title=f"Liste {rank}")
    client = signed(by)
    client.get(LISTS)
    with django_assert_num_queries(8):
        page = text(client.get(LISTS))
    assert page.count("vue par votre seule organisation") == number + 1


def test_a_site_is_added_corrected_and_removed_from_its_pages(found: SiteList, by: Account):
    client, address = signed(by), f"{LISTS}{found.pk}/"
    values = {"name": "Halle", "latitude": "47,15", "longitude": "-1.55", "cost": "1500,5"}
    page = text(client.post(f"{address}ajouter/", {**values, "latitude": "nord", "opens": "le matin"}))
    assert "À corriger" in page
    assert "Halle" in page
    client.post(f"{address}ajouter/", values)
    added = site("halle")
    assert (added.cost_cents, added.commune_code) == (150_050, "00102")
    assert "déjà cet identifiant" in text(client.post(f"{address}ajouter/", values))
    own = f"{address}{added.pk}/"
    client.post(own, {**values, "cost": "1500"})
    assert re.search(r'name="cost" value="1.?500"', text(client.get(own)))
    page = text(client.post(own, {**values, "name": "Halle aux grains", "existing": "on"}, follow=True))
    assert "Halle aux grains" in page
    assert site("halle").existing
    page = text(client.post(f"{own}veto/", {"veto": "owner", "note": "bail"}, follow=True))
    assert "bail" in page
    assert "Dites qui" in text(client.post(f"{own}veto/", {"veto": "other", "note": ""}))
    client.post(f"{own}lever/", {"veto": "owner"})
    assert site("halle").vetoes == []
    assert "Cochez la case" in text(client.post(f"{own}oter/", follow=True))
    page = text(client.post(f"{own}oter/", {"certain": "oui"}, follow=True))
    assert "est ôté de la liste" in page


def test_a_stranger_sees_what_is_shared_and_changes_nothing(found: SiteList, by: Account):
    stranger = signed(member(Role.COORDINATOR, of=organisation("Ailleurs")))
    address, own = f"{LISTS}{found.pk}/", f"{LISTS}{found.pk}/{site('quai').pk}/"
    assert stranger.get(address).status_code == 404
    client = signed(by)
    assert "Toutes les organisations" in text(
        client.post(f"{address}partage/", {"partage": "oui"}, follow=True)
    )
    page = text(stranger.get(address))
    assert "Quai" in page
    assert "Tenir cette liste" not in page
    assert "Corriger" not in text(stranger.get(own))
    assert stranger.post(own, {"name": "Pris"}).status_code == 404
    for end in ("completer/", "partage/", "effacer/", "ajouter/"):
        assert stranger.post(f"{address}{end}").status_code == 404
    for end in ("veto/", "lever/", "oter/"):
        assert stranger.post(f"{own}{end}").status_code == 404
    reader = signed(member(Role.FUNDER, of=found.organisation))
    assert reader.get(f"{LISTS}nouvelle/").status_code == 404
    elsewhere = f"{LISTS}{listed(found.organisation).pk}/{site('quai').pk}/"
    assert client.get(elsewhere).status_code == 404
    assert "Cochez la case" in text(client.post(f"{address}effacer/", follow=True))
    assert "effacée" in text(client.post(f"{address}effacer/", {"certain": "oui"}, follow=True))
    assert not SiteList.objects.everywhere("test").filter(pk=found.pk).exists()


def test_sites_on_a_map_have_the_mark_of_what_they_are(found: SiteList, by: Account):
    actions.put_veto(site=site("place"), veto=Veto.FIBRE, note="", by=by)
    sites = list(queries.sites_of(found))
    drawing = map_of_sites(sites, [site("quai").pk])
    assert drawing is not None
    labels = [entry.label.split(" : ")[1] for entry in drawing.legend.shades]
    assert labels == ["quelqu’un s’y oppose", "à ouvrir"]
    assert "hors du dessin" in drawing.notes[-1]


def test_a_territory_without_contours_has_its_table_and_no_map(db: None):
    two_communes()
    holder = organisation()
    by = member(Role.COORDINATOR, of=holder)
    made = listed(holder, purpose=SitePurpose.DESK)
    rows = [SiteRow("a", "Ici", 47.1, -1.6, commune_code="00101"), SiteRow("b", "Là", 47.1, -1.6)]
    assert actions.fill_site_list(site_list=made, rows=rows, by=by).outside == 1
    page = text(signed(by).get(f"{LISTS}{made.pk}/"))
    assert "Grandmesnil" in page
    assert "hors du territoire" in page
    assert 'class="map"' not in page
    page = text(signed(by).post(f"{LISTS}{made.pk}/completer/", {"sources": ["communes"]}, follow=True))
    assert "Aucun site n’a été trouvé" in page
