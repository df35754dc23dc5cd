"""Indices in the instance: written, signed, calculated from the data sets that one sees, read."""

from __future__ import annotations

from typing import Any

import pytest

from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.observe import calculating
from fabrique.observe.actions import indices
from fabrique.observe.actions.data_sets import share_data_set
from fabrique.observe.models import IndexDefinition, IndexRun, IndexSignOff
from fabrique.observe.queries.indices import Places, against, shipped, shipped_text
from fabrique.observe.reading_aloud import reading_of
from fabrique.people.actions.members import end_membership
from fabrique.people.enums import Role
from fabrique.people.models import Account, Membership, Organisation
from tests.factories.observe import CENSUS, TEXT, WHOLE, brought
from tests.factories.people import member, organisation
from tests.observe.pages import signed, text


@pytest.fixture
def definition(holder: Organisation, by: Account) -> IndexDefinition:
    return indices.write_definition(organisation=holder, text=TEXT, by=by)


def test_what_says_the_same_is_the_same_definition_and_a_version_never_changes(
    holder: Organisation, by: Account, definition: IndexDefinition
):
    again = indices.write_definition(organisation=holder, text=f"# autre mise en page\n{TEXT}", by=by)
    assert again == definition
    with pytest.raises(DomainRefusal, match="changez « version »") as refused:
        indices.write_definition(organisation=holder, text=TEXT.replace("50.0", "60.0"), by=by)
    assert refused.value.field == "text"
    later = TEXT.replace("50.0", "60.0").replace('version = "1"', 'version = "2"')
    assert indices.write_definition(organisation=holder, text=later, by=by).version == "2"
    with pytest.raises(DomainRefusal, match="TOML"):
        indices.write_definition(organisation=holder, text="name = ", by=by)


def test_every_definition_that_comes_with_the_project_can_be_adopted(holder: Organisation, by: Account):
    for name in shipped():
        found = indices.adopt_definition(organisation=holder, name=name, by=by)
        assert found.text == shipped_text(name)
    with pytest.raises(DomainRefusal, match="Aucune définition livrée"):
        indices.adopt_definition(organisation=holder, name="../secret", by=by)


def test_somebody_stands_behind_what_was_written(by: Account, definition: IndexDefinition):
    indices.sign_definition(definition=definition, quality=" Vice-présidente ", by=by)
    found = indices.sign_definition(definition=definition, quality="Présidente", by=by)
    assert IndexSignOff.objects.everywhere("test").count() == 1
    assert (found.quality, found.digest) == ("Présidente", definition.digest)
    with pytest.raises(DomainRefusal, match="quelle qualité"):
        indices.sign_definition(definition=definition, quality=" ", by=by)


def test_an_index_is_calculated_from_the_data_sets_that_one_sees(
    holder: Organisation, by: Account, definition: IndexDefinition
):
    with pytest.raises(DomainRefusal, match="« Personnes âgées » \\(share_old\\)"):
        indices.compute_index(definition=definition, level="commune", by=by)
    data_set = brought(holder, of=CENSUS)
    run = indices.compute_index(definition=definition, level="commune", by=by, draws=50)
    assert {each["data_set"] for each in run.inputs} == {str(data_set.pk)}
    assert (run.areas, run.summary["scored"], run.draws) == (["00101", "00102"], 1, 50)
    first, second = Places(run)[0:2]
    assert first.code == "00101"
    assert first.score == pytest.approx(100 * (0.4 + 0.1) / 2)
    assert first.persons == {"share_old": pytest.approx(200.0)}
    assert second.score is None
    assert second.reason
    entry = JournalEntry.objects.order_by("seq").last()
    assert entry is not None
    assert (entry.action, entry.summary["inputs"]) == ("observe.compute_index", run.inputs_digest)


