"""Questions asked of hours: open now, until when, next opening, a date, a week."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from opening_hours import OpeningHours, State

from fabrique.kernels.hours import Calendar, Schedule

PARIS = ZoneInfo("Europe/Paris")
ZONE_A = Calendar("A")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_open_until() -> None:
    status = Schedule("Mo-Fr 09:00-12:00,14:00-17:00").status(at("2025-09-10T10:30"))
    assert status.state == "open"
    assert status.until == at("2025-09-10T12:00")
    assert status.next_opening is None


def test_closed_until_the_next_opening() -> None:
    schedule = Schedule("Mo-Fr 09:00-12:00,14:00-17:00")
    assert schedule.status(at("2025-09-10T12:00")).next_opening == at("2025-09-10T14:00")
    friday_evening = schedule.status(at("2025-09-12T18:00"))
    assert friday_evening.state == "closed"
    assert friday_evening.until == friday_evening.next_opening == at("2025-09-15T09:00")


def test_ranges_that_touch_are_one_opening() -> None:
    status = Schedule('Mo 09:00-12:00 open "libre", Mo 12:00-16:00 open "sur rdv"').status(
        at("2025-09-08T10:00")
    )
    assert status.until == at("2025-09-08T16:00")
    assert status.note == "libre"


def test_unknown_gives_its_words_and_the_next_sure_opening() -> None:
    schedule = Schedule('Mo 09:00-12:00 || Sa unknown "samedi sur rendez-vous"', ZONE_A)
    status = schedule.status(at("2025-09-13T10:00"))
    assert (status.state, status.note) == ("unknown", "samedi sur rendez-vous")
    assert status.next_opening == at("2025-09-15T09:00")


def test_no_hours_are_unknown_and_never_open() -> None:
    assert Schedule("").status(at("2025-09-08T10:00")).state == "unknown"
    odd = Schedule("sunrise-sunset").status(at("2025-09-08T12:00"))
    assert (odd.state, odd.note) == ("unknown", "sunrise-sunset")


def test_always_open_has_no_end() -> None:
    status = Schedule("24/7").status(at("2025-09-08T03:00"))
    assert status.state == "open"
    assert status.until is None


def test_past_midnight() -> None:
    schedule = Schedule("Sa 22:00-02:00")
    assert schedule.is_open(at("2025-09-14T01:30"))
    assert not schedule.is_open(at("2025-09-14T02:00"))
    assert not schedule.is_open(at("2025-09-13T01:30"))
    assert schedule.status(at("2025-09-13T23:00")).until == at("2025-09-14T02:00")
    assert schedule.day(date(2025, 9, 13)).open == ((22 * 60, 26 * 60),)
    assert schedule.day(date(2025, 9, 14)).open == ()


def test_an_instant_in_another_time_zone_is_the_same_instant() -> None:
    schedule = Schedule("Mo-Fr 09:00-12:00")
    assert schedule.is_open(datetime(2025, 9, 8, 7, 30, tzinfo=UTC))  # 09:30 in Paris, summer time
    assert not schedule.is_open(datetime(2025, 12, 8, 7, 30, tzinfo=UTC))  # 08:30 in winter
    assert Schedule("Mo-Fr 09:00-12:00", tz=ZoneInfo("Indian/Reunion")).is_open(
        datetime(2025, 9, 8, 5, 30, tzinfo=UTC)
    )
    with pytest.raises(ValueError, match="fuseau"):
        schedule.status(datetime(2025, 9, 8, 9, 30))  # noqa: DTZ001 — a naive instant on purpose


def test_clocks_that_change_do_not_move_the_hours() -> None:
    schedule = Schedule("Su 08:00-12:00; Mo 09:00-12:00")
    spring = schedule.status(datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    assert spring.next_opening == at("2026-03-29T08:00")
    assert spring.next_opening.astimezone(UTC) == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)
    autumn = schedule.status(at("2026-10-25T07:00"))
    assert autumn.next_opening is not None
    assert autumn.next_opening.astimezone(UTC) == datetime(2026, 10, 25, 7, 0, tzinfo=UTC)
    night = Schedule("Sa 22:00-04:00")
    assert night.is_open(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))  # 02:30, first time
    assert night.is_open(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))  # 02:30, second time


def test_even_and_odd_weeks_over_the_turn_of_a_year() -> None:
    even, odd = Schedule("week 02-52/2 Mo 09:00-12:00"), Schedule("week 01-53/2 Mo 09:00-12:00")
    for n in range(60):
        monday = date(2026, 6, 1) + timedelta(weeks=n)  # 2026 has a week 53
        assert bool(even.day(monday).open) == (monday.isocalendar().week % 2 == 0)
        assert bool(even.day(monday).open) != bool(odd.day(monday).open)


def test_school_holidays_follow_the_zone() -> None:
    osm = "Mo-Fr 09:00-17:30; SH Mo-Fr 09:00-17:00"
    tuesday = date(2026, 2, 10)  # holidays of zone A only
    assert Schedule(osm, Calendar("A")).day(tuesday).open == ((540, 1020),)
    assert Schedule(osm, Calendar("B")).day(tuesday).open == ((540, 1050),)
    assert Schedule(osm, Calendar("A")).day(date(2026, 2, 15)).open == ()  # a Sunday: « SH Mo-Fr » is both
    assert Schedule(osm).uses_school_holidays
    assert Schedule(osm, Calendar("A")).day(tuesday).holiday == "Vacances d’hiver"


def test_one_holiday_among_others() -> None:
    schedule = Schedule("Mo-Fr 09:00-12:00; Dec 15-Jan 10 SH off", ZONE_A)
    assert schedule.day(date(2025, 12, 23)).open == ()
    assert schedule.day(date(2025, 12, 16)).open == ((540, 720),)
    assert schedule.day(date(2025, 10, 22)).open == ((540, 720),)


def test_bank_holidays_follow_the_territory() -> None:
    osm = "Mo-Sa 09:00-12:00; PH off"
    assert Schedule(osm).day(date(2026, 12, 26)).open
    assert not Schedule(osm, Calendar(bank_zone="alsace-moselle")).day(date(2026, 12, 26)).open
    assert not Schedule(osm).day(date(2026, 7, 14)).open
    assert Schedule(osm).day(date(2026, 7, 14)).holiday == "Fête nationale"


def test_a_place_closed_all_summer_is_found_again() -> None:
    schedule = Schedule("Mo-Fr 09:00-12:00; Jul-Aug off")
    assert schedule.status(at("2026-07-01T10:00")).next_opening == at("2026-09-01T09:00")


def test_off_with_times_cuts_only_those() -> None:
    schedule = Schedule("Mo-Fr 08:00-18:00; We 12:00-14:00 off")
    assert schedule.day(date(2025, 9, 10)).open == ((480, 720), (840, 1080))


def test_weeks_of_the_month() -> None:
    schedule = Schedule("Sa[1,-1] 09:00-12:00")
    opened = [d for d in range(1, 31) if schedule.day(date(2025, 9, d)).open]
    assert opened == [6, 27]


def test_week() -> None:
    week = Schedule("Mo,We 09:00-12:00").week(date(2025, 9, 8))
    assert [bool(day.open) for day in week] == [True, False, True, False, False, False, False]


def test_filters() -> None:
    schedule = Schedule("Mo-Fr 09:00-17:00; Th 09:00-19:00; Sa[1] 09:00-12:00; We off")
    assert [schedule.opens_on_weekday(n) for n in range(7)] == [True, True, False, True, True, True, False]
    assert schedule.open_after(time(18))
    assert not schedule.open_after(time(19))
    assert not Schedule('Sa 09:00-20:00 unknown "un samedi sur deux"').opens_on_weekday(5)
    assert not Schedule('unknown "sur rendez-vous"').open_after(time(8))
    assert Schedule("24/7").open_after(time(23))


@pytest.mark.parametrize(
    "osm",
    [
        "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00",
        "Mo-Fr 09:00-17:00; PH off",
        "Mo-Sa 09:00-12:00; Aug off",
        "Sep-Jun Mo-Sa 08:30-22:30; Oct-Jun Su 13:00-20:00",
        "We 10:00-12:00, week 02-52/2 We 14:00-16:00",
        "Th[2,4] 15:30-17:00; Fr[-1] 09:00-12:00",
        "Mo-Fr 08:00-18:00; We 12:00-14:00 off",
        "Fr,Sa 20:00-02:00",
        "Aug 01-Aug 15 off",
        "2025 Oct 06-2025 Oct 10 off",
        'Mo 09:00-12:00 unknown "à voir"; Tu 09:00-12:00 open "libre", Tu 13:00-15:00',
        "24/7",
        "Mo-Sa,PH 10:00-12:00",
    ],
)
def test_states_are_those_of_another_implementation(osm: str) -> None:
    ours, other = Schedule(osm), OpeningHours(osm, country="FR")
    names = {State.OPEN: "open", State.CLOSED: "closed", State.UNKNOWN: "unknown"}
    start = datetime(2025, 9, 27, 0, 7)  # noqa: DTZ001 — the other implementation wants naive local time
    for n in range(120 * 8):
        instant = start + timedelta(hours=3 * n)
        state, _ = other.state(instant)
        assert ours.status(instant.replace(tzinfo=PARIS)).state == names[state], instant
