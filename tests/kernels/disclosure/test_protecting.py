"""What is protected of publications of any shape stays so against who knows all the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fabrique.kernels.disclosure import (
    TOTAL,
    Cell,
    Key,
    Kind,
    Publication,
    Reason,
    Relation,
    Rounding,
    Rule,
    as_rates,
    crossed,
    exposed,
    flat,
    linked,
    of_regions,
    protect,
)
from tests.kernels.disclosure.attacker import attack, interval, ranges, usual

counts = st.one_of(st.integers(0, 14), st.integers(0, 80), st.sampled_from([0, 10, 11, 400]))
AREAS = {"epci": ("a", "b"), "a": ("a1", "a2"), "b": ("b1", "b2", "b3")}


@st.composite
def hierarchies(draw: st.DrawFn) -> Publication:
    """IRIS within communes within a territory, by two or three categories."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    communes = {f"c{rank}": tuple(f"c{rank}i{one}" for one in range(size)) for rank, size in enumerate(sizes)}
    kinds = [f"k{rank}" for rank in range(draw(st.integers(1, 3)))]
    leaves = [iris for among in communes.values() for iris in among]
    values = {(iris, kind): draw(counts) for iris in leaves for kind in kinds}
    return crossed(
        values, [{"t": tuple(communes), **communes}, flat(kinds)], zero_is_small=draw(st.booleans())
    )


@st.composite
def cubes(draw: st.DrawFn) -> Publication:
    sizes = [draw(st.integers(1, 3)) for _axis in range(3)]
    axes = [flat([f"{name}{rank}" for rank in range(size)]) for name, size in zip("xyz", sizes, strict=True)]
    values = {(x, y, z): draw(counts) for x in axes[0][TOTAL] for y in axes[1][TOTAL] for z in axes[2][TOTAL]}
    return crossed(values, axes, zero_is_small=draw(st.booleans()))


@st.composite
def overlapping(draw: st.DrawFn) -> Publication:
    """Figures of regions drawn at random over a few places."""
    atoms = {place: draw(counts) for place in range(draw(st.integers(1, 6)))}
    some = st.frozensets(st.sampled_from(sorted(atoms)), min_size=1)
    regions = draw(st.lists(some, min_size=1, max_size=5))
    return of_regions(atoms, {(f"r{rank}",): region for rank, region in enumerate(regions)})


@st.composite
def linked_tables(draw: st.DrawFn) -> Publication:
    """Persons by area and age, and by area and situation: the areas are the same."""
    areas, ages, situations = ["n", "s"], ["j", "v"], ["e", "f", "g"]
    whole = {(a, b, c): draw(counts) for a in areas for b in ages for c in situations}
    found = []
    for name, codes, at in (("age", ages, 1), ("situation", situations, 2)):
        values = dict[Key, int]()
        for key, value in whole.items():
            pair = (key[0], f"{name} {key[at]}")
            values[pair] = values.get(pair, 0) + value
        found.append(crossed(values, [flat(areas), flat([f"{name} {code}" for code in codes])]))
    return linked(*found)


@settings(deadline=None, max_examples=15)
@given(hierarchies())
def test_nothing_is_deduced_along_areas(publication: Publication):
    attack(publication, protect(publication))


@settings(deadline=None, max_examples=15)
@given(cubes())
def test_nothing_is_deduced_from_three_way_tables(publication: Publication):
    attack(publication, protect(publication))


@settings(deadline=None, max_examples=15)
@given(overlapping())
def test_nothing_is_deduced_from_regions_that_overlap(publication: Publication):
    attack(publication, protect(publication))


@settings(deadline=None, max_examples=15)
@given(linked_tables())
def test_nothing_is_deduced_from_linked_tables(publication: Publication):
    attack(publication, protect(publication))


@settings(deadline=None, max_examples=15)
@given(hierarchies(), st.booleans())
def test_nothing_is_deduced_from_what_is_rounded(publication: Publication, nearest: bool):
    rounding = Rounding(5, b"" if nearest else b"sixteen bytes or more")
    safe = protect(publication, rounding=rounding)
    assert all(value % 5 == 0 for value in safe.shown.values())
    attack(publication, safe, doubt=rounding.doubt)
    assert len(safe.hidden) <= len(protect(publication).hidden) + 4


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(0, 7), min_size=4, max_size=4))
def test_every_table_that_agrees_leaves_a_doubt(values: list[int]):
    """By enumeration of all tables of two by two, with the threshold of an agreement."""
    names = list(product("ab", "xy"))
    assume(sum(values) >= 5)
    table = crossed(dict(zip(names, values, strict=True)), [flat("ab"), flat("xy")])
    whole = replace(table.cells[TOTAL, TOTAL], public=True)
    safe = protect(replace(table, cells={**table.cells, (TOTAL, TOTAL): whole}), usual(5))
    assert not safe.known_anyway
    seen = [
        other
        for other in tables_of_two(whole.value)
        if all(other[key] == value for key, value in safe.shown.items())
    ]
    for key, value in zip(names, values, strict=True):
        if value < 5:
            held = [other[key] for other in seen]
            assert max(held) >= 5
            assert max(held) - min(held) >= 4


