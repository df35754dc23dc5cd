"""What was published is never forgotten: no subtraction between figures brings a small group out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from fabrique.kernels.disclosure import Figure, Releases, Rule

Months = tuple[str, int]


def over(counts: dict, name: str, atoms: object, doubt: int = 0, told: int | None = None) -> Figure:
    chosen = frozenset(atoms)  # type: ignore[call-overload]
    true = sum(counts[atom] for atom in chosen)
    return Figure(name, chosen, true if told is None else told, doubt)


def since_the_beginning(counts: dict[Months, int], place: str, month: int) -> Figure:
    return over(
        counts, f"{place} {month}", {(where, at) for where, at in counts if where == place and at <= month}
    )


def test_two_months_are_not_subtracted():
    counts = {("q", month): number for month, number in enumerate([40, 3, 9, 25])}
    register = Releases(counts).published(since_the_beginning(counts, "q", 0))
    verdict = register.may_publish(since_the_beginning(counts, "q", 1))
    assert not verdict.allowed
    assert verdict.conflicts == ("q 0",)
    assert [(one.persons, one.at_most) for one in verdict.exposed] == [(3, 3)]
    later = since_the_beginning(counts, "q", 2)  # twelve more since the first
    assert register.may_publish(later).allowed
    with pytest.raises(ValueError, match="gives away"):
        register.published(later).published(since_the_beginning(counts, "q", 1))


def test_a_figure_that_has_not_moved_says_that_nobody_came():
    counts = {("q", 0): 40, ("q", 1): 0}
    same = since_the_beginning(counts, "q", 1)
    assert not Releases(counts).published(since_the_beginning(counts, "q", 0)).may_publish(same).allowed
    told = Releases(counts, zero_is_small=False).published(since_the_beginning(counts, "q", 0))
    assert told.may_publish(same).allowed


def test_three_figures_conflict_that_do_not_two_by_two():
    counts = {"a": 30, "b": 30, "c": 4, "elsewhere": 50}
    register = Releases(counts)
    for name, atoms in (("ailleurs", ["elsewhere"]), ("tout", "abc"), ("a", "a")):
        register = register.published(over(counts, name, atoms))
    verdict = register.may_publish(over(counts, "b", "b"))
    assert set(verdict.conflicts) == {"tout", "a"}
    assert verdict.exposed[0].within == ("tout",)


def test_a_small_figure_conflicts_with_nothing_but_itself():
    counts = {"a": 10, "b": 30}
    register = Releases(counts).published(over(counts, "b", "b"))
    verdict = register.may_publish(over(counts, "a", "a"))
    assert (verdict.allowed, verdict.conflicts) == (False, ())


def test_rounding_leaves_the_doubt_that_it_says():
    counts = {"a": 60, "b": 7}
    exact = Releases(counts).published(over(counts, "a", "a"))
    assert not exact.may_publish(over(counts, "ab", "ab")).allowed
    rounded = Releases(counts).published(over(counts, "a", "a", doubt=5, told=60))
    assert rounded.may_publish(over(counts, "ab", "ab", doubt=5, told=65)).allowed


def test_a_partner_under_agreement_has_its_own_register():
    counts = {"a": 60, "b": 7}
    public = Releases(counts).published(over(counts, "ab", "ab"))
    rule = Rule(5, partner="Métropole", agreement="Convention 2026-02")
    assert not public.may_publish(over(counts, "a", "a")).allowed
    assert Releases(counts, rule, figures=public.figures).may_publish(over(counts, "a", "a")).allowed


def test_what_is_no_figure_of_these_atoms_is_refused():
    counts = {"a": 60}
    register = Releases(counts).published(over(counts, "a", "a"))
    for figure, told in (
        (Figure("z", frozenset("z"), 3), "not among"),
        (Figure("b", frozenset("a"), 61), "not the number"),
        (Figure("a", frozenset("a"), 60), "already"),
    ):
        with pytest.raises(ValueError, match=told):
            register.may_publish(figure)
    with pytest.raises(ValueError, match="same name"):
        Releases(counts, figures=register.figures * 2)


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[int, int], list[Figure]]:
    numbers = st.one_of(st.integers(0, 14), st.integers(0, 60))
    counts = dict(enumerate(draw(st.lists(numbers, min_size=2, max_size=7))))
    some = st.frozensets(st.sampled_from(sorted(counts)), min_size=1)
    regions = draw(st.lists(some, min_size=2, max_size=7))
    doubts = draw(st.lists(st.sampled_from([0, 0, 4]), min_size=len(regions), max_size=len(regions)))
    return counts, [
        over(counts, str(rank), region, doubt)
        for rank, (region, doubt) in enumerate(zip(regions, doubts, strict=True))
    ]


def most_of(counts: dict[int, int], figures: list[Figure], group: set[int]) -> tuple[float, float]:
    """By an attacker that knows every atom by its name, and that persons are whole."""
    rows = np.array([[float(atom in one.atoms) for atom in counts] for one in figures])
    told = LinearConstraint(
        rows, [max(0, one.told - one.doubt) for one in figures], [one.told + one.doubt for one in figures]
    )
    cost = np.array([float(atom in group) for atom in counts])
    found = []
    for sign in (1, -1):
        answer = milp(sign * cost, integrality=np.ones(len(cost)), bounds=Bounds(0, 1e4), constraints=told)
        assert answer.success
        found.append(sign * answer.fun)
    return found[0], found[1]


def groups(counts: dict[int, int], figures: list[Figure]) -> list[set[int]]:
    """Atoms that are in the same figures, when they are in one."""
    found: dict[tuple[bool, ...], set[int]] = {}
    for atom in counts:
        found.setdefault(tuple(atom in one.atoms for one in figures), set()).add(atom)
    return [group for where, group in found.items() if any(where)]


@settings(deadline=None, max_examples=40)
@given(histories())
def test_nothing_small_comes_out_of_what_was_released(history: tuple[dict[int, int], list[Figure]]):
    """Those that are let through give nothing away; with one that is refused, something would be."""
    counts, figures = history
    register = Releases(counts)
    for figure in figures:
        verdict = register.may_publish(figure)
        after = [*register.figures, figure]
        told = [
            most_of(counts, after, group)
            for group in groups(counts, after)
            if sum(counts[atom] for atom in group) < 11
        ]
        safe = all(high >= 11 - 1e-6 and high - low >= 10 - 1e-6 for low, high in told)
        assert verdict.allowed == safe
        if verdict.allowed:
            register = register.published(figure)
        elif set(verdict.conflicts) < {one.name for one in register.figures}:
            few = [one for one in register.figures if one.name in verdict.conflicts]
            assert not Releases(counts, figures=tuple(few)).may_publish(figure).allowed
