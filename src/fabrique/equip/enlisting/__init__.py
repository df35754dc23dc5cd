"""What the equipment puts elsewhere: what awaits somebody, the menu, the search. A module for each part."""

from collections.abc import Callable

from fabrique.equip.enlisting import asking, bench, giving, intake, rounds, stock
from fabrique.equip.enlisting import bench, handing, rounds

# Each part of the chain adds its own function.
PARTS: tuple[Callable[[], None], ...] = (
    asking.enlist,
    bench.enlist,
    giving.enlist,
    intake.enlist,
    rounds.enlist,
    stock.enlist,
    handing.enlist,
)


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    for part in PARTS:
        part()
