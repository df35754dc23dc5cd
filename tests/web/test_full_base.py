"""A base of SQLite that can grow no more."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.factories.instances import Instance

FULL_BASE = """
from django.db import connection
from django.test import Client
from fabrique.core import journal, outages
from fabrique.core.models import JournalEntry
journal.record("test.before")
with connection.cursor() as cursor:
    pages = cursor.execute("PRAGMA page_count").fetchone()[0]
    cursor.execute(f"PRAGMA max_page_count = {pages}")
written = 0
try:
    while True:
        journal.record("test.write", summary={"text": "x" * 3000})
        written += 1
except Exception as error:
    status = outages.status_of(error)
print(status, JournalEntry.objects.filter(seq__gt=0).count() - written)
"""


def test_a_full_sqlite_base_is_an_outage_and_stays_readable(prepared_home: Path, tmp_path: Path):
    assert Instance(shutil.copytree(prepared_home, tmp_path / "home")).python(FULL_BASE) == "507 1\n"
