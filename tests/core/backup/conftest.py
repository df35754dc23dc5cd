"""One instance with data and its backup, made once; others are copied from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.factories.databases import Instances
from tests.factories.instances import Instance

FILL = """
import io
from django.core.management import call_command
from django.db import transaction
from fabrique.core import files, journal
call_command("migrate", verbosity=0)
with transaction.atomic():
    for n in range(1, 6):
        content = io.BytesIO(b"fichier %d " % n * (400 * n))
        files.keep(content, name=f"{n}.txt", media_type="text/plain")
        journal.record("test.write", subject=f"file:{n}", summary={"n": n})
"""


@dataclass(frozen=True)
class Made:
    """An instance, its archive, its keys apart."""

    instance: Instance
    archive: Path
    keys: Path

    @property
    def home(self) -> Path:
        return Path(self.instance.variables["FABRIQUE_HOME"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder on one worker: what they share is made once."""
    for item in items:
        if "backup" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("backup"))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Nobody may change this instance nor its archive."""
    root = tmp_path_factory.mktemp("made")
    instances = Instances(root)
    instance = instances.make("home")
    instance.python(FILL)
    archive, keys = root / "a.fabrique", root / "keys"
    done = instance.run("backup", archive, "--keys", keys)
    assert done.returncode == 0, done.stderr
    yield Made(instance, archive, keys)
    instances.remove()


@pytest.fixture
def instances(tmp_path: Path) -> Iterator[Instances]:
    """Instances of this test."""
    instances = Instances(tmp_path)
    yield instances
    instances.remove()
