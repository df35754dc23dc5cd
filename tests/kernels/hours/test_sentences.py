"""Ordinary sentences of town halls, asked as a visitor asks: is it open then? A wrong promise is the worst.

Each line gives instants at which the place must not be said closed, then some at which it must not be said
open; « unknown » is honest for both. Those that are not in KEPT are understood: their states are exact.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from opening_hours import validate

from fabrique.kernels.hours import Calendar, Schedule, parse, parse_week
from tests.kernels.hours.checker import fold, lost_words, source_times

PARIS = ZoneInfo("Europe/Paris")
DATES = {
    # an ordinary week in zone A
    "Mo": "2025-09-15", "Tu": "2025-09-16", "We": "2025-09-17", "Th": "2025-09-18", "Fr": "2025-09-19",
    "Sa": "2025-09-20", "Su": "2025-09-21",
    "11nov": "2025-11-11", "14jul": "2026-07-14",  # Tuesdays, bank holidays
    "autumn-Mo": "2025-10-20", "autumn-We": "2025-10-22",  # school holidays
    "summer-Mo": "2026-07-20", "summer-We": "2026-07-22", "summer-Sa": "2026-07-25",
    "24dec": "2025-12-24", "31dec": "2025-12-31", "25dec": "2025-12-25",  # Wednesdays
    "Mo-next": "2025-09-22", "Mo-june": "2025-06-16", "Tu-june": "2025-06-17", "Tu-march": "2026-03-17",
    "aug-Mo": "2026-08-17", "3aug": "2026-08-03", "Mo-jan": "2026-01-12",
}  # fmt: skip

FACTS = {
    "Lundi au vendredi 9h-12h sauf vacances scolaires et jours fériés": (
        "Mo 10:00, Fr 10:00", "11nov 10:00, autumn-Mo 10:00, Sa 10:00"),
    "Lundi au vendredi 9h-12h sauf pendant les vacances scolaires et les jours fériés": (
        "Mo 10:00, Fr 10:00", "11nov 10:00, autumn-Mo 10:00"),
    "Lundi au vendredi 9h-12h sauf jours fériés et vacances": ("Mo 10:00", "11nov 10:00, autumn-Mo 10:00"),
    "Ouvert tous les jours sauf lundi et jours fériés, 10h-19h": (
        "Tu 15:00, Su 15:00", "Mo 15:00, 14jul 15:00, 11nov 15:00"),
    "Tous les après-midis sauf le mercredi : 14h-17h": ("Mo 15:00, Sa 15:00", "We 15:00, Mo 10:00"),
    "Tous les matins sauf le samedi : 9h-12h": ("Mo 10:00, Su 10:00", "Sa 10:00, Mo 15:00"),
    "Ouvert sauf le lundi de 9h à 12h": ("Tu 10:00", "Mo 10:00"),
    "9h-12h (sauf mercredi) et 14h-17h du lundi au vendredi": (
        "Mo 10:00, Mo 15:00, We 15:00", "We 10:00, Sa 10:00"),
    "du lundi au vendredi (fermé le mercredi) 9h-12h": ("Mo 10:00, Fr 10:00", "We 10:00"),
    "9h-12h du lundi au vendredi, 14h-17h lundi et jeudi": (
        "Mo 10:00, Tu 10:00, Mo 15:00, Th 15:00", "Tu 15:00, We 15:00, Fr 15:00"),
    "9h-12h du lundi au vendredi et 14h-17h le lundi et le jeudi": (
        "Mo 10:00, Tu 10:00, Mo 15:00, Th 15:00", "Tu 15:00, We 15:00, Fr 15:00"),
    "8h30-12h tous les jours ; 13h30-17h lundi et jeudi": (
        "Su 10:00, Mo 15:00, Th 15:00", "Tu 15:00, We 15:00, Su 15:00"),
    "de 9h à 12h les lundi, mardi et vendredi, de 14h à 17h le mercredi": (
        "Mo 10:00, Fr 10:00, We 15:00", "Mo 15:00, We 10:00, Th 10:00"),
    "Lundi au vendredi 9h-17h fermé de 12h à 14h": ("Mo 10:00, Fr 15:00", "Mo 13:00, Fr 13:00"),
    "Lundi au vendredi 9h-17h (fermeture entre 12h et 13h30)": ("Mo 10:00, Mo 13:45", "Mo 12:30"),
    "Lundi 9h-17h avec pause de 12h à 13h": ("Mo 10:00, Mo 14:00", "Mo 12:30"),
    "Lundi au vendredi 9h-17h. Fermé entre midi et 14h": ("Mo 10:00, Mo 15:00", "Mo 12:30"),
    "Tous les jours 9h-18h sauf de 12h à 14h": ("Su 10:00", "Su 13:00"),
    "Lundi 9h-17h, samedi 9h-17h, fermé de 12h à 14h le samedi": ("Mo 13:00, Sa 10:00", "Sa 13:00"),
    "Lundi au vendredi 9h-12h 14h-17h sauf mardi matin et jeudi après-midi": (
        "Mo 10:00, Tu 15:00, Th 10:00", "Tu 10:00, Th 15:00"),
    "Tous les jours, dimanches et jours fériés compris, 10h-19h": (
        "Mo 15:00, Su 15:00, 11nov 15:00", "Mo 08:00"),
    "Du mardi au dimanche 10h-18h y compris jours fériés": (
       "We 15:00, Su 15:00, 11nov 15:00", "Mo 15:00"),
    "Vacances d'été : fermé le samedi. Reste de l'année : mardi au samedi 10h-18h": (
        "We 15:00, Sa 15:00", "Mo 15:00, summer-Sa 15:00"),
    "En juillet et août : fermé l'après-midi. Lundi-vendredi 9h-12h 14h-17h": (
        "Mo 10:00, Mo 15:00, summer-Mo 10:00", "summer-Mo 15:00"),
    "Lundi-vendredi 9h-12h 14h-17h. Fermé l'après-midi en août": (
       "Mo 10:00, Mo 15:00, aug-Mo 10:00", "aug-Mo 15:00"),
    "Mardi-samedi 10h-18h (fermeture à 19h le jeudi)": ("Tu 15:00, Th 15:00, Th 18:30", "Mo 15:00, Th 20:00"),
    "Dernière entrée 30 min avant la fermeture. Mardi-dimanche 10h-18h": ("Tu 15:00, Su 15:00", "Mo 15:00"),
    "Mardi 9h-12h à partir du 15 septembre": ("Tu 10:00", "Tu-june 10:00, Tu 15:00"),
    "Mardi 9h-12h jusqu'au 30 juin": ("Tu-june 10:00", "Tu 10:00"),
    "Mardi 9h-12h à compter du 1er mars": ("Tu-march 10:00", "Mo-jan 10:00"),
    "Lundi 9h-12h à partir de septembre": ("Mo 10:00", "Mo-june 10:00"),
    "Fermé jusqu'au 30 septembre. Mardi 9h-12h": ("Tu-march 10:00", "Tu 10:00"),
    "Lundi, mercredi : 9h-12h (semaine A) ; mardi, jeudi : 14h-17h (semaine B)": (
        "", "Mo 10:00, Mo-next 10:00"),
    "samedi matin 9h-12h, un sur deux": ("", "Sa 10:00"),
    "Tous les mardis et un jeudi sur deux, 14h-17h": ("Tu 15:00", "Th 15:00"),
    "Lundi 9h-12h les deuxième et quatrième semaines de chaque mois": ("", "Mo 10:00, Mo-next 10:00"),
    "Été (1er juillet - 31 août) : lundi-vendredi 9h-12h": ("summer-Mo 10:00", "Mo 10:00"),
    "Horaires d'été (juillet-août) : lundi-vendredi 8h-12h. Le reste de l'année : lundi-vendredi 9h-17h": (
        "Mo 10:00, Mo 15:00, summer-Mo 08:30", "Mo 08:30, summer-Mo 15:00"),
    "Lundi 9 heures à 12 heures et 14 heures à 18 heures trente": ("Mo 10:00, Mo 18:15", "Mo 13:00"),
    "Lundi 9h-12h. Fermé pendant les vacances scolaires sauf les vacances d'été": (
        "Mo 10:00, summer-Mo 10:00", "autumn-Mo 10:00"),
    'Mo-Fr 09:00-12:00; "sur rendez-vous"': ("Mo 10:00", "Mo 13:00"),
    "Mo 00:00-00:00": ("", "Mo 03:00"),
    "Mo-Su 00:00-00:00": ("", "Mo 03:00, Su 10:00"),
    "Mo-Fr 00:00-00:00; Sa 10:00-12:00": ("Sa 11:00, Mo 10:00", "Mo 03:00, Sa 03:00"),
    "Mo-Fr 09:00-17:00+": ("Mo 10:00, Mo 17:30", ""),
    "Du lundi au vendredi (hors jours fériés) : 8h45-12h30": ("Mo 10:00", "11nov 10:00"),
    "Chaque lundi sauf jours fériés 14h-17h": ("Mo 15:00", "Mo 10:00"),
    "Tous les matins de 9h à 12h30": ("Mo 10:00, Su 10:00", "Mo 15:00"),
    "9h-12h/14h-17h du lundi au jeudi, vendredi 16h30": (
        "Mo 16:45, Fr 10:00, Fr 16:00", "Fr 16:45, Sa 10:00"),
    "Lundi au jeudi 9h-12h 14h-17h, le vendredi jusqu'à 16h30": ("Mo 16:45, Fr 16:00", "Fr 16:45"),
    "Lundi au jeudi 9h-12h 14h-17h, 16h30 le vendredi": ("Mo 16:45, Fr 16:00", "Fr 16:45"),
    "Lundi 0900-1200": ("Mo 10:00", "Mo 13:00"),
    "L M J V 8h30 12h": ("Mo 10:00", ""),
    "Accueil téléphonique 9h-12h": ("Mo 10:00", ""),
    "Lundi et mercredi 9h-12h, fermé les 24 et 31 décembre": (
        "Mo 10:00, We 10:00", "24dec 10:00, 31dec 10:00"),
    "Lundi 9h-12h, mardi fermé": ("Mo 10:00", "Tu 10:00"),
    "9h-12h 14h-17h lundi, mardi fermé": ("Mo 10:00", "Tu 10:00"),
    "Fermé le lundi, mardi au samedi 9h-12h": ("Tu 10:00", "Mo 10:00"),
    "Mardi au samedi 9h-18h, fermé le mercredi après-midi": ("Tu 15:00, We 10:00", "We 15:00"),
    "Mercredi 9h-12h hors vacances, 14h-18h pendant les vacances": ("We 10:00, autumn-We 15:00", "We 15:00"),
    "Lundi-vendredi 9h-12h exceptés les jours fériés": ("Mo 10:00", "11nov 10:00"),
    "Lundi-vendredi 9h-12h, jours fériés exclus": ("Mo 10:00", "11nov 10:00"),
    "Lundi-vendredi 9h-12h à l'exception des jours fériés et du mercredi": (
        "Mo 10:00", "We 10:00, 11nov 10:00"),
    "Tous les jours 9h-12h 14h-17h excepté samedi après-midi et dimanche": (
        "Fr 15:00, Sa 10:00", "Sa 15:00, Su 10:00"),
    "Ouvert lundi 9h-12h fermé mardi ouvert mercredi 9h-12h": ("Mo 10:00, We 10:00", "Tu 10:00"),
    "Lundi matin et jeudi après-midi 9h-12h 14h-17h": ("Mo 10:00, Th 15:00", "Th 10:00, Mo 15:00"),
    "Du lundi au vendredi 9h-12h 13h-17h, pause méridienne de 12h à 13h": ("Mo 10:00, Mo 15:00", "Mo 12:30"),
    "Lundi-vendredi 9h-18h, samedi 9h-18h. Fermé de 12h à 14h": ("Mo 10:00, Sa 15:00", "Mo 13:00, Sa 13:00"),
    "Lundi-vendredi 9h-18h fermé entre midi et deux": ("Mo 10:00, Mo 15:00", "Mo 12:30"),
    "Lundi au vendredi : 8h30-12h30 13h30-17h30 (fermé le mardi matin et le jeudi toute la journée)": (
        "Tu 15:00, Mo 10:00", "Tu 10:00, Th 10:00, Th 15:00"),
    "Juillet-août : lundi-vendredi 9h-12h. Reste de l'année : lundi-samedi 9h-17h": (
        "Sa 10:00, Mo 15:00, summer-Mo 10:00", "summer-Sa 10:00, summer-Mo 15:00"),
    "Été : lundi 8h-12h. Reste de l'année : lundi 9h-17h": ("Mo 10:00", ""),
    "Du lundi au jeudi 9h-17h, vendredi jusqu'à 16h": ("Mo 16:30, Fr 15:00", "Fr 16:30"),
    "9h-17h tous les jours (fermé le mardi)": ("Mo 10:00", "Tu 10:00"),
    "Du lundi au vendredi : 9h-12h\nSamedi : 9h-12h (sauf juillet et août)": (
        "Mo 10:00, Sa 10:00, summer-Mo 10:00", "summer-Sa 10:00"),
    "Du lundi au vendredi sauf mercredi : 9h-12h. Mercredi : 14h-17h": (
        "Mo 10:00, We 15:00", "We 10:00, Mo 15:00"),
    "Lundi au vendredi 9h-12h et 13h30-16h30 sauf le mercredi matin uniquement": (
        "We 10:00, Mo 15:00", "We 15:00"),
    "Lundi au vendredi 9h-12h et 13h30-16h30. Mercredi : uniquement le matin": (
        "We 10:00, Mo 15:00", "We 15:00"),
    "Lundi au vendredi 9h-17h (fermé le vendredi à 16h)": ("Fr 15:00, Mo 16:30", "Fr 16:30"),
    "Lundi-vendredi 9h-17h. Fermé le 25 décembre et le 1er janvier": ("31dec 10:00", "25dec 10:00"),
    "Lundi-vendredi 9h-17h, fermeture 3 semaines en août": ("Mo 10:00, aug-Mo 10:00", "Sa 10:00"),
    "Lundi 14h-19h, mardi jusqu'à 19h, mercredi 9h-17h": ("Mo 15:00, Tu 15:00, Tu 10:00", "We 18:00"),
    "Fermé du 24/12 au 02/01. Lundi-vendredi 9h-17h": ("Mo 10:00", "24dec 10:00"),
    "Ouverture à 9h, fermeture à 18h du mardi au samedi": ("Tu 15:00, Sa 17:30", "Mo 15:00, Tu 18:30"),
    "Du lundi au vendredi : ouverture 9h fermeture 17h": ("Mo 15:00", "Mo 17:30, Sa 15:00"),
    "Lundi\n13h30 - 17h30\n\nMardi\n13h30 - 17h30\n\nSamedi\nFermé": ("Mo 15:00", "Sa 15:00"),
    "Lundi au vendredi 9h-12h. Congés du 1er au 15 août": ("Mo 10:00, aug-Mo 10:00", "3aug 10:00"),
    "Lundi au vendredi 9h-12h. Vacances du 1er au 15 août": ("Mo 10:00, aug-Mo 10:00", "3aug 10:00"),
    "Lundi au vendredi 9h-12h, stage du 1er au 15 août": ("Mo 10:00", "Sa 10:00"),
    "Lundi au vendredi 9h-12h (absente le mercredi)": ("Mo 10:00", "We 10:00"),
    "Pas d'accueil le mercredi. Lundi au vendredi 9h-12h": ("Mo 10:00", "We 10:00"),
    "Pendant les vacances scolaires : fermé le samedi. Hors vacances : mardi au samedi 10h-18h": (
        "Tu 15:00, Sa 15:00", "summer-Sa 15:00"),
    "Mardi au samedi 10h-18h, fermé le samedi pendant les vacances scolaires": (
        "Tu 15:00, Sa 15:00", "summer-Sa 15:00"),
    "Lundi au vendredi 9h-12h et 14h-17h, uniquement le matin pendant les vacances scolaires": (
        "Mo 15:00, autumn-Mo 10:00", "autumn-Mo 15:00"),
    "Lundi au vendredi 9h-12h et 14h-17h, en juillet et août 9h-13h": (
        "Mo 15:00, summer-Mo 12:30", "summer-Mo 15:00, Mo 12:30"),
    "Lundi au vendredi 9h-12h et 14h-17h sauf en juillet et août : 9h-13h": (
        "Mo 15:00, summer-Mo 12:30", "summer-Mo 15:00, Mo 12:30"),
    "Du 15 septembre jusqu'au 30 juin : mardi 9h-12h": ("Tu 10:00, Tu-june 10:00", "14jul 10:00"),
    "Mardi 9h-12h du 15 septembre 2025 au 30 juin 2026": ("Tu 10:00, Tu-march 10:00", "Tu-june 10:00"),
    "Mardi 9h-12h (semaine 1 et 3)": ("", "Tu 10:00"),
    "Lundi 9h-12h ou mardi 14h-17h en alternance": ("", "Mo 10:00, Tu 15:00"),
    "Horaires d'été du 1er juillet au 31 août : 8h-13h. Horaires d'hiver : 9h-17h. Du lundi au vendredi": (
        "summer-Mo 10:00", "summer-Mo 15:00"),
    "Lundi : Fermé / 14h-18h": ("Mo 15:00", "Mo 10:00"),
    "Lundi : 9h-12h / fermé - Mardi : fermé / 14h-17h": ("Mo 10:00, Tu 15:00", "Mo 15:00, Tu 10:00"),
    "Du lundi au vendredi 9h-12h et 14h-17h (mercredi 9h-12h)": ("Mo 15:00, We 10:00", "We 15:00"),
    "Du lundi au vendredi 9h-12h et 14h-17h, mercredi de 9h à 12h seulement": (
        "Mo 15:00, We 10:00", "We 15:00"),
    "Tous les jours 9h-12h, dimanche et jours fériés 10h-12h": (
        "Mo 09:30, Su 11:00, 11nov 11:00", "Su 09:30"),
    "Du lundi au vendredi 9h-12h30 13h30-17h, dernier accueil 16h30": ("Mo 10:00, Fr 16:45", "Mo 13:00"),
    "Le premier mercredi et le troisième jeudi du mois 9h-12h": ("Th 10:00", "We 10:00, Mo 10:00"),
    "De 10h à 12h et de 14h à 18h du mardi au samedi, le dimanche de 14h à 18h": (
        "Tu 11:00, Su 15:00", "Su 11:00, Mo 11:00"),
    "Tous les jours 9h-12h même les jours fériés": ("Mo 10:00, 11nov 10:00", "Mo 13:00"),
    "Lundi au vendredi 9h-17h sauf le mardi de 12h à 14h": ("Tu 10:00, Mo 13:00", "Tu 13:00"),
    "Lundi au vendredi 9h-17h. Fermé le midi": ("Mo 10:00", "Mo 12:30"),
    "Lundi au vendredi 9h-17h sauf le midi": ("Mo 10:00", "Mo 12:30"),
    "Lundi au vendredi 9h-17h, fermé le mercredi à partir de 12h": ("We 10:00, Mo 15:00", "We 15:00"),
    "Du lundi au vendredi, hors vacances scolaires et jours fériés, de 8h à 12h": (
        "Mo 10:00", "autumn-Mo 10:00, 11nov 10:00"),
    "Hors jours fériés, du lundi au vendredi de 8h à 12h": ("Mo 10:00", "11nov 10:00"),
    "Hors vacances et jours fériés : lundi au vendredi 8h-12h": ("Mo 10:00", "autumn-Mo 10:00, 11nov 10:00"),
    "Sauf vacances scolaires et jours fériés, lundi au vendredi 8h-12h": (
        "Mo 10:00", "autumn-Mo 10:00, 11nov 10:00"),
}  # fmt: skip

# Sentences of which a part or the whole stays words: nobody can say, or the notation cannot.
KEPT = {
    "Ouvert sauf le lundi de 9h à 12h",  # the hours of the Monday, or of the other days?
    "9h-12h (sauf mercredi) et 14h-17h du lundi au vendredi",
    "Lundi 9h-17h, samedi 9h-17h, fermé de 12h à 14h le samedi",
    "En juillet et août : fermé l'après-midi. Lundi-vendredi 9h-12h 14h-17h",
    "Lundi-vendredi 9h-12h 14h-17h. Fermé l'après-midi en août",
    "Mardi 9h-12h à partir du 15 septembre",  # of which year, and until when?
    "Mardi 9h-12h jusqu'au 30 juin",
    "Mardi 9h-12h à compter du 1er mars",
    "Lundi 9h-12h à partir de septembre",
    "Fermé jusqu'au 30 septembre. Mardi 9h-12h",
    "Lundi, mercredi : 9h-12h (semaine A) ; mardi, jeudi : 14h-17h (semaine B)",
    "samedi matin 9h-12h, un sur deux",
    "Tous les mardis et un jeudi sur deux, 14h-17h",
    "Lundi 9h-12h les deuxième et quatrième semaines de chaque mois",
    "Lundi 9h-12h. Fermé pendant les vacances scolaires sauf les vacances d'été",
    'Mo-Fr 09:00-12:00; "sur rendez-vous"',
    "Mo 00:00-00:00",
    "Mo-Su 00:00-00:00",
    "Mo-Fr 00:00-00:00; Sa 10:00-12:00",
    "Mo-Fr 09:00-17:00+",
    "L M J V 8h30 12h",
    "Accueil téléphonique 9h-12h",
    "9h-12h 14h-17h lundi, mardi fermé",
    "Lundi-vendredi 9h-12h, jours fériés exclus",
    "Lundi matin et jeudi après-midi 9h-12h 14h-17h",
    "Lundi-vendredi 9h-18h fermé entre midi et deux",
    "Lundi au vendredi : 8h30-12h30 13h30-17h30 (fermé le mardi matin et le jeudi toute la journée)",
    "Été : lundi 8h-12h. Reste de l'année : lundi 9h-17h",
    "Lundi au vendredi 9h-12h et 13h30-16h30 sauf le mercredi matin uniquement",
    "Lundi au vendredi 9h-12h et 13h30-16h30. Mercredi : uniquement le matin",
    "Lundi-vendredi 9h-17h, fermeture 3 semaines en août",
    "Lundi 14h-19h, mardi jusqu'à 19h, mercredi 9h-17h",
    "Fermé du 24/12 au 02/01. Lundi-vendredi 9h-17h",
    "Lundi au vendredi 9h-12h. Congés du 1er au 15 août",  # the word itself is kept beside the closure
    "Lundi au vendredi 9h-12h. Vacances du 1er au 15 août",
    "Lundi au vendredi 9h-12h (absente le mercredi)",
    "Pas d'accueil le mercredi. Lundi au vendredi 9h-12h",
    "Lundi au vendredi 9h-12h, stage du 1er au 15 août",
    "Lundi au vendredi 9h-12h et 14h-17h, uniquement le matin pendant les vacances scolaires",
    "Lundi au vendredi 9h-12h et 14h-17h sauf en juillet et août : 9h-13h",
    "Mardi 9h-12h (semaine 1 et 3)",
    "Lundi au vendredi 9h-17h sauf le mardi de 12h à 14h",
    "Lundi au vendredi 9h-17h. Fermé le midi",
    "Lundi au vendredi 9h-17h sauf le midi",
    "Lundi au vendredi 9h-17h, fermé le mercredi à partir de 12h",
    "Lundi : 9h-12h / fermé - Mardi : fermé / 14h-17h",
    "Le premier mercredi et le troisième jeudi du mois 9h-12h",
    "Lundi 9h-12h ou mardi 14h-17h en alternance",
    "Horaires d'été du 1er juillet au 31 août : 8h-13h. Horaires d'hiver : 9h-17h. Du lundi au vendredi",
}


def _states(osm: str, instants: str) -> list[tuple[str, str]]:
    schedule = Schedule(osm, Calendar("A"))
    found = []
    for instant in filter(None, instants.split(", ")):
        name, clock = instant.split()
        at = datetime.fromisoformat(f"{DATES[name]}T{clock}").replace(tzinfo=PARIS)
        found.append((instant, schedule.status(at).state))
    return found


@pytest.mark.parametrize("text", FACTS)
def test_no_sentence_makes_a_wrong_promise(text: str) -> None:
    opened, shut = FACTS[text]
    osm = parse(text).osm
    assert validate(osm)
    for instant, state in _states(osm, opened):
        assert state != "closed", (instant, osm)
    for instant, state in _states(osm, shut):
        assert state != "open", (instant, osm)


@pytest.mark.parametrize("text", sorted(FACTS.keys() - KEPT))
def test_what_is_understood_is_exact(text: str) -> None:
    opened, shut = FACTS[text]
    osm = parse(text).osm
    assert "unknown" not in osm
    assert [state for _, state in _states(osm, opened)] == ["open"] * len(_states(osm, opened)), osm
    assert [state for _, state in _states(osm, shut)] == ["closed"] * len(_states(osm, shut)), osm


@pytest.mark.parametrize("text", FACTS)
def test_nothing_of_a_sentence_is_lost(text: str) -> None:
    found = parse(text)
    kept = f"{found.osm} {found.unread}"
    assert lost_words(text, kept) == []
    written = {int(h) * 60 + int(m) for h, m in _clocks(found.osm)}
    for _, minutes in source_times(fold(re.sub(r"\d\d/\d\d", "", text.replace(" heures trente", "h30")))):
        assert minutes in written or f"{minutes // 60}h" in fold(kept), (minutes, found)


def _clocks(osm: str) -> list[tuple[str, str]]:
    return re.findall(r"\b(\d\d):(\d\d)\b", osm)


def test_what_is_given_up_is_flagged() -> None:
    said = {"hours-unread", "hours-partial", "hours-no-day", "hours-repaired"}
    given_up = [text for text in FACTS if "unknown" in parse(text).osm]
    assert given_up
    assert [text for text in given_up if not said & set(parse(text).flags)] == []


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("9h-17h sauf de 12h à 14h", "13:00"),
        ("9h-12h une semaine sur deux", "10:00"),
        ("9h-12h jusqu'au 30 juin", "10:00"),
    ],
)
def test_a_cell_of_a_week_makes_no_wrong_promise_either(cell: str, clock: str) -> None:
    found = parse_week({("Mo", None): cell, ("Tu", None): "9h-12h"})
    assert _states(found.osm, f"Mo {clock}")[0][1] != "open"
    assert _states(found.osm, "Tu 10:00")[0][1] == "open"


_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_APART = (
    "tous les jours sauf le {day} 9h-12h",
    "tous les jours sauf {day} : 9h-12h",
    "9h-12h tous les jours sauf le {day}",
    "tous les jours 9h-12h, fermé le {day}",
    "tous les jours 9h-12h (fermé le {day})",
    "tous les jours (fermé le {day}) 9h-12h",
    "fermé le {day}. Tous les jours 9h-12h",
    "tous les jours hormis le {day} et jours fériés, 9h-12h",
    "tous les jours 9h-12h hors {day} et vacances scolaires",
    "tous les jours 9h-12h 14h-17h sauf {day} matin",
    "tous les matins sauf le {day} de 9h à 12h",
    "tous les jours à l'exception du {day} 9h-12h",
    "tous les jours 9h-12h. {day} : fermé",
    "tous les jours 9h-12h, {day} matin fermé",
    "tous les jours 9h-12h ; pas d'accueil le {day}",
    "tous les jours 9h-12h, un {day} sur deux",
)


@pytest.mark.parametrize("template", _APART)
def test_a_day_set_apart_is_not_open_and_the_others_are_not_closed(template: str) -> None:
    for number, day in enumerate(_DAYS):
        osm = parse(template.format(day=day)).osm
        for other, name in enumerate(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")):
            state = _states(osm, f"{name} 10:00")[0][1]
            assert state != ("open" if other == number else "closed"), (day, name, osm)
