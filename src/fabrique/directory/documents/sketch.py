"""A plain sketch: the outline of the commune, the places as numbered dots, the person's position as a ring.

Coordinates are drawn on a plane: longitudes are shrunk by the cosine of the middle latitude.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

Point = tuple[float, float]  # latitude, longitude, in degrees

_WIDTH, _HEIGHT, _EDGE = 340.0, 200.0, 18.0
_DOT = 11.0


def sketch_svg(
    outlines: Sequence[dict[str, Any]],
    dots: Sequence[tuple[str, Point]],
    person: Point | None = None,
    *,
    threaded: bool = False,
) -> str:
    """An SVG of 340 × 200 units; ``outlines`` are GeoJSON (Multi)Polygons, ``dots`` are (word, position).

    ``threaded``: a line goes from dot to dot in their order, from the ring and back to it if there is one;
    the frame is then that of the dots, of which the outlines show where they are.
    Returns "" when there is no dot to show.
    """
    if not dots:
        return ""
    rings = [ring for outline in outlines for ring in _rings(outline)]
    every = [point for _word, point in dots] + ([person] if person else [])
    framed = [] if threaded else [(lat, lon) for ring in rings for lon, lat, *_rest in ring]
    frame = _Frame([*framed, *every])
    parts = [
        f'<path d="{"".join(frame.path(ring) for ring in rings)}" fill="#f2f2f2" stroke="#555" '
        'stroke-width="1.6" stroke-linejoin="round" fill-rule="evenodd"/>'
    ]
    placed = _apart([frame.at(point) for _word, point in dots])
    if threaded:
        ends = [frame.at(person)] if person else []
        way = "L".join(f"{x:.1f} {y:.1f}" for x, y in (*ends, *placed, *ends))
        parts.append(f'<path d="M{way}" fill="none" stroke="#000" stroke-width="2" stroke-dasharray="6 5"/>')
    if person:
        x, y = frame.at(person)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="#fff" stroke="#000" stroke-width="3"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#000"/>'
        )
    for (word, _point), (x, y) in zip(dots, placed, strict=True):
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="#000" stroke="#fff" stroke-width="2"/>'
            f'<text x="{x:.1f}" y="{y + 5:.1f}" font-family="Atkinson Hyperlegible" font-weight="700" '
            f'font-size="14" fill="#fff" text-anchor="middle">{int(word)}</text>'
        )
    size = f'viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def _rings(outline: dict[str, Any]) -> list[Any]:
    polygons = [outline["coordinates"]] if outline["type"] == "Polygon" else outline["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


class _Frame:
    """From degrees to the units of the drawing."""

    def __init__(self, points: Sequence[Point]) -> None:
        latitudes, longitudes = [lat for lat, _lon in points], [lon for _lat, lon in points]
        self._middle = ((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)
        self._shrink = math.cos(math.radians(self._middle[0]))
        tall = max(max(latitudes) - min(latitudes), 0.002)
        wide = max((max(longitudes) - min(longitudes)) * self._shrink, 0.002)
        self._scale = min((_WIDTH - 2 * _EDGE) / wide, (_HEIGHT - 2 * _EDGE) / tall)

    def at(self, point: Point) -> tuple[float, float]:
        x = _WIDTH / 2 + (point[1] - self._middle[1]) * self._shrink * self._scale
        return x, _HEIGHT / 2 - (point[0] - self._middle[0]) * self._scale

    def path(self, ring: Sequence[Sequence[float]]) -> str:
        drawn = [self.at((lat, lon)) for lon, lat, *_rest in ring]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in drawn) + "Z"


def _apart(dots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Dots that would hide one another are set side by side."""
    placed: list[tuple[float, float]] = []
    for x, y in dots:
        at_x = x
        while any(math.hypot(at_x - other_x, y - other_y) < 2 * _DOT for other_x, other_y in placed):
            at_x += 2 * _DOT
        placed.append((at_x, y))
    return placed
