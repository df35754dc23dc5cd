"""Hours in plain French, for the screen and for print."""

import pytest

from fabrique.kernels.hours import describe, parse


@pytest.mark.parametrize(
    ("osm", "lines"),
    [
        ("Mo-Fr 09:00-12:00,14:00-17:30", ["Du lundi au vendredi : 9 h – 12 h, 14 h – 17 h 30"]),
        ("Mo,We 09:05-12:00; Sa off", ["Lundi et mercredi : 9 h 05 – 12 h", "Fermé le samedi"]),
        ("Mo-We,Fr 09:00-12:00", ["Du lundi au mercredi et le vendredi : 9 h – 12 h"]),
        ("Mo-Su 08:00-20:00; Aug off", ["Tous les jours : 8 h – 20 h", "Fermé en août"]),
        ("Tu 09:00-12:00,09:00-16:30,14:00-16:30", ["Mardi : 9 h – 16 h 30"]),
        ("Sa[1,3] 09:00-12:00", ["1er et 3e samedi du mois : 9 h – 12 h"]),
        ("Th[-1] 14:00-16:00", ["Dernier jeudi du mois : 14 h – 16 h"]),
        ("week 02-52/2 We 14:00-16:00", ["Mercredi (semaines paires) : 14 h – 16 h"]),
        ("SH off; PH off", ["Fermé pendant les vacances scolaires", "Fermé les jours fériés"]),
        ("Dec 15-Jan 10 SH off", ["Fermé pendant les vacances de Noël"]),
        ("SH Mo-Fr 09:00-17:00", ["Pendant les vacances scolaires, du lundi au vendredi : 9 h – 17 h"]),
        ("Aug 01-Aug 15 off", ["Fermé du 1er au 15 août"]),
        ("Dec 24-Jan 02 off", ["Fermé du 24 décembre au 2 janvier"]),
        ("2026 Jul 13-2026 Jul 24 off", ["Fermé du 13 au 24 juillet 2026"]),
        ("Oct-Jun Tu 09:00-17:00", ["D’octobre à juin, mardi : 9 h – 17 h"]),
        ("Jul,Aug Mo 09:00-12:00", ["En juillet et août, lundi : 9 h – 12 h"]),
        ('unknown "sur rendez-vous"', ["Sur rendez-vous"]),
        ('Mo 14:00-18:00 open "sur RDV"', ["Lundi : 14 h – 18 h (sur RDV)"]),
        (
            'Sa 09:00-12:00 unknown "1 samedi sur 2"',
            ["Samedi, à confirmer : 9 h – 12 h (« 1 samedi sur 2 »)"],
        ),
        (
            "2027 Jan 04-2033 Jan 02 week 02-52/2 Tu 09:10-10:40",
            ["Du 4 janvier 2027 au 2 janvier 2033, mardi (semaines paires) : 9 h 10 – 10 h 40"],
        ),
        (
            "2026 Nov 30-2027 Jan 03 Tu 09:00-10:00",
            ["Du 30 novembre au 3 janvier 2027, mardi : 9 h – 10 h"],
        ),
        ("24/7", ["Ouvert tous les jours, 24 heures sur 24"]),
        ("Fr 18:00-24:00", ["Vendredi : 18 h – minuit"]),
        ("Su,PH 10:00-12:00", ["Dimanche et jours fériés : 10 h – 12 h"]),
        ("off", ["Fermé"]),
        ("", []),
        ("sunrise-sunset", ["Horaires à confirmer : « sunrise-sunset »"]),
    ],
)
def test_lines(osm: str, lines: list[str]) -> None:
    assert [line.replace("\u00a0", " ") for line in describe(osm)] == lines


def test_spaces_do_not_break_hours_nor_colons() -> None:
    assert describe("Mo 09:30-12:00") == ["Lundi\u00a0: 9\u00a0h\u00a030\u00a0–\u00a012\u00a0h"]


def test_an_unknown_part_is_given_with_its_words() -> None:
    lines = describe(parse("du lundi au vendredi 9h-12h, le samedi sur rendez-vous").osm)
    assert lines[1] == "Samedi sur rendez-vous"
