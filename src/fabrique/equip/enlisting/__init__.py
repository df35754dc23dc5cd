"""What the equipment puts elsewhere: what awaits somebody, the menu, the search. A module for each part."""

from collections.abc import Callable

from fabrique.equip.enlisting import (
    asking,
    bench,
    giving,
    handing,
    handing_guards,
    intake,
    rounds,
    showing,
    stock,
)

# Each part of the chain adds its own function.
PARTS: tuple[Callable[[], None], ...] = (
    asking.enlist,
    bench.enlist,
    giving.enlist,
    handing.enlist,
    handing_guards.enlist,
    intake.enlist,
    rounds.enlist,
    showing.enlist,
    stock.enlist,
)


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    for part in PARTS:
        part()
