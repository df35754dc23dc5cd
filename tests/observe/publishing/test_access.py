"""Access as a publication: what it says, what it refuses, and that all its forms are made."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.http import Http404

from fabrique.config.cli import main
from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.indicators import Panel
from fabrique.observe.actions.data_sets import share_data_set
from fabrique.observe.actions.indices import compute_index, share_run, write_definition
from fabrique.observe.composing.access import access_content, asked_of
from fabrique.observe.composing.publishable import compose_access
from fabrique.observe.content import Absent, Content
from fabrique.observe.enums import Origin
from fabrique.observe.models import DataSet, Publication
from fabrique.observe.queries.access import Measured, Reading
from fabrique.observe.queries.access_maps import Wanted, worst_of_both
from fabrique.observe.rendering.files import files_of
from fabrique.people.models import Account, Organisation
from tests.factories.directory import entered, entry
from tests.factories.observe import CENSUS, TEXT, brought, calculated, timed
from tests.factories.people import organisation
from tests.factories.towns import contours_of_two, two_communes
from tests.observe.test_access_pages import signed, text

TODAY = date(2026, 12, 1)
NEAR = {"methode": "2sfca", "portee": "1", "detour": "1"}


@pytest.fixture
def holder(db: None) -> Organisation:
    """Grandmesnil, 1,000 people, in the west; Port-Sablier, 500, in the east, where the place is."""
    two_communes()
    contours_of_two()
    found = organisation()
    entered("carto", entry("1", name="Médiathèque", latitude=47.15, longitude=-1.55, hours="Tu 09:00-12:00"))
    return found


@pytest.fixture
def data_set(holder: Organisation, by: Account) -> DataSet:
    return share_data_set(data_set=brought(holder, of=CENSUS), shared=True, by=by)


def content(by: Account, **changes: str) -> Content:
    return access_content(by, asked_of({**NEAR, **changes}), today=TODAY)


def rows(found: Content) -> dict[Any, dict[str, Any]]:
    (table,) = found.tables
    codes = [one.code for one in table.columns]
    return {row[0]: dict(zip(codes, row, strict=True)) for row in table.rows}


def test_what_nobody_reaches_is_zero_and_counted(by: Account, data_set: DataSet):
    found = content(by)
    held = rows(found)
    assert held["00101"]["acces"] == 0
    assert held["00102"]["acces"] == pytest.approx(20.0)
    assert {code: row["personnes"] for code, row in held.items()} == {"00101": 1000, "00102": 500}
    assert "1 commune n’a aucun lieu à portée" in " ".join(found.reading)
    assert [one.note for one in found.figures if one.label == "communes sans lieu à portée"] == [
        "environ 1\u00a0000 personnes y vivent"
    ]
    assert [one.title for one in found.sources] == ["Recensement", "Les lieux publiés du guide"]


def test_the_nearest_place_has_distances_and_no_access(by: Account, data_set: DataSet):
    found = content(by, methode="proche")
    assert "acces" not in rows(found)["00101"]
    assert rows(found)["00101"]["proche"] == "Médiathèque"
    assert rows(found)["00101"]["eloignement"] > 5
    assert found.maps[0].column == "eloignement"


def test_a_need_is_drawn_beside_it(by: Account, data_set: DataSet):
    run = share_run(run=calculated(data_set.organisation, by=by), shared=True, by=by)
    found = content(by, besoin=f"calcul:{run.pk}")
    assert [one.key for one in found.maps] == ["croise", "acces"]
    assert found.maps[0].square
    assert run.definition.title in found.title
    alone = content(by, besoin="mesure:population")
    assert "besoin" in rows(alone)["00101"]


def test_what_is_not_shared_or_not_a_producer_s_is_refused(by: Account, data_set: DataSet):
    share_data_set(data_set=data_set, shared=False, by=by)
    with pytest.raises(DomainRefusal, match="n’est pas partagé"):
        content(by)
    DataSet.objects.everywhere("test").update(shared=True, origin=Origin.PARTNER)
    with pytest.raises(DomainRefusal, match="d’autres que la statistique publique"):
        content(by)


def test_times_that_are_not_shared_are_not_told(by: Account, data_set: DataSet):
    times = timed(data_set.organisation)
    with pytest.raises(DomainRefusal, match="tableau de temps de trajet"):
        content(by, trajets=str(times.pk), duree="30")


@pytest.mark.parametrize(
    "odd",
    [
        {"methode": "magie"},
        {"portee": "nan"},
        {"portee": "1e9"},
        {"portee": "loin"},
        {"capacite": "mètres"},
        {"service": "coiffure"},
    ],
)
def test_an_odd_address_is_no_question(odd: dict[str, str]):
    with pytest.raises(Http404):
        asked_of(odd)


def test_the_page_leads_to_its_draft_and_to_all_its_files(by: Account, data_set: DataSet):
    client = signed(by)
    page = text(client.get("/espace/observer/acces/?methode=2sfca&portee=1"))
    assert "Publier cette mesure" in page
    address = "/espace/observer/publications/preparer/access/"
    assert f'href="{address}?methode=2sfca' in page
    response = client.post(f"{address}?methode=2sfca&portee=1", {"title": "L’accès"})
    assert response.status_code == 302, text(response)
    held = Publication.objects.everywhere("test").get()
    assert (held.kind, held.title) == ("access", "L’accès")
    composed = compose_access(by, {"methode": "2sfca", "portee": "1"}).content
    files = {one.name: one for one in files_of(composed, shapes={}, at=clock.now())}
    assert {"acces.pdf", "diaporama.pdf", "tableau.xlsx", "communes.csv", "carte.svg"} <= files.keys()
    assert "Port-Sablier" in files["communes.csv"].content.decode("utf-8-sig")


def test_the_command_writes_them(holder: Organisation, data_set: DataSet, tmp_path: Path):
    said = ["observe", "publish", "--what", "access", "--method", "cumul", "--reach", "1", "--json"]
    done = CliRunner().invoke(main, [*said, "-o", str(tmp_path / "acces")])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["kind"] == "access"
    assert (tmp_path / "acces" / "acces.pdf").read_bytes().startswith(b"%PDF")
    wrong = CliRunner().invoke(main, ["observe", "publish", "--reach", "3", "-o", str(tmp_path)])
    assert wrong.exit_code == 2
    assert "vont avec --what access" in wrong.output


def test_no_cell_is_a_silent_nothing(by: Account, data_set: DataSet):
    for method in ("proche", "cumul", "2sfca", "e2sfca", "apl"):
        for row in rows(content(by, methode=method)).values():
            assert not [name for name, value in row.items() if value is None]
            assert all(value is Absent.MISSING or value == value for value in row.values())


def test_where_need_and_poor_access_meet_is_said_by_the_classes_alone():
    lines = tuple(
        Measured(f"0010{n}", f"Commune {n}", 100.0, float(n), 1000.0, "Mairie") for n in range(1, 7)
    )
    reading = Reading(lines, None, 0, 0)
    poor = Wanted("Besoin", {one.code: 10.0 - n for n, one in enumerate(lines)})
    assert worst_of_both(reading, poor) == ["Commune 1", "Commune 2"]
    well = Wanted("Besoin", {one.code: float(n) for n, one in enumerate(lines)})
    assert worst_of_both(reading, well) == []
    alike = Wanted("Besoin", dict.fromkeys((one.code for one in lines), 5.0))
    assert worst_of_both(reading, alike) is None  # everybody alike: no third is the worst


def test_places_around_are_told_apart(by: Account, data_set: DataSet):
    far = entry("2", name="Ailleurs", commune_code="33063", latitude=47.9, longitude=-1.6)
    entered("annuaire", far)
    found = content(by)
    assert "1 lieu ouvert dans le territoire, 1 autour." in found.reading[0]
    assert found.figures[0].value == "1"
    assert "1 lieu ou arrêt n’est à portée d’aucune d’elles" in " ".join(found.reading)


@pytest.mark.parametrize("name", ["besoin", "trajets", "personnes"])
@pytest.mark.parametrize("odd", ["rien", "calcul:rien", "mesure:rien", "calcul:", "x" * 300, "a\0b"])
def test_an_odd_draft_is_refused_calmly(by: Account, data_set: DataSet, name: str, odd: str):
    response = signed(by).get("/espace/observer/publications/preparer/access/", {name: odd})
    assert response.status_code in (200, 404, 409)


def test_a_need_made_of_a_partner_s_figures_is_not_told(by: Account, data_set: DataSet):
    definition = write_definition(organisation=data_set.organisation, text=TEXT, by=by)
    run = share_run(
        run=compute_index(definition=definition, level="commune", by=by, draws=20), shared=True, by=by
    )
    asked = f"calcul:{run.pk}"
    assert content(by, besoin=asked).maps
    people = Panel("commune", 2026, CENSUS.areas, {"population": CENSUS.series["population"]})
    share_data_set(data_set=brought(data_set.organisation, of=people, slug="peuple"), shared=True, by=by)
    DataSet.objects.everywhere("test").filter(pk=data_set.pk).update(origin=Origin.PARTNER)
    with pytest.raises(DomainRefusal, match=r"Personnes âgées.*Elle ne peut pas être publiée"):
        content(by, besoin=asked)
    DataSet.objects.everywhere("test").filter(pk=data_set.pk).delete()
    with pytest.raises(DomainRefusal, match="effacé depuis"):
        content(by, besoin=asked)
