"""Whatever one does with a procedure, in whatever order: it is where it should be, and so are its acts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from fabrique.accompany.actions.cases import close_case, reopen_case
from fabrique.accompany.actions.ending import revoke_authorisations
from fabrique.accompany.actions.planning import Plan, plan_case
from fabrique.accompany.enums import UNDER_WAY, Asked, CaseState, Manner, Outcome
from fabrique.accompany.models import CaseAct, Mandate
from fabrique.core.refusals import DomainRefusal
from fabrique.people.models import Resident
from tests.factories.accompany import acted, followed, helper, person, signed

pytestmark = pytest.mark.django_db


class Following(RuleBasedStateMachine):
    """A case through the actions alone: what the model says always agrees with what it should."""

    def __init__(self) -> None:
        super().__init__()
        self.by = helper()
        self.resident: Resident = person()
        self.case = followed(self.resident, by=self.by)
        self.state, self.acts = CaseState.OPEN, 0
        self.mandate: Mandate | None = None

    @rule(wanted=st.sampled_from([*CaseState]))
    def plan(self, wanted: CaseState) -> None:
        allowed = self.state in UNDER_WAY and wanted in UNDER_WAY
        self._try(lambda: plan_case(case=self.case, plan=Plan(wanted), by=self.by), allowed)
        self.state = wanted if allowed else self.state

    @rule(manner=st.sampled_from([*Manner]))
    def act(self, manner: Manner) -> None:
        allowed = self.state in UNDER_WAY and (manner != Manner.IN_PLACE or self.mandate is not None)
        self._try(lambda: acted(self.case, by=self.by, manner=manner), allowed)
        self.acts += allowed

    @rule()
    def sign(self) -> None:
        self.mandate = signed(self.resident, by=self.by)

    @rule()
    def revoke(self) -> None:
        if self.mandate:
            revoke_authorisations(mandate=self.mandate, procedures=None, asked=Asked.ORAL, by=self.by)
        self.mandate = None

    @rule(outcome=st.sampled_from([*Outcome]))
    def close(self, outcome: Outcome) -> None:
        close_case(case=self.case, outcome=outcome, by=self.by)
        self.state = CaseState.CLOSED

    @rule()
    def reopen(self) -> None:
        reopen_case(case=self.case, by=self.by)
        self.state = CaseState.OPEN if self.state == CaseState.CLOSED else self.state

    @invariant()
    def it_is_where_it_should_be(self) -> None:
        self.case.refresh_from_db()
        assert self.case.state == self.state
        assert (self.case.closed_at is None) == (self.case.outcome == "") == (self.state != CaseState.CLOSED)
        found = list(CaseAct.objects.of(self.case.organisation).filter(case=self.case))
        assert len(found) == self.acts
        assert all((each.manner == Manner.IN_PLACE) == bool(each.authorisation_id) for each in found)

    def _try(self, work: Callable[[], object], allowed: bool) -> None:
        told = ""
        try:
            work()
        except DomainRefusal as refusal:
            told = refusal.message
        assert (told == "") == allowed, told


class TestFollowing(TestCase):
    def test_every_order(self) -> None:
        calm = settings(
            max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        )
        run_state_machine_as_test(Following, settings=calm)
