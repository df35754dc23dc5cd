"""``fabrique devices allocate``: on two files, on the instance, and what it says of rows that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fabrique.equip.cli import commands
from fabrique.equip.models import AllocationRun, Proposal
from tests.factories.asking import proposed, ready, requested

DEVICES = """code;sorte;Mémoire (Mo);stockage go;indice processeur;Windows 11
P1;Ordinateur portable;8192;240;3500;oui
P2;tablet;3072;32;1500;
P3;minitel;1;1;1;
P1;laptop;8192;240;3500;non
P4;laptop;beaucoup;240;3500;oui
"""
REQUESTS = """code;usage;demandé le;critères;contraintes;programme
A;school;2026-01-05;no_device, pupil;;Étudiants
B;Suivre l’école;05/01/2026;minima;light;Étudiants
C;family;2026-02-01;;;
D;school;demain;;;
E;school;2026-01-05;riche;;
"""


def run(*options: str) -> Result:
    return CliRunner().invoke(commands[0], ["allocate", *options])


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, ...]:
    for name, text in (("parc.csv", DEVICES), ("demandes.csv", REQUESTS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return "--devices", str(tmp_path / "parc.csv"), "--requests", str(tmp_path / "demandes.csv")


def test_two_files_are_enough(files):
    told = json.loads(run(*files, "--dry-run", "--json").stdout)
    assert {name: told[name] for name in ("devices", "requests", "allocated")} == {
        "devices": 2, "requests": 3, "allocated": 2,
    }  # fmt: skip
    assert told["fit"] == sum(each["fit"] for each in told["proposals"])
    first = told["proposals"][0]
    assert (first["request"], first["device"], first["rank"]) == ("A", "P1", 1)
    assert any("Aucun ordinateur" in each for each in first["reasons"]["person"])
    (left,) = told["waiting"]
    assert (left["request"], left["outcome"]) == ("B", "taken_above")
    assert "passer devant la demande A" in " ".join(left["reasons"]["change"])


def test_rows_that_are_wrong_are_told_with_the_mend(files):
    errors = json.loads(run(*files, "--json").stdout)["errors"]
    assert [each.split(" : ")[0] for each in errors] == [
        "« parc.csv », ligne 4, colonne « sorte »",
        "« parc.csv », ligne 5, colonne « code »",
        "« parc.csv », ligne 6, colonne « Mémoire (Mo) »",
        "« demandes.csv », ligne 5, colonne « demandé le »",
        "« demandes.csv », ligne 6, colonne « critères »",
    ]
    assert "écrivez l’un de ces codes : laptop, desktop" in errors[0]


def test_a_deadline_that_is_past_gives_no_points(files, tmp_path: Path):
    rows = "code;usage;demandé le;critères;échéance\nA;school;2026-01-05;this_week;11/01/2026\nB;school;{}"
    (tmp_path / "demandes.csv").write_text(rows.format("2026-01-05;this_week;"), encoding="utf-8")
    told = json.loads(run(*files, "--json").stdout)
    points = {each["request"]: each["points"] for each in (*told["proposals"], *told["waiting"])}
    assert points["B"] - points["A"] == 45
    (tmp_path / "demandes.csv").write_text(rows.format("2026-01-05;;bientôt"), encoding="utf-8")
    assert (
        "colonne « échéance » : écrivez un jour possible"
        in json.loads(run(*files, "--json").stdout)["errors"][-1]
    )


def test_a_quota_and_other_rules_are_tried(files, tmp_path: Path):
    told = json.loads(run(*files, "--quota", "Étudiants=0", "--json").stdout)
    assert [each["request"] for each in told["proposals"]] == ["C"]
    assert {each["outcome"] for each in told["waiting"]} == {"limit_reached"}
    assert run(*files, "--quota", "Étudiants").exit_code == 2
    (tmp_path / "r.toml").write_text("version = 1", encoding="utf-8")
    assert "Il manque la partie [constraints]" in str(
        run(*files, "--rules", str(tmp_path / "r.toml")).exception
    )


def test_a_file_without_its_columns_is_refused(files, tmp_path: Path):
    (tmp_path / "parc.csv").write_text("nom;sorte\nun;laptop\n", encoding="utf-8")
    assert "il manque la colonne « code »" in str(run(*files).exception)
    assert run(*files[:2]).exit_code == 2


@pytest.mark.django_db
def test_on_the_instance_it_proposes_unless_told_not_to():
    made = proposed()
    made.delete()
    requested()
    told = json.loads(run("--dry-run", "--json").stdout)
    assert (told["devices"], told["requests"], told["allocated"]) == (1, 2, 1)
    assert AllocationRun.objects.everywhere("tests").count() == 1
    ready()
    assert "2 appareils attribués sur 2" in run().output
    assert Proposal.objects.everywhere("tests").count() == 2


@pytest.mark.django_db
def test_without_a_programme_it_says_what_to_do():
    assert "ouvrez-en un" in str(run("--dry-run").exception)
