"""What every map has: its names, its frame, its areas by shade, its outline, the area that is pointed at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fabrique.kernels.cartography import labels, words
from fabrique.kernels.cartography.paths import Basemap
from fabrique.kernels.cartography.svg import Node, element, key_of, markup
from fabrique.kernels.cartography.textures import fill_of, patterns

STRIP = 96  # units under the map, for the scale
Fill = tuple[str, str]  # a shade and the texture over it, "" for none
NO_VALUE, SECRET = ("na", ""), ("secret", "dots")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a map says besides its shades. ``key`` begins its ids: no other drawing of the page has the same.
    ``names`` and ``said``, by code: the name of an area and its value in words (shown under the pointer).
    ``highlight``: the code of the area that the page is about.
    """

    key: str
    title: str
    description: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    highlight: str = ""
    towns: Sequence[labels.Town] = ()
    scale: bool = True

    def __post_init__(self) -> None:
        key_of(self.key)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a legend: ``swatch`` is drawn beside ``label``; ``count`` areas are so filled."""

    swatch: Node
    label: str
    count: int

    def inline(self) -> str:
        """The swatch for a page; what its words say, it need not say again."""
        return markup(self.swatch)


@dataclass(frozen=True, slots=True)
class Legend:
    """Kept out of the drawing, to be text on the page: the shades, the textures, how classes were made.

    ``square``: for a map of two measures, their swatches: need from left to right, access from the bottom up;
    ``axes`` names the two.
    """

    shades: tuple[Entry, ...]
    textures: tuple[Entry, ...] = ()
    said: str = ""
    square: tuple[tuple[Entry, ...], ...] = ()
    axes: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing, its legend and what must be said of it (``notes``, in French)."""

    root: Node
    width: int
    height: int
    title: str
    legend: Legend
    notes: tuple[str, ...] = ()

    def inline(self) -> str:
        """For a page, coloured by its stylesheet; no style of its own, as the page's policy wants."""
        return markup(self.root)


def swatch(key: str, fill: Fill) -> Node:
    """A small rectangle so filled; a texture is that of the map ``key``, which must be on the page."""
    shade, texture = fill
    box = {"x": 1, "y": 1, "width": 70, "height": 42}
    over = [element("rect", fill=fill_of(key, shade, texture), **box)] if texture else []
    frame = element("rect", class_="rule", **box)
    return element(
        "svg", element("rect", class_=shade, **box), *over, frame, class_="map-swatch",
        viewBox="0 0 72 44", width=36, height=22,
        aria_hidden="true",
    )  # fmt: skip


def drawn(
    base: Basemap, fills: Sequence[Fill], frame: Frame, *, over: Sequence[Node] = (), strip: int = STRIP,
    below: Sequence[Node] = (), also: Sequence[Fill] = (),
) -> Node:  # fmt: skip
    """The whole drawing: areas under ``fills`` (n), ``over`` them circles, names; ``below`` them a strip.

    ``also``: fills that only the legend shows.
    """
    if len(fills) != len(base.codes):
        raise ValueError(f"{len(fills)} fills for {len(base.codes)} areas")
    key, height = frame.key, base.height + (strip if frame.scale or below else 0)
    textures = patterns(key, {*fills, *also})
    described = [element("title", frame.title, id=f"{key}-title")]
    if frame.description:
        described.append(element("desc", frame.description, id=f"{key}-desc"))
    named = f"{key}-title {key}-desc" if frame.description else f"{key}-title"
    nodes = [
        *described,
        element("defs", *textures) if textures else None,
        element("g", *(element("path", d=one) for one in base.behind), class_="behind")
        if base.behind
        else None,
        _outside(base),
        *_areas(base, fills, frame),
        element("path", class_="edge", d=base.outline) if base.outline else None,
        *_highlighted(base, frame.highlight),
        *over,
        _names(base, frame),
        _scale(base) if frame.scale and base.outline else None,
        *below,
    ]
    return element(
        "svg", *(one for one in nodes if one is not None), xmlns="http://www.w3.org/2000/svg", class_="map",
        viewBox=f"0 0 {base.width} {height}", role="img", aria_labelledby=named,
    )  # fmt: skip


def _areas(base: Basemap, fills: Sequence[Fill], frame: Frame) -> list[Node]:
    """A group for each fill, in order; those drawn as a mark come last, or a neighbour would hide them."""
    groups: dict[tuple[bool, Fill], list[Node]] = {}
    for rank in np.flatnonzero(base.drawn & base.inside).tolist():
        code = base.codes[rank]
        path = Node("path", (("d", base.paths[rank]),), titled(code, frame))
        groups.setdefault((bool(base.small[rank]), fills[rank]), []).append(path)
    found = []
    for (small, (shade, texture)), paths in sorted(groups.items()):
        if not texture:
            found.append(element("g", *paths, class_=f"areas {shade}"))
            continue
        name = f"{frame.key}-{shade}-{texture}{'-small' if small else ''}"
        found += [
            element("g", element("g", *paths, id=name), class_=f"areas {shade}"),
            # The same areas again, filled with lines; the pointer still finds the area and its title.
            element("use", href=f"#{name}", fill=fill_of(frame.key, shade, texture), pointer_events="none"),
        ]
    return found


def titled(code: str, frame: Frame) -> tuple[Node, ...]:
    """What an area says under the pointer, if anything."""
    if code not in frame.said:
        return ()
    return (element("title", f"{frame.names.get(code, code)} : {frame.said[code]}"),)


def _outside(base: Basemap) -> Node | None:
    around = [element("path", d=base.paths[rank]) for rank in np.flatnonzero(base.drawn & ~base.inside)]
    return element("g", *around, class_="outside") if around else None


def _highlighted(base: Basemap, code: str) -> list[Node]:
    path = dict(zip(base.codes, base.paths, strict=True)).get(code, "")
    return [element("path", class_=name, d=path) for name in ("casing", "mark")] if path else []


def _names(base: Basemap, frame: Frame) -> Node | None:
    rank_of = {code: rank for rank, code in enumerate(base.codes) if base.paths[rank] and base.inside[rank]}
    known = [town for town in frame.towns if town.code in rank_of]
    spots = [base.anchors[rank_of[town.code]].tolist() for town in known]
    towns = [(town, x, y) for town, (x, y) in zip(known, spots, strict=True)]
    found = labels.placed(towns, (base.width, base.height))
    return labels.drawn(found) if found else None


def _scale(base: Basemap) -> Node:
    """A bar of a round number of kilometres, about a sixth of the drawing."""
    wanted = base.unit * base.width / 6
    power = 10 ** np.floor(np.log10(wanted))
    length = float(max(factor for factor in (1, 2, 5) if factor * power <= wanted) * power)
    said = f"{words.number(length / 1000)} km" if length >= 1000 else f"{words.number(length)} m"
    across, y = round(length / base.unit), base.height + 24
    return element(
        "g",
        element("path", class_="rule", d=f"M24 {y}v14h{across}v-14"),
        element("text", said, class_="quiet", x=24 + across, y=y + 16, dx=".4em", dy=".2em"),
        class_="words",
    )
