"""A territory with a help line, and a shell that never answers from memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fabrique.core import clock
from fabrique.territory.models import Territory
from fabrique.web.context import forget_territory


@pytest.fixture(autouse=True)
def fresh_shell(settings: Any) -> Iterator[None]:
    settings.SHELL_CACHE_SECONDS = 0
    forget_territory()
    yield
    forget_territory()


@pytest.fixture
def territory(db: None) -> Territory:
    now = clock.now()
    return Territory.objects.create(
        name="Val-d’Estuaire Métropole",
        slug="val-d-estuaire",
        school_zone="B",
        holiday_zone="metropole",
        helpline_phone="+33261910000",
        helpline_hours="du lundi au vendredi, de 9 h à 17 h",
        created_at=now,
        updated_at=now,
    )
