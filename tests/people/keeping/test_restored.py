"""Erased stays erased, even when an older backup is restored with the real commands."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path

from tests.factories.instances import Instance
from tests.people.keeping.files import CANARIES

FILL = """
from tests.factories.people import receive
from tests.people.keeping.files import canary
from tests.factories.people import organisation
print(canary(organisation()).code)
"""
GONE = """
from fabrique.people.models import Account, Resident
print(Resident.objects.everywhere("tests").count(), Account.objects.filter(name="Rédactrice").count())
"""


def test_an_older_backup_restored_does_not_bring_a_person_back(prepared_home: Path, tmp_path: Path):
    """R-17 with the real commands, on a file of SQLite."""
    instance = Instance(shutil.copytree(prepared_home, tmp_path / "real"))
    code = instance.python(FILL).strip()
    archive = tmp_path / "before.fabrique"
    for command in (("backup", archive), ("people", "erase", code, "--yes")):
        done = instance.run(*command)
        assert done.returncode == 0, done.stderr
    database = tmp_path / "real" / "fabrique.sqlite3"
    assert not _canaries_in(database, tmp_path / "vacuumed")
    done = instance.run("restore", archive, "--replace")
    assert done.returncode == 0, done.stderr
    assert instance.python(GONE).split()[0] == "0"
    assert not _canaries_in(database, tmp_path / "again")


def _canaries_in(database: Path, copy: Path) -> list[str]:
    """Canaries in the whole file of the database, once what was deleted is wiped from it."""
    held = sqlite3.connect(database)
    held.create_function("REGEXP", 2, lambda pattern, text: bool(re.search(pattern, str(text))))
    held.execute(f"VACUUM INTO '{copy}'")
    held.close()
    content = copy.read_bytes()
    return [word for word in CANARIES if word.encode() in content]
