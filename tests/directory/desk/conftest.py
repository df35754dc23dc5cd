"""Files and the brake of the report form start afresh for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fabrique.directory import throttle
from fabrique.directory.models import Place
from tests.factories.directory import entered, entry, place_of


@pytest.fixture(autouse=True)
def fresh(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "files"
    throttle.forget()
    yield
    throttle.forget()


@pytest.fixture
def place(db: None) -> Place:
    """The médiathèque, known from one source."""
    entered("ville", entry("1", hours="Mo-Fr 09:00-12:00", contact_name="Mireille Tavronne"))
    return place_of("ville", "1")
