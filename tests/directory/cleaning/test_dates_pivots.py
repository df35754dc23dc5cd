"""Dates of update and identity numbers."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.directory.cleaning.dates import clean_date
from fabrique.directory.cleaning.pivots import clean_pivot, is_siret, luhn

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-03-10", date(2024, 3, 10)),
        ("2022/06/10 10:04:59.524", date(2022, 6, 10)),
        ("2024-03-10T23:30:00Z", date(2024, 3, 11)),
        ("2025-03-24 20:31:20+01:00", date(2025, 3, 24)),
        ("21/4/2022 14:34", date(2022, 4, 21)),
        ("21-04-22", date(2022, 4, 21)),
        ("04/21/2022", date(2022, 4, 21)),
        ("Espace labellisé 01/12/2022", date(2022, 12, 1)),
        ("1er mars 2024", date(2024, 3, 1)),
        ("le 9 février 2023", date(2023, 2, 9)),
        ("20240310", date(2024, 3, 10)),
        (1670421075, date(2022, 12, 7)),
        ("1670421075000", date(2022, 12, 7)),
        (45000, date(2023, 3, 15)),
        (datetime(2024, 3, 10, 8, 0), date(2024, 3, 10)),  # noqa: DTZ001 — a spreadsheet's cell has no zone
        (date(2024, 3, 10), date(2024, 3, 10)),
    ],
)
def test_a_date_is_read_however_it_is_written(raw: object, expected: date) -> None:
    assert clean_date(raw, TODAY).value == expected
    assert clean_date(raw, TODAY).flags == ()


def test_a_month_alone_is_its_first_day_and_this_is_said() -> None:
    for text, expected in (("septembre 2023", date(2023, 9, 1)), ("Janv. 2024", date(2024, 1, 1))):
        cleaned = clean_date(text, TODAY)
        assert (cleaned.value, cleaned.flags) == (expected, ("date-month-only",))


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("01/01/1970", "date-absurd"),
        ("1970-01-01T00:00:00Z", "date-absurd"),
        ("06/08/0002", "date-absurd"),
        ("31/02/2023", "date-absurd"),
        ("0", "date-absurd"),
        ("24/12/2026", "date-future"),
        ("à jour", "date-unread"),
    ],
)
def test_an_impossible_date_is_left_out_and_flagged(raw: str, flag: str) -> None:
    cleaned = clean_date(raw, TODAY)
    assert cleaned.value is None
    assert cleaned.flags == (flag,)
    assert cleaned.rest == raw


def test_an_empty_cell_has_no_date() -> None:
    assert clean_date("", TODAY).value is None
    assert clean_date(None, TODAY).flags == ()


@given(st.text(max_size=30))
def test_no_text_gives_a_date_out_of_bounds(text: str) -> None:
    found = clean_date(text, TODAY).value
    assert found is None or date(1995, 1, 1) <= found <= date(2026, 11, 25)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("43493312300029", "43493312300029"),
        ("434 933 123 00029", "43493312300029"),
        ("434.933.123-00029", "43493312300029"),
        (43493312300029, "43493312300029"),
        ("4.3493312300029E13", "43493312300029"),
        (35600000063516, "35600000063516"),
        ("W751000010", "W751000010"),
        ("w75 1000010", "W751000010"),
    ],
)
def test_an_identity_number_is_read(raw: object, expected: str) -> None:
    assert clean_pivot(raw).value == expected


def test_a_leading_zero_lost_by_a_spreadsheet_is_restored_when_the_key_says_so() -> None:
    sirens = (f"0{number}" for number in range(55500000, 55500020) if luhn(f"0{number}"))
    siren = next(sirens)
    digits = next(f"{siren}{number:05}" for number in range(10, 100) if is_siret(f"{siren}{number:05}"))
    assert clean_pivot(digits[1:]).value == digits
    assert clean_pivot(digits[1:]).rules == ("pivot-zero-restored",)


def test_a_ridet_is_taken_in_the_pacific_only() -> None:
    assert clean_pivot("1234567", "98800").value == "001234567"
    assert clean_pivot("1234567", "33000").value == ""


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("00000000000000", "pivot-missing"),
        ("1", "pivot-missing"),
        ("36750100000000", "pivot-damaged"),
        ("3.56E+13", "pivot-damaged"),
        ("12345678910111", "pivot-checksum"),
        ("842 887 408 00", "pivot-unusable"),
        ("CAMARET", "pivot-unusable"),
    ],
)
def test_a_false_identity_is_left_out_and_flagged(raw: str, flag: str) -> None:
    cleaned = clean_pivot(raw)
    assert cleaned.value == ""
    assert cleaned.flags == (flag,)


def test_offices_of_la_poste_have_their_own_key() -> None:
    assert not luhn("35600000060857")
    assert is_siret("35600000060857")
    assert not is_siret("35600000060858")


@given(st.one_of(st.text(max_size=20), st.integers(), st.floats()))
def test_whatever_is_kept_is_a_valid_siret_or_an_rna(value: object) -> None:
    kept = clean_pivot(value).value
    assert kept == "" or is_siret(kept) or kept.startswith("W")
