"""Neither fork nor gap when many write at once, and no act without its entry when a process is killed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.conftest import ROOT

Run = Callable[..., dict[str, Any]]
PROCESSES, THREADS, WRITES = 2, 20, 5


SETTINGS = {"DJANGO_SETTINGS_MODULE": "fabrique.config.settings", "DATABASE_URL": ""}


@pytest.fixture
def environment(transactional_db: None, request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """What a process of its own needs to reach a real database: a file, or the server's test base."""
    if connection.vendor == "sqlite":
        home = shutil.copytree(request.getfixturevalue("prepared_home"), tmp_path / "home")
        return {**os.environ, **SETTINGS, "FABRIQUE_HOME": str(home)}
    base = connection.settings_dict
    url = f"postgresql://{base['USER']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
    return {**os.environ, **SETTINGS, "DATABASE_URL": url, "FABRIQUE_KEYS": settings.KEYS_FILE}


@pytest.fixture
def start(environment: dict[str, str]) -> Callable[..., subprocess.Popen[str]]:
    """Start ``racing`` with these arguments."""

    def started(*arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.core.journal.racing", *map(str, arguments)]
        return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    return started


def answers(*running: subprocess.Popen[str]) -> list[dict[str, Any]]:
    outputs = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0] * len(running)
    return [json.loads(output) for output in outputs]


@pytest.fixture
def verified(environment: dict[str, str]) -> Run:
    """What ``fabrique journal verify`` finds."""

    def run() -> dict[str, Any]:
        command = [sys.executable, "-m", "fabrique.config.cli", "journal", "verify", "--json"]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
        facts: dict[str, Any] = json.loads(done.stdout)
        return facts

    return run


def test_two_hundred_writes_at_once(start: Any, verified: Run):
    raced = answers(*(start("race", THREADS, WRITES, "yes") for _n in range(PROCESSES)))
    assert [facts["failed"] for facts in raced] == [0] * PROCESSES
    facts = verified()
    assert (facts["ok"], facts["entries"]) == (True, 1 + PROCESSES * THREADS * WRITES)


def test_without_the_lock_the_race_is_lost(start: Any, verified: Run):
    """The database still refuses a fork: what is lost is the act, with its entry."""
    raced = answers(*(start("race", THREADS, WRITES, "no") for _n in range(PROCESSES)))
    failed = sum(facts["failed"] for facts in raced)
    assert failed > 0
    facts = verified()
    assert facts["entries"] == 1 + PROCESSES * THREADS * WRITES - failed


def test_no_act_without_its_entry_when_killed(start: Any, verified: Run):
    (facts,) = answers(start("kill", 12, "yes"))
    assert facts.pop("acknowledged") > 12
    assert facts == {"lost": 0, "without_entry": 0, "without_act": 0, "twice": 0}
    assert verified()["ok"]


def test_apart_from_the_act_an_entry_would_be_lost(start: Any):
    """The same with two transactions shows that the killing hits in between."""
    (facts,) = answers(start("kill", 24, "no"))
    assert facts["without_entry"] > 0
