"""An edit made by one process shows in the API of another, two seconds later at most."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

START = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "fabrique.config.settings"
import django
django.setup()
from fabrique.directory.actions import places
from fabrique.directory.models import Place
"""
READER = """
import json
from django.test import Client
client = Client(SERVER_NAME="localhost")
for line in sys.stdin:
    print(json.dumps(client.get(line.strip()).json()), flush=True)
"""
CREATE = """
places.create_place(values={"name": "La Bobine", "commune_name": "Port-Sablier", "postal_code": "00100"})
"""
RENAME = """
places.edit_place(place=Place.objects.get(), changes={"name": "Le Fil"})
"""


@pytest.fixture
def environment(tmp_path: Path, prepared_home: Path) -> dict[str, str]:
    """An instance of its own, in a file."""
    home = shutil.copytree(prepared_home, tmp_path / "home")
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "FABRIQUE_HOME": str(home), "FABRIQUE_API_RATE": "0", "PYTHONPATH": str(ROOT)}


@pytest.fixture
def reader(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that serves: a line in is an address, a line out its answer."""
    run(CREATE, environment)
    command = [sys.executable, "-c", START + READER]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def run(script: str, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", START + script], env=environment, check=True)


def ask(process: subprocess.Popen[str], address: str) -> Any:
    assert process.stdin
    assert process.stdout
    process.stdin.write(address + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def test_an_edit_shows_in_another_process(reader: subprocess.Popen[str], environment: dict[str, str]):
    address = "/api/v1/lieux?champs=nom"
    assert ask(reader, address)["lieux"] == [{"nom": "La Bobine"}]
    run(RENAME, environment)
    time.sleep(2)
    assert ask(reader, address)["lieux"] == [{"nom": "Le Fil"}]
