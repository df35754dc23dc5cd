"""The promises on hours, measured on the published files, read in place."""

import re
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from opening_hours import validate

from fabrique.kernels.hours import Calendar, Parsed, Schedule, describe, parse, parse_week
from fabrique.kernels.hours.osm import parse_osm
from fabrique.kernels.hours.ranges import united
from tests.kernels.hours.checker import check, fold, lost_words, source_times
from tests.kernels.hours.real_rows import RAW, france_services_weeks, free_texts, half_day_weeks

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not RAW.is_dir(), reason="les fichiers publiés (../shared/data) ne sont pas là"),
]
PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2025, 9, 8)


@cache
def read() -> list[tuple[str, Parsed]]:
    return [(text, parse(text)) for _, _, text in free_texts()]


def _fortnight(osm: str) -> list[int]:
    """Minutes open on each of 14 days; fails if open at 3 in the morning."""
    schedule = Schedule(osm, Calendar("A"))
    minutes = []
    for n in range(14):
        day = MONDAY + timedelta(days=n)
        assert not schedule.is_open(datetime(day.year, day.month, day.day, 3, tzinfo=PARIS)), osm
        minutes.append(sum(end - start for start, end in schedule.day(day).open))
    return minutes


def test_every_string_is_valid_stable_and_describable() -> None:
    for text, found in read():
        if found.osm:
            assert validate(found.osm), text
            assert parse(found.osm).osm == found.osm, text
            assert describe(found.osm), text
        assert "undefined" not in found.osm


def test_clock_times_are_in_a_selector_of_the_right_day() -> None:
    timed = [(text, found) for text, found in read() if source_times(fold(text))]
    verdicts = [check(text, found.osm) for text, found in timed]
    assert len(timed) > 1000
    assert sum(verdict.strict for verdict in verdicts) / len(timed) >= 0.97
    assert sum(verdict.right for verdict in verdicts) / len(timed) >= 0.985


def test_no_word_is_lost() -> None:
    for text, found in read():
        assert lost_words(text, f"{found.osm} {found.unread}") == [], text


def test_no_place_is_open_at_night_or_for_too_long() -> None:
    for text, found in read():
        assert max(_fortnight(found.osm)) <= 16 * 60, text


def test_hours_that_do_not_name_a_day_never_open() -> None:
    undated = [found for _, found in read() if "hours-no-day" in found.flags]
    assert undated
    for found in undated:
        first = found.osm.split("||")[0]
        assert "unknown" in first or re.search(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\b", first)


def test_every_france_services_row_is_read() -> None:
    count = overlapping = 0
    for cells, note in france_services_weeks():
        count += 1
        found = parse_week(cells, note)
        if found.osm:
            assert validate(found.osm)
            _fortnight(found.osm)
        if any(cells.values()):
            assert "hours-invalid-time" not in found.flags
            overlaps = "hours-overlap" in found.flags
            overlapping += overlaps
            said = (_cell_is_said(day, text, found.osm, overlaps) for (day, _), text in cells.items() if text)
            assert all(said), cells
            assert all(united(rule.times) == rule.times for rule in parse_osm(found.osm)), cells
        assert note.strip(" .\u00a0") == "" or lost_words(note, f"{found.osm} {found.unread}") == []
    assert count == 2845
    assert overlapping == 20


def _cell_is_said(day: str, text: str, osm: str, overlaps: bool) -> bool:
    """Each time of the cell bounds an opening of its day or, where the cell overlaps itself, lies in one."""
    text = text.replace("00:00 - 00:00", "").strip(" /")
    verdict = check(f"{day} {text}", _rules_of(day, osm))
    if not text or verdict.right or not overlaps:
        return not text or verdict.right
    spans = [span for rule in parse_osm(_rules_of(day, osm)) for span in rule.times]
    swallowed = (any(low < minute < high for low, high in spans) for _, minute in verdict.missing)
    return not verdict.invented and all(swallowed)


def _rules_of(day: str, osm: str) -> str:
    """The string reduced to its rules for one day, as that day alone."""
    order = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
    kept = []
    for rule in re.split(r"; |, (?=[A-Z])|\|\|", re.sub(r'"[^"]*"', "", osm)):
        for first, last in re.findall(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\b(?:-(Mo|Tu|We|Th|Fr|Sa|Su))?", rule):
            if order.index(first) <= order.index(day) <= order.index(last or first):
                kept.append(re.sub(r"^[A-Za-z,-]+", day, rule.strip()))
    return "; ".join(kept)


def test_half_day_columns() -> None:
    found = [(cells, parse_week(cells)) for cells in half_day_weeks()]
    assert len(found) == 697
    assert sum(bool(parsed.osm) for _, parsed in found) > 300
    assert sum("hours-invalid-time" in parsed.flags for _, parsed in found) <= 1
    for cells, parsed in found:
        for (day, half), text in cells.items():
            if source_times(fold(text)) and f"{text}" not in parsed.unread:
                assert check(f"{day} {text}", _rules_of(day, parsed.osm)).missing == (), (half, cells)
        if parsed.osm:
            assert validate(parsed.osm)
            _fortnight(parsed.osm)
