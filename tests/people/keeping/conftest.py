"""Each test has its own directory of the instance: what is erased is remembered there."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.FABRIQUE_HOME = tmp_path / "home"
    settings.FABRIQUE_HOME.mkdir()
    return settings.FABRIQUE_HOME
