"""P-04 and P-05 on a whole instance: nothing in clear anywhere, and a killed rotation loses nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest

from tests.conftest import ROOT
from tests.vault.instance import CANARY, ROWS

pytestmark = pytest.mark.xdist_group("instances")  # minutes: begun before what is short

Environment = dict[str, str]
CORRECTED = 400


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """An instance of 10,000 rows, on the engine that the suite runs on."""
    home = tmp_path_factory.mktemp("vault")
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    variables = {**os.environ, "FABRIQUE_HOME": str(home), "PYTHONPATH": paths}
    variables["DJANGO_SETTINGS_MODULE"] = "tests.vault.live"
    server, name = os.environ.get("DATABASE_URL", ""), f"vault_{token_hex(4)}"
    if server.startswith("postgres"):
        with psycopg.connect(server, autocommit=True) as link:
            link.execute(f"CREATE DATABASE {name}")
        variables["DATABASE_URL"] = f"{server.rsplit('/', 1)[0]}/{name}"
    run(variables, "tests.vault.instance", "fill", str(ROWS))
    yield variables
    if server.startswith("postgres"):
        with psycopg.connect(server, autocommit=True) as link:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(variables: Environment, module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rotate(variables: Environment) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "fabrique.config.cli", "keys", "rotate", "--json"]
    return subprocess.Popen(command, env=variables, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def beside(variables: Environment, what: str, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.vault.instance", what, str(number)]
    return subprocess.Popen(command, env=variables, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def keys(variables: Environment) -> list[str]:
    content = json.loads((Path(variables["FABRIQUE_HOME"]) / "keys.json").read_text())
    return [key["id"] for key in content["fields"]]


def dumped(variables: Environment) -> bytes:
    """Every byte of the instance but its keys: the folder, and the tables as PostgreSQL prints them."""
    home = Path(variables["FABRIQUE_HOME"])
    found = [
        each.read_bytes() for each in sorted(home.rglob("*")) if each.is_file() and each.name != "keys.json"
    ]
    if "vault_" in variables.get("DATABASE_URL", ""):
        with psycopg.connect(variables["DATABASE_URL"]) as link:
            tables = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (table,) in tables:
                with link.cursor().copy(f'COPY "{table}" TO STDOUT') as rows:
                    found.extend(bytes(row) for row in rows)
    return b"\n".join(found)


def under_each_key(variables: Environment) -> dict[str, int]:
    dump = dumped(variables)
    return {key: dump.count(f"1.{key}.".encode()) for key in keys(variables)}


def test_no_value_lies_in_clear_and_a_killed_rotation_loses_none(instance: Environment):
    dump = dumped(instance)
    assert dump.count(b"1." + keys(instance)[0].encode()) >= ROWS, "the dump holds the rows"
    for written in (CANARY, CANARY.lower(), CANARY.encode().hex()):
        assert written.encode() not in dump

    reader, writer = beside(instance, "read", 5), beside(instance, "write", CORRECTED)
    with rotate(instance) as killed:
        while min((counts := under_each_key(instance)).values()) == 0 or len(counts) == 1:
            assert killed.poll() is None, "the rotation ended before it could be killed"
            time.sleep(0.01)
        killed.send_signal(signal.SIGKILL)
    old, new = keys(instance)
    run(instance, "tests.vault.instance", "read", "0")

    with rotate(instance) as second:
        said = json.loads(second.communicate()[0])
    assert (second.returncode, said["resumed"], said["settled"], said["left"]) == (0, True, True, {})
    assert (said["key"], keys(instance)) == (new, [old, new])
    done = {table["where"]: table["rewritten"] for table in said["tables"]}
    assert 0 < sum(done.values()) < 3 * ROWS + 2, "the first one had done a part"
    with reader, writer:
        assert int(reader.communicate()[0]) > 0
        writer.communicate()
    assert (reader.returncode, writer.returncode) == (0, 0)
    run(instance, "tests.vault.instance", "corrected", str(CORRECTED))
    run(instance, "tests.vault.instance", "read", "0")
