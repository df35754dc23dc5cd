from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fabrique.core.tabular.guard import guarded, is_dangerous, unguarded


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n12",
        '"=1',
        "'=1",
        "  =HYPERLINK(1)",
        "\u00a0@x",
        "\u200b=x",
        "＝1+1",
        "＋1",
        "＠x",
        "－1x",
        "- accueil",
        "+33abc",
    ],
)
def test_what_a_spreadsheet_would_run_is_guarded(text):
    assert is_dangerous(text)
    assert guarded(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    [
        "-12",
        "+33261910001",
        "+33 2 61 91 00 01",
        "-1,5",
        "+1.5e-7",
        "-1E+5",
        "-",
        "--",
        "+33 (0)2-61-91",
        "-.5",
    ],
)
def test_numbers_and_phones_stay_intact(text):
    assert guarded(text) == text


@pytest.mark.parametrize("text", ["", "a=b", "l’école", "'était", "12", "«=»", "2024-01-02", "a@b.example"])
def test_plain_texts_stay_intact(text):
    assert guarded(text) == text
    assert unguarded(text) == text


HOSTILE = st.text(alphabet=st.sampled_from("=+-@'\"\t\r\n 0123aeE.,＝\u200b"), max_size=8)


@given(st.one_of(st.text(), HOSTILE))
@example("'\t")
@example("'-12")
@example("''=")
def test_removing_the_guard_is_the_exact_inverse(text):
    assert unguarded(guarded(text)) == text
    assert not is_dangerous(guarded(text)) or guarded(text).startswith("'")
