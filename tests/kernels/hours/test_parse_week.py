"""One column per day or half-day."""

import pytest

from fabrique.kernels.hours import parse_week


def test_one_column_a_day() -> None:
    week = {("Mo", None): "09:00 - 12:00 / 13:30 - 17:00", ("Tu", None): "13:30 - 17:00", ("We", None): ""}
    assert parse_week(week).osm == "Mo 09:00-12:00,13:30-17:00; Tu 13:30-17:00"


def test_three_ranges_a_day_lose_nothing() -> None:
    week = {("Mo", None): "09:00 - 11:00 / 11:00 - 12:00 / 13:30 - 17:00", ("Tu", None): "09:00 - 12:00"}
    assert parse_week(week).osm == "Mo 09:00-11:00,11:00-12:00,13:30-17:00; Tu 09:00-12:00"


def test_half_days() -> None:
    week = {
        ("Mo", "am"): "8h30-12h",
        ("Mo", "pm"): "14h18h",
        ("Tu", "am"): "8h30-12h",
        ("Tu", "pm"): "14h-18h",
    }
    assert parse_week(week).osm == "Mo,Tu 08:30-12:00,14:00-18:00"


def test_empty_marks_are_empty() -> None:
    assert parse_week({("Mo", "am"): "-", ("Mo", "pm"): "x", ("Tu", None): "00:00 - 00:00"}).osm == ""


def test_closed_day_and_closed_half_day() -> None:
    assert parse_week({("Mo", None): "Fermé", ("Tu", None): "9h-12h"}).osm == "Tu 09:00-12:00; Mo off"
    assert parse_week({("Mo", "am"): "9h-12h", ("Mo", "pm"): "Fermé"}).osm == "Mo 09:00-12:00"


def test_words_of_a_cell_stay_on_their_day() -> None:
    found = parse_week({("Mo", None): "9h-12h", ("Sa", "am"): "sur RDV"})
    assert found.osm == 'Mo 09:00-12:00 || Sa unknown "samedi matin : sur RDV"'


def test_a_remark_beside_times_is_kept() -> None:
    assert parse_week({("Mo", None): "14h-18h sur RDV uniquement"}).osm == (
        'Mo 14:00-18:00 open "sur RDV uniquement"'
    )


def test_a_rhythm_in_a_cell() -> None:
    assert parse_week({("Sa", None): "1 samedi sur 2 : 9:00 - 12:30"}).osm == (
        'Sa 09:00-12:30 unknown "1 samedi sur 2"'
    )
    assert parse_week({("Sa", None): "9h-12h le 1er samedi du mois"}).osm == "Sa[1] 09:00-12:00"


def test_a_reversed_range_stays_words() -> None:
    found = parse_week({("Tu", "am"): "14h-12h", ("Tu", "pm"): "12h-20h"})
    assert found.osm == 'Tu 12:00-20:00 || Tu unknown "mardi matin : 14h-12h"'
    assert "hours-invalid-time" in found.flags


def test_the_remark_on_the_week_is_kept() -> None:
    found = parse_week({("Mo", None): "9h-12h"}, note="Sur rendez-vous le samedi")
    assert found.osm == 'Mo 09:00-12:00 || unknown "Sur rendez-vous le samedi"'
    other = parse_week({("Mo", None): "9h-12h"}, note="Structure de plain-pied")
    assert other.osm == "Mo 09:00-12:00"
    assert other.unread == "Structure de plain-pied"


def test_an_unknown_day_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        parse_week({("Lundi", None): "9h-12h"})


def test_ranges_of_a_day_that_overlap_are_made_one_and_flagged() -> None:
    found = parse_week(
        {("Tu", None): "09:00 - 12:00 / 09:00 - 16:30 / 14:00 - 16:30", ("We", None): "9h-12h"}
    )
    assert found.osm == "Tu 09:00-16:30; We 09:00-12:00"
    assert "hours-overlap" in found.flags
    assert "hours-overlap" not in parse_week({("Tu", None): "09:00 - 11:00 / 11:00 - 12:00"}).flags
