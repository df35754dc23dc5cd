"""``fabrique observe access`` on files alone: what it writes, what it says, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fabrique.config.cli import main

DEMAND = "id,x,y,population\nA,0,0,100\nB,4000,0,300\nC,12000,0,50\n"
SUPPLY = "id,x,y,capacity\nS,0,0,6\nT,10000,0,4\n"
S, T = 6 / (100 + 300 * 0.68), 4 / (300 * 0.68 + 50)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "demand.csv").write_text(DEMAND, encoding="utf-8")
    (tmp_path / "supply.csv").write_text(SUPPLY, encoding="utf-8")
    return tmp_path


def access(folder: Path, *more: str) -> Result:
    files = ["--demand", str(folder / "demand.csv"), "--supply", str(folder / "supply.csv")]
    return CliRunner().invoke(main, ["observe", "access", *files, *more])


def answer(folder: Path, *more: str) -> dict:
    result = access(folder, *more, "-o", str(folder / "out.csv"), "--json")
    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) == 1
    return json.loads(result.stdout)


def written(folder: Path) -> dict[str, float | None]:
    first, *lines = (folder / "out.csv").read_text(encoding="utf-8").splitlines()
    assert first == "id,accessibility"
    return {name: float(value) if value else None for name, value in (line.split(",") for line in lines)}


def refused(folder: Path, *more: str) -> str:
    """The French message of a refusal, alone on the standard error, and as an object with ``--json``."""
    result = access(folder, *(more or ("--catchment", "9km")), "-o", str(folder / "out.csv"), "--json")
    assert result.exit_code == 1, result.output
    assert not (folder / "out.csv").exists()
    message = json.loads(result.stdout)["error"]
    assert message in result.stderr
    return message


def wrong_use(folder: Path, *more: str) -> str:
    result = access(folder, *more)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    return result.stderr


def test_the_usual_method_weighs_by_thirds_and_hands_out_all(folder):
    facts = answer(folder, "--method", "e2sfca", "--catchment", "9km")
    assert written(folder) == pytest.approx({"A": S, "B": 0.68 * (S + T), "C": T}, rel=1e-12)
    assert (facts["origins"], facts["sites"], facts["rows_in_error"]) == (3, 2, {"demand": 0, "supply": 0})
    assert facts["total"] == pytest.approx(10.0)
    assert facts["expected"] == 10.0
    assert facts["conserved"] is True
    assert (facts["out_of_reach"], facts["sites_without_demand"]) == (0, 0)
    assert facts["seconds"] >= facts["computing_seconds"] >= 0
    assert facts["peak_mb"] > 10


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--method", "nearest"], {"A": 0, "B": 4000, "C": 2000}),
        (["--method", "nearest", "--catchment", "3km"], {"A": 0, "B": None, "C": 2000}),
        (["--method", "cumulative", "--catchment", "10km"], {"A": 10, "B": 10, "C": 4}),
        (["--method", "gravity", "--decay", "power", "--catchment", "20km"],
         {"A": 6 + 4 / 10, "B": 6 / 4 + 4 / 6, "C": 6 / 12 + 4 / 2}),
        (["--method", "2sfca", "--catchment", "6km"], {"A": 0.015, "B": 0.015 + 4 / 350, "C": 4 / 350}),
        (["--method", "e2sfca", "--catchment", "6km", "--steps", "1"],
         {"A": 0.015, "B": 0.015 + 4 / 350, "C": 4 / 350}),
        (["--method", "apl", "--catchment", "9km"],
         {"A": 6 / 190, "B": 0.3 * (6 / 190 + 4 / 140), "C": 4 / 140}),
        (["--method", "m2sfca", "--catchment", "9km"], {"A": S, "B": 0.68**2 * (S + T), "C": T}),
        (["--method", "3sfca", "--catchment", "9km"],
         {"A": 6 / 202, "B": 0.34 * (6 / 202 + 4 / 152), "C": 4 / 152}),
        # A detour of 1.5 turns 4, 6 and 2 km into 6, 9 and 3: B sees T from the last third.
        (["--catchment", "9km", "--detour", "1.5"], {"A": S, "B": 0.68 * S + 0.22 * 4 / 116, "C": 4 / 116}),
        # 6 km/h is 100 m a minute: 90 min is 9 km.
        (["--catchment", "90min", "--speed", "6"], {"A": S, "B": 0.68 * (S + T), "C": T}),
    ],
)  # fmt: skip
def test_each_method(folder, options, expected):
    facts = answer(folder, *options)
    found = written(folder)
    assert set(found) == set(expected)
    assert {k: v for k, v in found.items() if v is not None} == pytest.approx(
        {k: v for k, v in expected.items() if v is not None}
    )
    assert facts["out_of_reach"] == sum(value is None for value in expected.values())


def test_gaussian_competition_is_gaussian_e2sfca(folder):
    answer(folder, "--method", "competition", "--catchment", "9km")
    first = written(folder)
    answer(folder, "--method", "e2sfca", "--decay", "gaussian", "--catchment", "9km")
    assert written(folder) == first


def test_nothing_in_reach_is_zero_counted_and_said(folder):
    result = access(folder, "--catchment", "1km", "-o", str(folder / "out.csv"), "--json")
    facts = json.loads(result.stdout)
    assert written(folder) == {"A": pytest.approx(0.06), "B": 0.0, "C": 0.0}
    assert (facts["out_of_reach"], facts["out_of_reach_population"]) == (2, 350)
    assert (facts["sites_without_demand"], facts["capacity_without_demand"]) == (1, 4)
    assert (facts["total"], facts["expected"]) == (pytest.approx(6), 6)
    assert "Origines sans lieu dans leur bassin : 2 (population : 350)" in result.stderr
    assert "Lieux sans personne dans leur bassin : 1 (leur capacité, 4," in result.stderr


def test_files_that_do_not_speak_of_one_place_are_doubted(folder):
    (folder / "supply.csv").write_text("id,x,y,capacity\nS,652000,6862000,6\n", encoding="utf-8")
    result = access(folder, "--catchment", "9km", "--json")
    assert json.loads(result.stdout)["out_of_reach"] == 3
    assert "les fichiers parlent-ils du même endroit ?" in result.stderr


def test_latitudes_and_longitudes_are_distances_on_the_ground(folder):
    """A degree of latitude is 111.2 km at 47° N; a degree of longitude 76.06 km."""
    (folder / "demand.csv").write_text(
        "id,lat,lon,population\nnord,47.1,0,10\nest,47,0.1,10\n", encoding="utf-8"
    )
    (folder / "supply.csv").write_text("id,latitude,longitude,capacity\nS,47,0,1\n", encoding="utf-8")
    answer(folder, "--method", "nearest")
    found = written(folder)
    assert found["nord"] == pytest.approx(11_117.5, rel=2e-4)
    assert found["est"] == pytest.approx(7_605.9, rel=2e-4)


def test_rows_in_error_are_told_and_take_no_part(folder):
    (folder / "demand.csv").write_text(
        DEMAND + "D,loin,0,5\nA,0,0,7\nE,0,0,-3\nF,0,0,\n,0,0,3\n", encoding="utf-8"
    )
    result = access(folder, "--catchment", "9km", "-o", str(folder / "out.csv"), "--json")
    assert result.exit_code == 0
    facts = json.loads(result.stdout)
    assert (facts["origins"], facts["rows_in_error"]["demand"]) == (3, 5)
    assert list(written(folder)) == ["A", "B", "C"]
    for told in (
        "ligne 5, colonne « x » : « loin » n’est pas un nombre",
        "ligne 6, colonne « id » : « A » est déjà à la ligne 2",
        "ligne 7, colonne « population » : -3 est plus petit que 0",
        "ligne 8, colonne « population » : la valeur manque",
        "ligne 9, colonne « id » : l’identifiant manque",
    ):
        assert told in result.stderr


def test_numbers_that_no_sum_could_hold_are_rows_in_error(folder):
    (folder / "demand.csv").write_text(DEMAND + "D,1e200,0,5\nE,0,0,1e300\n", encoding="utf-8")
    result = access(folder, "--catchment", "9km", "--json")
    assert json.loads(result.stdout)["rows_in_error"]["demand"] == 2
    assert "ligne 5, colonne « x » : aucun point de la Terre" in result.stderr
    assert "ligne 6, colonne « population » : ce nombre est trop grand" in result.stderr


def test_a_few_impossible_latitudes_are_rows_in_error(folder):
    text = "id,lat,lon,population\nA,44.8,-0.6,1\nB,44.9,-0.6,1\nC,448,-0.6,1\n"
    (folder / "demand.csv").write_text(text, encoding="utf-8")
    (folder / "supply.csv").write_text("id,lat,lon,capacity\nS,44.8,-0.6,1\n", encoding="utf-8")
    result = access(folder, "--catchment", "9km", "--json")
    assert json.loads(result.stdout)["rows_in_error"]["demand"] == 1
    assert "ligne 4, colonne « lat »" in result.stderr


def test_capacity_from_hours_and_staff_and_demand_from_a_rate(folder):
    (folder / "demand.csv").write_text("id,x,y,population,illectronisme\nA,0,0,200,0.15\nB,0,0,5,15\n")
    (folder / "supply.csv").write_text(
        "id;x;y;opening_hours;staff\nS;0;0;Mo-Fr 09:00-12:00;2\nT;0;0;sur demande;1\n", encoding="utf-8"
    )
    result = access(folder, "--catchment", "1km", "--rate", "illectronisme", "--year", "2026", "--json")
    facts = json.loads(result.stdout)
    assert facts["total"] == pytest.approx(30, rel=0.01)  # five mornings of three hours, two people
    assert facts["rows_in_error"] == {"demand": 1, "supply": 1}
    assert "ligne 3, colonne « illectronisme » : un taux est entre 0 et 1" in result.stderr
    assert "ligne 3, colonne « opening_hours »" in result.stderr


def test_without_json_a_person_reads_sentences(folder):
    result = access(folder, "--catchment", "9km")
    assert result.exit_code == 0
    assert "Origines : 3 ; lieux : 2 ; méthode : e2sfca." in result.stdout
    assert "C’est bien la capacité des lieux" in result.stdout


def test_columns_that_are_missing_are_named(folder):
    (folder / "demand.csv").write_text("id,x,y,habitants\nA,0,0,1\n", encoding="utf-8")
    message = refused(folder)
    assert "« demand.csv »" in message
    assert "« population »" in message
    assert "« habitants »" in message


def test_coordinates_of_another_projection_are_refused(folder):
    (folder / "supply.csv").write_text("id,x,y,capacity\nS,-0.57,44.83,6\n", encoding="utf-8")
    assert "ressemblent à des degrés" in refused(folder)
    (folder / "supply.csv").write_text("id,lat,lon,capacity\nS,6421000,417000,6\n", encoding="utf-8")
    assert "colonnes « x » et « y »" in refused(folder)
    (folder / "supply.csv").write_text("id,lat,lon,capacity\nS,2.35,48.85,6\n", encoding="utf-8")
    assert "échangées" in refused(folder)
    (folder / "supply.csv").write_text("id,lat,lon,capacity\nS,44.83,-0.57,6\n", encoding="utf-8")
    assert "mêmes coordonnées" in refused(folder)
    (folder / "demand.csv").write_text("id,lat,lon,population\nA,-20.9,55.5,6\n", encoding="utf-8")
    assert "un calcul par territoire" in refused(folder)


def test_a_file_without_a_right_row_is_refused(folder):
    (folder / "demand.csv").write_text("id,x,y,population\nA,0,0,peu\n", encoding="utf-8")
    assert "aucune ligne n’est juste" in refused(folder)
    (folder / "demand.csv").write_text("id,x,y,population\n", encoding="utf-8")
    assert "aucune ligne de données" in refused(folder)


def test_a_folder_that_does_not_exist_is_refused_before_the_work(folder):
    result = access(folder, "--catchment", "9km", "-o", str(folder / "ailleurs/out.csv"))
    assert result.exit_code == 1
    assert "n’existe pas" in result.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "--catchment"),
        (["--catchment", "0km"], "plus grand que zéro"),
        (["--catchment", "-3km"], "ni une durée"),
        (["--catchment", "10"], "écrivez 10km"),
        (["--catchment", "9km", "--method", "4sfca"], "4sfca"),
        (["--catchment", "9km", "--steps", "1,x"], "suite de poids"),
        (["--catchment", "9km", "--steps", "0,0"], "n’est pas nul"),
        (["--catchment", "9km", "--steps", "1,-1"], "positifs"),
        (["--catchment", "9km", "--steps", ",".join(["1"] * 51)], "pas plus de 50"),
        (["--catchment", "9km", "--method", "2sfca", "--decay", "gaussian"], "n’ont pas de sens"),
        (["--catchment", "9km", "--method", "apl", "--decay", "power"], "L’APL"),
        (["--catchment", "9km", "--decay", "gaussian", "--steps", "1"], "--decay step"),
        (["--catchment", "15min"], "--speed"),
        (["--catchment", "9km", "--speed", "5"], "en minutes"),
        (["--catchment", "9km", "--detour", "0.5"], "0.5"),
    ],
)
def test_wrong_use(folder, options, told):
    assert told in wrong_use(folder, *options)


def test_a_file_that_is_read_is_not_written_over(folder):
    message = wrong_use(folder, "--catchment", "9km", "-o", str(folder / "demand.csv"))
    assert "écraserait" in message
    assert (folder / "demand.csv").read_text(encoding="utf-8") == DEMAND


def test_options_that_say_the_same_thing_twice_are_wrong_use(folder):
    times = folder / "times.csv"
    times.write_text("origin,destination,minutes\nA,S,5\n", encoding="utf-8")
    both = ["--catchment", "15min", "--times", str(times)]
    assert "l’un des deux" in wrong_use(folder, *both, "--network", str(times))
    assert "ligne droite" in wrong_use(folder, *both, "--detour", "1.3")
    assert "--speed" in wrong_use(folder, *both, "--speed", "5")


def test_a_table_of_times_stands_for_any_transport(folder):
    (folder / "demand.csv").write_text("id,population\nA,100\nB,300\nC,50\n", encoding="utf-8")
    (folder / "supply.csv").write_text("id,capacity\nS,6\nT,4\n", encoding="utf-8")
    times = folder / "times.csv"
    times.write_text(
        "origin,destination,minutes\nA,S,4\nB,S,5\nB,T,12\nC,T,7\nA,T,20\nZ,T,1\nB,T,3\nC,S,vite\n",
        encoding="utf-8",
    )
    options = ["--method", "apl", "--catchment", "15min", "--times", str(times)]
    facts = answer(folder, *options)
    s, t = 6 / 400, 4 / 45
    assert written(folder) == pytest.approx({"A": s, "B": s + 0.1 * t, "C": 0.3 * t})
    assert facts["rows_in_error"]["times"] == 2
    assert facts["pairs_left_aside"] == 1
    stderr = access(folder, *options).stderr
    assert "ligne 8, colonne « destination » : ce trajet est déjà à la ligne 4" in stderr
    assert "« vite » n’est pas un nombre" in stderr
    answer(folder, "--method", "nearest", "--times", str(times))
    assert written(folder) == {"A": 4, "B": 5, "C": 7}
    (folder / "out.csv").unlink()
    assert "donnez --catchment en min" in refused(folder, "--catchment", "9km", "--times", str(times))
    times.write_text("origin,destination,minutes\nZ,S,4\n", encoding="utf-8")
    assert "aucun trajet" in refused(folder, *options)