def tables_of_two(whole: int) -> Iterator[dict[Key, int]]:
    """Every two-way table of two by two with this total, with its margins."""
    for a, b, c in product(range(whole + 1), repeat=3):
        if (d := whole - a - b - c) >= 0:
            inner = {("a", "x"): a, ("a", "y"): b, ("b", "x"): c, ("b", "y"): d}
            rows = {("a", TOTAL): a + b, ("b", TOTAL): c + d}
            yield inner | rows | {(TOTAL, "x"): a + c, (TOTAL, "y"): b + d, (TOTAL, TOTAL): whole}


def test_one_hidden_cell_in_a_line_is_not_left_alone():
    publication = crossed(
        {("a", "x"): 3, ("a", "y"): 40, ("b", "x"): 50, ("b", "y"): 60}, [flat("ab"), flat("xy")]
    )
    safe = protect(publication)
    assert safe.hidden[("a", "x")] is Reason.SMALL
    assert {key for key, reason in safe.hidden.items() if reason is Reason.BESIDE} == {
        ("a", "y"),
        ("b", "x"),
        ("b", "y"),
    }
    assert safe.shown[TOTAL, TOTAL] == 153


def test_a_commune_less_its_neighbourhood_is_not_told():
    atoms = {"quartier": 60, "reste": 7}
    publication = of_regions(atoms, {("commune",): ["quartier", "reste"], ("qpv",): ["quartier"]})
    safe = protect(publication)
    assert len(safe.shown) == 1
    assert set(safe.hidden.values()) == {Reason.BESIDE}
    roomy = of_regions({**atoms, "reste": 11}, {("commune",): ["quartier", "reste"], ("qpv",): ["quartier"]})
    assert protect(roomy).shown == {("commune",): 71, ("qpv",): 60}


def test_a_rate_is_a_cell_of_its_numerator_and_of_those_it_leaves_out():
    table = crossed({("a",): 30, ("b",): 4, ("c",): 60, ("d",): 500}, [flat("abcd")])
    rates = as_rates(table, {("a",): 100, ("b",): 90, ("c",): 64, ("d",): 900})
    safe = protect(rates)
    assert ("b",) in safe.hidden  # 4 of 90
    assert ("c",) in safe.hidden  # 60 of 64: four are left out
    attack(rates, safe)
    assert ("of", "c") in safe.shown


def test_what_public_figures_tell_is_said_and_not_mended():
    table = crossed({("a",): 3, ("b",): 400}, [flat("ab")])
    safe = protect(as_rates(table, {("a",): 8, ("b",): 900}))
    assert safe.known_anyway[("a",)] == 8  # eight live there: everybody knows
    assert ("a",) in safe.hidden


def test_zero_is_small_unless_it_says_nothing_of_anybody():
    values = {("a", "x"): 0, ("a", "y"): 40, ("b", "x"): 50, ("b", "y"): 60}
    told = protect(crossed(values, [flat("ab"), flat("xy")], zero_is_small=False))
    assert told.shown["a", "x"] == 0
    assert not told.hidden
    assert len(protect(crossed(values, [flat("ab"), flat("xy")])).hidden) == 4


def test_an_agreement_lowers_the_threshold_and_is_recorded():
    rule = Rule(5, partner="Mission locale", agreement="Convention 2026-07")
    table = crossed({("a",): 6, ("b",): 80, ("c",): 70}, [flat("abc")])
    safe = protect(table, rule)
    assert not safe.hidden
    assert (safe.rule.partner, safe.rule.agreement) == ("Mission locale", "Convention 2026-07")
    assert ("a",) in protect(table).hidden
    with pytest.raises(ValueError, match="below 5"):
        Rule(4, partner="Mission locale", agreement="Convention 2026-07")
    for partner, agreement in (("", "Convention"), ("Mission locale", " ")):
        with pytest.raises(ValueError, match="names the partner"):
            Rule(7, partner=partner, agreement=agreement)
    with pytest.raises(ValueError, match="85"):
        Rule(share=0.9)


def money(*cells: Cell) -> Publication:
    return crossed(
        {(f"s{rank}",): cell for rank, cell in enumerate(cells)},
        [flat([f"s{rank}" for rank in range(len(cells))])],
        kind=Kind.MONEY_OF_FIRMS,
    )


def test_money_of_firms_is_told_of_three_none_of_which_has_most_of_it():
    few, led = Cell(90_000, 2, 50_000), Cell(100_000, 9, 85_000)
    fine, other = Cell(100_000, 3, 84_999), Cell(900_000, 40, 90_000)
    table = money(few, led, fine, other)
    safe = protect(table)
    assert safe.hidden["s0",] is Reason.FEW_FIRMS
    assert safe.hidden["s1",] is Reason.DOMINATED
    assert ("s3",) in safe.shown or ("s2",) in safe.shown
    known = ranges(table, safe.shown)
    for key, upper, width in ((("s0",), 90_000 / 0.85, 13_500), (("s1",), 100_000, 15_000)):
        low, high = interval(table, known, key, whole=False)
        assert high >= upper - 1
        assert high - low >= width - 1


