"""Of what a rate is a share: persons are counted on its own base, or said to be an estimate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fabrique.kernels.index import Definition
from fabrique.kernels.index.definition import Indicator
from fabrique.kernels.indicators import Measure


def on_own_bases(
    said: Definition, measures: Mapping[str, Measure], held: Mapping[str, Measure]
) -> tuple[Definition, dict[str, str]]:
    """The definition, whose indicators count persons on the base of their own rate where ``held`` has it; and
    the others, each with the base that they are counted on for want of it.

    ``measures``: what each indicator is, as far as it is known; ``held``: the columns that may be a base.
    Scores do not change.
    """
    estimated: dict[str, str] = {}
    found = []
    for one in said.indicators:
        known = measures.get(one.code)
        other = bool(known and one.denominator and known.denominator != one.denominator)
        own = held.get(known.denominator) if known and other else None
        if other and own is None:
            estimated[one.code] = one.denominator
        found.append(_counted_on(one, own) if own else one)
    return replace(said, indicators=tuple(found)), estimated


def _counted_on(one: Indicator, base: Measure) -> Indicator:
    """The same indicator; who is counted takes the unit of the base (households are no persons)."""
    counted = one.counted.replace("personnes", base.unit, 1) if base.unit else one.counted
    return replace(one, denominator=base.code, counted=counted)
