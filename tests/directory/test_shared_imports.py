"""A long file is cleaned by two processes: what comes out is what one would have made."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fabrique.core import parallel
from fabrique.directory.imports import import_places
from tests.factories.files import LIBRARY, national_csv

ROWS = 1100


def messy(number: int) -> dict[str, Any]:
    """A row with something to clean; one in fifty is refused, one in seventy comes twice."""
    return {
        **LIBRARY,
        "id": f"m{number - number % 70 if number % 70 == 1 else number}",
        "nom": "" if number % 50 == 0 else f"lieu  n° {number}",
        "telephone": f"02.61.91.{number // 100:02d}.{number % 100:02d}",
        "horaires": f"lundi de {8 + number % 3}h à 12h",
        "services": "Internet;Démarches administratives",
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return national_csv(tmp_path / "a.csv", *map(messy, range(ROWS)))


@pytest.mark.django_db(transaction=True)
def test_two_processes_or_one_give_the_same(
    path: Path, tmp_path: Path, prepared_home: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
):
    settings.MEDIA_ROOT = tmp_path / "files"
    shared, alone = tmp_path / "shared.jsonl", tmp_path / "alone.jsonl"
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "fabrique.config.cli", "places", "import", str(path), "--source", "v"]
    done = subprocess.run(
        [*command, "--json", "--report", str(shared)],
        env={
            **variables,
            "FABRIQUE_HOME": str(shutil.copytree(prepared_home, tmp_path / "home")),
            "DJANGO_SETTINGS_MODULE": "fabrique.config.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    monkeypatch.setattr(parallel, "LEAST", ROWS + 1)
    summary = import_places(path=path, source="v", report_path=alone).as_dict()
    told = json.loads(done.stdout)
    assert {**told, "seconds": 0} == {**summary, "seconds": 0}
    assert told["rejected"] == ROWS // 50
    assert shared.read_bytes() == alone.read_bytes()
