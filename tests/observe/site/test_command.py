"""``fabrique observe site`` on small files: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from fabrique.core.refusals import DomainRefusal
from fabrique.observe.standalone import observe
from fabrique.observe.standalone.site import command

# Five villages on a line, a kilometre apart; a site in each but the last.
DEMAND = """id,x,y,population,commune,qpv
a,600000,6500000,10,Nord,0
b,601000,6500000,20,Nord,QN01
c,602000,6500000,30,Sud,non
d,603000,6500000,40,Sud,0.5
e,609000,6500000,50,Loin,
"""
SITES = """id,x,y,cost,capacity,existing,veto,qpv
A,600000,6500000,10,15,,,
B,601000,6500000,20,25,,,oui
C,602000,6500000,30,100,,voirie : trottoir trop étroit,
D,603000,6500000,40,100,,,
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "demand.csv").write_text(DEMAND)
    (tmp_path / "sites.csv").write_text(SITES)
    return tmp_path


def run(files: Path, *options: str, demand: str = "demand.csv", sites: str = "sites.csv") -> dict[str, Any]:
    given = ["--demand", str(files / demand), "--sites", str(files / sites), *options, "--json"]
    result = CliRunner().invoke(command, given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def refused(files: Path, *options: str, demand: str = "demand.csv", sites: str = "sites.csv") -> str:
    with pytest.raises(DomainRefusal) as told:
        run(files, *options, demand=demand, sites=sites)
    return told.value.message


def misused(files: Path, *options: str) -> str:
    given = ["--demand", str(files / "demand.csv"), "--sites", str(files / "sites.csv"), *options]
    result = CliRunner().invoke(command, given)
    assert result.exit_code == 2
    return result.output


def test_a_plan_says_what_it_reaches_what_it_leaves_and_what_the_veto_costs(files):
    told = run(files, "--radius", "1km", "--p", "1")
    assert (told["chosen"], told["objective"], told["bound"], told["gap"]) == (["D"], 70, 70, 0)
    assert told["proven"]
    assert told["left"] == {"out_of_reach": 50, "only_vetoed": 0, "could_be": 30}
    assert (told["qpv_people"], told["qpv_covered"]) == (40, 20)
    assert told["communes"] == [
        {"commune": "Loin", "people": 50, "covered": 0},
        {"commune": "Nord", "people": 30, "covered": 0},
        {"commune": "Sud", "people": 70, "covered": 70},
    ]
    # without the veto, C reaches b, c and d
    assert told["vetoes"] == [{"veto": "voirie", "sites": 1, "gain": 20, "gain_at_most": 20}]
    assert told["rows_in_error"] == {"demand": 0, "sites": 0}
    assert told["seconds"] > 0


def test_the_file_of_the_plan_has_its_sites_in_the_order_in_which_they_count(files):
    out = files / "plan.csv"
    told = run(files, "--radius", "1km", "--years", "1,1", "-o", str(out))
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [(row["id"], row["year"], row["people_added"]) for row in rows] == [
        ("D", "1", "70.0"),
        (told["years"][1]["opened"][0], "2", "30.0"),
    ]
    assert [(year["covered"], year["bound"]) for year in told["years"]] == [(70, 70), (100, 100)]


@pytest.mark.parametrize(
    ("options", "chosen", "objective"),
    [
        (("--model", "lscp", "--radius", "1km"), {"D", "A"}, 2),
        (("--model", "lscp", "--radius", "1km", "--by-cost"), {"D", "A"}, 50),
        (("--model", "lscp", "--radius", "1km", "--backup"), {"A", "B", "D"}, 3),
        (("--model", "pmedian", "--p", "1"), {"D"}, 10 * 3000 + 20 * 2000 + 30 * 1000 + 50 * 6000),
        (("--model", "pcentre", "--p", "1"), {"D"}, 6000),
        (("--model", "capacitated", "--radius", "1km", "--p", "2"), {"B", "D"}, 95),
        (("--model", "capacitated-pmedian", "--p", "3"), None, None),
        (("--radius", "1km", "--budget", "30"), {"B"}, 60),
        (("--radius", "1km", "--p", "1", "--min-qpv-share", "0.5"), {"D"}, 70),
        (("--radius", "1km", "--p", "1", "--min-qpv-sites", "1"), {"B"}, 60),
    ],
)
def test_models_and_rules_by_hand(files, options, chosen, objective):
    if chosen is None:
        # 15 + 25 + 100 places for 150 people
        assert "Il faut 150 places pour tout le monde, et les sites permis en ont 140" in refused(
            files, *options
        )
        return
    told = run(files, *options)
    if len(chosen) > 1 and options[1] == "lscp" and "--backup" not in options:
        assert len(told["chosen"]) == len(chosen)
    else:
        assert set(told["chosen"]) == chosen
    assert told["objective"] == pytest.approx(objective) == told["bound"]


def test_draws_say_how_often_each_site_is_chosen(files):
    (files / "draws.csv").write_text("id,t1,t2\ne,1,1\nd,40,0\nc,30,0\nb,20,20\na,10,10\n")
    told = run(files, "--radius", "1km", "--p", "1", "--draws", str(files / "draws.csv"), "--tail", "0")
    assert (told["chosen"], told["objective"]) == (["B"], 30)
    assert told["draws"]["worst"] == 30
    assert told["draws"]["chosen_in"]["D"] == 0.5
    (files / "draws.csv").write_text("id,t1\na,1\n")
    message = refused(files, "--radius", "1km", "--p", "1", "--draws", str(files / "draws.csv"))
    assert "4 points n’ont pas de tirage, dont « b »" in message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--radius", "1km", "--p", "4"),
            "4 sites demandés : il y en a 4, dont 1 sous veto, donc 3 possibles.",
        ),
        (("--radius", "1km", "--p", "1", "--min-qpv-share", "0.9"), "90 % des habitants des quartiers"),
        (
            ("--radius", "1km", "--p", "2", "--min-commune-share", "0.5"),
            "50 % de « Loin » couverts : le mieux possible est 0 %",
        ),
        (
            ("--model", "lscp", "--radius", "1km", "--p", "1"),
            "il en faut au moins 2 pour atteindre tout le monde",
        ),
        (("--model", "lscp", "--radius", "1km", "--budget", "5"), "il en faut au moins"),
        (
            ("--radius", "1km", "--budget", "5"),
            "Budget de 5 : il en faut au moins 10 pour ouvrir un seul site.",
        ),
        (
            ("--model", "pmedian", "--budget", "5"),
            "Budget de 5 : il en faut au moins 10 pour ouvrir un seul site.",
        ),
        (("--radius", "1m", "--p", "1"), None),
    ],
)
def test_what_cannot_be_is_said_with_the_best_that_can(files, options, message):
    if message is None:
        (files / "demand.csv").write_text(DEMAND.replace("6500000", "6600000"))
        message = "Aucun site possible n’est à moins de 1 m"
    assert message in refused(files, *options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--p", "1"), "Indiquez le rayon"),
        (("--radius", "1km"), "Indiquez combien de sites"),
        (("--radius", "0km", "--p", "1"), "plus grande que zéro"),
        (("--radius", "5 lieues", "--p", "1"), "n’est pas une distance"),
        (("--model", "pmedian", "--radius", "1km", "--p", "1"), "ne sert pas à pmedian"),
        (("--model", "pmedian", "--p", "1", "--min-qpv-share", "0.5"), "seulement avec --model mclp"),
        (("--radius", "1km", "--years", "1,x"), "écrivez un nombre d’années"),
        (("--radius", "1km", "--p", "3", "--years", "1,1"), "--years ouvre 2 sites et --p en dit 3"),
        (("--radius", "1km", "--p", "0"), "0"),
    ],
)
def test_wrong_use_is_said(files, options, message):
    assert message in misused(files, *options)


