"""Code 128 as its standard says: symbols, check digit, modules; a reader of our own reads it back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.core.documents import code128
from fabrique.core.documents.code128 import code128_svg, symbols, widths

TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30)


def test_the_check_digit_is_that_of_the_standards_example():
    """« PJJ123C » in set A: 54."""
    assert code128.check([103, 48, 42, 42, 17, 18, 19, 35]) == 54


def test_the_table_is_one():
    table = code128._WIDTHS
    assert len(set(table)) == len(table) == 107
    assert {sum(map(int, each)) for each in table[:106]} == {11}
    assert {sum(map(int, each[::2])) % 2 for each in table} == {0}  # the bars of a symbol are even


def test_figures_are_packed_two_by_two():
    assert symbols("ROU-PO-26-0001")[-5:-2] == [99, 0, 1]
    assert len(symbols("20261130")) == 7


@settings(max_examples=40)
@given(TEXTS | st.from_regex(r"\A[A-Z-]{0,3}[0-9]{1,9}[A-Z]?\Z"))
def test_what_is_written_is_read_back(text: str):
    assert _read(widths(text)) == text


@pytest.mark.parametrize("text", ["", "été", "a\tb"])
def test_what_it_cannot_write_is_refused(text: str):
    with pytest.raises(ValueError, match="ASCII"):
        symbols(text)


def test_the_drawing_has_its_quiet_zones():
    svg = code128_svg("ROU-E-A12")
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])  # type: ignore[index]
    assert side == sum(widths("ROU-E-A12")) + 20
    assert svg.split("M")[1].startswith("10 0")


def _read(modules: list[int]) -> str:
    """A reader that knows the table and the rules, and nothing of how ours writes."""
    assert modules[-7:] == [2, 3, 3, 1, 1, 1, 2]
    groups = ["".join(map(str, modules[at : at + 6])) for at in range(0, len(modules) - 7, 6)]
    *found, checked = [code128._WIDTHS.index(each) for each in groups]
    assert checked == code128.check(found)
    packed, text = found[0] == 105, ""
    for value in found[1:]:
        if (packed, value) in {(True, 100), (False, 99)}:
            packed = not packed
        else:
            text += f"{value:02}" if packed else chr(value + 32)
    return text
