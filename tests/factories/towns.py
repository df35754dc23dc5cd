"""A territory of two communes of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fabrique.territory.actions import register_contours
from fabrique.territory.models import Territory

NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)


_TOWN = {"postal_codes": ["00100"], "departement": "00", "region": "00"}
COMMUNES = [
    {"code": "00101", "name": "Grandmesnil", **_TOWN},
    {"code": "00102", "name": "Port-Sablier", **_TOWN},
]


def two_communes() -> Territory:
    """Grandmesnil (00101) and Port-Sablier (00102)."""
    return Territory.objects.create(
        name="Val-d’Estuaire", slug="val", school_zone="B", holiday_zone="metropole", created_at=NOON,
        updated_at=NOON, commune_codes=["00101", "00102"], extra_communes=COMMUNES,
    )  # fmt: skip


WEST, SOUTH, STEP = -1.7, 47.1, 0.1


def contours_of_two() -> None:
    """Their contours, side by side: squares of a tenth of a degree from (47.1 N, 1.7 W), and a priority
    neighbourhood, QP000001 « Les Cordages », in the south-west corner of the first."""
    shapes = [
        ({"INSEE_COM": row["code"], "NOM": row["name"]}, (rank, 0, 1.0)) for rank, row in enumerate(COMMUNES)
    ]
    register_contours(collection=_collection(shapes), kind="commune", source="essai")
    quarter = {"code_qp": "QP000001", "nom_qp": "Les Cordages", "insee_com": "00101"}
    register_contours(collection=_collection([(quarter, (0.1, 0.1, 0.2))]), kind="qpv", source="essai")


def _collection(shapes: list[tuple[dict[str, Any], tuple[float, float, float]]]) -> dict[str, Any]:
    features = []
    for properties, (column, row, size) in shapes:
        west, south, side = WEST + column * STEP, SOUTH + row * STEP, size * STEP
        corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
        ring = [[west + x, south + y] for x, y in corners]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}
