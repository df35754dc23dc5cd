"""Coordinates read from a table: recognised, checked, and laid on one plane in metres."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.observe.reading import Fault, Numbers

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

PLANE = ("x", "y")
WAYS = (PLANE, ("lat", "lon"), ("latitude", "longitude"))
_WIDEST = 16.0  # degrees: beyond, one plane is no longer true to distances
_FARTHEST = 1e8  # metres: farther than any projection of the Earth goes


def points_of(table: Table, numbers: Numbers, where: tuple[str, ...]) -> tuple[Floats, bool]:
    """(n, 2) metres, or longitude and latitude when the second is true; rows that cannot be are at fault.

    ``where``: the two columns, of ``WAYS``. Raises ``TableRefusal`` for metres in place of degrees, degrees
    in place of metres, or columns that were exchanged.
    """
    on_globe = where != PLANE
    first, second = (numbers.values[name] for name in where)
    at = np.column_stack([second, first] if on_globe else [first, second])
    check = _check_degrees if on_globe else _check_metres
    check(table, numbers, at)
    return at, on_globe


def fault_where(numbers: Numbers, table: Table, wrong: Bools, column: str, message: str) -> None:
    """Put rows at fault; their lines are read again, since they are few."""
    wrong = wrong & numbers.good
    if not wrong.any():
        return
    lines = [row.line for row in table]
    numbers.faults.extend(Fault(lines[rank], column, message) for rank in np.flatnonzero(wrong))
    numbers.good[wrong] = False


def refuse_mixed(degrees: Path, metres: Path) -> DomainRefusal:
    """The refusal of two files whose coordinates are not of one kind."""
    return DomainRefusal(
        f"« {degrees.name} » est en latitude et longitude, « {metres.name} » en x et y : "
        "donnez les deux fichiers dans les mêmes coordonnées."
    )


def plane_around(degrees: Floats) -> Transformer:
    """A transverse Mercator around the middle of longitudes and latitudes (n, 2): 0.1 % at 280 km from its
    meridian, 0.4 % at 560 km. Refused when they lie too far apart."""
    low, high = degrees.min(axis=0), degrees.max(axis=0)
    if (high - low).max() > _WIDEST:
        raise DomainRefusal(
            f"Les points s’étendent sur plus de {_WIDEST:g} degrés, trop pour mesurer des distances sur un "
            "seul plan : faites un calcul par territoire (métropole, chaque outre-mer)."
        )
    east, north = (low + high) / 2
    local = f"+proj=tmerc +lon_0={east:.4f} +lat_0={north:.4f} +k=1 +ellps=GRS80 +units=m"
    return Transformer.from_crs("EPSG:4326", local, always_xy=True)


def to_metres(plane: Transformer, degrees: Floats) -> Floats:
    """(n, 2) longitudes and latitudes to metres."""
    return np.column_stack(plane.transform(degrees[:, 0], degrees[:, 1]))


def _in_degrees(at: Floats) -> Bools:
    inside: Bools = (np.abs(at[:, 0]) <= 180) & (np.abs(at[:, 1]) <= 90)
    return inside


def _check_degrees(table: Table, numbers: Numbers, at: Floats) -> None:
    wrong = numbers.good & ~_in_degrees(at)
    if 2 * wrong.sum() > numbers.good.sum():
        raise TableRefusal(
            "la latitude va de -90 à 90 et la longitude de -180 à 180 ; ces nombres n’en sont pas.",
            path=table.path,
            mend="Des coordonnées en mètres (Lambert-93…) vont dans des colonnes « x » et « y ».",
        )
    fault_where(numbers, table, wrong, "lat", "ce n’est pas une latitude et une longitude en degrés.")
    x, y = at[numbers.good].T
    if len(x) and ((x > 41) & (x < 52) & (y > -5.5) & (y < 10)).all():
        raise TableRefusal(
            "« lat » et « lon » semblent échangées : ces points sont au large de la Somalie.",
            path=table.path,
            mend="Échangez les noms des deux colonnes.",
        )


def _check_metres(table: Table, numbers: Numbers, at: Floats) -> None:
    """Whole numbers may be a small plan in metres; degrees have decimals."""
    far = numbers.good & (np.abs(at) > _FARTHEST).any(axis=1)
    fault_where(numbers, table, far, "x", "aucun point de la Terre n’est si loin en mètres.")
    right = at[numbers.good]
    if len(right) and _in_degrees(right).all() and (right % 1 != 0).any():
        raise TableRefusal(
            "« x » et « y » ressemblent à des degrés, alors qu’ils sont en mètres.",
            path=table.path,
            mend="Nommez ces colonnes « lon » et « lat ».",
        )
