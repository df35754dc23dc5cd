"""Somebody acts in a person's place while the mandate is taken back: the act came before, or is refused."""

from __future__ import annotations

from itertools import count
from threading import Lock, local
from uuid import uuid4

import pytest

from fabrique.accompany.actions import acting
from fabrique.accompany.actions.cases import close_case
from fabrique.accompany.actions.ending import revoke_authorisations
from fabrique.accompany.enums import Asked, Manner, Outcome
from fabrique.accompany.models import Authorisation, CaseAct
from fabrique.core.refusals import DomainRefusal
from fabrique.people.models import Organisation
from tests.factories.accompany import acted, followed, helper, person, signed
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def acts_of(organisation: Organisation) -> list[CaseAct]:
    return list(CaseAct.objects.of(organisation).order_by("noted_at"))


def act_and_revoke() -> tuple[list[CaseAct], Authorisation]:
    """Seven act at once in the person's place while the eighth takes the mandate back."""
    by, resident = helper(), person()
    mandate, case = signed(resident, by=by), followed(resident, by=by)
    number, own, gate = count(), local(), Lock()

    def one() -> str:
        if not hasattr(own, "rank"):  # the same one when a lock makes the thread try again
            with gate:
                own.rank = next(number)
        try:
            if own.rank == AT_ONCE // 2:
                revoke_authorisations(mandate=mandate, procedures=None, asked=Asked.DESK, by=by)
            else:
                acted(case, by=by, manner=Manner.IN_PLACE)
        except DomainRefusal as refusal:
            return refusal.message
        return ""

    told = together(one)
    done = acts_of(resident.organisation)
    assert sum(not each for each in told) == len(done) + 1
    assert all(not each or "annulé" in each for each in told), told
    return done, Authorisation.objects.of(resident.organisation).get(mandate=mandate)


def test_no_act_is_noted_after_the_mandate_was_taken_back():
    done, authorisation = act_and_revoke()
    assert authorisation.ended_at
    assert all(each.done_at <= authorisation.ended_at for each in done)


def test_one_form_sent_eight_times_at_once_notes_one_act():
    by = helper()
    case, key = followed(person(), by=by), uuid4()
    assert set(together(lambda: acted(case, by=by, key=key).pk)) == {key}
    assert len(acts_of(case.organisation)) == 1


def test_a_case_that_closes_takes_no_act_afterwards():
    by = helper()
    case, number, own, gate = followed(person(), by=by), count(), local(), Lock()

    def one() -> bool:
        if not hasattr(own, "rank"):
            with gate:
                own.rank = next(number)
        try:
            if own.rank == AT_ONCE // 2:
                close_case(case=case, outcome=Outcome.OBTAINED, by=by)
                return True
            acted(case, by=by)
        except DomainRefusal:
            return False
        return True

    done = sum(together(one))
    case.refresh_from_db()
    found = acts_of(case.organisation)
    assert len(found) == done - 1
    assert case.closed_at
    assert all(each.noted_at <= case.closed_at for each in found)


def test_without_a_second_look_under_the_lock_it_would_lose(monkeypatch: pytest.MonkeyPatch):
    """A helper who was let through writes after the person took the mandate back."""
    by, resident = helper(), person()
    mandate, case = signed(resident, by=by), followed(resident, by=by)
    allowed = acting.right_in_place

    def slow(*given: object) -> Authorisation:
        found = allowed(*given)  # type: ignore[arg-type]
        revoke_authorisations(mandate=mandate, procedures=None, asked=Asked.DESK, by=by)
        return found

    monkeypatch.setattr(acting, "right_in_place", slow)
    with pytest.raises(DomainRefusal, match="annulé"):
        acted(case, by=by, manner=Manner.IN_PLACE)
    monkeypatch.setattr(acting, "live_authorisation", lambda *given: _late(mandate.pk, resident))
    acted(case, by=by, manner=Manner.IN_PLACE)


def _late(mandate: object, resident: object) -> Authorisation:
    return Authorisation.objects.everywhere("tests").get(mandate=mandate)
