"""Points on the map of the territory: sites, stops, a depot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from fabrique.kernels.cartography import Drawing, Frame, Point, points
from fabrique.observe.enums import Level
from fabrique.observe.models import Site
from fabrique.observe.queries.mapping import base_of, named
from fabrique.territory.queries import communes_in_perimeter, current_territory

__all__ = ["Point", "map_of_points", "map_of_sites", "mark_of"]


def map_of_points(marks: Sequence[Point], key: str, title: str) -> Drawing | None:
    """Points over the communes of the territory; None when no contour of them is known.

    ``key`` begins the ids of the drawing: no other drawing of the page has the same.
    """
    current_territory()
    names = {one.code: one.name for one in communes_in_perimeter()}
    base = base_of(Level.COMMUNE, list(names))
    if base is None:
        return None
    frame = Frame(key, title, _("Le tableau dit la même chose."), names)
    return named(points(base, marks, frame), names)


def map_of_sites(
    sites: Sequence[Site], chosen: Collection[UUID] = (), *, key: str = "sites", title: str = ""
) -> Drawing | None:
    """The sites of a list; ``chosen``: those that a plan opens."""
    marks = [Point(one.latitude, one.longitude, one.name, mark_of(one, chosen)) for one in sites]
    return map_of_points(marks, key, title or _("Les sites de la liste"))


def mark_of(site: Site, chosen: Collection[UUID] = ()) -> str:
    """How a site is shown: what is open is so even if somebody says no to it."""
    if site.existing:
        return "open"
    if site.pk in chosen:
        return "new"
    return "vetoed" if site.vetoes else "possible"
