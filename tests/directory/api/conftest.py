"""A small open directory: five invented places around Port-Sablier, without limit of requests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from fabrique.directory.api.limiting import buckets
from fabrique.territory.models import Territory
from tests.directory.guide.conftest import fresh_guide, territory
from tests.factories.directory import entered, entry

__all__ = ["fresh_guide", "territory"]
Got = Callable[..., Any]


@pytest.fixture(autouse=True)
def open_house(settings: LazySettings, tmp_path: Path) -> None:
    """No limit, no widget, and a folder of its own for the files."""
    settings.API_RATE, settings.WIDGET_HOSTS, settings.BEHIND_PROXY = 0, [], False
    settings.FABRIQUE_HOME = tmp_path
    buckets.forget()


@pytest.fixture
def places(territory: Territory, at_noon: object) -> None:
    """Five places; the clock stands at noon on a Tuesday."""
    entered(
        "ville",
        entry(
            "1",
            hours="Mo-Fr 09:00-17:00",
            fees=["Gratuit"],
            contact_name="Odile Kermadec",
            publics=["Seniors"],
        ),
        entry("2", 1, name="La Bobine", latitude=47.22, fees=["Payant"], updated_on="2026-11-02"),
        entry("3", 2, name="Atelier Le Rouet", latitude=47.30, hours="Sa 09:00-12:00"),
        entry("4", 3, name="Relais sans adresse", latitude=None, longitude=None, services=[]),
        entry(
            "5",
            4,
            name="Mairie de Corderive",
            commune_name="Corderive",
            commune_code="00102",
            latitude=47.40,
            fees=["Gratuit"],
        ),
    )


@pytest.fixture
def got(client: Client, places: None) -> Got:
    """What an address of the API answers, as JSON; its status is checked."""

    def ask(path: str, status: int = 200, **headers: str) -> Any:
        response = client.get(f"/api/v1/{path}", headers=headers or None)
        assert response.status_code == status, response.content.decode()
        return response.json()

    return ask
