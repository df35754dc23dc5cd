"""What was told is never forgotten: two publications together give no small group away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.kernels.disclosure import Rule
from fabrique.observe.content import TOTAL, Absent, Content
from fabrique.observe.disclosing import Earlier, Register, Told, protect_content, told_by
from fabrique.observe.disclosing.register import Conflict
from fabrique.observe.nesting import closed
from tests.observe.publishing.attacker import TOWNS, bounds, column, content, counted, table


def after(*published: Content) -> Register:
    """The register once these contents, protected, were published as « 0 », « 1 »…"""
    found = [Earlier(one, str(rank)) for rank, each in enumerate(published) for one in told_by(each)]
    return Register(tuple(found))


def test_the_same_figures_may_be_told_twice():
    first = protect_content(counted([120, 40, 3, 55])).content
    assert protect_content(counted([120, 40, 3, 55]), register=after(first)).conflict is None


def test_two_levels_are_not_subtracted():
    whole = content(table({"00101": (60,)}, [column()]))
    islets = content(table({"001010101": (30,), "001010102": (25,)}, [column()], level="iris"))
    register = after(protect_content(whole).content)
    found = protect_content(islets, register=register).conflict
    assert found is not None
    assert found.publications == ("0",)
    fits = content(table({"001010101": (30,), "001010102": (18,)}, [column()], level="iris"))
    assert protect_content(fits, register=register).conflict is None


def test_a_total_and_then_its_communes_are_not_subtracted():
    total = content(table({"00101": (60,), "00102": (40,), "00103": (50,), TOTAL: (150,)}, [column()]))
    first = protect_content(total).content
    fewer = content(table({"00101": (60,), "00102": (40,), TOTAL: (105,)}, [column()], key="centre"))
    found = protect_content(fewer, register=after(first)).conflict
    assert found is None or found.publications == ("0",)


def test_two_dates_of_one_count_are_not_subtracted():
    june, july = "2026-01/2026-06", "2026-01/2026-07"
    first = protect_content(counted([40, 60], period=june)).content
    soon = protect_content(counted([43, 60], period=july), register=after(first)).conflict
    assert soon is not None
    assert soon.publications == ("0",)
    later = counted([60, 75], period="2026-01/2026-09")
    assert protect_content(later, register=after(first)).conflict is None
    other = counted([12, 15], period="2026-07/2026-08")
    assert protect_content(other, register=after(first)).conflict is None


def test_a_count_that_was_corrected_by_a_few_is_refused():
    first = protect_content(counted([40, 60])).content
    assert protect_content(counted([43, 60]), register=after(first)).conflict is not None
    assert protect_content(counted([40, 60], period="2027"), register=after(first)).conflict is None


def test_periods_that_cross_cannot_be_judged():
    first = protect_content(counted([40, 60], period="2026-01/2026-06")).content
    found = protect_content(counted([40, 60], period="2026-04/2026-09"), register=after(first)).conflict
    assert found is not None
    assert found.crossing


def test_a_partner_knows_what_is_public_too():
    public = protect_content(counted([40, 60])).content
    islets = content(table({"001010101": (20,), "001010102": (16,)}, [column()], level="iris"))
    own = Rule(5, partner="Habitat", agreement="2026")
    found = protect_content(islets, own, after(public)).conflict
    assert found is not None, "four would be left of the commune, and the partner's threshold is five"
    islets = content(table({"001010101": (20,), "001010102": (14,)}, [column()], level="iris"))
    assert protect_content(islets, own, after(public)).conflict is None


def test_parts_are_subtracted_from_their_whole():
    first = protect_content(content(table({"00101": (60,)}, [column()]))).content
    women = column("women", within="equipped")
    alone = content(table({"00101": (54,)}, [women]))
    found = protect_content(alone, register=after(first)).conflict
    assert found is not None
    assert found.publications == ("0",)


values = st.lists(st.integers(0, 45), min_size=4, max_size=4)


@settings(max_examples=40)
@given(values, st.sets(st.sampled_from(TOWNS[:4]), min_size=2))
def test_what_two_publications_say_together_gives_no_small_count(held: list[int], kept: set[str]):
    """The second is of some of the communes, with their total; the attacker reads both."""
    first = protect_content(counted(held)).content
    chosen = [code for code in TOWNS[:4] if code in kept]
    rows = {code: (held[TOWNS.index(code)],) for code in chosen}
    rows[TOTAL] = (sum(value for (value,) in rows.values()),)
    second = protect_content(content(table(rows, [column()], key="centre")), register=after(first))
    read = [first] if second.conflict else [first, second.content]
    if all(isinstance(row[2], Absent) for each in read for row in each.tables[0].rows):
        return
    for code, (low, high) in bounds(read, TOWNS[:4]).items():
        if held[TOWNS.index(code)] < 11:
            assert high >= 11, (code, low, high)


NESTED = frozenset({("mailless", "equipped")})


def both(first: Content, second: Content) -> Conflict | None:
    """Whether the second may be told after the first, when one counts a part of the other."""
    safe = [protect_content(one).content for one in (first, second)]
    register = replace(after(safe[0]), nested=NESTED)
    return register.conflict(told_by(safe[1]), Rule())


def test_a_part_over_all_communes_is_subtracted_from_its_whole_by_commune():
    towns = content(table({"00101": (120,), "00102": (60,)}, [column()]))
    for left, refused in ((3, True), (30, False)):
        atoms = tuple(("commune", code) for code in ("00101", "00102"))
        told = Told("mailless", (), "", atoms, 180 - left)
        found = replace(after(towns), nested=NESTED).conflict([told], Rule())
        assert (found is not None) is refused, left
        if found:
            assert found.nested
            assert found.publications == ("0",)


def test_a_corrected_number_does_not_hide_the_one_that_was_told_first():
    """45, then 40 and 55: whichever number of the whole is right, both are compared."""
    part = content(table({"00101": (45,)}, [column("mailless")]))
    for value, refused in ((55, True), (70, False), (40, False), (45, True)):
        whole = content(table({"00101": (value,)}, [column()]))
        assert (both(part, whole) is not None) is refused, value
    again = Register(
        (
            Earlier(Told("mailless", (), "", (("commune", "00101"),), 45), "0"),
            Earlier(Told("equipped", (), "", (("commune", "00101"),), 80), "1"),
        ),
        nested=NESTED,
    )
    assert again.conflict([Told("equipped", (), "", (("commune", "00101"),), 55)], Rule()) is not None
    assert again.conflict([Told("equipped", (), "", (("commune", "00101"),), 80)], Rule()) is None


def test_counts_of_other_years_are_other_persons():
    part = content(table({"00101": (38,)}, [column("mailless", period="2025")]))
    assert both(part, content(table({"00101": (40,)}, [column(period="2026")]))) is None
    assert both(part, content(table({"00101": (40,)}, [column(period="2025")]))) is not None


def test_what_is_known_to_be_nested_follows_from_part_to_part():
    chain = closed({("alone", "mailless"), ("mailless", "tenants"), ("tenants", "alone")})
    assert ("alone", "tenants") in chain
    assert not {pair for pair in chain if pair[0] == pair[1]}


def test_a_seal_of_before_stays_the_same():
    held = content(table({"00101": (40,)}, [column()])).as_json()
    assert "inside" not in held["tables"][0]["columns"][2]
    told = content(table({"00101": (40,)}, [column(inside="tenants")]))
    assert Content.of_json(told.as_json()) == told
    assert Content.of_json(held).digest == content(table({"00101": (40,)}, [column()])).digest


@pytest.mark.django_db
def test_a_part_and_its_whole_by_areas_or_months_that_cross_cannot_be_judged():
    islet, quarter = (("iris", "001010101"),), (("qpv", "QN00101M"),)
    known = Register((Earlier(Told("equipped", (), "2026-01/2026-06", islet, 90), "0"),), nested=NESTED)
    for period, area, crossing in (
        ("2026-01/2026-06", quarter, True),
        ("2026-04/2026-09", islet, True),
        ("2026-07/2026-09", islet, False),
        ("2026-01/2026-03", islet, False),
        ("2026-01/2026-06", (("iris", "001010102"),), False),
    ):
        found = known.conflict([Told("mailless", (), period, area, 40)], Rule())
        assert (found is not None and found.crossing) is crossing, (period, area)
        assert found is None or found.publications == ("0",)
