"""Each test has keys of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from fabrique.core.crypto import uses


@pytest.fixture
def keys(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """The key file of an instance that has written nothing but the beginning of its journal."""
    shutil.copy(settings.KEYS_FILE, tmp_path / "keys.json")
    settings.KEYS_FILE = str(tmp_path / "keys.json")
    settings.MEDIA_ROOT = tmp_path / "media"
    uses.forget()
    yield tmp_path / "keys.json"
    uses.forget()
