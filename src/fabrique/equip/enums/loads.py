"""What each kind of thing takes in a van: estimates of the project, a little large, boxes counted."""

from __future__ import annotations

from collections.abc import Iterable

from fabrique.equip.enums.kinds import DeviceKind

# litres, grams
LOADS: dict[DeviceKind, tuple[int, int]] = {
    DeviceKind.LAPTOP: (8, 2_500),
    DeviceKind.DESKTOP: (45, 9_000),
    DeviceKind.ALL_IN_ONE: (60, 8_000),
    DeviceKind.TABLET: (2, 700),
    DeviceKind.SMARTPHONE: (1, 250),
    DeviceKind.SCREEN: (45, 5_000),
    DeviceKind.KEYBOARD: (4, 800),
    DeviceKind.MOUSE: (1, 120),
    DeviceKind.PRINTER: (60, 9_000),
    DeviceKind.MULTIFUNCTION: (80, 14_000),
    DeviceKind.CHARGER: (1, 400),
    DeviceKind.BOX: (3, 600),
    DeviceKind.SERVER: (60, 22_000),
    DeviceKind.OTHER: (20, 4_000),
}
SHORTEST, LONGEST = 10, 90  # minutes at a door
THINGS_A_MINUTE = 3


def load_of(things: Iterable[tuple[str, int]]) -> tuple[int, int, int]:
    """Litres, grams and minutes to load, of (kind, number) pairs."""
    litres = grams = total = 0
    for kind, number in things:
        each_litres, each_grams = LOADS[DeviceKind(kind)]
        litres, grams, total = litres + number * each_litres, grams + number * each_grams, total + number
    return litres, grams, min(LONGEST, SHORTEST + -(-total // THINGS_A_MINUTE))