def test_the_same_data_give_the_same_figures_and_everywhere_means_all_the_areas(
    holder: Organisation, by: Account, definition: IndexDefinition
):
    brought(holder, of=CENSUS)
    one, two = (
        indices.compute_index(definition=definition, level="commune", by=by, everywhere=True, draws=80)
        for _each in range(2)
    )
    assert one.inputs_digest == two.inputs_digest
    assert bytes(one.results) == bytes(two.results)
    assert one.areas == ["00101", "00102", "00103"]
    places = Places(one)
    found = places.of("00103")
    assert found is not None
    assert found.low is not None
    assert found.rank is not None
    assert found.low <= found.rank <= (found.high or 0)
    total = sum(value for _code, value in found.contributions) + found.unknown
    assert one.summary["mean_score"] + total == pytest.approx(found.score)
    assert places.of("99999") is None


def test_a_definition_set_aside_is_not_calculated(by: Account, definition: IndexDefinition):
    indices.move_definition(definition=definition, verb="set_aside", by=by)
    with pytest.raises(DomainRefusal, match="mise de côté"):
        indices.compute_index(definition=definition, level="commune", by=by)
    indices.move_definition(definition=definition, verb="take_up", by=by)


def test_the_reading_never_says_more_than_the_intervals():
    summary = {
        "areas": 10,
        "scored": 9,
        "top_count": 2,
        "robust_top": 0,
        "always_top": 0,
        "probable": 1,
        "contested": 1,
        "median_width": 0.5,
        "median_places": 4,
    }
    said = " ".join(reading_of(summary))
    assert "Aucune zone n’est sûrement" in said
    assert "Pour 2 zones, dire si elles en sont dépend des choix" in said
    assert "le rang peut varier de 4 places ou plus, sur 9" in said
    assert "1 zone n’est pas classée" in said
    assert "quoi qu’on choisisse" not in said
    often = reading_of({**summary, "robust_top": 2, "always_top": 0})
    assert often[0] == "2 zones sont parmi les 2 plus fragiles dans au moins 95 % des tirages."
    certain = {
        "robust_top": 2,
        "always_top": 2,
        "contested": 0,
        "probable": 0,
        "median_places": 0,
        "scored": 10,
    }
    sure = reading_of({**summary, **certain})
    assert sure == ["2 zones sont parmi les 2 plus fragiles quoi qu’on choisisse."]
    assert "Rien ne départage" in reading_of({**summary, "median_width": None})[0]


def test_the_pages_from_the_definition_to_the_area(holder: Organisation, by: Account):
    client = signed(by)
    brought(holder, of=WHOLE)
    home = "/espace/observer/indices/"
    assert "Aucun calcul pour l’instant" in text(client.get(home))
    assert "Adopter cette définition" in text(client.get(f"{home}livres/ifn-v1/"))
    assert client.get(f"{home}livres/rien/").status_code == 404
    assert "signez-la" in text(client.post(f"{home}livres/ifn-v1/adopter/", follow=True))
    assert "Ce que dit chaque ligne" in text(client.get(f"{home}nouveau/"))
    page = text(client.post(f"{home}nouveau/", {"text": "name ="}))
    assert 'href="#id_text"' in page
    page = text(client.post(f"{home}nouveau/", {"text": TEXT}, follow=True))
    assert "moyenne simple" in page
    found = IndexDefinition.objects.everywhere("test").get(slug="essai")
    address = f"{home}{found.pk}/"
    assert 'href="#id_quality"' in text(client.post(f"{address}signer/", {"quality": ""}))
    assert "Votre signature" in text(client.post(f"{address}signer/", {"quality": "Élue"}, follow=True))
    assert 'href="#id_level"' in text(client.post(f"{address}calculer/", {}))
    page = text(client.post(f"{address}calculer/", {"level": "commune"}, follow=True))
    assert "De la plus fragile à la moins fragile" in page
    run = IndexRun.objects.everywhere("test").get()
    place = text(client.get(f"/espace/observer/calculs/{run.pk}/zones/00101/"))
    assert "Ce qui fait ce score" in place
    assert client.get(f"/espace/observer/calculs/{run.pk}/zones/99999/").status_code == 404
    lines = b"".join(client.get(f"/espace/observer/calculs/{run.pk}/liste.csv")).decode().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("id,nom,score,rang,rang_bas,rang_haut,part_des_tirages,")
    assert "C’est fait" in text(client.post(f"{address}ecarter/", follow=True))
    assert client.post(f"{address}casser/").status_code == 404
    assert "name = " in text(client.get(f"{home}nouveau/?depuis={found.pk}"))


