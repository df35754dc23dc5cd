"""Numbers and classes in plain French."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_NARROW = "\u202f"  # between thousands, before a unit
_LETTERS = ("zéro", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


def number(value: float, decimals: int | None = None) -> str:
    """« 1 234,5 »: as many decimals as needed, six at most, or those asked."""
    rounded = f"{value:,.{6 if decimals is None else decimals}f}"
    if decimals is None:
        rounded = rounded.rstrip("0").rstrip(".")
    rounded = "0" if rounded.lstrip("-0.,") == "" and decimals is None else rounded
    return rounded.replace(",", _NARROW).replace(".", ",").replace("-", "−")


def numbers(values: npt.NDArray[np.float64]) -> tuple[str, ...]:
    """Breaks as they are; the two ends, which are values, with no more digits than the breaks need."""
    written = [number(value) for value in values]
    inner = [len(one.partition(",")[2]) for one in written[1:-1]]
    decimals = max([1, *inner])
    return tuple(
        number(value, decimals) if len(one.partition(",")[2]) > decimals else one
        for value, one in zip(values, written, strict=True)
    )


def unit(name: str) -> str:
    """A unit after its number, with the space that never breaks."""
    return f"{_NARROW}{name}" if name else ""


def letters(count: int, *, feminine: bool = True) -> str:
    """A small number in letters."""
    if count == 1 and not feminine:
        return "un"
    return _LETTERS[count] if count < len(_LETTERS) else number(count)


def several(count: int, noun: tuple[str, str]) -> str:
    """« 1 commune », « 7 communes »."""
    return f"{number(count)} {noun[0] if count < 2 else noun[1]}"


def explained(
    method: str,
    bounds: npt.NDArray[np.float64],
    counts: npt.NDArray[np.int64],
    asked: int,
    area: tuple[str, str],
) -> str:
    """How the classes were made: « Cinq classes de 7 communes chacune. »"""
    if int(counts.sum()) == 1:
        return "Une seule valeur est connue : il n’y a rien à quoi la comparer."
    if len(counts) == 1 and bounds[0] == bounds[-1]:
        return "Une seule classe : toutes les valeurs sont égales."
    least, most = int(counts.min()), int(counts.max())
    even = f"de {several(most, area)} chacune"
    between = even if least == most else f"de {number(least)} à {several(most, area)}"
    how = f"d’égale étendue{_steps(bounds)}" if method == "equal" else between
    if method == "natural":
        how += ", coupées là où les valeurs s’écartent le plus"
    empty = int((counts == 0).sum())
    without = f", dont {letters(empty)} sans {area[0]}" if empty else ""
    said = f"{letters(len(counts)).capitalize()} classe{'s' if len(counts) > 1 else ''} {how}{without}."
    if len(counts) < asked and method != "equal":
        said += f" {letters(asked).capitalize()} étaient demandées, mais trop peu de valeurs diffèrent."
    return said


def _steps(bounds: npt.NDArray[np.float64]) -> str:
    breaks = bounds[1:-1]
    if len(breaks) < 2:
        return ""
    step = number(round(float(breaks[1] - breaks[0]), 9))
    return f", de {step} en {step}"


def listed(items: Sequence[str]) -> str:
    """« a, b et c »."""
    return " et ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
