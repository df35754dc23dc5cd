"""The choice of places: what sets aside, what moves up, and what never changes anything."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.kernels.matching import Candidate, Met, Wish, obstacles, parts, rank, relaxations, twins

CODES = ("fauteuil", "gratuit", "langue")
mets = st.sampled_from(list(Met))
amounts = st.floats(0, 1e6, allow_nan=False)
candidates = st.builds(
    Candidate,
    key=st.text("abc", min_size=1, max_size=4),
    serves=st.booleans(),
    admits=mets,
    receives=st.booleans(),
    sureness=st.floats(0, 1, allow_nan=False),
    metres=st.none() | amounts,
    wait_hours=st.none() | amounts | st.just(math.inf),
    conditions=st.dictionaries(st.sampled_from(CODES), mets),
    audience=mets,
    free=mets,
    age_days=st.none() | st.integers(0, 5000),
    completeness=st.integers(0, 100),
    organisation=st.sampled_from(["", "", "un", "deux"]),
    point=st.none() | st.tuples(st.floats(47.2, 47.21), st.floats(-1.51, -1.5)),
)
pools = st.lists(candidates, max_size=12, unique_by=lambda one: one.key)
wishes = st.builds(
    Wish,
    needed=st.frozensets(st.sampled_from(CODES)),
    wished=st.frozensets(st.sampled_from(CODES)),
    reach_m=st.none() | st.floats(100, 50_000),
    half_m=st.floats(100, 10_000),
    half_wait_hours=st.floats(1, 200),
    located=st.booleans(),
)


def keys(pool: list[Candidate], wish: Wish, first: int = 3) -> list[str]:
    return [one.key for one in rank(pool, wish, first=first)]


@given(pools, wishes, st.randoms())
def test_the_order_of_the_input_is_nothing(pool, wish, chance):
    mixed = list(pool)
    chance.shuffle(mixed)
    assert rank(mixed, wish) == rank(pool, wish)


@given(pools, wishes, candidates)
def test_adding_a_place_that_is_not_chosen_changes_nothing(pool, wish, more):
    more = replace(more, key="nouveau")
    after = keys([*pool, more], wish)
    if "nouveau" not in after:
        assert after == keys(pool, wish)


@given(pools, wishes)
def test_only_those_that_qualify_are_chosen_and_nobody_is_forgotten(pool, wish):
    qualified = {one.key for one in pool if not obstacles(one, wish)}
    assert set(keys(pool, wish, first=len(pool) + 1)) == qualified
    assert len(keys(pool, wish)) == min(3, len(qualified))


@st.composite
def dominated(draw: st.DrawFn) -> tuple[Candidate, Candidate]:
    """A place, and one that is at least as good in everything."""
    worse = draw(candidates)

    def at_most(value):
        return draw(st.floats(0, value, allow_nan=False)) if value and not math.isinf(value) else value

    def up(met):
        return draw(st.sampled_from([one for one in Met if one >= met]))

    better = replace(
        worse,
        key=draw(st.sampled_from(["a0", "zz"])),
        serves=True,
        receives=True,
        admits=up(worse.admits),
        sureness=draw(st.floats(worse.sureness, 1)),
        metres=None if worse.metres is None else at_most(worse.metres),
        wait_hours=None if worse.wait_hours is None else at_most(worse.wait_hours),
        conditions={code: up(worse.conditions.get(code, Met.UNKNOWN)) for code in CODES},
        audience=up(worse.audience),
        free=up(worse.free),
        age_days=None if worse.age_days is None else draw(st.integers(0, worse.age_days)),
        completeness=draw(st.integers(worse.completeness, 100)),
        organisation="le sien",  # nobody's twin: a twin gives way, however good
        point=None,
    )
    return worse, better


@given(pools, wishes, dominated())
def test_a_place_that_dominates_another_is_never_below(pool, wish, pair):
    worse, better = (replace(one, key=f"~{one.key}~{rank}") for rank, one in enumerate(pair))
    order = keys([*pool, worse, better], wish, first=20)
    if worse.key in order:
        assert better.key in order
        strictly = parts(better, wish) != parts(worse, wish)
        if strictly or better.metres != worse.metres:
            assert order.index(better.key) < order.index(worse.key)


@given(pools, wishes)
def test_dropping_what_is_offered_gains_what_is_said(pool, wish):
    before = len(keys(pool, wish, first=50))
    for offer in relaxations(pool, wish):
        freed = (
            replace(wish, reach_m=None)
            if offer.obstacle == "distance"
            else replace(wish, needed=wish.needed - {offer.obstacle})
        )
        assert len(keys(pool, freed, first=50)) == before + offer.gained
        assert offer.gained > 0


@given(candidates, wishes)
def test_points_are_finite_and_explained(one, wish):
    found = parts(one, wish)
    assert all(math.isfinite(part.points) for part in found)
    assert len({part.criterion for part in found}) == len(found)
    for ranked in rank([one], wish):
        assert ranked.points == sum(part.points for part in ranked.parts)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"serves": False}, ("service",)),
        ({"admits": Met.NO}, ("residence",)),
        ({"receives": False}, ("public",)),
        ({"metres": 10_001.0}, ("distance",)),
        ({"conditions": {"fauteuil": Met.NO}}, ("fauteuil",)),
        ({"conditions": {"fauteuil": Met.UNKNOWN}}, ()),
        ({"conditions": {"langue": Met.NO}}, ()),
        ({"admits": Met.UNKNOWN, "metres": None}, ()),
    ],
)
def test_what_sets_a_place_aside(values, expected):
    wish = Wish(needed=frozenset({"fauteuil"}), wished=frozenset({"langue"}), reach_m=10_000)
    assert obstacles(Candidate("un", **values), wish) == expected


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"metres": 300.0}, {"metres": 3000.0}),
        ({"metres": 3000.0}, {"metres": None}),
        ({"metres": None}, {"metres": 20_000.0}),
        ({"wait_hours": 0.0}, {"wait_hours": 30.0}),
        ({"wait_hours": None}, {"wait_hours": math.inf}),
        ({"conditions": {"langue": Met.YES}}, {"conditions": {"langue": Met.UNKNOWN}}),
        ({"conditions": {"langue": Met.UNKNOWN}}, {"conditions": {"langue": Met.NO}}),
        ({"audience": Met.YES}, {"audience": Met.NO}),
        ({"free": Met.YES}, {"free": Met.UNKNOWN}),
        ({"age_days": 10}, {"age_days": 900}),
        ({"completeness": 90}, {"completeness": 40}),
        ({"sureness": 0.9}, {"sureness": 0.4}),
        ({"admits": Met.YES}, {"admits": Met.UNKNOWN}),
    ],
)
def test_each_criterion_counts(better, worse):
    pool = [Candidate("a", **worse), Candidate("b", **better)]
    assert keys(pool, Wish(wished=frozenset({"langue"}))) == ["b", "a"]


def test_three_counters_of_one_organisation_in_one_street_leave_room_for_others():
    street = [
        Candidate(f"mairie-{n}", metres=100.0 + n, organisation="ville", point=(47.2, -1.5 + n / 10_000))
        for n in range(3)
    ]
    others = [Candidate("bus", metres=2500.0), Candidate("bib", metres=2000.0, organisation="ville",
                                                        point=(47.22, -1.5))]  # fmt: skip
    assert keys([*street, *others], Wish()) == ["mairie-0", "bib", "bus"]
    assert keys(street, Wish()) == ["mairie-0", "mairie-1", "mairie-2"]
    far = Candidate("loin", metres=40_000.0)
    assert keys([*street[:2], far], Wish())[1] == "mairie-1"


def test_twins_need_one_organisation_or_one_door():
    here = Candidate("a", organisation="ville", point=(47.2, -1.5))
    assert twins(here, replace(here, point=(47.2, -1.5035)))
    assert not twins(here, replace(here, point=(47.2, -1.505)))
    assert twins(here, replace(here, point=None))
    assert not twins(here, replace(here, organisation="bobine"))
    unknown = replace(here, organisation="")
    assert twins(here, unknown)
    assert twins(unknown, unknown)
    assert not twins(here, replace(unknown, point=(47.2, -1.501)))
    assert not twins(unknown, replace(unknown, point=None))


def test_a_place_with_two_obstacles_is_gained_by_neither():
    wish = Wish(needed=frozenset({"fauteuil", "gratuit"}))
    pool = [
        Candidate("a", conditions={"fauteuil": Met.NO}),
        Candidate("b", conditions={"fauteuil": Met.NO}),
        Candidate("c", conditions={"fauteuil": Met.NO, "gratuit": Met.NO}),
        Candidate("d", conditions={"gratuit": Met.NO}),
        Candidate("e", conditions={"gratuit": Met.NO}, admits=Met.NO),
    ]
    assert [(one.obstacle, one.gained) for one in relaxations(pool, wish)] == [
        ("fauteuil", 2),
        ("gratuit", 1),
    ]
