"""The invented guide, seen by a professional: a neighbourhood, and places that each show one thing."""

from __future__ import annotations

from typing import Any

import pytest

from fabrique.core import clock
from fabrique.directory.enums import Fee, ServiceOffered
from fabrique.territory.models import Area, Territory
from tests.directory.guide.conftest import communes, fresh_guide, territory
from tests.factories.directory import entered, entry

__all__ = ["communes", "fresh_guide", "territory"]
ADMIN: dict[str, Any] = {
    "services": [ServiceOffered.ADMINISTRATION],
    "hours": "Mo-Fr 09:00-18:00",
    "fees": [Fee.FREE],
    "access_modes": ["Se présenter", "Téléphoner"],
}


def neighbourhood(code: str = "QN00101M", name: str = "Les Chanvres") -> Area:
    """A priority neighbourhood of Port-Sablier, a kilometre wide."""
    ring = [[-1.556, 47.205], [-1.544, 47.205], [-1.544, 47.215], [-1.556, 47.215], [-1.556, 47.205]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    Territory.objects.filter(pk=1).update(areas_version=code)
    return Area.objects.create(
        kind="qpv", code=code, name=name, commune_codes=["00101"], geometry=shape, simplified=shape,
        west=-1.556, south=47.205, east=-1.544, north=47.215, imported_at=clock.now(),
    )  # fmt: skip


@pytest.fixture
def filled(territory: Territory, at_noon: object) -> Territory:
    """Five places of Port-Sablier, from the nearest to the farthest from (47.210, -1.550)."""
    neighbourhood()
    entered(
        "ville",
        entry("bib", **ADMIN, wheelchair=True, directions="Tram B, arrêt Corderie.", languages=["fr", "ar"]),
        entry("epn", **ADMIN, name="La Bobine", latitude=47.214, phone="+33261910002", wheelchair=False),
        entry("mds", **ADMIN, name="Maison des solidarités", latitude=47.22, phone="+33261910003"),
        entry("pad", **{**ADMIN, "fees": [Fee.PAID]}, name="Cabinet Quai", latitude=47.23, wheelchair=True),
        entry("sec", **{**ADMIN, "hours": ""}, name="Secours du Port", latitude=47.24, phone="", emails=[]),
    )
    return territory
