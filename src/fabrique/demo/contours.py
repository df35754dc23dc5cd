"""Generated contours: cells around the towns, on each bank of the river, whose shared borders are roughened.

Borders are treated line by line, not commune by commune: each line is roughened once, and both neighbours get
the very same points, so that nothing overlaps and no gap opens.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from fabrique.demo import geography
from fabrique.demo.communes import SIREN, TERRITORY, DemoCommune
from fabrique.demo.geography import Line, degrees

_GRID = 1e-4  # kilometres: points nearer than ten centimetres are one
_STEP = 0.16  # kilometres: how fine a border is drawn
_ATTEMPTS = 12

# Six priority neighbourhoods: name, rank of the commune, kilometres from its first seed, size.
_NEIGHBOURHOODS: tuple[tuple[str, int, tuple[float, float], float], ...] = (
    ("Les Cordiers", 0, (-1.3, 0.9), 0.95),
    ("La Drisse", 0, (1.5, 0.7), 0.8),
    ("Rive-Neuve", 0, (0.2, -4.0), 1.0),
    ("Le Grand Radoub", 1, (0.6, 1.1), 0.8),
    ("Les Salorges", 2, (0.9, -0.9), 0.85),
    ("Haut-Saint-Ormel", 3, (0.9, 0.5), 0.75),
)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A priority neighbourhood, its outline in degrees."""

    code: str
    name: str
    commune_code: str
    outline: BaseGeometry


@dataclass(frozen=True, slots=True)
class DemoMap:
    """What was drawn, in degrees (EPSG:4326): outlines by commune code, and neighbourhoods."""

    communes: dict[str, BaseGeometry]
    neighbourhoods: tuple[Neighbourhood, ...]


def draw(members: Sequence[DemoCommune], *, bounds: tuple[float, float, float, float], seed: int) -> DemoMap:
    """Draw the communes over the land inside ``bounds`` (kilometres). Same arguments, same map."""
    rng = np.random.default_rng(seed)
    isles = {one.code: geography.island(one.seeds[0], rng) for one in members if one.seeds[0][0] < -18}
    firm = [one for one in members if one.code not in isles]
    cells = _cells(firm, bounds, rng)
    outlines = _roughened({**cells, **isles}, rng)
    return DemoMap(outlines, _neighbourhoods(members, outlines, rng))


def _cells(
    members: Sequence[DemoCommune], bounds: tuple[float, float, float, float], rng: np.random.Generator
) -> dict[str, BaseGeometry]:
    """One polygon for each commune, in kilometres; together they are the land."""
    ground, river = geography.land(bounds), geography.river(bounds[2])
    banks = [part for part in shapely.get_parts(shapely.ops.split(ground, river)) if part.area > 1e-3]
    points, owners = _scattered(members, rng)
    lines: list[BaseGeometry] = [ground.boundary, shapely.intersection(river, ground)]
    sides = [_side(bank, river) for bank in banks]
    point_sides = np.array([_side(point, river) for point in points])
    for bank, side in zip(banks, sides, strict=True):
        near = shapely.multipoints(points[point_sides == side])
        edges = shapely.voronoi_polygons(near, only_edges=True, extend_to=ground)
        lines.append(shapely.intersection(edges, bank))
    faces = shapely.get_parts(shapely.polygonize([*_parts(shapely.union_all(lines, grid_size=_GRID))]))
    middles = shapely.point_on_surface(faces)
    kept = shapely.contains(ground, middles)
    groups: dict[str, list[BaseGeometry]] = {one.code: [] for one in members}
    for face, middle in zip(faces[kept], middles[kept], strict=True):
        same_bank = point_sides == _side(middle, river)
        distances = np.where(same_bank, shapely.distance(points, middle), np.inf)
        groups[owners[int(distances.argmin())]].append(face)
    if not all(groups.values()):
        raise ValueError("a commune has no land")
    return _whole({code: shapely.union_all(group) for code, group in groups.items()})


