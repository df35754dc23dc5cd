"""An import that is killed leaves what was there before, whole; the next one succeeds."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.factories.files import LIBRARY, national_csv

pytestmark = pytest.mark.xdist_group("instances")  # minutes: begun before what is short

ROWS = 1500


def instance(home: Path) -> dict[str, str]:
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**variables, "FABRIQUE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "fabrique.config.settings"}


def command(path: Path) -> list[str]:
    return [
        sys.executable,
        "-m",
        "fabrique.config.cli",
        "places",
        "import",
        str(path),
        "--source",
        "v",
        "--json",
    ]


def state(home: Path) -> tuple[int, int, int, list[str]]:
    base = sqlite3.connect(home / "fabrique.sqlite3")
    try:
        tables = ("directory_place", "directory_sourcerecord", "core_journalentry")
        places, records, journal = (base.execute(f"select count(*) from {t}").fetchone()[0] for t in tables)
        names = [row[0] for row in base.execute("select distinct summary from directory_place order by 1")]
        return places, records, journal, names
    finally:
        base.close()


@pytest.fixture
def imported(prepared_home: Path, tmp_path: Path) -> Path:
    """An instance with one imported file."""
    home = shutil.copytree(prepared_home, tmp_path / "home")
    rows = [{**LIBRARY, "id": f"m{n}", "nom": f"Lieu {n}", "presentation_resume": "Avant"} for n in range(20)]
    path = national_csv(tmp_path / "a.csv", *rows)
    result = subprocess.run(command(path), env=instance(home), capture_output=True, text=True, check=True)
    assert json.loads(result.stdout)["created"] == 20
    return home


def test_a_killed_import_leaves_the_previous_state(imported: Path, tmp_path: Path):
    before = state(imported)
    rows = [{**LIBRARY, "id": f"m{n}", "nom": f"Autre lieu {n}", "telephone": ""} for n in range(ROWS)]
    path = national_csv(tmp_path / "b.csv", *rows)
    for delay in (0.8, 1.6, 2.4):
        process = subprocess.Popen(command(path), env=instance(imported), stdout=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        after = state(imported)
        assert after == before or after[:2] == (ROWS, ROWS), "neither the old state nor the new one"
    done = subprocess.run(command(path), env=instance(imported), capture_output=True, text=True, check=True)
    facts = json.loads(done.stdout)
    assert facts["rows"] == ROWS
    assert facts["created"] + facts["updated"] + facts["unchanged"] == ROWS
    assert state(imported)[:2] == (ROWS, ROWS)
