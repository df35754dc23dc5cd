"""A worker that is killed loses no job; what is finished does not stay in the queue for ever."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from fabrique.config import checking
from fabrique.core import actions, clock, jobs, liveness, outbox, worker
from fabrique.core.enums import Channel
from tests.factories.databases import read
from tests.factories.instances import Instance
from tests.factories.smtp import mail_server

pytestmark = pytest.mark.xdist_group("instances")  # minutes: begun before what is short

SEND = """
from fabrique.core import outbox
outbox.send(key="k", channel="email", recipient="odette@courrier.example", subject="Essai", body="Bonjour")
"""
STATES = """
SELECT status FROM django_tasks_database_dbtaskresult
WHERE args_kwargs ->> '$.args[0]' = 'core.deliver_message'
"""


def test_the_job_of_a_killed_worker_is_done_by_the_next(prepared_home: Path, tmp_path: Path):
    with mail_server(silent=True) as silent:
        settings = {"FABRIQUE_EMAIL_GATEWAY": "smtp", "FABRIQUE_SMTP_HOST": "127.0.0.1"}
        home = shutil.copytree(prepared_home, tmp_path / "home")
        instance = Instance(home, **settings, FABRIQUE_SMTP_PORT=str(silent.port))
        instance.python(SEND)
        killed = instance.start("worker", "--once")
        assert silent.reached.wait(20)
        assert instance.run("tick").returncode == 0
        assert read(instance, STATES) == [("RUNNING",)]  # its worker lives: it is left alone
        killed.kill()
        killed.communicate()
    assert read(instance, STATES) == [("RUNNING",)]
    assert instance.run("tick").returncode == 0
    assert read(instance, STATES) == [("READY",)]
    with mail_server() as server:
        assert instance.run("worker", "--once", FABRIQUE_SMTP_PORT=str(server.port)).returncode == 0
        assert len(server.received) == 1
    assert read(instance, STATES) == [("SUCCESSFUL",)]
    told = {one["subject"]: one["ok"] for one in json.loads(instance.run("check", "--json").stdout)}
    assert (told["travaux"], told["messages"]) == (True, True)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One job that notes its runs; jobs of a test do not stay."""
    monkeypatch.setattr(jobs, "_jobs", {})
    runs: list[int] = []
    jobs.job("tests.note", tries=2)(runs.append)
    return runs


def left_running(worker_name: str, *, since: timedelta = timedelta(minutes=1), losses: int = 1) -> None:
    """A job as a worker that was killed leaves it."""
    jobs.enqueue("tests.note", 1)
    DBTaskResult.objects.update(
        status="RUNNING", started_at=clock.now() - since, worker_ids=[worker_name] * losses
    )


def dead_worker() -> str:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return liveness.worker_name().replace(f"-{os.getpid()}@", f"-{process.pid}@")


def told() -> dict[str, checking.Finding]:
    return {finding.subject: finding for finding in checking.examine()}


@pytest.mark.django_db(transaction=True)
def test_the_worker_looks_for_lost_jobs_when_it_starts(registry: list[int]):
    left_running(dead_worker())
    worker.run_once("w")
    assert registry == [1]


@pytest.mark.django_db(transaction=True)
def test_a_worker_with_the_number_of_the_dead_takes_its_jobs(registry: list[int]):
    left_running(liveness.worker_name())  # a container that starts again often has the same number
    assert actions.put_back_lost() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["w", "fabrique-1@ailleurs/pid:[1]", "fabrique-12"])
def test_a_worker_that_cannot_be_seen_from_here_has_an_hour(registry: list[int], name: str):
    left_running(name, since=timedelta(minutes=59))
    assert actions.put_back_lost() == 0
    assert told()["travaux"].ok
    DBTaskResult.objects.update(started_at=clock.now() - timedelta(minutes=61))
    assert "1 sans nouvelles" in told()["travaux"].message
    assert actions.put_back_lost() == 1
    worker.drain("w")
    assert registry == [1]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lives_keeps_its_job(registry: list[int]):
    parent = liveness.worker_name().replace(f"-{os.getpid()}@", f"-{os.getppid()}@")
    left_running(parent)
    assert actions.put_back_lost() == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_that_kills_its_workers_is_given_up(registry: list[int]):
    left_running(dead_worker(), losses=3)
    worker.run_once("w")
    assert registry == []
    assert DBTaskResult.objects.get().status == "FAILED"
    assert told()["travaux"].message == "1 en échec"


@pytest.mark.django_db(transaction=True)
def test_the_check_counts_a_failure_that_nothing_follows(registry: list[int]):
    def fail() -> None:
        if not registry.append(1) and len(registry) < 2:
            raise RuntimeError("panne")

    jobs.job("tests.fail", tries=2)(fail)
    jobs.enqueue("tests.fail")
    for _again in range(2):
        DBTaskResult.objects.filter(status="READY").update(run_after=clock.now() - timedelta(days=1))
        worker.drain("w")
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]
    assert told()["travaux"].ok
    jobs.job("tests.always", tries=1)(lambda: 1 / 0)
    jobs.enqueue("tests.always")
    worker.drain("w")
    assert told()["travaux"].message == "1 en échec"


@pytest.mark.django_db(transaction=True)
def test_the_check_tells_of_a_message_that_nobody_takes(settings: object):
    settings.EMAIL_GATEWAY = "file"
    outbox.send(key="k", channel=Channel.EMAIL, recipient="odette@courrier.example", body="Bonjour")
    assert told()["messages"].ok
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert "1 en attente depuis plus d’une heure" in told()["messages"].message


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("status", "days", "kept"),
    [("SUCCESSFUL", 8, 0), ("SUCCESSFUL", 6, 1), ("FAILED", 8, 1), ("FAILED", 31, 0), ("READY", 99, 1)],
)
def test_old_results_are_forgotten(registry: list[int], status: str, days: int, kept: int):
    jobs.enqueue("tests.note", 1)
    DBTaskResult.objects.update(status=status, finished_at=clock.now() - timedelta(days=days))
    actions.forget_results()
    assert DBTaskResult.objects.count() == kept
