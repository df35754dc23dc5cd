"""An invented territory: four communes in a square of a hundredth of a degree each, and contours of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from fabrique.territory import actions, matching
from fabrique.territory.cog import use_extras
from fabrique.territory.models import Territory

COMMUNES: list[dict[str, Any]] = [
    {"code": "00101", "name": "Port-Sablier", "postal_codes": ["00100"], "population": 152_000},
    {"code": "00102", "name": "Corderive", "postal_codes": ["00110"], "population": 41_000},
    {"code": "00103", "name": "Sainte-Ysaure", "postal_codes": ["00110"], "population": 9_000},
    {
        "code": "00104",
        "name": "Les Deux-Écluses",
        "postal_codes": ["00120"],
        "population": 3_000,
        "former_names": ["Écluse-Haute", "Écluse-Basse"],
    },
]
WEST, SOUTH, STEP = -2.0, 47.0, 0.01


@pytest.fixture(autouse=True)
def own_process() -> Iterator[None]:
    """What a test lays over the COG of the process does not outlive it."""
    yield
    use_extras(())
    matching.use_locator(None)


@pytest.fixture
def territory(db: None) -> Territory:
    """The invented territory, initialised."""
    return actions.initialise_territory(
        codes=["00"], name="Val-d’Estuaire", extra_communes=COMMUNES, fictional=True
    )


def square(column: float, row: float, size: float = 1.0) -> list[list[float]]:
    """A ring in degrees, ``size`` steps wide, its south-west corner ``column`` and ``row`` steps away."""
    west, south, side = WEST + column * STEP, SOUTH + row * STEP, size * STEP
    return [
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south],
    ]


def feature(ring: list[list[float]], **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature of one ring."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features: Mapping[str, Any], **members: Any) -> dict[str, Any]:
    """A FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features), **members}


def four_communes() -> dict[str, Any]:
    """The contours of the four communes, two by two."""
    codes = [row["code"] for row in COMMUNES]
    return collection(
        *(feature(square(rank % 2, rank // 2), INSEE_COM=code, NOM=code) for rank, code in enumerate(codes))
    )


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Any], Path]:
    """Write an object as a JSON file and give its path."""

    def write(content: Any) -> Path:
        path = tmp_path / "contours.geojson"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write
