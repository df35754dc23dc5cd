"""Figures that differ along two axes: what an attacker computes of all that was told, by linear algebra."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from random import Random

import numpy as np
import pytest

from fabrique.kernels.disclosure import Rule
from fabrique.observe.content import TOTAL
from fabrique.observe.disclosing import Earlier, Register, Told, crossed, protect_content, told_by
from tests.observe.publishing.attacker import column, content, table

A, B, C = "00101", "00102", "00103"
WOMEN, MEN = ("women",), ("men",)


def told(areas: Sequence[str], path: tuple[str, ...], value: int, period: str = "2026") -> Told:
    return Told("equipped", path, period, tuple(("commune", one) for one in sorted(areas)), value)


def judged(before: Sequence[Told], new: Sequence[Told]) -> tuple[str, ...] | None:
    """The publications in cause, each figure told before being one: « 0 », « 1 »…"""
    earlier = tuple(Earlier(one, str(rank)) for rank, one in enumerate(before))
    found = Register(earlier).conflict(new, Rule())
    return found.publications if found else None


def test_the_men_of_the_rest_of_a_territory_do_not_come_out():
    """200, of whom 100 women; there, 140, of whom 45 women: elsewhere 60, of whom 55 women."""
    whole = [told([A, B], (), 200), told([A, B], WOMEN, 100)]
    there = [told([B], (), 140), told([B], WOMEN, 45)]
    assert judged(whole, there) == ("0", "1")
    assert judged(whole, [told([B], (), 140), told([B], WOMEN, 70)]) is None


def test_nobody_but_a_few_is_not_told_in_one_step():
    assert judged([told([A, B], (), 100)], [told([B], WOMEN, 95)]) == ("0",)
    assert judged([told([A, B], (), 100)], [told([B], WOMEN, 60)]) is None
    assert judged([told([A, B], (), 100), told([A, B], WOMEN, 50)], [told([B], MEN, 45)]) is not None


def test_time_counts_as_areas_and_parts_do():
    spring, half = "2026-01/2026-03", "2026-01/2026-06"
    before = [told([A], (), 60, spring), told([A], WOMEN, 30, spring), told([A], (), 100, half)]
    assert judged(before, [told([A], WOMEN, 65, half)]) == ("0", "1", "2")  # five men came in between
    assert judged(before, [told([A], WOMEN, 50, half)]) is None


def test_parts_that_make_up_their_whole_leave_nobody_to_find():
    rows = {A: (60, 30, 30), B: (80, 40, 40), TOTAL: (140, 70, 70)}
    columns = [column(), column("women", within="equipped"), column("men", within="equipped")]
    first = protect_content(content(table(rows, columns))).content
    register = Register(tuple(Earlier(one, "0") for one in told_by(first)))
    assert register.conflict(told_by(first), Rule()) is None


def test_one_content_alone_is_judged_too():
    columns = [column(), column("women", within="equipped")]
    rows = {B: (140, 45), C: (100, 50), TOTAL: (300, 150)}  # sixty live elsewhere, of whom five men
    alone = content(table(rows, columns))
    found = protect_content(alone, register=Register()).conflict
    assert found is not None
    assert found.publications == ()


def test_what_cannot_be_computed_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(crossed, "MOST", 1)
    found = Register((Earlier(told([A, B], (), 200), "0"),)).conflict([told([A, C], WOMEN, 80)], Rule())
    assert found is not None
    assert found.crossing


CELLS = list(product((A, B, C), ("women", "men")))
AREAS = [(A,), (B,), (C,), (A, B), (A, B, C)]


def of(areas: Sequence[str], path: Sequence[str]) -> list[int]:
    return [int(area in areas and (not path or part == path[0])) for area, part in CELLS]


def computed(figures: Sequence[Told], counts: Sequence[int]) -> list[tuple[tuple[str, ...], int]]:
    """The groups « these areas, this part » whose number every solution shares, and this number."""
    rows = np.array([of([code for _kind, code in one.atoms], one.path) for one in figures], float)
    span = np.linalg.svd(rows)[2][: np.linalg.matrix_rank(rows)]
    found = []
    for size in (1, 2, 3):
        for areas in combinations((A, B, C), size):
            for path in ((), WOMEN, MEN):
                group = np.array(of(areas, path), float)
                if np.abs(group - span.T @ (span @ group)).max() < 1e-9:
                    found.append((areas + path, int(group @ counts)))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_told_in_turn_no_small_group_is_computed(seed: int):
    """Four publications at random; what the register takes, somebody subtracts in every way."""
    chance = Random(seed)
    counts = [chance.choice([0, 3, 8, 12, 20, 35, 60]) for _cell in CELLS]
    figures: list[Told] = []
    for _publication in range(4):
        new = [
            told(areas, path, value)
            for areas, path in chance.sample(list(product(AREAS, ((), WOMEN, MEN))), 3)
            if (value := int(np.dot(of(areas, path), counts))) >= 11
        ]
        if new and judged(figures, new) is None:
            figures += new
    if figures:
        assert [one for one in computed(figures, counts) if one[1] < 11] == []
