"""Needs go when their time is over, or with the person's file."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from fabrique.core import clock
from fabrique.core.retention import key_of
from fabrique.needs.models import Need
from fabrique.needs.queries import WHY, needs_on, past_needs
from fabrique.needs.trades import hanging


@transaction.atomic
def erase_past_needs(subjects: list[str]) -> list[str]:
    """Erase those of these needs still past their two years; gives those that it did erase."""
    ids = [UUID(key_of(each)) for each in subjects]
    going = list(past_needs(clock.now()).filter(pk__in=ids).values_list("pk", flat=True))
    _delete(going)
    return [f"need:{pk}" for pk in going]


@transaction.atomic
def erase_needs_of(files: Sequence[UUID]) -> None:
    """With a person's file: every need noted on it."""
    _delete(list(needs_on(files).values_list("pk", flat=True)))


def _delete(going: Sequence[UUID]) -> None:
    for each in hanging:
        each.take_away(going)
    Need.objects.everywhere(WHY).filter(pk__in=going).delete()
