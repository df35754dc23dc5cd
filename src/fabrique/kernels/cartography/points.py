"""Points over areas: what is open, possible, refused, told apart by its shape before its colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabrique.kernels.cartography.drawing import STRIP, Drawing, Entry, Fill, Frame, Legend, drawn
from fabrique.kernels.cartography.paths import Basemap
from fabrique.kernels.cartography.svg import Node, element

# In this order: what comes last is drawn over the others.
MARKS = {
    "open": "cercle plein : déjà ouvert",
    "vetoed": "croix : quelqu’un s’y oppose",
    "possible": "cercle vide : possible",
    "new": "losange : à ouvrir",
    "stop": "carré : arrêt",
    "depot": "triangle : dépôt",
}
SIZES = ((120, 24), (600, 17), (10**9, 11))  # units, by the number of points


@dataclass(frozen=True, slots=True)
class Point:
    """``latitude`` and ``longitude`` in degrees; ``name``: what it says under the pointer; ``mark``: of
    ``MARKS``."""

    latitude: float
    longitude: float
    name: str
    mark: str


def points(base: Basemap, marks: Sequence[Point], frame: Frame) -> Drawing:
    """The areas in one tone, and the points over them; those that fall out of the drawing are counted in
    its notes. Raises ValueError for an unknown mark."""
    if unknown := {one.mark for one in marks} - MARKS.keys():
        raise ValueError(f"unknown marks: {sorted(unknown)}")
    at = base.place([one.longitude for one in marks], [one.latitude for one in marks])
    within = (at >= 0).all(axis=1) & (at <= [base.width, base.height]).all(axis=1)
    size = next(units for most, units in SIZES if len(marks) <= most)
    groups, entries = [], []
    for mark, label in MARKS.items():
        ranks = [rank for rank in np.flatnonzero(within).tolist() if marks[rank].mark == mark]
        if ranks:
            paths = [_mark(mark, at[rank], size, marks[rank].name) for rank in ranks]
            groups.append(element("g", *paths, class_=f"point {mark}-point"))
            entries.append(Entry(_swatch(mark), label, len(ranks)))
    fills: list[Fill] = [("land", "")] * len(base.codes)
    root = drawn(base, fills, frame, over=groups)
    lost = int((~within).sum())
    notes = (*base.notes, *([_outside(lost)] if lost else []))
    return Drawing(root, base.width, base.height + STRIP, frame.title, Legend(tuple(entries)), notes)


def _outside(lost: int) -> str:
    if lost == 1:
        return "Un point est hors du dessin : le tableau le donne."
    return f"{lost} points sont hors du dessin : le tableau les donne."


def _mark(mark: str, at: np.ndarray, size: float, name: str) -> Node:
    x, y = (round(float(one)) for one in at)
    return element("path", element("title", name), d=_path(mark, x, y, size))


def _swatch(mark: str) -> Node:
    shape = element("path", d=_path(mark, 36, 22, 17))
    return element(
        "svg", element("g", shape, class_=f"point {mark}-point"), class_="map-swatch",
        viewBox="0 0 72 44", width=36, height=22, aria_hidden="true",
    )  # fmt: skip


def _path(mark: str, x: int, y: int, size: float) -> str:
    """A shape around a point; ``size``: half its width."""
    half = round(size)
    if mark == "vetoed":
        arm = round(0.75 * size)
        return f"M{x - arm} {y - arm}l{2 * arm} {2 * arm}m0 {-2 * arm}l{-2 * arm} {2 * arm}"
    if mark == "new":
        far = round(1.3 * size)
        return f"M{x} {y - far}l{far} {far} {-far} {far} {-far} {-far}z"
    if mark == "stop":
        side = round(0.85 * size)
        return f"M{x - side} {y - side}h{2 * side}v{2 * side}h{-2 * side}z"
    if mark == "depot":
        return f"M{x} {y - half}l{half} {2 * half}h{-2 * half}z"
    return f"M{x - half} {y}a{half} {half} 0 1 0 {2 * half} 0a{half} {half} 0 1 0 {-2 * half} 0z"
