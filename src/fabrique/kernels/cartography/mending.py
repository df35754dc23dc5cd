"""What contours must be before they are drawn: in degrees, polygons, each valid, none over another.

What can be mended without changing who owns what is, and is said; the rest is refused with the mend.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[Any]
GAP = 10.0  # metres: a narrower hole between two areas is a border drawn twice, not a lagoon
OVERLAP = 0.02  # of the smaller of two areas: above, it is no more a border drawn twice, one of them is wrong
_POLYGONS = ("Polygon", "MultiPolygon")


class ContoursRefused(ValueError):
    """Contours that cannot be drawn; the message, in French, says which and what to do."""


def polygons(codes: Sequence[str], contours: Sequence[Any]) -> tuple[Shapes, list[str], list[str]]:
    """(n) valid polygons in degrees, None where there is no contour; what is absent, and what was mended.

    Raises ContoursRefused for codes that repeat, coordinates that are not degrees or not numbers.
    """
    twice = sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
    if twice:
        raise ContoursRefused(f"Deux contours portent le même code : {_some(twice)}. Gardez-en un seul.")
    shapes = np.full(len(codes), None)
    lost, crossed = [], []
    for rank, contour in enumerate(contours):
        if contour is None or contour.is_empty:
            lost.append(codes[rank])
            continue
        if contour.geom_type not in _POLYGONS:
            raise ContoursRefused(f"Le contour de {codes[rank]} n’est pas une surface : donnez un polygone.")
        shapes[rank] = shapely.force_2d(contour)
    has = np.array([one is not None for one in shapes], dtype=bool)
    _check_degrees(codes, shapes, has)
    for rank in np.flatnonzero(has).tolist():
        if not shapes[rank].is_valid:
            shapes[rank] = _polygonal(shapely.make_valid(shapes[rank]))
            crossed.append(codes[rank])
        if shapes[rank].area == 0:
            raise ContoursRefused(f"Le contour de {codes[rank]} n’a pas de surface : remplacez-le.")
    absent = [f"Sans contour, donc absents de la carte : {_some(lost)}."] if lost else []
    mended = [f"Contours qui se croisaient eux-mêmes, réparés : {_some(crossed)}."] if crossed else []
    return shapes, absent, mended


def coverage(codes: Sequence[str], shapes: Shapes, unit: float) -> tuple[Shapes, list[str]]:
    """Polygons of a plane that touch and never overlap: the same when they already did.

    ``unit``: what the drawing cannot show, in metres; once something is mended, thinner gaps are closed too.
    Raises ContoursRefused when two areas truly overlap.
    """
    edges = shapely.coverage_invalid_edges(shapes, min(unit / 2, GAP))
    faulty = ~shapely.is_empty(edges)
    if not faulty.any():
        return shapes, []
    _refuse_overlaps(codes, shapes)
    mended = _noded(shapes, unit)
    # An area that the first in the list covers whole would have been an overlap, already refused.
    if not shapely.coverage_is_valid(mended) or (shapely.area(mended) == 0).any():
        names = _some([codes[rank] for rank in np.flatnonzero(faulty).tolist()])
        raise ContoursRefused(
            f"Ces contours ne s’ajustent pas : {names}. Prenez-les tous dans une même source."
        )
    names = _some([codes[rank] for rank in np.flatnonzero(faulty).tolist()])
    return mended, [f"Bords mal ajustés entre voisins, réparés : {names}."]


def _check_degrees(codes: Sequence[str], shapes: Shapes, has: npt.NDArray[np.bool_]) -> None:
    ranks = np.flatnonzero(has)
    if not len(ranks):
        return
    points, owner = shapely.get_coordinates(shapes[ranks], return_index=True)
    wrong = ~np.isfinite(points).all(axis=1)
    if wrong.any():
        named = codes[ranks[owner[wrong][0]]]
        raise ContoursRefused(f"Le contour de {named} a des coordonnées qui ne sont pas des nombres.")
    if (np.abs(points) > (180, 90)).any():
        named = codes[ranks[owner[(np.abs(points) > (180, 90)).any(axis=1)][0]]]
        raise ContoursRefused(
            f"Le contour de {named} n’est pas en degrés : ce sont sans doute des mètres (Lambert-93). "
            "Exportez les contours en longitude et latitude (EPSG:4326)."
        )


def _refuse_overlaps(codes: Sequence[str], shapes: Shapes) -> None:
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    shared = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    part = shared / np.minimum(shapely.area(shapes[left]), shapely.area(shapes[right]))
    worst = sorted(np.flatnonzero(part > OVERLAP), key=lambda pair: -part[pair])
    if worst:
        pairs = _some([f"{codes[left[one]]} et {codes[right[one]]}" for one in worst])
        raise ContoursRefused(
            f"Ces contours se recouvrent : {pairs}. Une carte montre des zones d’un seul niveau, qui se "
            "touchent sans se couvrir : retirez celles qui sont en trop."
        )


def _noded(shapes: Shapes, unit: float) -> Shapes:
    """The faces that all borders cut, each given to its area; a sliver of nobody goes to a neighbour."""
    # A tenth of what the drawing shows: borders drawn twice become one, and nothing that is seen moves.
    lines = shapely.union_all(shapely.boundary(shapes), grid_size=unit / 10)
    faces = np.array(shapely.get_parts(shapely.polygonize([lines])))
    rank, owner = shapely.STRtree(shapes).query(shapely.point_on_surface(faces), predicate="within")
    belongs = np.full(len(faces), len(shapes))
    np.minimum.at(belongs, rank, owner)  # the face of two areas goes to the first
    belongs[belongs == len(shapes)] = -1
    thin = 2 * shapely.area(faces) / shapely.length(faces) < unit / 2
    for face in np.flatnonzero((belongs < 0) & thin):
        near = np.flatnonzero((belongs >= 0) & shapely.intersects(faces, faces[face]))
        if len(near):
            along = shapely.length(shapely.intersection(shapely.boundary(faces[near]), faces[face]))
            belongs[face] = belongs[near[int(np.argmax(along))]]
    return np.array([shapely.union_all(faces[belongs == one]) for one in range(len(shapes))])


def _polygonal(shape: Any) -> Any:
    return shapely.union_all([one for one in shapely.get_parts(shape) if one.geom_type in _POLYGONS])


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} et {len(names) - 3} autres" if len(names) > 4 else ", ".join(names[:4])
