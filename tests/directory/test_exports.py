"""Exports pass the published validators; what a format cannot take is listed, never filled in."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from data_inclusion.schema.v1 import Service as InclusionService
from data_inclusion.schema.v1 import Structure
from frictionless import Resource, Schema

from fabrique.core import clock
from fabrique.core.tabular import read_table
from fabrique.directory.actions import offers
from fabrique.directory.exports import COLUMNS, ExportReport, export_places
from fabrique.directory.exports.national import PATTERNS, REQUIRED
from fabrique.directory.imports import import_places
from fabrique.directory.models import Service
from tests.factories.directory import entered, entry, place_of

pytestmark = pytest.mark.django_db
SIRET = "00012345500008"
FULL = {
    "pivot": SIRET,
    "hours": "Mo-Fr 09:00-12:00",
    "emails": ["contact@bobine.example"],
    "publics": ["Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes"],
    "labels": ["Étapes numériques (La Poste)", "ORDI 3.0"],
    "programmes": ["Conseillers numériques", "France Services"],
    "typologies": ["BIB"],
    "fees": ["Gratuit"],
    "access_modes": ["Se présenter", "Téléphoner"],
    "accompaniment": ["En autonomie", "Accompagnement individuel"],
    "summary": "Un lieu pour lire, imprimer et se faire aider.",
    "description": "Un lieu pour lire, imprimer et se faire aider, au bord de la Saudrelle.",
    "wheelchair": True,
    "languages": ["en", "ar"],
}


@pytest.fixture
def export(tmp_path: Path) -> Callable[[str], tuple[ExportReport, Path]]:
    def run(format: str) -> tuple[ExportReport, Path]:
        path = tmp_path / f"lieux.{format.rsplit('-', 1)[-1]}"
        return export_places(format=format, path=path, source="val-destuaire"), path

    return run


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def enter_two() -> None:
    entered("ville", entry("1", **FULL), entry("2", 1, name="La Bobine", pivot="", updated_on=None))


def test_national_csv_has_the_columns_of_the_standard_in_order(export: Any):
    enter_two()
    report, path = export("mediation-numerique-csv")
    (row,) = rows_of(path)
    assert tuple(row) == COLUMNS
    assert row["pivot"] == SIRET
    assert row["publics_specifiquement_adresses"] == "Jeunes|Étudiants|Familles et/ou enfants|Seniors|Femmes"
    assert row["telephone"] == "+33261910001"
    assert report.places == 1


def test_what_a_format_requires_is_listed_beside_it(export: Any):
    enter_two()
    report, path = export("mediation-numerique-json")
    assert [row["nom"] for row in json.loads(path.read_text())] == ["Médiathèque des Deux-Rives"]
    assert {(o.name, o.column) for o in report.omissions} == {
        ("La Bobine", "pivot"),
        ("La Bobine", "date_maj"),
    }
    listed = rows_of(report.beside)
    assert [row["reason"] for row in listed] == ["ce champ manque, et le format l’exige"] * 2
    assert report.as_dict()["left_out"] == 1  # one place, though it lacks two things


def test_a_cell_that_the_format_cannot_say_is_left_out_alone(export: Any):
    entered("ville", entry("1", **FULL | {"phone": "3960"}))
    report, path = export("mediation-numerique-json")
    assert json.loads(path.read_text())[0]["telephone"] == ""
    (omission,) = report.omissions
    assert (omission.column, omission.whole_place) == ("telephone", False)


def test_the_list_beside_disappears_when_nothing_is_left_out(export: Any):
    enter_two()
    report, _path = export("xlsx")
    assert report.beside is None
    entered("ville", entry("1", **FULL), allow_shrink=True)
    report, path = export("mediation-numerique-csv")
    assert report.beside is None
    assert not path.with_name(path.name + ".absents.csv").exists()


@pytest.mark.real_data
def test_the_published_table_schema_accepts_the_file(export: Any, shared_data: Path):
    enter_two()
    _report, path = export("mediation-numerique-csv")
    published = shared_data / "directory/standard/schema-lieux-mediation-numerique-v1.0.2.json"
    schema = Schema.from_descriptor(json.loads(published.read_text()))
    report = Resource(path=path.name, basepath=str(path.parent), schema=schema).validate()
    assert report.flatten(["rowNumber", "fieldName", "note"]) == []
    assert report.valid


@pytest.mark.real_data
def test_our_copy_of_the_constraints_is_the_published_one(shared_data: Path):
    schema = json.loads(
        (shared_data / "directory/standard/schema-lieux-mediation-numerique-v1.0.2.json").read_text()
    )
    constraints = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
    assert {name for name, c in constraints.items() if c.get("required")} == {"id", *REQUIRED}
    for name, pattern in PATTERNS.items():
        published = (
            constraints[name]["pattern"].strip("^$").replace(r"(\+33|", r"\+(33|").replace(r"|\+", "|")
        )
        assert pattern.pattern == published.replace(r"(\d)", r"\d")


def test_data_inclusion_passes_its_own_package_with_all_audiences(export: Any):
    enter_two()
    workshop = offers.create_service(
        name="Atelier CV",
        description="Écrire son CV avec un conseiller, une matinée par semaine.",
        categories=["Insertion professionnelle via le numérique"],
        residence_codes=["33063"],
        mobilisable_by=["usagers"],
        weekly_hours=2.5,
    )
    offers.offer_service(service=workshop, places=[place_of("ville", "1")])
    report, path = export("data-inclusion")
    content = json.loads(path.read_text())
    structures = [Structure.model_validate(row) for row in content["structures"]]
    services = [InclusionService.model_validate(row) for row in content["services"]]
    assert [s.siret for s in structures] == [SIRET]
    assert {s.structure_id for s in services} == {structures[0].id}
    assert {p.value for p in services[0].publics} == {"jeunes", "etudiants", "familles", "seniors", "femmes"}
    assert services[1].zone_eligibilite == ["33063"]
    assert report.services == 2
    assert {(o.name, o.column) for o in report.omissions} == {("La Bobine", "date_maj")}


def test_a_service_without_description_is_listed(export: Any):
    entered("ville", entry("1", **FULL | {"summary": "", "description": ""}))
    report, path = export("data-inclusion")
    assert json.loads(path.read_text())["services"] == []
    assert [o.column for o in report.omissions] == ["description"]


def test_what_is_not_known_is_not_said(export: Any):
    bare = {"services": ["Accès internet et matériel informatique"], "access_modes": ["Téléphoner"]}
    entered(
        "ville",
        entry("1", **FULL | bare | {"fees": ["Gratuit sous condition"], "accompaniment": []}),
        entry("2", 1, **FULL | {"services": [], "pivot": ""}),
        entry("3", 2, **FULL | {"updated_on": "1999-05-05"}),
    )
    report, path = export("data-inclusion")
    content = json.loads(path.read_text())
    (service,) = content["services"]
    assert (service["modes_accueil"], service["type"]) == (None, None)
    assert (service["frais"], service["frais_precisions"]) == ("gratuit", "Gratuit sous condition")
    assert [row["id"][-1] != "" for row in content["structures"]] == [True, True]
    assert sorted((o.column, o.whole_place) for o in report.omissions) == [
        ("date_maj", True),
        ("thematiques", False),
    ]


def test_services_that_the_schema_refuses_are_listed(export: Any):
    entered("ville", entry("1", **FULL))
    place, about = place_of("ville", "1"), "Une description assez longue."
    wrong = {
        "publics": {"name": "Atelier CV", "publics": ["tous-publics", "jeunes"]},
        "nom": {"name": "CV"},
        "date_maj": {"name": "Vieil atelier", "updated_on": date(1999, 5, 5)},
        "description": {"name": "Atelier muet", "description": "CV"},
    }
    for details in wrong.values():
        now = clock.now()
        service = Service.objects.create(
            **{"description": about, "created_at": now, "changed_at": now, **details}
        )
        offers.offer_service(service=service, places=[place])
    report, path = export("data-inclusion")
    for row in json.loads(path.read_text())["services"]:
        InclusionService.model_validate(row)
    assert {o.column for o in report.omissions} == wrong.keys()
    assert report.services == 1


def test_networks_and_the_page_of_the_source_come_back(export: Any):
    told = {"networks": ["secours-populaire"], "source_url": "https://essai.example/1"}
    entered("ville", entry("1", **FULL | told))
    _report, path = export("data-inclusion")
    (structure,) = json.loads(path.read_text())["structures"]
    assert structure["lien_source"] == "https://essai.example/1"
    assert structure["reseaux_porteurs"][0] == "secours-populaire"
    assert "france-service" in structure["reseaux_porteurs"]


@pytest.mark.real_data
def test_the_exports_of_a_real_file_pass_the_published_packages(export: Any, shared_data: Path):
    import_places(path=shared_data / "directory" / "raw" / "gironde.json", source="gironde")
    report, path = export("data-inclusion")
    content = json.loads(path.read_text())
    for row in content["structures"]:
        Structure.model_validate(row)
    for row in content["services"]:
        InclusionService.model_validate(row)
    assert report.places > 300


def test_geojson_has_points_and_lists_places_without_position(export: Any):
    entered("ville", entry("1", **FULL), entry("2", 1, latitude=None, longitude=None, name="Sans position"))
    report, path = export("geojson")
    (feature,) = json.loads(path.read_text())["features"]
    assert feature["geometry"]["coordinates"] == [-1.55, 47.21]
    assert feature["properties"]["wheelchair"] == "oui"
    assert [o.name for o in report.omissions] == ["Sans position"]


def test_the_workbook_reads_back(export: Any):
    entered("ville", entry("1", **FULL | {"name": "=Médiathèque"}))
    _report, path = export("xlsx")
    (row,) = list(read_table(path))
    assert row.values["nom"] == "=Médiathèque"
    assert row.values["languages"] == "en|ar"


def test_withdrawn_places_are_not_published(export: Any):
    entered("ville", entry("1", **FULL), entry("2", 1, **FULL), entry("3", 2, **FULL))
    entered("ville", entry("1", **FULL), entry("2", 1, **FULL))
    report, _path = export("geojson")
    assert report.places == 2
