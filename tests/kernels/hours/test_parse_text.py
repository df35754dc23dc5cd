"""Free French text → OSM, one line per way of writing."""

import pytest

from fabrique.kernels.hours import parse

READ = {
    # ranges, several a day, every separator
    "lundi 9h-12h": "Mo 09:00-12:00",
    "Lundi 9 h – 12 h 30 / 13h30 — 17H": "Mo 09:00-12:30,13:30-17:00",
    "Lundi de 9 heures à 12 heures et de 14 heures 30 à 17 heures": "Mo 09:00-12:00,14:30-17:00",
    "lundi 9:00 - 12:00 / 13:30 - 17:00 / 18:00 - 20:00": "Mo 09:00-12:00,13:30-17:00,18:00-20:00",
    "lundi de 9.30 à 12.30": "Mo 09:30-12:30",
    "lundi 9h12h 14h18h": "Mo 09:00-12:00,14:00-18:00",
    "lundi 12h3019h": "Mo 12:30-19:00",
    "lundi 9-12h et 14-18h30": "Mo 09:00-12:00,14:00-18:30",
    "lundi 13h30-1730": "Mo 13:30-17:30",
    "lundi 9h à midi": "Mo 09:00-12:00",
    "lundi de 8 heures et demie à 12h": "Mo 08:30-12:00",
    "lundi entre 9h et 12h": "Mo 09:00-12:00",
    "jeudi de 9hà 12h": "Th 09:00-12:00",
    "lundi 9h-12h30.13h30-17h": "Mo 09:00-12:30,13:30-17:00",
    "vendredi 18h à minuit": "Fr 18:00-24:00",
    "samedi 22h-2h": "Sa 22:00-02:00",
    # days
    "du lundi au vendredi 9h-17h": "Mo-Fr 09:00-17:00",
    "lun-ven 9h-17h": "Mo-Fr 09:00-17:00",
    "lundi-mardi-jeudi : 9h-17h": "Mo,Tu,Th 09:00-17:00",
    "Mar, jeu, ven : 13-18h. Mer, Sam : 10-18h": "Tu,Th,Fr 13:00-18:00; We,Sa 10:00-18:00",
    "l, ma, me, v : 9h-12h": "Mo-We,Fr 09:00-12:00",
    "vendredi au lundi 9h-12h": "Mo,Fr-Su 09:00-12:00",
    "tous les jours de 8h à 20h": "Mo-Su 08:00-20:00",
    "7j/7 de 8h à 20h": "Mo-Su 08:00-20:00",
    "La semaine de 9h à 12h et le samedi de 9h à 11h30": "Mo-Fr 09:00-12:00; Sa 09:00-11:30",
    "week-end 10h-12h": "Sa,Su 10:00-12:00",
    "9h-17h du lundi au vendredi": "Mo-Fr 09:00-17:00",
    "Lundi 9h-12h\nMardi 14h-17h": "Mo 09:00-12:00; Tu 14:00-17:00",
    "lundi au vendredi 9h-12h, mardi 18h-20h": "Mo,We-Fr 09:00-12:00; Tu 09:00-12:00,18:00-20:00",
    # a day that ends the text takes the last range
    "Lundi et jeudi 10h-12h, de 10h à 17h le mercredi": "Mo,Th 10:00-12:00; We 10:00-17:00",
    "Lundi 9h-12h, 14h-17h le mercredi": "Mo 09:00-12:00; We 14:00-17:00",
    "mardi 9-12h, 14-17h, 10-12h le mercredi et le samedi": "Tu 09:00-12:00,14:00-17:00; We,Sa 10:00-12:00",
    "Lundi 10h-12h, de 10h à 17h le mercredi. Fermé en août": "Mo 10:00-12:00; We 10:00-17:00; Aug off",
    # exceptions and closures
    "tous les jours sauf le jeudi : 9h-12h": "Mo-We,Fr-Su 09:00-12:00",
    "du lundi au vendredi 9h-12h et 14h-17h, sauf jeudi après-midi": (
        "Mo-We,Fr 09:00-12:00,14:00-17:00; Th 09:00-12:00"
    ),
    "Lundi au vendredi : 9h à 18h (lundi matin fermé)": "Mo 12:00-18:00; Tu-Fr 09:00-18:00",
    "lundi au vendredi 8h-12h 13h-17h sauf le vendredi 8h-12h 13h-16h30": (
        "Mo-Th 08:00-12:00,13:00-17:00; Fr 08:00-12:00,13:00-16:30"
    ),
    "lundi au vendredi 9h-17h, vendredi jusqu'à 15h30": "Mo-Th 09:00-17:00; Fr 09:00-15:30",
    "lundi au vendredi 10h30-12h30 et 14h-19h (sauf jeudi, 18h30)": (
        "Mo-We,Fr 10:30-12:30,14:00-19:00; Th 10:30-12:30,14:00-18:30"
    ),
    "Mardi : fermé le matin / 13h45 – 17h30": "Tu 13:45-17:30",
    "lundi au vendredi 9h-17h, FERMÉ LE SAMEDI": "Mo-Fr 09:00-17:00; Sa off",
    "du lundi au vendredi 9h-12h, fermé en août": "Mo-Fr 09:00-12:00; Aug off",
    "lundi 9h-12h, fermeture du 1er au 15 août": "Mo 09:00-12:00; Aug 01-Aug 15 off",
    "lundi 9h-12h, fermé les jours fériés et en août": "Mo 09:00-12:00; PH off; Aug off",
    "lundi 9h-12h sauf jours fériés": "Mo 09:00-12:00; PH off",
    "sauf jours fériés : lundi 9h-12h": "Mo 09:00-12:00; PH off",
    "dimanche et jours fériés 10h-12h": "Su 10:00-12:00; PH 10:00-12:00",
    # holidays of schools
    "mardi 14h-18h, fermé pendant les vacances scolaires": "Tu 14:00-18:00; SH off",
    "mardi 14h-18h hors vacances scolaires": "Tu 14:00-18:00; SH off",
    "En période scolaire : mardi 14h-18h": "Tu 14:00-18:00; SH off",
    "Fermé pendant les vacances de Noël. Mardi 14h-18h": "Tu 14:00-18:00; Dec 15-Jan 10 SH off",
    "lundi 9h-17h30 (17h pendant les vacances scolaires)": "Mo 09:00-17:30; SH Mo 09:00-17:00",
    "Période scolaire : mercredi 13h-18h. Vacances scolaires : du lundi au vendredi 10h-19h": (
        "We 13:00-18:00; SH We off; SH Mo-Fr 10:00-19:00"
    ),
    "lundi 9h-12h, mercredi et vacances scolaires 14h-18h": (
        "Mo 09:00-12:00; We 14:00-18:00; SH Mo,We 14:00-18:00"
    ),
    # weeks, months
    "1er et 3e mercredi du mois de 14h à 16h": "We[1,3] 14:00-16:00",
    "Le dernier jeudi du mois de 14h à 17h": "Th[-1] 14:00-17:00",
    "9h-12h le 1er et le dernier samedi du mois": "Sa[1,-1] 09:00-12:00",
    "mercredi 14h-17h semaines paires": "week 02-52/2 We 14:00-17:00",
    "Semaine paire : lundi 9h-12h. Semaine impaire : mardi 9h-12h": (
        "week 02-52/2 Mo 09:00-12:00; week 01-53/2 Tu 09:00-12:00"
    ),
    "mardi 9h-12h sauf le premier mardi du mois": "Tu 09:00-12:00; Tu[1] off",
    "Les mardis d'octobre à juin de 9h à 17h": "Oct-Jun Tu 09:00-17:00",
    "Juillet-août : lundi au vendredi 10h-12h": "Jul-Aug Mo-Fr 10:00-12:00",
    # always
    "24h/24, 7j/7": "24/7",
    "dimanche 24h/24 sauf 1h-2h": "Su 00:00-01:00,02:00-24:00",
    "Su 00:00-01:00,02:00-24:00": "Su 00:00-01:00,02:00-24:00",
    # words that look like something else
    "tous les jours, du lundi au vendredi de 9h à 12h": "Mo-Fr 09:00-12:00",
    "Ouverture de 10h à 13h le dernier samedi du mois. Le jeudi de 9h à 12h": (
        "Th 09:00-12:00; Sa[-1] 10:00-13:00"
    ),
    # rubbish around
    "<p>Lundi&nbsp;: 9h-12h</p><br/>Mardi : 14h-17h": "Mo 09:00-12:00; Tu 14:00-17:00",
    "lundi 8h à 12h &amp; 13h30 à 17h30": "Mo 08:00-12:00,13:30-17:30",
    "Horaires d’ouverture : du lundi au vendredi de 9h à 12h.": "Mo-Fr 09:00-12:00",
    "Lundi\\x209h\\x2D12h": "Mo 09:00-12:00",
}


