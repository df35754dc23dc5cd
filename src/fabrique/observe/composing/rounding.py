"""How people placed by an estimate are written: to the ten, never as nobody when there is somebody."""

from __future__ import annotations

from django.utils.formats import number_format

NBSP = "\u00a0"


def tens(people: float) -> int:
    """People to the nearest ten; ten when there are fewer and some."""
    return 10 * round(people / 10) or (10 if people >= 0.5 else 0)


def number(value: float, digits: int = 0) -> str:
    """A number as it is written in French."""
    return number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)


def about(people: float) -> str:
    """« environ 12 340 »."""
    return f"environ {number(tens(people))}" if people >= 0.5 else "0"


def percent(part: float, whole: float) -> str:
    """« 41 % »; a part that is there is never 0 %, one that lacks somebody never 100 %."""
    share = 100 * part / whole if whole else 0.0
    shown = round(share)
    if 0 < share < 1:
        return f"moins de 1{NBSP}%"
    if share < 100 and shown == 100:
        return f"plus de 99{NBSP}%"
    return f"{shown}{NBSP}%"
