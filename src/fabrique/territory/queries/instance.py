"""The instance's territory and its perimeter."""

from __future__ import annotations

from fabrique.territory.cog import Commune, cog, use_extras
from fabrique.territory.enums import AreaKind
from fabrique.territory.matching import use_locator
from fabrique.territory.models import Territory
from fabrique.territory.queries.areas import area_tree


def current_territory() -> Territory | None:
    """The instance's territory, None before ``fabrique init``; its own communes join this process's COG."""
    territory = Territory.objects.first()
    use_extras(territory.extra_communes if territory else ())
    return territory


def load_instance() -> Territory | None:
    """Prepare this process for many searches: own communes, and positions found in the contours of communes.

    To be called by whatever treats many rows (an import), before it starts.
    """
    territory = current_territory()
    tree = area_tree(AreaKind.COMMUNE)
    use_locator(tree.code_at if len(tree) else None)
    return territory


def perimeter() -> frozenset[str]:
    """The commune codes that the instance serves; empty before ``fabrique init``."""
    territory = current_territory()
    return frozenset(territory.commune_codes if territory else ())


def communes_in_perimeter() -> list[Commune]:
    """The communes that the instance serves, by name."""
    found = (cog().commune(code) for code in perimeter())
    return sorted((one for one in found if one), key=lambda one: one.name)
