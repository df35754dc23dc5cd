"""``fabrique places`` as scripts use it: one JSON object, exit status, messages."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fabrique.config.cli import main
from fabrique.core.models import JournalEntry
from fabrique.directory.models import Place, Source
from tests.factories.files import LIBRARY, WORKSHOP, national_csv

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def fabrique(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_import_prints_one_object(tmp_path: Path):
    path = national_csv(tmp_path / "a.csv", LIBRARY, {**WORKSHOP, "nom": ""})
    result = fabrique("places", "import", path, "--source", "ville", "--json")
    assert result.exit_code == 0
    facts = json.loads(result.stdout)
    wanted = {"rows": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    assert {name: facts[name] for name in wanted} == wanted
    assert {"warnings", "seconds"} <= facts.keys()


def test_import_in_words(tmp_path: Path):
    path = national_csv(tmp_path / "a.csv", LIBRARY, {**WORKSHOP, "nom": ""})
    result = fabrique("places", "import", path, "--source", "ville", "--dry-run")
    assert "2 lignes lues" in result.stdout
    assert "--report" in result.stderr
    assert "Rien n’a été écrit" in result.stderr
    assert not Place.objects.exists()


@pytest.mark.parametrize("name", ["Ma Ville", "é", "x" * 61])
def test_a_source_has_a_plain_name(tmp_path: Path, name: str):
    path = national_csv(tmp_path / "a.csv", LIBRARY)
    result = fabrique("places", "import", path, "--source", name)
    assert result.exit_code == 1
    assert "minuscules" in result.stderr


def test_a_refusal_is_status_one_and_wrong_use_two(tmp_path: Path):
    assert fabrique("places", "import", tmp_path / "rien.csv", "--source", "x").exit_code == 1
    assert fabrique("places", "import").exit_code == 2
    assert fabrique("places", "export", "--format", "pdf", "-o", "x").exit_code == 2


def test_duplicates_name_source_row_and_id(tmp_path: Path):
    fabrique("places", "import", national_csv(tmp_path / "a.csv", LIBRARY), "--source", "ville")
    twin = {**LIBRARY, "id": "z9", "nom": "MEDIATHEQUE DES DEUX RIVES"}
    fabrique("places", "import", national_csv(tmp_path / "b.csv", WORKSHOP, twin), "--source", "nation")
    for options, status in (((), "queued"), (("--merge-certain",), "merged")):
        result = fabrique("places", "duplicates", "--json", *options)
        (group,) = json.loads(result.stdout)["groups"]
        assert group["status"] == status
        assert 0.9 < group["probability"] <= 1
        assert group["reasons"]
        members = [(m["source"], m["row"], m["id"]) for m in group["members"]]
        assert sorted(members) == [("nation", 1, "z9"), ("ville", 0, "m1")]
    assert Place.objects.filter(state="published").count() == 2
    assert "1 réunis" in fabrique("places", "duplicates", "--merge-certain").stdout


def test_export_says_what_is_left_out(tmp_path: Path):
    fabrique("places", "import", national_csv(tmp_path / "a.csv", LIBRARY, WORKSHOP), "--source", "ville")
    target = tmp_path / "lieux.csv"
    result = fabrique("places", "export", "--format", "mediation-numerique-csv", "-o", target)
    assert "1 lieux écrits" in result.stdout
    assert "absents.csv" in result.stdout
    facts = json.loads(fabrique("places", "export", "--format", "geojson", "-o", target, "--json").stdout)
    assert (facts["places"], facts["left_out"]) == (2, 0)
    assert fabrique("places", "export", "--format", "xlsx", "-o", tmp_path / "non" / "x").exit_code == 1


def test_a_draft_mapping_imports_what_it_was_made_from(tmp_path: Path):
    columns = {"nom": "Nom de la structure", "adresse": "Voie", "code_postal": "CP", "commune": "Ville"}
    columns |= {"telephone": "Tél.", "horaires": "Ouverture", "latitude": "Y", "longitude": "X"}
    path = tmp_path / "inconnu.csv"
    rows = [[row[name] for name in columns] for row in (LIBRARY, WORKSHOP)]
    lines = [";".join(columns.values()), *(";".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    refused = fabrique("places", "import", path, "--source", "inconnu")
    assert "suggest-mapping" in refused.stderr
    draft = tmp_path / "brouillon.toml"
    fabrique("places", "suggest-mapping", path, "-o", draft)
    result = fabrique("places", "import", path, "--source", "inconnu", "--mapping", draft, "--json")
    assert json.loads(result.stdout)["created"] == 2
    place = Place.objects.get(name="Médiathèque des Deux-Rives")
    assert (place.commune_code, place.phone, place.hours) == ("33039", "+33261910001", "Mo-Fr 09:00-12:00")


def test_nothing_is_drafted_from_an_empty_list(tmp_path: Path):
    path = tmp_path / "vide.json"
    path.write_text("[]", encoding="utf-8")
    result = fabrique("places", "suggest-mapping", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "aucune ligne" in result.stderr


def test_the_trust_of_a_source_is_said_once_and_settles_what_it_shares(tmp_path: Path):
    ours = national_csv(tmp_path / "a.csv", {**LIBRARY, "telephone": "02 61 91 00 01"})
    theirs = national_csv(tmp_path / "b.csv", {**LIBRARY, "id": "z9", "telephone": "02 61 91 00 09"})
    address = ("--url", "https://ville.example/lieux.csv")
    fabrique("places", "import", ours, "--source", "ville", "--trust", 80, *address)
    fabrique("places", "import", theirs, "--source", "nation")
    fabrique("places", "duplicates", "--merge-certain")
    shared = Place.objects.filter(state="published")
    assert shared.get().phone == "+33261910001"
    done = fabrique("places", "import", theirs, "--source", "nation", "--trust", 90, "--json")
    assert json.loads(done.stdout)["unchanged"] == 1
    assert shared.get().phone == "+33261910009"
    fabrique("places", "import", ours, "--source", "ville")
    kept = {one.slug: (one.trust, one.url) for one in Source.objects.all()}
    assert kept == {"ville": (80, "https://ville.example/lieux.csv"), "nation": (90, "")}
    summary = JournalEntry.objects.filter(subject="source:nation").order_by("-pk")[0].summary
    assert (summary["trust"], summary["url"]) == (90, "")


@pytest.mark.parametrize(
    ("option", "value", "status"),
    [("--trust", "101", 2), ("--trust", "-1", 2), ("--url", "ville.example", 1)],
)
def test_a_trust_or_an_address_that_does_not_go_is_refused(
    tmp_path: Path, option: str, value: str, status: int
):
    path = national_csv(tmp_path / "a.csv", LIBRARY)
    assert fabrique("places", "import", path, "--source", "ville", option, value).exit_code == status
    assert not Source.objects.exists()
