"""The limits of the socle's own tables."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult

from fabrique.core import actions
from fabrique.core.enums import MessageState
from fabrique.core.models import OutboxMessage
from fabrique.core.privacy import MESSAGE, RESULT
from fabrique.core.retention import Rule, rules
from fabrique.core.retention.actions import deleting, emptying, selecting
from fabrique.core.retention.limits import MESSAGE_DAYS
from fabrique.core.uploads import KEPT, forget_uploads, old_uploads


def _messages(at: datetime) -> QuerySet[Any]:
    """Gone, or given up, for long enough that nobody asks any more whether they left."""
    before = at - timedelta(days=MESSAGE_DAYS)
    left = Q(state=MessageState.SENT, sent_at__lte=before)
    left |= Q(state=MessageState.UNDELIVERABLE, created_at__lte=before)
    return OutboxMessage.objects.filter(left).exclude(recipient="", subject="", body="", error="")


rules.enlist(
    "core.message",
    Rule(
        MESSAGE.rule,
        "Messages partis : adresse et texte",
        MESSAGE.words,
        ("core.OutboxMessage",),
        selecting("message", _messages),
        emptying(OutboxMessage.objects.all, recipient="", subject="", body="", error=""),
        order=10,
    ),
)
rules.enlist(
    "core.result",
    Rule(
        RESULT.rule,
        "Travaux de fond finis",
        RESULT.words,
        ("django_tasks_database.DBTaskResult",),
        selecting("result", actions.old_results),
        deleting(DBTaskResult.objects.all),
        order=11,
    ),
)
rules.enlist(
    "core.upload",
    Rule(
        "envoi",
        "Fichiers envoyés et jamais importés",
        f"{KEPT.days} jour après l’envoi",
        ("core.StoredFile",),
        selecting("upload", old_uploads),
        forget_uploads,
        order=21,
    ),
)
