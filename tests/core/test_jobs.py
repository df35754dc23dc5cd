"""Jobs by name, on the real queue: after commit, retried with a growing delay, periodic once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from fabrique.core import clock, jobs, worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs of a test do not stay."""
    monkeypatch.setattr(jobs, "_jobs", {})


def test_a_job_runs_after_commit_only(registry: None):
    seen = []
    jobs.job("tests.note")(seen.append)
    with transaction.atomic():
        jobs.enqueue("tests.note", "bonjour")
        assert DBTaskResult.objects.count() == 0
    worker.drain("w")
    assert seen == ["bonjour"]


def test_a_rolled_back_action_enqueues_nothing(registry: None):
    jobs.job("tests.note")(print)
    with transaction.atomic():
        jobs.enqueue("tests.note", "bonjour")
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == 0


def test_an_unknown_name_is_our_mistake(registry: None):
    with pytest.raises(KeyError, match=r"tests\.nothing"):
        jobs.enqueue("tests.nothing")


def test_two_jobs_cannot_share_a_name(registry: None):
    jobs.job("tests.note")(print)
    with pytest.raises(ValueError, match="two jobs"):
        jobs.job("tests.note")(repr)


def test_a_failing_job_is_tried_again_later_and_not_for_ever(registry: None):
    calls = []

    def fail() -> None:
        calls.append(1)
        raise RuntimeError("panne")

    jobs.job("tests.fail", tries=3)(fail)
    jobs.enqueue("tests.fail")
    tomorrow = clock.now() + timedelta(days=1)  # the queue reads the machine's clock, not ours
    with clock.frozen(tomorrow):
        worker.drain("w")
    assert len(calls) == 1
    (waiting,) = DBTaskResult.objects.exclude(status="FAILED")
    assert waiting.run_after == tomorrow + timedelta(seconds=30)
    for _again in range(4):
        DBTaskResult.objects.filter(status="READY").update(run_after=clock.now() - timedelta(days=9999))
        worker.drain("w")
    assert len(calls) == 3
    assert DBTaskResult.objects.filter(status="FAILED").count() == 3


def test_a_periodic_job_is_enqueued_once_when_due(registry: None, at_noon: object):
    runs = []
    jobs.job("tests.nightly", every=timedelta(days=1))(lambda: runs.append(1))
    assert jobs.tick() == ["tests.nightly"]
    assert jobs.tick() == []
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert jobs.tick() == ["tests.nightly"]
    worker.drain("w")
    assert runs == [1, 1]
