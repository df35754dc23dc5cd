"""What no selector can say stays in its own words, and never opens a place."""

import pytest
from opening_hours import OpeningHours, validate

from fabrique.kernels.hours import parse


def test_no_day_named_is_not_invented() -> None:
    found = parse("9h à 12h / 14h à 17h")
    assert found.osm == '09:00-12:00,14:00-17:00 unknown "9h à 12h / 14h à 17h"'
    assert found.flags == ("hours-no-day",)
    assert found.unread == "9h à 12h / 14h à 17h"


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("1 samedi sur 2 : 9:00 - 12:30", 'Sa 09:00-12:30 unknown "1 samedi sur 2"'),
        ("Un mercredi sur deux de 9h00 à 12h00", 'We 09:00-12:00 unknown "Un mercredi sur deux"'),
        (
            "Les mardis toutes les trois semaines de 13h à 16h",
            'Tu 13:00-16:00 unknown "toutes les trois semaines"',
        ),
        ("2 vendredis par mois 9h-13h", 'Fr 09:00-13:00 unknown "2 vendredis par mois"'),
        ("mardi 16h-18h, en saison uniquement", 'Tu 16:00-18:00 unknown "en saison"'),
    ],
)
def test_a_rhythm_that_osm_cannot_say_keeps_its_times_as_unknown(text: str, osm: str) -> None:
    found = parse(text)
    assert found.osm == osm
    assert "hours-partial" in found.flags


@pytest.mark.parametrize(
    "text",
    [
        "Sur rendez-vous",
        "Se rapprocher de la mairie",
        "Du lundi au vendredi",
        "tous les jours",
        "Tous les mercredis après-midi",
        "Une fois par mois à la demande",
        "Ligne 6, arrêt Les Moulins",
        "Fermé à vérifier",
    ],
)
def test_a_text_without_times_is_unknown_in_its_own_words(text: str) -> None:
    found = parse(text)
    assert found.osm.endswith(f'unknown "{text}"')
    assert "hours-unread" in found.flags
    assert found.unread == text


@pytest.mark.parametrize(
    "text",
    [
        "lundi 25h-26h",
        "lundi 17h-9h",
        "lundi 3-11h",
        "lundi 9h75-12h",
        "lundi 13h030 à 15h",
        "lundi 9h à 16h3",
    ],
)
def test_an_impossible_time_is_flagged_and_never_guessed(text: str) -> None:
    found = parse(text)
    assert found.osm == f'Mo unknown "{text}"'
    assert "hours-invalid-time" in found.flags


def test_an_impossible_new_end_stays_words() -> None:
    found = parse("lundi au vendredi 9h-17h, vendredi jusqu'à 8h")
    assert found.osm == 'Mo-Fr 09:00-17:00 || Fr unknown "vendredi jusqu\'à 8h"'
    assert "hours-invalid-time" in found.flags


def test_a_cut_text_keeps_what_is_whole_and_shows_the_rest() -> None:
    found = parse("du lundi au vendredi de 09h00 à 12h00 et de 14h00")
    assert found.osm == 'Mo-Fr 09:00-12:00 || unknown "14h00"'
    assert found.unread == "14h00"
    assert "hours-partial" in found.flags


def test_a_missing_time_never_shifts_the_others() -> None:
    assert "12:00-14:00" not in parse("jeudi 9x à 12h et de 14h à 18h30").osm


def test_appointment_on_another_day_is_a_fallback() -> None:
    assert parse("du lundi au vendredi 9h-12h, le samedi sur rendez-vous").osm == (
        'Mo-Fr 09:00-12:00 || Sa unknown "samedi sur rendez-vous"'
    )


def test_quotes_of_the_text_are_made_safe() -> None:
    found = parse('Accueil à "La Ruche" sur rendez-vous')
    assert found.osm == "unknown \"Accueil à 'La Ruche' sur rendez-vous\""
    assert validate(found.osm)


def test_always_open_for_some_only_is_not_always_open() -> None:
    found = parse("lundi 9h-12h. Ouvert 24h/24 - 7j/7 pour les adhérents")
    assert found.osm == 'Mo 09:00-12:00 || unknown "24h/24 - 7j/7 pour les adhérents"'


def test_three_weeks_of_august_do_not_close_august() -> None:
    found = parse("lundi 9h-12h. Fermé les jours fériés et les trois premières semaines d'août.")
    assert found.osm.startswith("Mo 09:00-12:00; PH off || unknown ")
    assert "trois premières semaines d'août" in found.osm


@pytest.mark.parametrize("text", ["", "  ", "-----", "/", "x", "False", "\n"])
def test_nothing_said_gives_nothing(text: str) -> None:
    assert parse(text).osm == ""
    assert parse(text).unread == text.strip()


def test_closed_alone_is_closed() -> None:
    assert parse("Fermé").osm == "off"


def test_a_very_long_text_is_kept_whole_beside_the_string() -> None:
    text = "Le lundi de 9h à 12h. " * 2000
    found = parse(text)
    assert validate(found.osm)
    assert found.unread == text.strip()
    assert not OpeningHours(found.osm).is_open()


def test_a_day_longer_than_sixteen_hours_is_said_and_flagged() -> None:
    found = parse("lundi 6h-23h")
    assert found.osm == "Mo 06:00-23:00"
    assert "hours-long-day" in found.flags
