"""Field by field: trust, then freshness; unions; edits by hand; no order shows."""

from datetime import date
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from fabrique.kernels.survivorship import Rule, Settled, Witness, settle

RULES = (Rule(("name",)), Rule(("street", "town")), Rule(("services",), union=True))


def witness(
    key: str, trust: int = 50, on: str | None = None, *, by_hand: bool = False, **values: object
) -> Witness:
    return Witness(key, trust, date.fromisoformat(on) if on else None, values, by_hand)


def test_the_more_trusted_wins_at_the_same_age():
    settled = settle([witness("a", 40, name="A"), witness("b", 60, name="B")], RULES)
    assert settled.values == {"name": "B"}
    assert settled.origins["name"].keys == ("b",)


def test_a_month_costs_a_point():
    old = witness("a", 60, "2025-01-01", name="A")
    assert settle([old, witness("b", 55, "2025-03-01", name="B")], RULES).values["name"] == "A"
    assert settle([old, witness("b", 55, "2026-03-01", name="B")], RULES).values["name"] == "B"


def test_gaps_are_filled_by_the_next():
    settled = settle([witness("a", 90, name=""), witness("b", 10, name="B")], RULES)
    assert settled.values["name"] == "B"


def test_a_bundle_is_never_mixed():
    first = witness("a", 90, street="1 rue du Métier")
    settled = settle([first, witness("b", 10, street="Quai des Chanvres", town="Brumelac")], RULES)
    assert settled.values == {"street": "1 rue du Métier"}


def test_lists_add_up_but_not_with_stale_ones():
    fresh = witness("a", 50, "2026-01-01", services=["x", "b"])
    also = witness("b", 50, "2025-06-01", services=["a"])
    stale = witness("c", 50, "2020-01-01", services=["old"])
    assert settle([fresh, also, stale], RULES).values["services"] == ["a", "b", "x"]
    assert settle([fresh], RULES).values["services"] == ["x", "b"]


def test_a_hand_has_the_last_word_even_to_empty():
    source = witness("a", 100, "2026-01-01", name="A", street="1 rue", services=["x"])
    edit = witness("m", 100, "2020-01-01", by_hand=True, street="2 rue", services=[])
    settled = settle([source, edit], RULES)
    assert settled.values == {"name": "A", "street": "2 rue"}
    assert settled.origins["services"].keys == ("m",)


WITNESSES = st.lists(
    st.builds(
        Witness,
        key=st.sampled_from("abcdefgh"),
        trust=st.integers(0, 100),
        updated_on=st.none() | st.dates(date(2015, 1, 1), date(2026, 12, 31)),
        values=st.fixed_dictionaries(
            {},
            optional={"name": st.text(max_size=3), "services": st.lists(st.sampled_from("xyz"), max_size=2)},
        ),
        authoritative=st.booleans(),
    ),
    max_size=4,
    unique_by=lambda w: w.key,
)


@given(WITNESSES)
def test_no_order_shows(witnesses: list[Witness]):
    results = {_plain(settle(list(order), RULES)) for order in permutations(witnesses)}
    assert len(results) == 1


def _plain(settled: Settled) -> str:
    return repr(sorted(settled.values.items())) + repr(sorted(settled.origins.items()))


@given(WITNESSES)
def test_a_single_record_is_settled_like_any_other(witnesses: list[Witness]):
    silent = witness("zz", 0, "1990-01-01")
    for one in witnesses:
        assert _plain(settle([one], RULES)) == _plain(settle([one, silent], RULES))
