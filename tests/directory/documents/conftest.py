"""An invented territory of two communes, and a guide that forgets at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from fabrique.directory.guide import snapshot
from fabrique.territory import actions as territory_actions
from fabrique.territory.cog import use_extras
from fabrique.territory.models import Territory
from fabrique.web.context import forget_territory

COMMUNES = [
    {"code": "00101", "name": "Port-Sablier", "postal_codes": ["00100"], "population": 152_000, "epci": ""},
    {"code": "00119", "name": "Ombreval", "postal_codes": ["00190"], "population": 3_000, "epci": ""},
]


@pytest.fixture(autouse=True)
def fresh_guide(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """Nothing that a test shows or stores is there for the next one."""
    settings.GUIDE_CHECK_SECONDS, settings.MEDIA_ROOT = 0, tmp_path / "files"
    snapshot.forget()
    forget_territory()
    yield
    snapshot.forget()
    forget_territory()
    use_extras(())


@pytest.fixture
def territory(db: None) -> Territory:
    """The invented territory, initialised."""
    return territory_actions.initialise_territory(
        codes=["00"], name="Val-d’Estuaire", extra_communes=COMMUNES, fictional=True
    )