@pytest.mark.parametrize(("text", "osm"), READ.items(), ids=list(READ))
def test_text_is_read(text: str, osm: str) -> None:
    assert parse(text).osm == osm


@pytest.mark.parametrize(
    "text", ["lundi 9h-12h / 14h-17h le mercredi", "lundi 9h-12h, 14h-17h le mercredi sur rdv"]
)
def test_a_day_without_hours_of_its_own_takes_none(text: str) -> None:
    assert parse(text).osm.startswith("Mo 09:00-12:00,14:00-17:00 || We unknown")


def test_overlapping_ranges_of_a_text_stay_as_said_and_are_flagged() -> None:
    found = parse("Mar à ven : 10h/17h mer : 10h/18h")
    assert found.osm == "Tu,Th,Fr 10:00-17:00; We 10:00-17:00,10:00-18:00"
    assert "hours-overlap" in found.flags
    assert "hours-overlap" in parse("We 10:00-17:00,10:00-18:00").flags


def test_a_remark_beside_hours_is_kept_with_them() -> None:
    found = parse("Lundi 8h30-12h30 sans rendez-vous, 13h30-16h avec rendez-vous")
    assert found.osm == 'Mo 08:30-12:30 open "sans rendez-vous", Mo 13:30-16:00 open "avec rendez-vous"'


