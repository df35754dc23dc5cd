"""The limits of what visitors write: their words, and the address of who never got an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from fabrique.core.retention import Rule, rules
from fabrique.core.retention.actions import emptying, selecting
from fabrique.directory.models import ErrorReport, PlaceClaim
from fabrique.directory.privacy import CLAIM, REPORT, REPORT_DAYS


def _reports(at: datetime) -> QuerySet[Any]:
    before = at - timedelta(days=REPORT_DAYS)
    old = Q(answered_at__lte=before) | Q(answered_at__isnull=True, created_at__lte=before)
    return ErrorReport.objects.filter(old).exclude(words="", answer="", answer_email="", proposed={})


rules.enlist(
    "directory.report",
    Rule(
        REPORT.rule,
        "Signalements : textes et adresse",
        REPORT.words,
        ("directory.ErrorReport",),
        selecting("report", _reports),
        emptying(ErrorReport.objects.all, words="", answer="", answer_email="", proposed={}),
        order=20,
    ),
)


def _claims(at: datetime) -> QuerySet[Any]:
    before = at - timedelta(days=REPORT_DAYS)
    old = Q(decided_at__lte=before) | Q(decided_at__isnull=True, created_at__lte=before)
    return _all_claims().filter(old).exclude(words="", reason="")


def _all_claims() -> QuerySet[Any]:
    return PlaceClaim.objects.everywhere("retention: what is past its limit, whoever asked")


rules.enlist(
    "directory.claim",
    Rule(
        CLAIM.rule,
        "Demandes de lieux : textes",
        CLAIM.words,
        ("directory.PlaceClaim",),
        selecting("claim", _claims),
        emptying(_all_claims, words="", reason=""),
        order=20,
    ),
)
