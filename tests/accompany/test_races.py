"""Two helpers sign at once for the same person: one authorisation is left, whoever comes last."""

from __future__ import annotations

from itertools import count
from threading import Barrier, local

import pytest

from fabrique.accompany.actions import signing
from fabrique.accompany.enums import End, Procedure
from fabrique.accompany.models import Authorisation
from fabrique.accompany.queries.authorisations import live_authorisation
from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.people.models import Resident
from tests.factories.accompany import drafted, helper, on_paper, person
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def live_count(resident: Resident) -> int:
    rows = Authorisation.objects.of(resident.organisation)
    return rows.filter(given_at__isnull=False, ended_at__isnull=True).count()


def sign_all(resident: Resident) -> list[str]:
    """As many signatures as threads, each of a mandate of its own; what each was told."""
    by = helper()
    mandates = [drafted(resident, by=by) for _each in range(AT_ONCE)]
    number, own = count(), local()

    def sign() -> str:
        if not hasattr(own, "mandate"):  # the same one when a lock makes the thread try again
            own.mandate = mandates[next(number)]
        try:
            on_paper(own.mandate, by)
        except DomainRefusal as refusal:
            return refusal.message
        return ""

    return [str(told) for told in together(sign)]


def test_a_check_that_comes_before_the_write_would_lose():
    resident, gate = person(), Barrier(AT_ONCE)

    def careless() -> bool:
        nothing = live_authorisation(resident, Procedure.PAPERS, clock.now()) is None
        gate.wait()
        return nothing

    assert sum(together(careless)) == AT_ONCE


def test_signatures_at_once_come_one_after_the_other():
    resident = person()
    assert set(sign_all(resident)) == {""}
    assert live_count(resident) == 1
    ends = Authorisation.objects.of(resident.organisation).exclude(end="").values_list("end", flat=True)
    assert list(ends) == [End.REPLACED] * (AT_ONCE - 1)


def test_without_the_lock_the_database_still_leaves_one(monkeypatch: pytest.MonkeyPatch):
    resident = person()
    monkeypatch.setattr(signing, "_locked_person", lambda resident: resident)
    told = sign_all(resident)
    assert live_count(resident) == 1
    assert "" in told
    assert all(not each or "Un autre mandat" in each for each in told)