def test_a_leading_remark_holds_for_all_that_follows() -> None:
    found = parse("Uniquement sur rendez-vous, mardi 10h-17h, jeudi 10h-12h")
    assert found.osm == (
        'Tu 10:00-17:00 open "Uniquement sur rendez-vous"; Th 10:00-12:00 open "Uniquement sur rendez-vous"'
    )


def test_hours_of_two_places_keep_their_names() -> None:
    found = parse("Bourg-Neuf : lundi 9h-12h Villevieille : lundi 14h-17h")
    assert found.osm == 'Mo 09:00-12:00 open "Bourg-Neuf", Mo 14:00-17:00 open "Villevieille"'


def test_the_same_hours_said_twice_keep_both_remarks() -> None:
    found = parse("mardi 19h-21h permanence Alpha ; 19h-21h permanence Bêta")
    assert found.osm == 'Tu 19:00-21:00 open "permanence Alpha, permanence Bêta"'


def test_phone_and_address_are_words_not_hours() -> None:
    found = parse("Lundi 9h-12h tél. 02 61 91 12 34, 12 rue de la Paix")
    assert found.osm == 'Mo 09:00-12:00 open "tél. 02 61 91 12 34, 12 rue de la Paix"'


def test_an_address_does_not_swallow_the_hours_after_it() -> None:
    found = parse("Permanence à Bourg-Neuf, 1 rue du Peyrot du lundi au vendredi de 9h à 12h")
    assert found.osm == 'Mo-Fr 09:00-12:00 open "Permanence à Bourg-Neuf, 1 rue du Peyrot"'


def test_a_farm_is_not_closed_and_annual_leave_is_not_a_school_holiday() -> None:
    assert "off" not in parse("Ferme de Kerbel : lundi 9h-12h").osm
    assert "SH" not in parse("lundi 9h-12h, fermé du 9 au 30 août pour congés annuels").osm


def test_the_number_of_a_departement_in_place_of_13_is_mended() -> None:
    found = parse("Lundi 9h-12h/Bouche-du-Rhôneh30-17h")
    assert found.osm == "Mo 09:00-12:00,13:30-17:00"
    assert "hours-repaired" in found.flags


def test_days_of_another_column_serve_only_hours_without_a_day() -> None:
    assert parse("9h-12h", days=range(5)).osm == "Mo-Fr 09:00-12:00"
    assert parse("mardi 9h-12h", days=range(5)).osm == "Tu 09:00-12:00"