def test_other_coordinates_are_refused(files):
    degrees = DEMAND.replace("x,y", "lat,lon")
    (files / "wrong.csv").write_text(degrees)
    assert "la latitude va de -90 à 90" in refused(files, "--radius", "1km", "--p", "1", demand="wrong.csv")
    (files / "other.csv").write_text("id,lat,lon,population\na,44.5,-0.5,10\n")
    message = refused(files, "--radius", "1km", "--p", "1", demand="other.csv")
    assert "donnez les deux fichiers dans les mêmes coordonnées" in message
    (files / "named.csv").write_text("id,x,y,population\na,-0.5,44.5,10\n")
    assert "ressemblent à des degrés" in refused(files, "--radius", "1km", "--p", "1", demand="named.csv")
    (files / "swapped.csv").write_text("id,lat,lon,population\na,-0.5,44.5,10\n")
    assert "échangées" in refused(files, "--radius", "1km", "--p", "1", demand="swapped.csv")


def test_degrees_are_measured_in_metres(files):
    (files / "points.csv").write_text("id,lat,lon,population\na,44.5,-0.5,10\nb,44.509,-0.5,5\n")
    (files / "places.csv").write_text("id,lat,lon\nP,44.5,-0.5\n")
    near = run(files, "--radius", "990m", "--p", "1", demand="points.csv", sites="places.csv")
    far = run(files, "--radius", "1.01km", "--p", "1", demand="points.csv", sites="places.csv")
    assert (near["objective"], far["objective"]) == (10, 15)  # 0.009° of latitude is a kilometre


def test_rows_at_fault_take_no_part_and_are_told(files):
    (files / "sites.csv").write_text(
        SITES + "E,6x,6500000,1,1,,,\nF,605000,6500000,1,1,peut-être,,\nG,1,1,1,1,keep,voirie,\n"
    )
    given = [
        "--demand",
        str(files / "demand.csv"),
        "--sites",
        str(files / "sites.csv"),
        "--radius",
        "1km",
        "--p",
        "1",
        "--json",
    ]
    result = CliRunner().invoke(command, given)
    assert json.loads(result.stdout)["rows_in_error"]["sites"] == 3
    assert "ligne 6, colonne « x »" in result.stderr
    assert "colonne « existing » : écrivez keep, close, ou rien." in result.stderr
    assert "un site gardé ne peut pas porter un veto" in result.stderr


def test_nobody_anywhere_is_refused(files):
    (files / "demand.csv").write_text("id,x,y,population\na,600000,6500000,0\n")
    assert "toutes les populations sont nulles" in refused(files, "--radius", "1km", "--p", "1")


def test_the_sentences_say_the_same(files):
    given = [
        "--demand",
        str(files / "demand.csv"),
        "--sites",
        str(files / "sites.csv"),
        "--radius",
        "1km",
        "--p",
        "1",
    ]
    result = CliRunner().invoke(command, given)
    assert "70 personnes sur 150 à portée (46,7 %)." in result.stdout
    assert "C’est prouvé : aucun plan ne fait mieux." in result.stdout
    assert "Veto « voirie » (1 sites) : coûte 20 personnes." in result.stdout


def test_the_group_knows_the_command():
    assert isinstance(observe.get_command(click.Context(observe), "site"), click.Command)
