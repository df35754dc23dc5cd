"""Contours set against the perimeter: which are kept, under which code, in which communes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import shapely
from django.utils.translation import gettext as _

from fabrique.territory.cog import Cog, cog
from fabrique.territory.contours import Contour, Problem, Reading, united
from fabrique.territory.enums import AreaKind
from fabrique.territory.models import Area, Territory


@dataclass(slots=True)
class ContoursReport:
    """What became of a file of contours. Counts are of features; ``kept`` counts areas once united."""

    kind: str
    features: int
    epsg: int
    kept: int = 0
    outside: int = 0
    warnings: list[Problem] = field(default_factory=list)
    rejected: list[Problem] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """All of it, ready for JSON."""
        return asdict(self)

    def summary(self) -> dict[str, object]:
        """The counts alone, for the journal."""
        return {**asdict(self), "warnings": len(self.warnings), "rejected": len(self.rejected)}


def place(reading: Reading, kind: AreaKind, territory: Territory) -> tuple[list[Contour], ContoursReport]:
    """Keep the contours of the territory; count what lies outside, reject what has no known code."""
    report = ContoursReport(kind.value, reading.features, reading.epsg, warnings=reading.warnings)
    report.rejected = reading.rejected
    served = frozenset(territory.commune_codes)
    placed = {AreaKind.COMMUNE: _communes, AreaKind.EPCI: _epcis, AreaKind.IRIS: _iris}.get(kind, _others)
    kept = placed(reading, served, report, cog())
    report.kept = len(kept)
    return kept, report


def _communes(reading: Reading, served: frozenset[str], report: ContoursReport, known: Cog) -> list[Contour]:
    """A former commune's or an arrondissement's contour joins that of today's commune."""
    kept = []
    for one in reading.contours:
        commune = known.commune(one.code)
        if commune is None:
            report.rejected.append(Problem(-1, one.code, _("Cette commune n’existe pas.")))
        elif commune.code not in served:
            report.outside += 1
        else:
            one.code, one.name, one.commune_codes = commune.code, commune.name, [commune.code]
            kept.append(one)
    return united(kept, reading)


def _epcis(reading: Reading, served: frozenset[str], report: ContoursReport, known: Cog) -> list[Contour]:
    kept = []
    for one in reading.contours:
        epci = known.epci(one.code)
        if epci is None:
            report.rejected.append(Problem(-1, one.code, _("Cette intercommunalité n’existe pas.")))
        elif served.isdisjoint(epci.members):
            report.outside += 1
        else:
            one.name, one.commune_codes = epci.name or one.name, sorted(epci.members)
            kept.append(one)
    return kept


def _iris(reading: Reading, served: frozenset[str], report: ContoursReport, known: Cog) -> list[Contour]:
    """The first five characters of an IRIS are its commune's code."""
    kept = []
    for one in reading.contours:
        commune = known.commune(one.code[:5])
        if commune is None or commune.code not in served:
            report.outside += 1
        else:
            one.commune_codes = [commune.code]
            kept.append(one)
    return kept


def _others(reading: Reading, served: frozenset[str], report: ContoursReport, known: Cog) -> list[Contour]:
    """Areas that say their communes are believed; the others are set on the communes' contours, if any."""
    kept, base = [], _communes_contours()
    for one in reading.contours:
        said = {found.code for code in one.commune_codes if (found := known.commune(code))}
        codes = said or _overlapped(one, base)
        if codes is None:
            report.warnings.append(
                Problem(-1, one.code, _("Commune inconnue : importez d’abord les contours des communes."))
            )
        elif served.isdisjoint(codes):
            report.outside += 1
            continue
        one.commune_codes = sorted(codes or ())
        kept.append(one)
    return kept


def _communes_contours() -> tuple[shapely.STRtree, list[str]] | None:
    rows = list(Area.objects.filter(kind=AreaKind.COMMUNE).values("code", "geometry"))
    if not rows:
        return None
    shapes = [shapely.geometry.shape(row["geometry"]) for row in rows]
    return shapely.STRtree(shapes), [row["code"] for row in rows]


def _overlapped(one: Contour, base: tuple[shapely.STRtree, list[str]] | None) -> set[str] | None:
    """The communes that hold more than a hundredth of the area; None when no contour is known."""
    if base is None:
        return None
    tree, codes = base
    least = one.geometry.area / 100
    ranks = tree.query(one.geometry, predicate="intersects")
    return {codes[rank] for rank in ranks if tree.geometries[rank].intersection(one.geometry).area > least}
