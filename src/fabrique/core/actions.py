"""Keeping the queue whole: jobs whose worker was killed are put back, old results are forgotten."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult

from fabrique.core import clock
from fabrique.core.liveness import is_gone
from fabrique.core.retention.limits import DONE_DAYS, FAILED_DAYS

logger = logging.getLogger(__name__)

LONGEST_JOB = timedelta(hours=1)  # an import of 100 MB and a booklet of 3,000 places take minutes
MOST_LOSSES = 3  # a job that kills each worker that takes it must not come back for ever


class WorkerLost(Exception):
    """The worker of a job was killed, several times: the job is given up."""


def put_back_lost() -> int:
    """Put back the running jobs whose worker is gone, or that started too long ago; returns how many.

    Jobs are safe to run twice. The condition on ``started_at`` leaves alone what another tick has just put
    back and a worker has taken again.
    """
    count = 0
    for task in DBTaskResult.objects.filter(status="RUNNING"):
        started = task.started_at or task.enqueued_at
        if not (clock.now() - started >= LONGEST_JOB or is_gone((task.worker_ids or [""])[-1])):
            continue
        given_up = len(task.worker_ids) >= MOST_LOSSES
        with transaction.atomic():
            same = DBTaskResult.objects.filter(pk=task.pk, status="RUNNING", started_at=task.started_at)
            count += same.update(**(_failure() if given_up else {"status": "READY"}))
        logger.warning("job %s lost its worker, %d times", task.args_kwargs, len(task.worker_ids))
    return count


def _failure() -> dict[str, object]:
    path = f"{WorkerLost.__module__}.{WorkerLost.__qualname__}"
    return {"status": "FAILED", "finished_at": clock.now(), "exception_class_path": path}


def old_results(at: datetime) -> QuerySet[Any]:
    """The jobs done, and those that failed, whose result nobody reads any more."""
    old = Q(status="SUCCESSFUL", finished_at__lte=at - timedelta(days=DONE_DAYS))
    old |= Q(status="FAILED", finished_at__lte=at - timedelta(days=FAILED_DAYS))
    return DBTaskResult.objects.filter(old)


@transaction.atomic
def forget_results() -> int:
    """Delete the results of jobs done more than a week ago, and of failures of more than a month."""
    return int(old_results(clock.now()).delete()[0])
