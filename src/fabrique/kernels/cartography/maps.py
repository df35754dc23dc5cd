"""Maps of areas: one measure with its doubt, one of counts, two measures at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fabrique.kernels.cartography import words
from fabrique.kernels.cartography.classes import UNKNOWN, Classes, shades
from fabrique.kernels.cartography.drawing import (
    NO_VALUE,
    SECRET,
    STRIP,
    Drawing,
    Entry,
    Fill,
    Frame,
    Legend,
    drawn,
    swatch,
    titled,
)
from fabrique.kernels.cartography.paths import Basemap
from fabrique.kernels.cartography.svg import Node, element
from fabrique.kernels.cartography.textures import Certainty

Bools = npt.NDArray[np.bool_]
_DOUBT = {
    Certainty.ROBUST: "sans hachures : parmi les plus fragiles ou non, c’est sûr",
    Certainty.PROBABLE: "hachures simples : c’est probable",
    Certainty.CONTESTED: "hachures croisées : on ne peut pas dire",
}
_UNSAID = {NO_VALUE: "pas de valeur", SECRET: "secret statistique"}
_FAR = {1: "", 2: "far", 3: "farther"}  # the texture that a grey print gives to access
SHARE = 0.2  # of the territory that circles may cover, all together
LEAST, MOST, SPECK = (
    50.0,
    130.0,
    3.0,
)  # units: bounds of the largest radius; no circle is smaller than a speck


def choropleth(
    base: Basemap,
    classes: Classes,
    frame: Frame,
    *,
    secret: Bools | None = None,
    certainty: Sequence[Certainty] | None = None,
    unit: str = "",
) -> Drawing:
    """Areas shaded by class, hatched by doubt; ``classes``, ``secret``, ``certainty``: one per area.

    What has no value is blank, what is secret is dotted: neither is ever a shade.
    """
    _check(base, ranks=classes.ranks, secret=secret, certainty=certainty)
    shade_of = [f"c{shade}" for shade in shades(len(classes))]
    fills = _unsaid(base, secret)
    for rank in np.flatnonzero(classes.ranks != UNKNOWN).tolist():
        doubt = certainty[rank] if certainty is not None else Certainty.ROBUST
        fills[rank] = (shade_of[classes.ranks[rank]], "" if doubt == Certainty.ROBUST else doubt.value)
    shown = _inside(base, fills)
    count = Counter(shade for shade, _texture in shown)
    entries = [
        Entry(swatch(frame.key, (shade, "")), label, count[shade])
        for shade, label in zip(shade_of, classes.labels(unit), strict=True)
    ]
    legend = Legend(
        (*entries, *_rest(frame.key, shown)), _textures(frame.key, shown, certainty), classes.said
    )
    return _drawing(base, fills, frame, legend)


def bivariate(
    base: Basemap,
    need: Classes,
    access: Classes,
    frame: Frame,
    *,
    secret: Bools | None = None,
    axes: tuple[str, str] = ("un besoin plus fort", "un accès plus difficile"),
) -> Drawing:
    """Three classes of need crossed with three of access, the higher the worse for both.

    Give ``access`` as a distance or a want: its last class is then the worst served. Raises ValueError with
    more than three classes. An area without one of the two has no shade.
    """
    _check(base, need=need.ranks, access=access.ranks, secret=secret)
    if len(need) > 3 or len(access) > 3:
        raise ValueError("a map of two measures has three classes of each, at most")
    fills = _unsaid(base, secret)
    for rank in np.flatnonzero((need.ranks != UNKNOWN) & (access.ranks != UNKNOWN)):
        fills[rank] = _pair(int(need.ranks[rank]) + 1, int(access.ranks[rank]) + 1)
    shown = _inside(base, fills)
    count = Counter(shown)
    square = tuple(
        tuple(_square(frame.key, across, up, axes, count) for across in (1, 2, 3)) for up in (3, 2, 1)
    )
    said = f"À droite, {axes[0]} ; en haut, {axes[1]} ; dans le coin, les deux."
    return _drawing(base, fills, frame, Legend(_rest(frame.key, shown), (), said, square, axes), whole=True)


def circles(
    base: Basemap, counts: npt.ArrayLike, frame: Frame, *, secret: Bools | None = None, unit: str = ""
) -> Drawing:
    """A circle for each area, its surface in proportion to ``counts`` (n, NaN for none); the largest first.

    Raises ValueError for a count below zero.
    """
    values = np.asarray(counts, dtype=np.float64)
    _check(base, counts=values, secret=secret)
    if (values < 0).any():
        raise ValueError("a count is not below zero")
    known = np.isfinite(values)
    fills = [("land", "") if one else fill for one, fill in zip(known, _unsaid(base, secret), strict=True)]
    seen = np.flatnonzero(known & base.drawn & base.inside & (values > 0))
    most = float(values[seen].max()) if len(seen) else 0.0
    per_root = _per_root(values[seen], base.surface) if len(seen) else 0.0
    radii = per_root * np.sqrt(np.where(known, values, 0.0))
    over = [
        _circle(base, int(rank), max(float(radii[rank]), SPECK), frame)
        for rank in sorted(seen, key=lambda one: (-values[one], base.codes[one]))
    ]
    below, strip = _circle_legend(base, most, per_root) if len(seen) else ([], STRIP)
    specks = int((radii[seen] < SPECK).sum())
    said = f"La surface de chaque cercle est en proportion du nombre{f' ({unit})' if unit else ''}."
    if specks:
        small = ("cercle trop petit est grossi", "cercles trop petits sont grossis")
        said += f" Pour être vus, {words.several(specks, small)}."
    legend = Legend(_rest(frame.key, _inside(base, fills)), (), said)
    group = [element("g", *over, class_="circles")] if over else []
    return _drawing(base, fills, frame, legend, over=group, below=below, strip=strip)


def _per_root(values: npt.NDArray[np.float64], surface: float) -> float:
    """Units of radius for each root of a count."""
    largest = float(np.sqrt(values.max()))
    fair = float(np.sqrt(SHARE * surface / (np.pi * values.sum())))
    return min(max(fair * largest, LEAST), MOST) / largest


def _circle(base: Basemap, rank: int, radius: float, frame: Frame) -> Node:
    code = base.codes[rank]
    x, y = (float(one) for one in base.anchors[rank])
    return element("circle", *titled(code, frame), class_="circle", cx=x, cy=y, r=round(radius, 1))


def _circle_legend(base: Basemap, most: float, per_root: float) -> tuple[list[Node], int]:
    """Three circles of round numbers, in the drawing since they must shrink with it."""
    power = 10.0 ** np.floor(np.log10(most))
    top = max(factor * power for factor in (1, 2, 5) if factor * power <= most)
    nodes, x, tallest = [], 660.0, per_root * np.sqrt(top)
    middle = base.height + tallest + 12
    for value in (top, top / 5, top / 20) if top >= 20 or most % 1 else (top,):
        radius = max(per_root * float(np.sqrt(value)), SPECK)
        label = words.number(value)
        nodes += [
            element("circle", class_="circle", cx=round(x + radius), cy=round(middle), r=round(radius, 1)),
            element("text", label, x=round(x + 2 * radius), y=round(middle), dx=".35em", dy=".35em"),
        ]
        x += 2 * radius + 46 * len(label) + 60  # room for the letters of a phone
    return [element("g", *nodes, class_="words")], max(STRIP, int(2 * tallest + 24))


def _square(key: str, across: int, up: int, axes: tuple[str, str], count: Counter[Fill]) -> Entry:
    pair = _pair(across, up)
    return Entry(swatch(key, pair), f"{axes[0]} : {across} sur 3 ; {axes[1]} : {up} sur 3", count[pair])


def _pair(across: int, up: int) -> Fill:
    return f"b{across}{up}", _FAR[up]


def _unsaid(base: Basemap, secret: Bools | None) -> list[Fill]:
    hidden = np.zeros(len(base.codes), bool) if secret is None else secret
    return [SECRET if one else NO_VALUE for one in hidden]


def _inside(base: Basemap, fills: Sequence[Fill]) -> list[Fill]:
    return [fill for fill, one in zip(fills, base.inside, strict=True) if one]


def _rest(key: str, shown: Sequence[Fill]) -> tuple[Entry, ...]:
    """Entries for what has no shade, when there is some."""
    count = Counter(shown)
    return tuple(
        Entry(swatch(key, fill), label, count[fill]) for fill, label in _UNSAID.items() if count[fill]
    )


def _textures(key: str, shown: Sequence[Fill], certainty: Sequence[Certainty] | None) -> tuple[Entry, ...]:
    """Entries for doubt, each on a shade that the map has under that texture."""
    if certainty is None:
        return ()
    found = []
    for doubt, label in _DOUBT.items():
        texture = "" if doubt == Certainty.ROBUST else doubt.value
        such = sorted(fill for fill in shown if fill[1] == texture and fill[0].startswith("c"))
        if such:
            found.append(Entry(swatch(key, such[len(such) // 2]), label, len(such)))
    return tuple(found)


def _drawing(
    base: Basemap, fills: Sequence[Fill], frame: Frame, legend: Legend, *, over: Sequence[Node] = (),
    below: Sequence[Node] = (), strip: int = STRIP, whole: bool = False,
) -> Drawing:  # fmt: skip
    also = sorted({_pair(across, up) for across in (1, 2, 3) for up in (1, 2, 3)}) if whole else []
    root = drawn(base, fills, frame, over=over, below=below, strip=strip, also=also)
    height = int(dict(root.attributes)["viewBox"].split()[3])
    return Drawing(root, base.width, height, frame.title, legend, base.notes)


def _check(base: Basemap, **columns: Sequence[object] | npt.NDArray[np.generic] | None) -> None:
    for name, column in columns.items():
        if column is not None and len(column) != len(base.codes):
            raise ValueError(f"{name}: {len(column)} values for {len(base.codes)} areas")
