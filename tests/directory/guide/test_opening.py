"""Open, closed, closing soon, and what to say of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fabrique.directory.guide.moments import Moments, this_day
from fabrique.directory.guide.opening import day_of, now_at
from fabrique.directory.guide.record import ClosureRecord, StopRecord
from tests.directory.guide.conftest import CALENDAR, record

PARIS = ZoneInfo("Europe/Paris")
WEEK = "Mo-Fr 09:00-12:00,14:00-18:30"


def at(text: str) -> datetime:
    """An instant of Paris: « 2026-11-24 11:00 » is a Tuesday."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def said(hours: str, when: str, **values: object) -> str:
    return now_at(record(hours=hours, **values), at(when), CALENDAR).text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("hours", "when", "words"),
    [
        (WEEK, "2026-11-24 10:00", "Ouvert jusqu’à 12 h"),
        (WEEK, "2026-11-24 11:40", "Ferme dans 20 min"),
        (WEEK, "2026-11-24 12:30", "Ouvre à 14 h"),
        (WEEK, "2026-11-24 19:00", "Ouvre demain à 9 h"),
        (WEEK, "2026-11-27 19:00", "Ouvre lundi à 9 h"),
        ("Mo 09:00-12:00", "2026-11-24 10:00", "Ouvre lundi à 9 h"),
        ("Dec Mo 09:00-12:00", "2026-11-24 10:00", "Ouvre lundi 7 décembre à 9 h"),
        ('unknown "sur rendez-vous"', "2026-11-24 10:00", "Sur rendez-vous"),
        ("24/7", "2026-11-24 03:00", "Ouvert jour et nuit"),
        ("Aug off", "2026-11-24 03:00", "Fermé pour le moment"),
        ("", "2026-11-24 10:00", "Horaires à confirmer"),
        ("Fr 20:00-02:00", "2026-11-28 01:00", "Ouvert jusqu’à 2 h"),
    ],
)
def test_what_a_card_says(hours: str, when: str, words: str):
    assert said(hours, when) == words


def test_a_bank_holiday_on_which_the_hours_are_silent_is_to_confirm():
    assert said("Mo-Fr 09:00-18:00", "2026-12-25 10:00") == "Jour férié : appelez avant de venir"
    assert said("Mo-Fr 09:00-18:00; PH off", "2026-12-25 10:00") == "Ouvre lundi à 9 h"
    assert said("Mo-Fr 09:00-18:00; PH 10:00-12:00", "2026-12-25 10:00") == "Ouvert jusqu’à 12 h"


def test_school_holidays_are_those_of_the_zone():
    hours = "We 14:00-18:00; SH off"
    assert said(hours, "2026-12-16 15:00").startswith("Ouvert")
    assert not said(hours, "2026-12-23 15:00").startswith("Ouvert")


def test_a_closure_comes_before_the_hours():
    works = ClosureRecord(date(2026, 11, 23), date(2026, 12, 5), "", "travaux")
    assert said(WEEK, "2026-11-24 10:00", closures=(works,)) == "Fermé jusqu’au 5 décembre"
    other = ClosureRecord(date(2026, 11, 23), date(2026, 12, 5), "Mo-Fr 09:00-10:00", "")
    assert said(WEEK, "2026-11-24 09:15", closures=(other,)) == "Ouvert jusqu’à 10 h"
    assert said(WEEK, "2026-11-24 11:00", closures=(other,)) == "Ouvre demain à 9 h"


def test_an_itinerant_place_says_its_next_visit():
    visit = (at("2026-11-27 09:00"), at("2026-11-27 12:00"))
    stop = StopRecord("Place du Marché", "", "00102", "Corderive", 47.25, -1.5, "", (visit,))
    words = said("", "2026-11-24 10:00", stops=(stop,))
    assert words == "Prochain passage vendredi, 9 h – 12 h, Place du Marché, Corderive"
    assert said("", "2026-11-27 10:00", stops=(stop,)) == "Ouvert jusqu’à 12 h, Place du Marché, Corderive"


def test_the_masks_say_the_same_as_the_places():
    hours = [WEEK, "Sa 09:00-12:00", "Tu 17:00-20:00", "", "Fr 22:00-03:00", "24/7"]
    places = [record(str(rank), hours=text) for rank, text in enumerate(hours)]
    moments = Moments(places, CALENDAR)
    start = at("2026-11-24 00:00")
    for step in range(7 * 24 * 4):
        when = start + timedelta(minutes=15 * step)
        assert moments.open_at(when).tolist() == [now_at(one, when, CALENDAR).open for one in places], when
    assert moments.open_on(date(2026, 11, 28)).tolist() == [False, True, False, False, False, True]
    assert moments.open_in_the_evening(date(2026, 11, 24)).tolist() == [True, False, True, False, True, True]


def test_this_saturday_is_today_on_a_saturday():
    assert this_day(5, date(2026, 11, 24)) == date(2026, 11, 28)
    assert this_day(5, date(2026, 11, 28)) == date(2026, 11, 28)
    assert this_day(5, date(2026, 11, 29)) == date(2026, 12, 5)


def test_a_day_keeps_its_note():
    day = day_of(record(hours='Mo 09:00-12:00; Tu off "réunion"'), date(2026, 11, 24), CALENDAR)
    assert (day.spans, day.note) == ((), "réunion")


def test_near_a_stop_the_next_visit_is_there():
    here, there = (
        StopRecord(name, "", code, commune, 47.25, -1.5, "", ((at(start), at(end)),))
        for name, code, commune, start, end in (
            ("Place des Ajoncs", "00102", "Corderive", "2026-12-01 14:00", "2026-12-01 17:00"),
            ("Parking du marché", "00104", "Le Fresquoy", "2026-11-25 09:30", "2026-11-25 12:00"),
        )
    )
    place = record(stops=(here, there))
    words = now_at(place, at("2026-11-24 10:00"), CALENDAR).text.replace("\u00a0", " ")
    assert words == "Prochain passage demain, 9 h 30 – 12 h, Parking du marché, Le Fresquoy"
    words = now_at(place, at("2026-11-24 10:00"), CALENDAR, near=here).text.replace("\u00a0", " ")
    assert words.endswith("14 h – 17 h, Place des Ajoncs, Corderive")


def test_what_never_closes_does_not_close_at_midnight():
    assert said("24/7", "2026-11-24 23:50") == "Ouvert jour et nuit"
    assert said("Mo-Sa 10:00-24:00", "2026-11-24 23:50").startswith("Ferme dans")
    assert said("Tu 20:00-24:00; We 00:00-02:00", "2026-11-24 23:50") == "Ouvert jusqu’à 2 h"
