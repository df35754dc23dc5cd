"""Positions: any way of writing them to WGS84 degrees, put in order, kept only if they can be in France.

A position is never invented: what cannot be read or cannot be in France is left empty and flagged.
"""

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pyproj import Transformer

from fabrique.directory.cleaning.model import Cleaned
from fabrique.directory.cleaning.text import text_of
from fabrique.territory.distances import distance_m

Point = tuple[float, float]

# Latitude and longitude bounds, in degrees: the mainland with Corsica, then each overseas territory.
FRENCH_BOXES: tuple[tuple[float, float, float, float], ...] = (
    (41.2, 51.2, -5.3, 9.7),
    (15.7, 16.6, -61.9, -60.9),
    (14.3, 14.95, -61.3, -60.7),
    (2.0, 5.9, -54.7, -51.5),
    (-21.5, -20.7, 55.1, 55.95),
    (-13.1, -12.5, 44.9, 45.4),
    (46.7, 47.2, -56.5, -56.1),
    (17.8, 18.2, -63.2, -62.7),
    (-23.0, -17.5, 158.0, 172.3),
    (-28.0, -7.5, -155.0, -134.0),
    (-14.5, -13.0, -178.4, -176.0),
)
_NUMBER = re.compile(r"[-+]?\d{1,3}(?:[.,]\d+)|[-+]?\d{4,8}(?:[.,]\d+)?|[-+]?\d{1,3}")
_DEGREES = re.compile(
    r"(\d{1,3})\s*[°º]\s*(?:(\d{1,2})\s*['’′]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"”″]|['’′]{2})\s*)?([NSEOW])",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _lambert() -> Transformer:
    return Transformer.from_crs("EPSG:2154", "EPSG:4326")


def in_france(point: Point) -> bool:
    """Whether a position is inside the bounds of the mainland or of an overseas territory."""
    latitude, longitude = point
    return any(s <= latitude <= n and w <= longitude <= e for s, n, w, e in FRENCH_BOXES)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    text = text_of(value).strip().replace("\u2212", "-").replace("\u00a0", "").replace(" ", "")
    text = text.replace(",", ".", 1) if text.count(",") == 1 and "." not in text else text
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _pair(text: str) -> tuple[float, float] | None:
    """The two numbers of « lat, lon », « POINT (lon lat) », « 48°50'N 2°20'E » in the order of the text."""
    degrees = _DEGREES.findall(text)
    if len(degrees) == 2:
        found = {}
        for whole, minutes, seconds, side in degrees:
            number = int(whole) + int(minutes or 0) / 60 + float((seconds or "0").replace(",", ".")) / 3600
            found["lat" if side.upper() in "NS" else "lon"] = -number if side.upper() in "SOW" else number
        return (found["lat"], found["lon"]) if len(found) == 2 else None
    numbers = [float(number.replace(",", ".")) for number in _NUMBER.findall(text)]
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    return None


def _ordered(first: float, second: float, near: Point | None) -> tuple[Point | None, str]:
    """The position meant by two numbers given as latitude then longitude, and the rule that found it."""
    candidates: list[tuple[Point, str]] = []
    if abs(first) <= 90 and abs(second) <= 180:
        candidates.append(((first, second), ""))
    if abs(second) <= 90 and abs(first) <= 180:
        candidates.append(((second, first), "coordinates-swapped"))
    for east, north, rule in (
        (second, first, "coordinates-lambert93"),
        (first, second, "coordinates-lambert93"),
    ):
        if 0 <= east <= 1_400_000 and 5_900_000 <= north <= 7_300_000:
            latitude, longitude = _lambert().transform(east, north)
            candidates.append(((round(latitude, 6), round(longitude, 6)), rule))
    possible = [candidate for candidate in candidates if in_france(candidate[0])]
    if not possible:
        return None, ""
    if len(possible) > 1 and near is not None:
        possible.sort(key=lambda candidate: distance_m(candidate[0], near))
    return possible[0]


def clean_coordinates(
    latitude: Any = None, longitude: Any = None, point: Any = None, *, near: Iterable[Point] = ()
) -> Cleaned[Point | None]:
    """A WGS84 (latitude, longitude) in degrees, or None with a flag.

    `point` is a cell that holds both. `near` are positions of the commune, which settle an ambiguous order.
    Rules: `coordinates-swapped`, `coordinates-lambert93`, `coordinates-from-text`; flags of the
    same names, and `coordinates-impossible`.
    """
    rules: list[str] = []
    first, second = _number(latitude), _number(longitude)
    if first is None or second is None:
        written = next(
            (text for text in map(text_of, (point, latitude, longitude)) if _NUMBER.search(text)), ""
        )
        pair = _pair(written[:200]) if written else None
        if pair is None:
            odd = (text_of(latitude) + text_of(longitude) + text_of(point)).strip()
            flags = ("coordinates-impossible",) if re.search(r"[\w]", odd) else ()
            return Cleaned(None, ("coordinates-removed",) if flags else (), flags, odd)
        first, second = (
            reversed(pair) if re.match(r"\s*(?:SRID=\d+;\s*)?POINT", written, re.IGNORECASE) else pair
        )
        rules.append("coordinates-from-text")
    if first == 0 and second == 0:
        return Cleaned(None, ("coordinates-removed",), ("coordinates-missing",))
    found, rule = _ordered(first, second, next(iter(near), None))
    if found is None:
        return Cleaned(None, ("coordinates-removed",), ("coordinates-impossible",), f"{first}, {second}")
    if rule:
        rules.append(rule)
    return Cleaned(found, tuple(rules), (rule,) if rule else ())