def _scattered(members: Sequence[DemoCommune], rng: np.random.Generator) -> tuple[Any, list[str]]:
    """Several points around each town, so that its limits are not those of a plain diagram."""
    seeds = np.array([seed for one in members for seed in one.seeds])
    codes = [one.code for one in members for _seed in one.seeds]
    points, owners = [], []
    for rank, (seed, code) in enumerate(zip(seeds, codes, strict=True)):
        others = np.delete(seeds, rank, axis=0)
        room = float(np.hypot(*(others - seed).T).min()) if len(others) else 5.0
        angle = np.linspace(0, 2 * np.pi, 7, endpoint=False) + rng.uniform(0, 2 * np.pi)
        radius = room * rng.uniform(0.2, 0.56, 7)
        around = seed + np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
        points.extend([seed, *around])
        owners.extend([code] * 8)
    return shapely.points(np.array(points)), owners


def _side(shape: BaseGeometry, river: BaseGeometry) -> bool:
    """Whether a shape is north of the river (left of its line as it runs east)."""
    x, y = shapely.get_coordinates(shapely.point_on_surface(shape))[0]
    line = shapely.get_coordinates(river)
    return bool(y > np.interp(x, line[:, 0], line[:, 1]))


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    return [part for part in shapely.get_parts(shape) if part.geom_type == "LineString"]


