"""What the rest of the house reads of the territory."""

from fabrique.territory.queries.areas import (
    AreaHit,
    AreaTree,
    area_tree,
    areas_containing,
    commune_at,
    commune_middles,
    contours_geojson,
    latest_areas,
)
from fabrique.territory.queries.instance import (
    communes_in_perimeter,
    current_territory,
    load_instance,
    perimeter,
)

__all__ = [
    "AreaHit",
    "AreaTree",
    "area_tree",
    "areas_containing",
    "commune_at",
    "commune_middles",
    "communes_in_perimeter",
    "contours_geojson",
    "current_territory",
    "latest_areas",
    "load_instance",
    "perimeter",
]
