"""``fabrique observe tours`` on a small file: every commune once a fortnight, and why not the others."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fabrique.core.refusals import DomainRefusal
from fabrique.observe.standalone.tours import command
from fabrique.observe.standalone.tours.hours import days_of, opening_of, span_of

STOPS = """id,x,y,population,commune,opens,visits,minutes
mairie,610000,6500000,100,Amont,,1,
marche,611000,6500000,200,Amont,"mar 09:00-12:00",,120
salle,600000,6510000,50,Aval,"lun 09:00-12:00",,
pont,590000,6500000,80,Pont,,2,60
loin,900000,6500000,70,Loin,,,
"""


@pytest.fixture
def stops(tmp_path: Path) -> Path:
    path = tmp_path / "stops.csv"
    path.write_text(STOPS)
    return path


def run(stops: Path, *options: str, depot: str = "600000,6500000") -> Result:
    given = ["--stops", str(stops), "--depot", depot, "--iterations", "60", *options]
    return CliRunner().invoke(command, given, catch_exceptions=False)


def answer(stops: Path, *options: str) -> dict[str, Any]:
    result = run(stops, "--json", *options)
    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) == 1
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def test_a_fortnight(stops, tmp_path):
    told = answer(stops, "-o", str(tmp_path / "out.csv"))
    assert (told["communes"], told["communes_reached"], told["communes_reachable"]) == (4, 2, 2)
    assert told["left"] == [
        {"commune": "Aval", "missing": 1, "reason": "closed"},
        {"commune": "Loin", "missing": 1, "reason": "out_of_reach"},
    ]
    made = [(row["commune"], row["id"], row["week"]) for row in told["visits"]]
    assert sorted(name for name, _, _ in made) == ["Amont", "Pont", "Pont"]
    assert {week for name, _, week in made if name == "Pont"} == {1, 2}
    (amont,) = (row for row in told["visits"] if row["commune"] == "Amont")
    assert (amont["id"], amont["day"]) == ("marche", "mar")  # the stop with most people, on its market day
    assert "09:00" <= amont["begins"] < amont["leaves"] <= "12:00"
    assert told["people"] == 200 + 2 * 80
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text().splitlines()))
    assert [row["id"] for row in rows] == [row["id"] for row in told["visits"]]


def test_the_sentences_give_the_reasons(stops):
    told = run(stops).stdout
    assert "2 communes sur 4" in told
    assert "Laissée : Loin (1 visite) : trop loin" in told


def test_rows_at_fault_are_told(stops):
    stops.write_text(STOPS + "a,1,1,1,,quand il fait beau,,\nb,610000,6500000,1,,,3,\n")
    result = run(stops, "--json")
    assert json.loads(result.stdout)["rows_in_error"] == {"stops": 2}
    assert "ligne 7, colonne « opens » : écrivez par exemple" in result.stderr
    assert "ligne 8, colonne « visits » : un nombre entier de 0 à 2" in result.stderr


def test_a_depot_elsewhere_is_refused(stops):
    with pytest.raises(DomainRefusal, match="dans les mêmes coordonnées"):
        run(stops, depot="44.8,-0.6")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--depot", "ici"), "comme les arrêts"),
        (("--days", "mardimanche,xyz"), "écrivez des jours"),
        (("--shift", "17:00-08:00"), "écrivez des heures"),
    ],
)
def test_wrong_use_is_said(stops, options, message):
    result = run(stops, *options)
    assert result.exit_code == 2
    assert message in result.output


def test_hours_as_people_type_them():
    assert span_of("8h30-17h00") == span_of("08:30 - 17:00") == (30_600, 61_200)
    assert [span_of(text) for text in ("25:00-26:00", "9:70-10:00", "10:00-09:00", "9-12")] == [None] * 4
    assert days_of("jeudi, Mardi") == ("mar", "jeu")
    assert opening_of("mar,jeu 09:00-12:00,14:00-17:00; ven 10:00-11:00") == {
        "mar": ((32_400, 43_200), (50_400, 61_200)),
        "jeu": ((32_400, 43_200), (50_400, 61_200)),
        "ven": ((36_000, 39_600),),
    }
    assert opening_of("demain 09:00-12:00") is None
