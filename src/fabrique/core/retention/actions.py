"""Erasing rows that nobody needs to be told of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from fabrique.core.retention.rules import Change, Select, key_of

Rows = Callable[[datetime], "QuerySet[Any]"]


def selecting(kind: str, rows: Rows) -> Select:
    """A rule's ``due`` for the rows of a query."""
    return lambda at: [f"{kind}:{pk}" for pk in rows(at).order_by("pk").values_list("pk", flat=True)]


def deleting(model: Callable[[], QuerySet[Any]]) -> Change:
    """A rule's ``erase`` that deletes those rows."""

    def erase(subjects: list[str]) -> list[str]:
        with transaction.atomic():
            held = _held(model(), subjects)
            model().filter(pk__in=[row.pk for row in held.values()]).delete()
        return list(held)

    return erase


def emptying(model: Callable[[], QuerySet[Any]], **values: object) -> Change:
    """A rule's ``erase`` that keeps the rows and empties some of their fields."""

    def erase(subjects: list[str]) -> list[str]:
        with transaction.atomic():
            held = _held(model(), subjects)
            model().filter(pk__in=[row.pk for row in held.values()]).update(**values)
        return list(held)

    return erase


def _held(rows: QuerySet[Any], subjects: list[str]) -> dict[str, Model]:
    """The rows of these subjects that are still there, by subject, in the order asked."""
    wanted = {key_of(subject): subject for subject in subjects}
    found = {str(row.pk): row for row in rows.only("pk").filter(pk__in=list(wanted)).select_for_update()}
    return {subject: found[key] for key, subject in wanted.items() if key in found}
