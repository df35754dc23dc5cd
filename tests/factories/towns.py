"""A territory of two communes of its own."""

from __future__ import annotations

from datetime import UTC, datetime

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
