"""The real communes carried by the kernel: to their EPCI, and from before a merger."""

from __future__ import annotations

import pytest

from fabrique.kernels.indicators import Kind, Measure, Panel, Status, Step, aggregate, carry_over, series
from fabrique.territory.cog import cog

POP = Measure("pop", "Population", "habitants", Kind.COUNT)


@pytest.fixture(scope="module")
def communes() -> Panel:
    known = [one for one in cog() if one.population is not None]
    values = {"pop": series(POP, [one.population for one in known])}
    return Panel("commune", 2026, tuple(one.code for one in known), values)


def test_communes_make_their_epci(communes):
    up = aggregate(communes, {one.code: one.epci for one in cog()}, "epci")
    people = dict(zip(up.panel.areas, up.panel.series["pop"].values.tolist(), strict=True))
    whole = {one.siren: [cog().commune(code).population for code in one.members] for one in cog().epcis}
    assert people.keys() == whole.keys()
    for siren, parts in whole.items():
        if None in parts:  # a village where nobody lives is no zero: the total is not known
            assert people[siren] != people[siren]
        else:
            assert people[siren] == sum(parts)
    outside = [one.code for one in cog() if not one.epci and one.population is not None]
    assert list(up.unknown) == outside
    assert outside


def test_former_communes_make_those_of_today():
    gone = [one for one in cog().formers if one.code not in cog() and one.kind != "M"]
    merged = sorted({one.commune for one in gone})
    steps = [Step(one.code, one.commune) for one in gone] + [Step(code, code) for code in merged]
    before = tuple(step.old for step in steps)
    old = Panel("commune", 2010, before, {"pop": series(POP, [1.0] * len(before))})
    new = carry_over(old, steps, 2026)
    assert new.panel.areas == tuple(merged)
    assert new.unknown == ()
    assert new.panel.series["pop"].values.sum() == len(before)
    assert set(new.panel.series["pop"].status.tolist()) == {Status.OBSERVED}
