"""``fabrique observe read``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fabrique.core.refusals import DomainRefusal
from fabrique.observe.sources.exchange import dictionary_path, read_written
from fabrique.observe.standalone import observe

QPV = (
    "code_qp,nom_qp,pop_mun,tx_tot_et,percou,disp_q2,tp60,a,abcde\n"
    "QP009001,Cœur,1177,11,692,13724,40.2,464,255\nQP009002,Autre,1236,,oups,13799,40.4,690,315\n"
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(observe, ["read", *map(str, arguments)])


@pytest.fixture
def qpv(tmp_path: Path) -> Path:
    path = tmp_path / "qpv.csv"
    path.write_text(QPV, encoding="utf-8")
    return path


def test_a_known_file_is_read_written_and_told(qpv: Path, tmp_path: Path):
    out = tmp_path / "sortie.csv"
    done = run(qpv, "--vintage", 2017, "-o", out, "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert (report["spec"], report["areas"], report["faults"], report["vintage"]) == (
        "anct-qpv-fiches", 2, 1, 2017,
    )  # fmt: skip
    assert report["measures"]["share_foreign"] == {"observed": 1, "imputed": 0, "secret": 1, "missing": 0}
    assert "ligne 3, colonne « percou » : « oups » n’est pas un nombre" in done.stderr
    assert read_written(out).areas == ("QP009001", "QP009002")
    assert Path(report["dictionary"]) == dictionary_path(out)


def test_without_json_a_person_reads_the_counts(qpv: Path):
    done = run(qpv)
    assert done.exit_code == 0
    assert "2 lignes : 2 prises" in done.stdout
    assert "1 secrets" in done.stdout


def test_an_unknown_file_is_drafted_then_read(tmp_path: Path):
    path, draft, out = tmp_path / "a.csv", tmp_path / "a.toml", tmp_path / "b.csv"
    path.write_text("code insee;bénévoles\n33063;5\n31555;7\n", encoding="utf-8")
    with pytest.raises(DomainRefusal, match="--propose"):
        CliRunner().invoke(observe, ["read", str(path)], catch_exceptions=False, standalone_mode=False)
    assert run(path, "--propose", "-o", draft).exit_code == 0
    assert run(path, "--propose").stdout == draft.read_text(encoding="utf-8")
    assert json.loads(run(path, "--propose", "--json").stdout)["level"] == "commune"
    assert run(path, "--spec", draft, "-o", out).exit_code == 0
    assert read_written(out).series["benevoles"].values.tolist() == [5, 7]


def test_figures_go_to_another_year_and_to_a_larger_area(tmp_path: Path):
    path, passage, out = tmp_path / "a.csv", tmp_path / "p.csv", tmp_path / "b.csv"
    path.write_text(
        "DEPCOM;COM;PMUN;PCAP;PTOT\n1001;A;10;0;10\n1002;B;20;0;20\n33063;C;7;0;7\n", encoding="utf-8"
    )
    passage.write_text("CODGEO_INI;CODGEO_2024\n01001;01001\n01002;01001\n33063;33063\n", encoding="utf-8")
    done = run(path, "--vintage", 2017, "--passage", passage, "-o", out, "--json")
    assert done.exit_code == 0, done.output
    assert (read_written(out).areas, read_written(out).geography) == (("01001", "33063"), 2024)
    done = run(path, "--to", "departement", "-o", out)
    assert done.exit_code == 0
    assert "2 territoires sans total" in done.stderr
    assert "(à « 33 » il en manque 533 sur 534)" in done.stderr
    assert read_written(out).series["population"].status.tolist() == [3, 3]  # two communes are no département
    parents = tmp_path / "c.csv"
    parents.write_text(
        "code_insee,epci\n01001,200054807\n01002,200054807\n01003,200054807\n33063,243300316\n"
    )
    assert run(path, "--to", "epci", "--parents", parents, "-o", out).exit_code == 0
    found = read_written(out)
    assert found.areas == ("200054807", "243300316")
    assert found.series["population"].status.tolist() == [3, 0]  # 01003 is not in the file: no total


def test_wrong_use_is_told(qpv: Path, tmp_path: Path):
    assert run(qpv, "--propose", "--spec", "x").exit_code == 2
    assert run(tmp_path / "absent.csv").exit_code == 2
    with pytest.raises(DomainRefusal, match="est un dossier"):
        CliRunner().invoke(
            observe, ["read", str(qpv), "-o", str(tmp_path)], catch_exceptions=False, standalone_mode=False
        )
    with pytest.raises(DomainRefusal, match="Vérifiez son chemin"):
        CliRunner().invoke(
            observe, ["read", str(qpv), "--spec", "rien"], catch_exceptions=False, standalone_mode=False
        )


def test_descriptions_that_would_do_as_well_are_named(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("CODE_INSEE,TX_RSA,TX_POVERTY\n01001,5,6\n", encoding="utf-8")
    done = run(path, "--json")
    assert "d’autres descriptions conviennent aussi" in done.stderr
