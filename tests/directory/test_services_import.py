"""A file of services, data.inclusion v1: each is offered at its structure's place and makes no place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import merging, objections, offers
from fabrique.directory.guide.loading import load_records
from fabrique.directory.imports import import_places
from fabrique.directory.models import ImportRun, Offer, Place, Service
from tests.factories.directory import place_of, queue_pair

pytestmark = pytest.mark.django_db

STRUCTURE: dict[str, Any] = {
    "source": "essai",
    "id": "essai--1",
    "nom": "Maison des Tilleuls",
    "date_maj": "2026-01-15",
    "commune": "Bordeaux",
    "code_postal": "33000",
    "code_insee": "33063",
    "adresse": "8 rue des Tilleuls",
    "reseaux_porteurs": ["secours-populaire"],
    "accessibilite_lieu": None,
}
WORKSHOP: dict[str, Any] = {
    "source": "essai",
    "id": "essai--s1",
    "structure_id": "essai--1",
    "nom": "Ateliers des Tilleuls",
    "description": "Des ateliers inventés, le mardi.",
    "date_maj": "2026-01-15",
    "type": "atelier",
    "thematiques": ["numerique--acquerir-un-equipement", "sante--acces-aux-soins"],
    "frais": "gratuit",
    "publics": ["jeunes", "seniors"],
    "publics_precisions": "Dès 16 ans.",
    "conditions_acces": "Habiter la commune.",
    "zone_eligibilite": ["33063"],
    "modes_accueil": ["en-presentiel"],
    "modes_mobilisation": ["telephoner"],
    "mobilisable_par": ["usagers"],
    "telephone": "02 61 91 00 07",
    "courriel": "ateliers@tilleuls.example",
    "contact_nom_prenom": "Mireille Tavronne",
    "volume_horaire_hebdomadaire": 2.5,
    "nombre_semaines": 6,
    "horaires_accueil": "Tu 14:00-16:00",
    "lien_source": "https://essai.example/s1",
}


def file_of(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def bring(tmp_path: Path, settings: Any) -> Any:
    """``bring(*rows, **options)`` imports rows of services."""
    settings.MEDIA_ROOT = tmp_path / "files"
    second = {**STRUCTURE, "id": "essai--2", "nom": "Espace du Quai", "adresse": "2 quai du Fil"}
    import_places(path=file_of(tmp_path / "structures.json", STRUCTURE, second), source="essai")
    return lambda *rows, **options: import_places(
        path=file_of(tmp_path / "services.json", *rows), source="essai-services", **options
    )


def counts(summary: Any) -> tuple[int, ...]:
    return summary.created, summary.updated, summary.unchanged, summary.rejected, summary.withdrawn


def test_every_column_is_kept_and_no_place_is_made(bring: Any):
    assert counts(bring(WORKSHOP)) == (1, 0, 0, 0, 0)
    assert Place.objects.count() == 2
    service = Service.objects.get()
    offer = Offer.objects.get()
    assert (offer.service, offer.place, offer.hours) == (
        service,
        place_of("essai", "essai--1"),
        "Tu 14:00-16:00",
    )
    assert service.raw == WORKSHOP
    kept = {
        "name": "Ateliers des Tilleuls", "type": "atelier", "fees": "gratuit",
        "publics": ["jeunes", "seniors"], "mobilisable_by": ["usagers"],
        "thematics": WORKSHOP["thematiques"], "residence_codes": ["33063"], "weekly_hours": 2.5, "weeks": 6,
        "phone": "+33261910007", "email": "ateliers@tilleuls.example", "contact_name": "Mireille Tavronne",
        "source_url": "https://essai.example/s1", "access_conditions": "Habiter la commune.",
        "categories": ["Acquisition de matériel informatique à prix solidaire"],
    }  # fmt: skip
    assert {name: getattr(service, name) for name in kept} == kept
    (shown,) = load_records([str(offer.place_id)])
    assert [one.name for one in shown.offers] == ["Ateliers des Tilleuls"]


def test_a_structure_keeps_its_networks(bring: Any):
    assert place_of("essai", "essai--1").networks == ["secours-populaire"]


def test_several_services_at_one_place_and_the_same_file_again(bring: Any):
    other = {**WORKSHOP, "id": "essai--s2", "nom": "Permanence impôts"}
    assert counts(bring(WORKSHOP, other)) == (2, 0, 0, 0, 0)
    assert counts(bring(WORKSHOP, other)) == (0, 0, 2, 0, 0)
    assert place_of("essai", "essai--1").offers.count() == 2
    assert JournalEntry.objects.filter(action="directory.enter_services").count() == 2
    assert ImportRun.objects.filter(source="essai-services").count() == 2


def test_a_service_changes_moves_goes_and_comes_back(bring: Any):
    third = {**WORKSHOP, "id": "essai--s3", "nom": "Prêt de matériel"}
    other = {**WORKSHOP, "id": "essai--s2", "nom": "Permanence impôts"}
    bring(WORKSHOP, other, third)
    moved = {**other, "structure_id": "essai--2"}
    assert counts(bring({**WORKSHOP, "frais": "payant"}, moved)) == (0, 2, 0, 0, 1)
    assert Service.objects.get(external_id="essai--s1").fees == "payant"
    assert [o.service.name for o in place_of("essai", "essai--2").offers.all()] == ["Permanence impôts"]
    gone = Service.objects.get(external_id="essai--s3")
    assert gone.withdrawn_at is not None
    assert (gone.offers.count(), gone.raw) == (0, third)
    assert counts(bring({**WORKSHOP, "frais": "payant"}, moved, third)) == (0, 1, 2, 0, 0)
    gone.refresh_from_db()
    assert (gone.withdrawn_at, gone.offers.count()) == (None, 1)


def test_a_source_that_shrinks_by_half_is_refused(bring: Any):
    rows = [{**WORKSHOP, "id": f"essai--s{n}"} for n in range(4)]
    bring(*rows)
    with pytest.raises(DomainRefusal, match="allow-shrink"):
        bring(rows[0])
    assert counts(bring(rows[0], allow_shrink=True)) == (0, 0, 1, 0, 3)


def test_rows_in_error_are_told_and_the_others_taken(bring: Any, tmp_path: Path):
    report = tmp_path / "report.jsonl"
    rows = [
        {**WORKSHOP, "id": "a", "nom": ""},
        {**WORKSHOP, "id": "b", "structure_id": "essai--99"},
        {**WORKSHOP, "id": ""},
        WORKSHOP,
        WORKSHOP,
    ]
    assert counts(bring(*rows, report_path=report)) == (1, 0, 1, 3, 0)
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    errors = {line["row"]: line["after"] for line in lines if line["severity"] == "error"}
    assert errors.keys() == {0, 1, 2}
    assert "« essai--99 » n’est pas connue" in errors[1]
    assert "Importez d’abord le fichier des structures" in errors[1]


def test_a_dry_run_writes_nothing(bring: Any):
    assert counts(bring(WORKSHOP, dry_run=True)) == (1, 0, 0, 0, 0)
    assert not Service.objects.exists()


def test_words_that_the_schema_does_not_know_are_told(bring: Any, tmp_path: Path):
    report = tmp_path / "report.jsonl"
    row = {
        **WORKSHOP, "thematiques": "numerique--acquerir-un-equipement, tricot", "frais": "pas-cher",
        "publics": ["tous-publics", "jeunes"], "zone_eligibilite": ["france"], "nombre_semaines": 0,
        "nom": "Atelier " * 30,
    }  # fmt: skip
    bring(row, report_path=report)
    service = Service.objects.get()
    assert (service.thematics, service.fees) == (["numerique--acquerir-un-equipement"], "")
    assert (service.publics, service.residence_codes, service.weeks) == (["tous-publics"], [], None)
    assert (len(service.name), service.name[-1]) == (150, "…")
    told = {json.loads(line)["field"] for line in report.read_text().splitlines()}
    assert {"thematiques", "frais", "publics", "zone_eligibilite", "nombre_semaines", "nom"} <= told


def test_a_service_follows_a_merge(bring: Any):
    left, right = (place_of("essai", f"essai--{n}").records.get() for n in (1, 2))
    merging.confirm_pair(pair=queue_pair(left=left, right=right, probability=0.9, reasons=[]))
    bring({**WORKSHOP, "structure_id": "essai--2"})
    assert Offer.objects.get().place == place_of("essai", "essai--1")


def test_what_people_describe_by_hand_is_left_alone(bring: Any):
    mine = offers.create_service(name="Café numérique")
    offers.offer_service(service=mine, places=[place_of("essai", "essai--1")])
    bring(WORKSHOP)
    bring({**WORKSHOP, "id": "essai--autre"}, allow_shrink=True)
    assert {offer.service.name for offer in place_of("essai", "essai--1").offers.all()} == {
        "Café numérique",
        "Ateliers des Tilleuls",
    }
    mine.refresh_from_db()
    assert mine.withdrawn_at is None


def test_a_person_who_objected_is_not_named_again(bring: Any):
    bring(WORKSHOP)
    objections.object_contact(name="Mireille Tavronne")
    service = Service.objects.get()
    assert (service.contact_name, service.raw["contact_nom_prenom"]) == ("", "")
    assert counts(bring(WORKSHOP)) == (0, 0, 1, 0, 0)
    assert "Tavronne" not in json.dumps(Service.objects.get().raw)


def test_ids_that_begin_alike_and_an_id_of_two_places(bring: Any, tmp_path: Path):
    long = "A" * 200
    assert counts(bring({**WORKSHOP, "id": long + "1"}, {**WORKSHOP, "id": long + "2"})) == (1, 0, 0, 1, 0)
    import_places(path=file_of(tmp_path / "other.json", {**STRUCTURE, "nom": "Ailleurs"}), source="autre")
    with pytest.raises(DomainRefusal, match="aucune des 1 lignes"):
        bring(WORKSHOP)  # « essai--1 » now names two places


def test_an_imported_service_offered_elsewhere_by_hand_stays_there(bring: Any):
    bring(WORKSHOP)
    service, elsewhere = Service.objects.get(), place_of("essai", "essai--2")
    offers.offer_service(service=service, places=[elsewhere], note="Le mardi")
    assert counts(bring(WORKSHOP)) == (0, 0, 1, 0, 0)
    assert counts(bring({**WORKSHOP, "nom": "Ateliers du mardi"})) == (0, 1, 0, 0, 0)
    assert {offer.place for offer in Offer.objects.all()} == {place_of("essai", "essai--1"), elsewhere}
    bring({**WORKSHOP, "id": "essai--autre"}, allow_shrink=True)
    assert [offer.note for offer in service.offers.all()] == ["Le mardi"]


def test_two_services_of_one_id_are_not_taken_for_one(bring: Any):
    assert counts(bring(WORKSHOP, {**WORKSHOP, "nom": "Tout autre chose"})) == (1, 0, 0, 1, 0)
