"""Where the people are, for siting and for access: points, from the finest counts that an account sees.

Cells of 200 m when there are some, else IRIS whose contours are known, else communes; each commune comes from
the finest that knows it. What is estimated, and what is not known, is told in French.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from shapely.geometry.base import BaseGeometry

from fabrique.core.policies import Actor, acts_for
from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.indicators import Status
from fabrique.observe.enums import Level
from fabrique.observe.models import DataColumn, IndexRun
from fabrique.observe.planning import People
from fabrique.observe.planning.spreading import Part, cell_middles, gathered, spread
from fabrique.observe.queries.data_sets import panel_of
from fabrique.observe.queries.indicators import columns_seen, ways_among
from fabrique.observe.queries.weighing import weighed
from fabrique.observe.standalone.coordinates import plane_around, to_metres
from fabrique.territory.cog import Commune
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import area_tree, communes_in_perimeter, current_territory, latest_areas

PEOPLE = "population"
NAMED = 8  # communes that a sentence names


@dataclass(frozen=True)
class DemandPoints:
    """``people``: the points. ``level``: the finest that gave some. ``communes``: names by code, of all
    those of the territory. ``told``: sentences. ``sources``: the data sets, as JSON.
    """

    people: People
    level: str
    communes: Mapping[str, str]
    told: tuple[str, ...]
    sources: tuple[dict[str, Any], ...]


@dataclass
class _Gathering:
    """What is found as levels are gone through; ``left``: communes that no level gave yet."""

    left: dict[str, Commune]
    places: list[np.ndarray] = field(default_factory=list)
    people: list[np.ndarray] = field(default_factory=list)
    communes: list[str] = field(default_factory=list)
    priority: list[np.ndarray] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)

    def take(
        self, degrees: np.ndarray, people: np.ndarray, communes: Sequence[str], priority: np.ndarray
    ) -> None:
        """Points (n, 2: longitude, latitude) of some communes."""
        self.places.append(degrees)
        self.people.append(people)
        self.communes.extend(communes)
        self.priority.append(priority)
        for code in set(communes):
            self.left.pop(code, None)

    def cite(self, column: DataColumn) -> str:
        """Note where counts come from; its title for a sentence."""
        one = column.data_set
        names = ("title", "producer", "vintage", "licence", "url", "level", "edition")
        self.sources.append({**{name: getattr(one, name) for name in names}, "data_set": str(one.pk)})
        if one.level not in self.levels:
            self.levels.append(one.level)
        return f"« {one.title} », {one.vintage}"


def demand_points(actor: Actor, code: str = PEOPLE, *, run: IndexRun | None = None) -> DemandPoints:
    """Where those whom ``code`` counts live, over the territory. With ``run``, each point weighs as much as
    it is probable that its area is among the most fragile: a sum of such weights is exactly the mean, over
    the draws of the index, of the people who live in the most fragile areas.

    Raises a refusal when nothing counts them, or no contour says where they are.
    """
    current_territory()
    communes = {one.code: one for one in communes_in_perimeter()}
    held = _Gathering(dict(communes))
    ways = ways_among(columns_seen(actor, code), acts_for(actor))
    if column := _own(ways, Level.CELL):
        _cells(held, column, communes, of_people=code == PEOPLE)
    if held.left and (column := _own(ways, Level.IRIS)):
        _iris(held, column)
    if held.left:
        _communes(held, _own(ways, Level.COMMUNE), _own(ways, Level.QPV), of_people=code == PEOPLE)
    if not held.people or not sum(float(one.sum()) for one in held.people) > 0:
        told = _("On ne sait pas où vivent les habitants : il manque une population, ou les contours.")
        raise DomainRefusal(" ".join([told, *held.told]))
    if held.left:
        held.told.append(_left_out(list(held.left.values())))
    degrees = np.concatenate(held.places)
    people = People(
        degrees[:, 1],
        degrees[:, 0],
        np.concatenate(held.people),
        tuple(held.communes),
        np.concatenate(held.priority),
    )
    if run is not None:
        people, told = weighed(people, run)
        held.told.append(told)
    names = {code: communes[code].name for code in sorted(communes, key=lambda one: communes[one].name)}
    return DemandPoints(people, held.levels[0], names, tuple(held.told), tuple(held.sources))


def _own(ways: Mapping[str, list[DataColumn]], level: str) -> DataColumn | None:
    """The best column of a level itself, not carried up to it."""
    return next((one for one in ways.get(level, ()) if one.data_set.level == level), None)


def _known(column: DataColumn) -> dict[str, float]:
    """The counts that are known, by area."""
    panel = panel_of(column.data_set, {column.code})
    one = panel.series[column.code]
    there = (one.status == Status.OBSERVED) | (one.status == Status.IMPUTED)
    return {code: float(one.values[at]) for at, code in enumerate(panel.areas) if there[at]}


def _say_estimated(held: _Gathering, column: DataColumn) -> None:
    """Whether the producer itself has estimated some of its counts."""
    if column.imputed:
        share = round(100 * column.imputed / max(column.observed + column.imputed, 1)) or 1
        told = _("Dans %(share)d %% des zones de ce fichier, le producteur a lui-même estimé ce nombre.")
        held.told.append(told % {"share": share})


def _cells(held: _Gathering, column: DataColumn, communes: Mapping[str, Commune], *, of_people: bool) -> None:
    """Cells whose middle is in a commune of the territory. A commune of whose people they hold less than half
    is left to the next level: a cell astride a border is not the whole of a neighbour.
    """
    counts = _known(column)
    codes = [code for code, count in counts.items() if count > 0]
    latitude, longitude = cell_middles(codes)
    inside = area_tree(AreaKind.COMMUNE).codes_at(latitude, longitude)
    there: dict[str, float] = {}
    for at, code in enumerate(inside):
        there[code] = there.get(code, 0.0) + counts[codes[at]]
    known = {
        code
        for code, people in there.items()
        if code in communes and not (of_people and 2 * people < (communes[code].population or 0))
    }
    kept = [at for at, code in enumerate(inside) if code in known]
    if not kept:
        return
    quarters = area_tree(AreaKind.QPV).codes_at(latitude[kept], longitude[kept])
    degrees = np.column_stack([longitude[kept], latitude[kept]])
    people = np.array([counts[codes[at]] for at in kept])
    plane = plane_around(degrees)
    groups = [(inside[at], quarter) for at, quarter in zip(kept, quarters, strict=True)]
    metres, people, first = gathered(to_metres(plane, degrees), people, groups)
    if len(first) < len(kept):
        back = plane.transform(metres[:, 0], metres[:, 1], direction="INVERSE")
        degrees = np.column_stack(back)
    cited = held.cite(column)
    found = [groups[at] for at in first]
    held.take(
        degrees, people, [one for one, _two in found], np.array([float(bool(two)) for _one, two in found])
    )
    told = _("Les habitants sont placés par carreaux de 200 m, d’après %(source)s.")
    held.told.append(told % {"source": cited})
    _say_estimated(held, column)


def _iris(held: _Gathering, column: DataColumn) -> None:
    """IRIS of the communes that are left, when all those of a commune have a count and a contour."""
    counts = _known(column)
    wanted = [code for code in column.data_set.areas if code[:5] in held.left]
    shapes = _shapes(AreaKind.IRIS, wanted)
    lacking = {code[:5] for code in wanted if code not in counts or code not in shapes}
    codes = [code for code in wanted if code[:5] not in lacking]
    if not codes:
        return
    quarters = _quarters()
    _spread(held, [(code[:5], shapes[code], counts[code]) for code in codes], {}, quarters)
    told = _(
        "Les habitants de chaque îlot (IRIS) sont répartis également dans son contour, d’après %(source)s."
    )
    held.told.append(told % {"source": held.cite(column)})
    _say_estimated(held, column)


def _communes(
    held: _Gathering, column: DataColumn | None, quarters: DataColumn | None, *, of_people: bool
) -> None:
    """The communes that are left, spread in their contours, the people of their neighbourhoods first."""
    counts = _known(column) if column else {}
    guessed = [one for code, one in held.left.items() if code not in counts]
    official = [one for one in guessed if of_people and one.population is not None]
    counts |= {one.code: float(one.population or 0) for one in official}
    shapes = _shapes(AreaKind.COMMUNE, list(held.left))
    lived = [
        (code, shapes[code], counts[code]) for code in list(held.left) if code in counts and code in shapes
    ]
    if not lived:
        return
    known = _known(quarters) if quarters else {}
    contours = _quarters()
    _spread(held, lived, known, contours)
    told = _("Les habitants d’une commune sont répartis également dans son contour : c’est une estimation.")
    held.told.append(told)
    if column:
        held.told.append(_("Leur nombre vient de %(source)s.") % {"source": held.cite(column)})
        _say_estimated(held, column)
    if quarters and (placed := [code for code in contours if code in known]):
        told = ngettext(
            "Ceux de %(n)d quartier prioritaire y sont placés d’abord, d’après %(source)s.",
            "Ceux de %(n)d quartiers prioritaires y sont placés d’abord, d’après %(source)s.",
            len(placed),
        )
        held.told.append(told % {"n": len(placed), "source": held.cite(quarters)})
    if unknown := [code for code in contours if code not in known]:
        told = ngettext(
            "La population de %(n)d quartier prioritaire n’est pas connue : la densité de sa commune lui est "
            "prêtée, ce qui la sous-estime souvent.",
            "La population de %(n)d quartiers prioritaires n’est pas connue : la densité de leur commune "
            "leur est prêtée, ce qui la sous-estime souvent.",
            len(unknown),
        )
        held.told.append(told % {"n": len(unknown)})
    _say_official(held, official, column)


def _say_official(held: _Gathering, official: list[Commune], column: DataColumn | None) -> None:
    """The communes whose population is that of the official code, not of the data set."""
    if not official:
        return
    if column is None:
        held.levels.append(Level.COMMUNE)
        held.told.append(
            _("Aucun jeu de données ne compte les habitants : leur nombre vient du code officiel.")
        )
        return
    told = ngettext(
        "Pour %(n)d commune, ce nombre est secret ou manque : celui du code officiel est pris (%(names)s).",
        "Pour %(n)d communes, ce nombre est secret ou manque : celui du code officiel est pris (%(names)s).",
        len(official),
    )
    held.told.append(told % {"n": len(official), "names": _names(official)})


def _left_out(communes: list[Commune]) -> str:
    told = ngettext(
        "%(n)d commune est laissée de côté, faute de population ou de contour : %(names)s. "
        "Elle n’est pas vide.",
        "%(n)d communes sont laissées de côté, faute de population ou de contour : %(names)s. "
        "Elles ne sont pas vides.",
        len(communes),
    )
    return told % {"n": len(communes), "names": _names(communes)}


def _names(communes: list[Commune]) -> str:
    named = sorted(one.name for one in communes)
    return ", ".join(named[:NAMED]) + ("…" if len(named) > NAMED else "")


def _shapes(kind: str, codes: Sequence[str]) -> dict[str, BaseGeometry]:
    rows = latest_areas(kind).filter(code__in=list(codes)).values_list("code", "geometry")
    return {code: shapely.from_geojson(json.dumps(geometry)) for code, geometry in rows}


def _quarters() -> dict[str, BaseGeometry]:
    """The contours of the priority neighbourhoods of the latest map."""
    rows = latest_areas(AreaKind.QPV).values_list("code", "geometry")
    return {code: shapely.from_geojson(json.dumps(geometry)) for code, geometry in rows}


def _spread(
    held: _Gathering,
    areas: Sequence[tuple[str, BaseGeometry, float]],
    known: Mapping[str, float],
    quarters: Mapping[str, BaseGeometry],
) -> None:
    """Areas as (commune, contour, people); ``known``: the people of the neighbourhoods that are known."""
    bounds = shapely.bounds([shape for _code, shape, _people in areas])
    plane = plane_around(np.concatenate([bounds[:, :2], bounds[:, 2:]]))

    def flat(shape: BaseGeometry) -> BaseGeometry:
        there: BaseGeometry = shapely.transform(shape, lambda at: to_metres(plane, at))
        return there if there.is_valid else there.buffer(0)

    inner = {code: flat(shape) for code, shape in quarters.items()}
    tree = shapely.STRtree(list(inner.values()))
    codes, parts, owners = list(inner), [], []
    for commune, shape, people in areas:
        whole = flat(shape)
        pieces = []
        for at in tree.query(whole, predicate="intersects"):
            piece = whole.intersection(inner[codes[at]])
            if piece.area > 0:
                pieces.append((codes[at], piece, piece.area / inner[codes[at]].area))
        for part, special in _parted(whole, people, pieces, known):
            parts.append(part)
            owners.append((commune, special))
    metres, people_at, rank = spread(parts)
    degrees = np.column_stack(plane.transform(metres[:, 0], metres[:, 1], direction="INVERSE"))
    held.take(
        degrees,
        people_at,
        [owners[at][0] for at in rank],
        np.array([owners[at][1] for at in rank], float),
    )
    for commune, _shape, people in areas:
        if not people:  # counted, and nobody lives there
            held.left.pop(commune, None)


def _parted(
    whole: BaseGeometry,
    people: float,
    pieces: Sequence[tuple[str, BaseGeometry, float]],
    known: Mapping[str, float],
) -> list[tuple[Part, float]]:
    """A contour in its neighbourhoods and the rest, with the people of each and the share that is in one."""
    placed = {code: min(known[code] * share, people) for code, _piece, share in pieces if code in known}
    over = sum(placed.values())
    if over > people:  # the two counts are not of one year: the commune's own holds
        placed = {code: count * people / over for code, count in placed.items()}
    rest = max(people - sum(placed.values()), 0.0)
    unknown = sum(piece.area for code, piece, _share in pieces if code not in known)
    outside = (
        whole.difference(shapely.union_all([piece for _code, piece, _share in pieces])) if pieces else whole
    )
    ground = outside.area + unknown
    found = []
    for code, piece, _share in pieces:
        count = placed[code] if code in placed else rest * piece.area / ground
        found.append((Part(piece, count, fine=True), 1.0))
    if ground:
        found.append((Part(outside, rest * outside.area / ground), 0.0))
    return found
