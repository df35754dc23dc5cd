"""Thirty days before the end, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fabrique.accompany.actions.ending import revoke_authorisations
from fabrique.accompany.actions.warning import warn_expiring
from fabrique.accompany.enums import Asked, Duration
from fabrique.accompany.models import Mandate
from fabrique.core import clock
from fabrique.core.models import OutboxMessage
from tests.factories.accompany import helper, person, signed
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)


def written(duration: Duration, before: timedelta, *, revoke: bool = False) -> list[str]:
    """To whom one writes at that time before the end of a mandate."""
    by, colleague = helper(), helper(name="Collègue")
    helper(of=organisation("L’Ancre"))
    with clock.frozen(DAY):
        mandate = signed(person(), by=by, duration=duration)
        if revoke:
            revoke_authorisations(mandate=mandate, procedures=None, asked=Asked.DESK, by=by)
    assert mandate.expires_at
    with clock.frozen(mandate.expires_at - before):
        warn_expiring()
        warn_expiring()
    messages = OutboxMessage.objects.filter(key__startswith="told:mandate:").order_by("key")
    assert not [each for each in messages if "Odette" in each.subject + each.body]
    known = {by.email: "helper", colleague.email: "colleague"}
    return sorted(known[each.recipient] for each in messages)


@pytest.mark.parametrize("duration", [Duration.SEMESTER, Duration.LONG])
def test_the_helpers_of_the_organisation_are_told_once(duration: Duration):
    assert written(duration, timedelta(days=30)) == ["colleague", "helper"]


@pytest.mark.parametrize(
    ("duration", "before", "revoke"),
    [
        (Duration.LONG, timedelta(days=30, seconds=1), False),
        (Duration.LONG, timedelta(days=0), False),
        (Duration.LONG, timedelta(days=10), True),
        (Duration.MONTH, timedelta(days=5), False),
        (Duration.SHORT, timedelta(hours=5), False),
    ],
)
def test_nobody_is_told(duration: Duration, before: timedelta, revoke: bool):
    assert written(duration, before, revoke=revoke) == []


def test_each_of_many_is_told_once():
    by = helper()
    with clock.frozen(DAY):
        for _each in range(3):
            signed(person(), by=by)
    with clock.frozen(DAY + timedelta(days=360)):
        assert warn_expiring() == 3
        assert warn_expiring() == 0
    assert Mandate.objects.everywhere("tests").filter(warned_at__isnull=True).count() == 0