def _whole(cells: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Every commune in one piece: a stray piece goes to the neighbour with which it shares most border."""
    strays: list[tuple[str, BaseGeometry]] = []
    for code, cell in cells.items():
        pieces = sorted(shapely.get_parts(cell), key=lambda piece: -piece.area)
        cells[code] = pieces[0]
        strays.extend((code, piece) for piece in pieces[1:])
    for code, stray in strays:
        shared = {
            other: shapely.length(shapely.intersection(stray.boundary, cell.boundary))
            for other, cell in cells.items()
        }
        best = max(shared, key=lambda other: (shared[other], other != code))
        cells[best] = shapely.union(cells[best], stray)
    return cells


def _roughened(cells: dict[str, BaseGeometry], rng: np.random.Generator) -> dict[str, BaseGeometry]:
    """The same communes with natural borders, in degrees."""
    codes, shapes = list(cells), np.array(list(cells.values()))
    arcs = _parts(shapely.line_merge(shapely.union_all(shapely.boundary(shapes))))
    arcs.sort(key=lambda arc: shapely.get_coordinates(arc).tolist())
    shores = _touched(arcs, shapes)
    noise = rng.integers(2**63, size=len(arcs))
    strength = np.where(shores == 1, 1.3, 1.0)
    points = [shapely.get_coordinates(arc) for arc in arcs]
    lines: dict[int, Line] = {}
    redrawn = list(range(len(arcs)))
    for _attempt in range(_ATTEMPTS):
        for rank in redrawn:
            rough = _rough(points[rank], strength[rank], np.random.default_rng(noise[rank]))
            lines[rank] = degrees(rough)
        redrawn = _crossing(list(lines.values()))
        if not redrawn:
            return _faces(list(lines.values()), codes, shapes)
        strength[redrawn] = np.where(strength[redrawn] > 0.15, strength[redrawn] * 0.55, 0)
    raise ValueError("these borders cannot be drawn")


def _touched(arcs: Sequence[BaseGeometry], shapes: Any) -> NDArray[np.int64]:
    """How many communes each line borders: one on the shore and at the territory's limit, else two."""
    middles = shapely.buffer(shapely.line_interpolate_point(arcs, 0.5, normalized=True), 0.02)
    touching, _shapes = shapely.STRtree(shapes).query(middles, predicate="intersects")
    return np.bincount(touching, minlength=len(arcs))


def _crossing(lines: Sequence[Line]) -> list[int]:
    """The ranks of the lines that cross themselves, or meet another one elsewhere than at both ends."""
    drawn = np.array([shapely.linestrings(line) for line in lines])
    bad = set(np.flatnonzero(~shapely.is_simple(drawn)).tolist())
    left, right = shapely.STRtree(drawn).query(drawn, predicate="intersects")
    pairs = left < right
    left, right = left[pairs], right[pairs]
    meeting = shapely.intersection(drawn[left], drawn[right])
    ends = shapely.intersection(shapely.boundary(drawn[left]), shapely.boundary(drawn[right]))
    wrong = ~shapely.equals(meeting, ends)
    return sorted(bad | set(left[wrong].tolist()) | set(right[wrong].tolist()))


def _rough(line: Line, strength: float, rng: np.random.Generator) -> Line:
    """Midpoints set aside, again and again, until the line is drawn every hundred and some metres."""
    if not strength:
        return line
    line = shapely.get_coordinates(shapely.simplify(shapely.linestrings(line), 0.12))
    rough = 0.27 * strength
    while True:
        start, end = line[:-1], line[1:]
        lengths = np.hypot(*(end - start).T)
        longs = lengths > _STEP
        if not longs.any():
            return line
        along = end - start
        across = np.column_stack([-along[:, 1], along[:, 0]])
        shift = (
            np.clip(rng.normal(0, rough, len(along)), -2 * rough, 2 * rough)
            * np.minimum(1, 1.6 / lengths) ** 0.5
        )
        middles = (start + end) / 2 + across * shift[:, None]
        line = np.insert(line, np.flatnonzero(longs) + 1, middles[longs], axis=0)


def _faces(lines: Sequence[Line], codes: Sequence[str], shapes: Any) -> dict[str, BaseGeometry]:
    """The polygons that the lines make, each to the commune that it overlaps most."""
    faces = shapely.get_parts(shapely.polygonize([shapely.linestrings(line) for line in lines]))
    before = shapely.transform(shapes, degrees)
    tree, found = shapely.STRtree(before), {}
    for face in faces:
        near = tree.query(face, predicate="intersects")
        overlaps = shapely.area(shapely.intersection(before[near], face))
        found[codes[int(near[overlaps.argmax()])]] = face
    if len(faces) != len(codes) or len(found) != len(codes):
        raise ValueError("a commune was lost while its borders were drawn")
    return {code: found[code] for code in sorted(found)}


def _neighbourhoods(
    members: Sequence[DemoCommune], outlines: dict[str, BaseGeometry], rng: np.random.Generator
) -> tuple[Neighbourhood, ...]:
    """Six in each repetition of the pattern, inside their commune and apart from one another."""
    found: list[Neighbourhood] = []
    repeats = {rank: members[rank::24] for rank in range(min(4, len(members)))}
    for number, (name, rank, (east, north), size) in enumerate(_NEIGHBOURHOODS):
        for tile, commune in enumerate(repeats.get(rank, ())):
            x, y = commune.seeds[0]
            shape = shapely.transform(geography.block((x + east, y + north), size, rng), degrees)
            inside = shapely.intersection(shape, shapely.buffer(outlines[commune.code], -0.0012))
            if inside.is_empty:
                continue
            inside = max(shapely.get_parts(inside), key=lambda part: part.area)
            code = f"QN{101 + tile:05d}{chr(ord('A') + number)}"
            outline = shapely.transform(inside, lambda points: np.round(points, 6))
            found.append(Neighbourhood(code, name, commune.code, outline))
    return tuple(found)


def commune_collection(members: Sequence[DemoCommune], drawn: DemoMap) -> dict[str, Any]:
    """The communes as a GeoJSON FeatureCollection, with the property names of the national files."""
    names = {one.code: one.name for one in members}
    rows = [({"insee_com": code, "nom_com": names[code]}, shape) for code, shape in drawn.communes.items()]
    return _collection(rows)


def epci_collection(members: Sequence[DemoCommune], drawn: DemoMap) -> dict[str, Any]:
    """The outline of the Métropole."""
    inside = {one.code for one in members if one.epci}
    whole = geography.united(shape for code, shape in drawn.communes.items() if code in inside)
    return _collection([({"code_epci": SIREN, "nom_epci": TERRITORY}, whole)])


def neighbourhood_collection(drawn: DemoMap) -> dict[str, Any]:
    """The priority neighbourhoods."""
    rows = [
        ({"code_qp": one.code, "lib_qp": one.name, "insee_com": one.commune_code}, one.outline)
        for one in drawn.neighbourhoods
    ]
    return _collection(rows)


def _collection(rows: Sequence[tuple[dict[str, str], BaseGeometry]]) -> dict[str, Any]:
    features = [
        {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}
        for properties, shape in rows
    ]
    return {"type": "FeatureCollection", "features": features}
