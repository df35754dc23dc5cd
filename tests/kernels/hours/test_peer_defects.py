"""Defects measured in the national map's importer on published files: each must not happen here."""

import pytest
from opening_hours import validate

from fabrique.kernels.hours import Calendar, Schedule, describe, parse, parse_week

TEXTS = [
    "Du lundi au vendredi",
    "Lundi au vendredi de 9h a 12h30 et de 14h a 17h30",
    "du lundi au vendredi 9h-12h et 14h-16h, sauf jeudi après-midi",
    "9h à 12h / 14h à 17h",
    "24/7",
    "lundi 9h-12h, fermeture en août",
    "lundi 9h-12h. Fermé pendant les vacances de Noël",
    "1 samedi sur 2 : 9h-12h",
    "1x par mois de 10h à 12h",
]


@pytest.mark.parametrize("text", TEXTS)
def test_never_undefined_and_always_valid(text: str) -> None:
    osm = parse(text).osm
    assert "undefined" not in osm
    assert validate(osm)


def test_days_without_hours_are_not_open_days() -> None:
    assert parse("Du lundi au vendredi").osm == 'Mo-Fr unknown "Du lundi au vendredi"'


def test_a_without_accent_is_a_range() -> None:
    assert parse("Lundi au vendredi de 9h a 12h30 et de 14h a 17h30").osm == "Mo-Fr 09:00-12:30,14:00-17:30"


def test_an_exception_takes_away_half_a_day() -> None:
    found = parse("du lundi au vendredi 9h-12h et 14h-16h, sauf jeudi après-midi")
    assert found.osm == "Mo-We,Fr 09:00-12:00,14:00-16:00; Th 09:00-12:00"


def test_always_open_stays_always_open() -> None:
    assert parse("24/7").osm == "24/7"


def test_a_third_range_does_not_lose_the_week() -> None:
    found = parse_week(
        {("Mo", None): "09:00 - 11:00 / 11:00 - 12:00 / 13:30 - 17:00", ("Tu", None): "9h-12h"}
    )
    assert found.osm == "Mo 09:00-11:00,11:00-12:00,13:30-17:00; Tu 09:00-12:00"


def test_closures_and_rhythms_are_kept() -> None:
    assert parse("lundi 9h-12h, fermeture en août").osm == "Mo 09:00-12:00; Aug off"
    noel = parse("lundi 9h-12h. Fermé pendant les vacances de Noël").osm
    assert noel == "Mo 09:00-12:00; Dec 15-Jan 10 SH off"
    assert "1 samedi sur 2" in parse("1 samedi sur 2 : 9h-12h").osm
    assert "1x par mois" in parse("1x par mois de 10h à 12h").osm


def test_a_bare_comment_never_stands_for_open() -> None:
    osm = parse('"sur rendez-vous"').osm
    assert osm.startswith("unknown ")
    assert not Schedule(osm, Calendar()).opens_on_weekday(0)
    assert describe(osm) == ["Sur rendez-vous"]
