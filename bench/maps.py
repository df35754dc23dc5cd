"""Maps: a choropleth of 1,500 communes, its contours simplified together, next to contours simplified apart.

    .venv/bin/python -m bench.maps [--areas 1500] [--seed 1] [--repeat 5] [--contours FILE]

Promise: 200 kB of SVG, 60 kB once compressed, under 300 ms when the light contours are kept. Communes are
invented: a tiling of the plane with winding borders, about a hundred points each. ``--contours`` (by default
the published communes of eight departments, when they are there) adds a real GeoJSON file. The reference
writes the paths of contours simplified each alone at the same tolerance, and of contours as they are; gaps
are the holes of the union of all areas, where there was none (a lagoon is one in all versions). Prints one
JSON object.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from fabrique.kernels.cartography import (
    Basemap,
    Certainty,
    Frame,
    Method,
    basemap,
    choropleth,
    classify,
    simplified,
)
from fabrique.kernels.cartography.paths import data, rings
from fabrique.kernels.cartography.simplify import TOLERANCES

PUBLISHED = Path(__file__).parents[2] / "shared/data/observatory/contours/territoires_communes.geojson"
LEVELS = 4  # times that the middle of a border is moved: 16 segments for each side of an area


def invented(number: int, seed: int) -> list[Any]:
    """Areas in degrees around the middle of France, each border shared to the last digit."""
    draw = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(number * 1.3)))
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)
    points = grid + draw.uniform(-0.33, 0.33, grid.shape)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points)))
    middles = shapely.get_coordinates(shapely.centroid(cells)) - (side - 1) / 2
    central = cells[np.argsort(np.hypot(middles[:, 0], middles[:, 1]))[:number]]
    borders: dict[tuple[tuple[float, float], ...], list[tuple[float, float]]] = {}
    return [_winding(cell, borders, draw) for cell in central]


def _winding(cell: Any, borders: dict[Any, Any], draw: np.random.Generator) -> Any:
    corners = [tuple(point) for point in np.round(shapely.get_coordinates(cell), 6).tolist()]
    ring: list[tuple[float, float]] = []
    for start, end in pairwise(corners):
        if start == end:
            continue
        key = (min(start, end), max(start, end))
        if key not in borders:
            borders[key] = _bent(*key, draw)
        ring += borders[key] if key[0] == start else _reversed(borders[key], start)
    return shapely.transform(shapely.Polygon(ring), lambda at: at * (0.06, 0.042) + (1.5, 45.5))


def _reversed(border: list[tuple[float, float]], start: tuple[float, float]) -> list[tuple[float, float]]:
    """A border walked the other way: it holds its first point and not its last."""
    return [start, *border[1:][::-1]]


def _bent(start: Any, end: Any, draw: np.random.Generator) -> list[tuple[float, float]]:
    points = np.array([start, end])
    for _level in range(LEVELS):
        steps = np.diff(points, axis=0)
        moved = draw.uniform(-0.11, 0.11, len(steps))[:, None] * np.column_stack([-steps[:, 1], steps[:, 0]])
        middles = (points[:-1] + points[1:]) / 2 + moved
        points = np.insert(points, np.arange(1, len(points)), middles, axis=0)
    return [(float(x), float(y)) for x, y in points[:-1]]


def published(path: Path) -> list[Any]:
    features = json.loads(path.read_text())["features"]
    return [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]


def timed(call: Callable[[], Any], repeat: int = 1) -> tuple[Any, dict[str, float]]:
    """The result and the fastest of a few runs, in milliseconds."""
    spent = []
    for _run in range(repeat):
        began, working = time.perf_counter(), time.process_time()
        result = call()
        spent.append((time.process_time() - working, time.perf_counter() - began))
    return result, {"cpu ms": round(1000 * min(spent)[0], 1), "ms": round(1000 * min(spent)[1], 1)}


def gaps(shapes: Sequence[Any], unit: float) -> dict[str, float]:
    """Holes and overlaps between areas that had none, and the widest, in units of the drawing."""
    whole = shapely.union_all(list(shapes))
    holes = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    widest = max(
        (shapely.maximum_inscribed_circle(shapely.Polygon(one)).length for one in holes), default=0.0
    )
    overlap = float(shapely.area(list(shapes)).sum() - whole.area)
    return {
        "gaps": len(holes),
        "widest gap": round(2 * widest / unit, 1),
        "overlap": round(overlap / unit**2),
    }


def drawn(base: Basemap) -> str:
    """A map as a page has it: five classes, doubt in three textures, a name and a value for each area."""
    count = len(base.codes)
    values = 20 + 12 * np.sin(base.anchors[:, 0] / 230) * np.cos(base.anchors[:, 1] / 270)
    doubt = [list(Certainty)[rank % 3] for rank in range(count)]
    names = {code: f"Saint-Martin-{code}" for code in base.codes}
    said = {code: f"{value:.1f} %".replace(".", ",") for code, value in zip(base.codes, values, strict=True)}
    frame = Frame("m1", "Part des ménages pauvres", "Plus forte au centre.", names, said)
    return choropleth(base, classify(values, Method.NATURAL), frame, certainty=doubt, unit="%").inline()


def sizes(text: str) -> dict[str, float]:
    return {
        "kB": round(len(text.encode()) / 1000, 1),
        "gzip kB": round(len(gzip.compress(text.encode())) / 1000, 1),
    }


def paths(base: Basemap, shapes: Sequence[Any]) -> str:
    """The path data of shapes of the plane, in the frame of a map."""
    return "".join(data(rings(shape, base.origin, base.unit)) for shape in shapes)


def measured(contours: list[Any], repeat: int) -> dict[str, Any]:
    codes = [f"{rank:05d}" for rank in range(len(contours))]
    coverage, simplifying = timed(lambda: simplified(codes, contours))
    base, writing = timed(lambda: basemap(coverage))
    text, drawing = timed(lambda: drawn(base), repeat)
    whole = shapely.transform(contours, coverage.plane)
    alone = shapely.simplify(
        whole, TOLERANCES[0] * coverage.unit
    )  # Douglas and Peucker, without its neighbours
    return {
        "areas": len(contours),
        "mended": list(coverage.mended),
        "points": {
            "given": int(shapely.get_num_coordinates(contours).sum()),
            "kept": int(shapely.get_num_coordinates(coverage.shapes).sum()),
        },
        "simplified once, kept by version": simplifying,
        "paths once, kept by version": writing,
        "drawn from what is kept": drawing | sizes(text),
        "paths": sizes("".join(base.paths)) | gaps(coverage.shapes, coverage.unit),
        "reference: paths simplified apart": sizes(paths(base, alone)) | gaps(alone, coverage.unit),
        "reference: paths not simplified": sizes(paths(base, whole)) | gaps(whole, coverage.unit),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--areas", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--contours", type=Path, default=PUBLISHED)
    asked = parser.parse_args()
    found = {"invented": measured(invented(asked.areas, asked.seed), asked.repeat)}
    if asked.contours.is_file():
        found[asked.contours.name] = measured(published(asked.contours), asked.repeat)
    print(json.dumps(found, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