def test_a_calculation_is_read_by_others_once_shared_with_its_definition(
    holder: Organisation, by: Account, definition: IndexDefinition
):
    data_set = brought(holder, of=CENSUS)
    run = indices.compute_index(definition=definition, level="commune", by=by, draws=20)
    with pytest.raises(DomainRefusal, match="n’est pas partagé : « Recensement"):
        indices.share_run(run=run, shared=True, by=by)
    share_data_set(data_set=data_set, shared=True, by=by)
    stranger = signed(member(Role.COORDINATOR, of=organisation("Ailleurs")))
    pages = (f"/espace/observer/calculs/{run.pk}/", f"/espace/observer/indices/{definition.pk}/")
    assert [stranger.get(page).status_code for page in pages] == [404, 404]
    assert signed(by).post(f"{pages[0]}partage/", {"partage": "oui"}).status_code == 302
    assert [stranger.get(page).status_code for page in pages] == [200, 200]
    assert stranger.post(f"{pages[1]}calculer/", {"level": "commune"}).status_code == 404
    assert stranger.post(f"{pages[0]}partage/", {"partage": "non"}).status_code == 404


def test_two_calculations_are_compared(holder: Organisation, by: Account, definition: IndexDefinition):
    brought(holder, of=CENSUS)
    first = indices.compute_index(definition=definition, level="commune", by=by, everywhere=True, draws=5)
    turned = TEXT.replace("direction = -1", "direction = 1").replace('version = "1"', 'version = "2"')
    other = indices.write_definition(organisation=holder, text=turned, by=by)
    second = indices.compute_index(definition=other, level="commune", by=by, everywhere=True, draws=5)
    found = against(first, second)
    assert found.compared == 2
    assert against(first, first).moves == ()
    client = signed(by)
    page = text(client.get(f"/espace/observer/calculs/{first.pk}/"))
    assert "Si l’on retirait un indicateur" in page
    address = f"/espace/observer/calculs/{first.pk}/comparer/{second.pk}/"
    assert address in page
    assert "zones classées par les deux" in text(client.get(address))
    stranger = signed(member(Role.COORDINATOR, of=organisation("Ailleurs")))
    assert stranger.get(address).status_code == 404


def test_a_calculation_over_all_files_is_done_in_the_background(
    holder: Organisation,
    by: Account,
    definition: IndexDefinition,
    django_capture_on_commit_callbacks: Any,
):
    client, address = signed(by), f"/espace/observer/indices/{definition.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        asked = {"level": "commune", "everywhere": "on"}
        page = text(client.post(f"{address}calculer/", asked, follow=True))
    assert "Un calcul est en route" in page
    assert calculating.run(str(definition.pk), "commune", actor=str(by.pk)) is None
    page = text(client.get(address))
    assert "Un calcul est refusé" in page
    assert "« Personnes âgées »" in page
    brought(holder, of=CENSUS)
    run = calculating.run(str(definition.pk), "commune", actor=str(by.pk))
    assert run is not None
    assert run.summary["everywhere"]
    assert "Un calcul est refusé" not in text(client.get(address))
    end_membership(membership=Membership.objects.of(holder).get(account=by))
    assert calculating.run(str(definition.pk), "commune", actor=str(by.pk)) is None
    assert "n’en a plus le droit" in JournalEntry.objects.order_by("-seq")[0].summary["reason"]


def test_a_text_that_no_machine_could_follow_is_refused(holder: Organisation, by: Account):
    deep = "x = " + "[" * 3000 + "]" * 3000
    for text_ in (deep, f"{TEXT}\nbig = 9{'9' * 5000}"):
        with pytest.raises(DomainRefusal):
            indices.write_definition(organisation=holder, text=text_, by=by)
