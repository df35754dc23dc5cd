"""The defects of the files published in 2020, each named; read in place."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from fabrique.observe.standalone import observe

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "observatory"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="les fichiers publiés (../shared/data) sont absents"),
]


@cache
def told(name: str):
    done = CliRunner().invoke(observe, ["lint", "--json", str(DATA / name)])
    assert done.exit_code == 0, done.output
    (report,) = json.loads(done.stdout)["files"]
    return {(one["code"], one["measure"]): one for one in report["findings"]}


def message(name: str, code: str, measure: str = "") -> str:
    return told(name)[code, measure]["message"].replace("\u202f", " ")


def test_the_merged_file_has_a_constant_and_72_complete_rows():
    name = "ifn_v1_mednum/data_merge.csv"
    assert message(name, "constant", "COUVERTURE_HD_THD").startswith("vaut 1 sur les 36 393 lignes")
    assert message(name, "few-complete").startswith("72 lignes complètes sur 36 393")
    assert message(name, "almost-empty", "TX_DEMANDEUR_EMPLOIS").startswith("72 valeurs sur 36 393")
    assert message(name, "almost-empty", "TX_POVERTY").startswith("6 690 valeurs sur 36 393 lignes (18 %)")
    assert "comptent deux fois" in message(name, "wrong-level")


def test_the_poverty_rate_is_the_departement_s_on_84_percent_of_communes():
    name = "ifn_v1_mednum/taux_pauvrete.csv"
    found = told(name)["repeated-value", "TX_POVERTY"]
    # 29,387 by groups of 20 and more, and those of Guyane, where it is most of 22 communes.
    assert 29_387 <= found["count"] <= 29_387 + 22
    text = message(name, "repeated-value", "TX_POVERTY")
    assert "sur 35 002 (84 %)" in text
    assert "35,77 sur 766 (Aisne (02))" in text
    assert text.endswith("c’est sa valeur, recopiée.")
    assert ("repeated-value", "TX_DEMANDEUR_EMPLOIS") in told("ifn_v1_mednum/taux_demandeurs_emploi.csv")


def test_the_large_towns_have_one_full_row_and_one_empty():
    name = "ifn_v1_mednum/data_scol_menage_demandeurEmplois.csv"
    found = told(name)["duplicate-key", ""]
    assert message(name, "duplicate-key") == "1 108 territoires ont une ligne remplie et une ligne vide."
    assert {"Bordeaux", "Nantes", "Amiens", "Aix-en-Provence"} <= {area["name"] for area in found["areas"]}
    assert message(name, "almost-empty", "TX_DEMANDEURS_EMPLOI").startswith("72 valeurs")


def test_the_blanks_of_the_neighbourhoods_are_secrets():
    text = message("ifn_v1_mednum/data_DEMO_2020_V1_QP.csv", "secret")
    assert "« TX_TOT_MEN6 » en a le plus, 691 cases vides sur 1 400 (49 %)" in text
    assert "Les territoires tus sont plus petits" in text


def test_other_files_of_2020_have_theirs():
    assert "perdu" in message("ifn_v1_mednum/data_gps.csv", "lost-zero")
    contradictory = told("ifn_v1_mednum/acces_point_phys_service_publique.csv")["duplicate-key", ""]
    assert {area["code"] for area in contradictory["areas"]} == {"40110", "49248", "51009"}
    assert message("ifn_v1_mednum/taux_couverture_THD.csv", "constant", "TAUX_COUVERTURE_THD") == (
        "vaut 1 sur 34 871 lignes sur 35 359."
    )


def test_nothing_is_said_of_the_clean_columns():
    # The poverty rate is the one of 2020, recopied; Marseille has no rate, its arrondissements had them.
    found = told("territoires_communes.csv")
    assert set(found) == {("repeated-value", "tx_pauvrete"), ("missing-people", "")}
    assert found["missing-people", ""]["areas"][0]["name"] == "Marseille"