def test_a_lonely_dominated_sum_takes_another_with_it():
    table = money(Cell(100_000, 1, 100_000), Cell(300_000, 30, 20_000), Cell(500_000, 30, 20_000))
    safe = protect(table)
    assert len(safe.hidden) == 2
    assert safe.shown["total",] == 900_000


def test_money_of_persons_needs_as_many_as_the_threshold():
    cells = {("a",): Cell(1_000_000, 10), ("b",): Cell(2_000_000, 11), ("c",): Cell(2_500_000, 30)}
    safe = protect(crossed(cells, [flat("abc")], kind=Kind.MONEY_OF_PERSONS))
    assert safe.hidden["a",] is Reason.SMALL
    assert sum(reason is Reason.BESIDE for reason in safe.hidden.values()) == 1
    alone = Publication({("médiane",): Cell(180_000, 10)}, kind=Kind.MONEY_OF_PERSONS)
    assert not protect(alone).shown
    assert protect(replace(alone, cells={("médiane",): Cell(180_000, 11)})).shown


@settings(deadline=None, max_examples=15)
@given(hierarchies())
def test_nothing_hidden_beside_could_be_shown_by_itself(publication: Publication):
    safe = protect(publication)
    small = [key for key, reason in safe.hidden.items() if reason is Reason.SMALL]
    for key, reason in safe.hidden.items():
        if reason is Reason.BESIDE:
            known = ranges(publication, {**safe.shown, key: publication.cells[key].value})
            told = [interval(publication, known, one) for one in small]
            assert any(high < 11 or high - low < 10 for low, high in told)


@settings(deadline=None, max_examples=10)
@given(cubes())
def test_the_same_publication_has_the_same_answer(publication: Publication):
    assert protect(publication) == protect(publication)


@pytest.mark.parametrize(
    ("cells", "relations", "told"),
    [
        ({("a",): Cell(-1)}, (), "negative"),
        ({("a",): Cell(3, largest=4)}, (), "within it"),
        ({("a",): Cell(3)}, (Relation(("t",), (("a",),)),), "not a cell"),
        ({("a",): Cell(3), ("t",): Cell(4)}, (Relation(("t",), (("a",),)),), "not the sum"),
    ],
)
def test_what_does_not_add_up_is_refused(cells: dict[Key, Cell], relations: tuple[Relation, ...], told: str):
    with pytest.raises(ValueError, match=told):
        Publication(cells, relations)


def test_what_cannot_be_built_is_refused():
    with pytest.raises(ValueError, match="not a combination"):
        crossed({("a", "x"): 1, ("total", "x"): 1}, [flat("ab"), flat("xy")])
    with pytest.raises(ValueError, match="within itself"):
        crossed({}, [{"a": ("b",), "b": ("a",)}])
    with pytest.raises(ValueError, match="twice"):
        crossed({}, [{"t": ("a", "b"), "a": ("c",), "b": ("c",)}])
    with pytest.raises(ValueError, match="not among"):
        of_regions({"x": 1}, {("r",): ["y"]})
    with pytest.raises(ValueError, match="above"):
        as_rates(crossed({("a",): 3}, [flat("a")]), {("a",): 2})
    one = crossed({("a",): 3}, [flat("a")])
    with pytest.raises(ValueError, match="do not agree"):
        linked(one, crossed({("a",): 4}, [flat("a")]))
    with pytest.raises(ValueError, match="one variable"):
        linked(one, replace(one, zero_is_small=False))
    with pytest.raises(ValueError, match="needs the number"):
        money(Cell(3))


@settings(deadline=None, max_examples=15)
@given(hierarchies(), st.randoms(use_true_random=False))
def test_another_choice_is_judged_as_the_attacker_does(publication: Publication, chance: Random):
    safe = protect(publication)
    assert not exposed(publication, safe.shown)
    beside = [key for key, reason in safe.hidden.items() if reason is Reason.BESIDE]
    shown = {**safe.shown, **{key: publication.cells[key].value for key in beside if chance.random() < 0.7}}
    known = ranges(publication, shown)
    told = {
        key: interval(publication, known, key) for key in safe.hidden if publication.cells[key].value < 11
    }
    out = {key: high for key, (low, high) in told.items() if high < 11 or high - low < 10}
    found = exposed(publication, shown)
    assert set(found) == set(out)
    assert exposed(publication, publication.cells).keys() >= told.keys()


def test_nothing_at_all_is_fine():
    assert protect(Publication({})).shown == {}
    assert protect(crossed({}, [AREAS])).shown == {}
