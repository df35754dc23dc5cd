"""The ways where one may walk, read from an OpenStreetMap extract (.osm.pbf, .osm)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium
from pyproj import Transformer

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.access import Network
from fabrique.observe.standalone.coordinates import to_metres

_NOT_ON_FOOT = {
    *("motorway", "motorway_link", "trunk", "trunk_link", "raceway", "busway", "bus_guideway"),
    *("construction", "proposed", "abandoned", "razed", "no", "corridor", "escape", "rest_area", "services"),
}
_ALLOWED, _FORBIDDEN = {"yes", "designated", "permissive"}, {"no", "private"}


def walkable(tags: osmium.osm.TagList) -> bool:
    """Whether one may walk there: what is said of walkers comes before what is said of everyone."""
    if tags.get("area") == "yes":
        return False
    foot = tags.get("foot", "")
    if foot in _ALLOWED or foot in _FORBIDDEN:
        return foot in _ALLOWED
    return tags.get("highway") not in _NOT_ON_FOOT and tags.get("access", "") not in _FORBIDDEN


def read_network(path: Path, plane: Transformer) -> Network:
    """Nodes on the plane and segments. Raises ``DomainRefusal`` for a file that is not one, or has no way."""
    ids: list[int] = []
    degrees: list[tuple[float, float]] = []
    breaks: list[int] = []  # ranks in ``ids`` where a way begins: no segment leads there
    try:
        ways = osmium.FileProcessor(str(path)).with_locations()
        for way in ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)).with_filter(
            osmium.filter.KeyFilter("highway")
        ):
            if not isinstance(way, osmium.osm.Way) or not walkable(way.tags):
                continue
            breaks.append(len(ids))
            for node in way.nodes:
                if node.location.valid():
                    ids.append(node.ref)
                    degrees.append((node.location.lon, node.location.lat))
                else:  # an extract is cut at its edge: what is beyond is not known
                    breaks.append(len(ids))
    except (RuntimeError, ValueError) as error:
        raise DomainRefusal(
            f"« {path.name} » n’est pas un extrait d’OpenStreetMap lisible (.osm.pbf ou .osm) : {error}."
        ) from None
    if len(ids) < 2:
        raise DomainRefusal(f"« {path.name} » n’a aucun chemin où marcher : prenez l’extrait du territoire.")
    _, first, rank = np.unique(np.array(ids), return_index=True, return_inverse=True)
    nodes = to_metres(plane, np.array(degrees)[first])
    follows = np.ones(len(ids), dtype=np.bool_)
    follows[[at for at in breaks if at < len(ids)]] = False
    ends = np.flatnonzero(follows)
    segments = np.column_stack([rank[ends - 1], rank[ends]])
    length = np.hypot(*(nodes[segments[:, 0]] - nodes[segments[:, 1]]).T)
    return Network(nodes, segments, length)
