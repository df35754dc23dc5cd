"""What a person lets the organisation do, as those who act ask for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fabrique.accompany.enums import Procedure
from fabrique.accompany.queries.authorisations import live_authorisation
from fabrique.core import clock
from fabrique.people.actions.merging import merge_residents, separate_residents
from fabrique.people.enums import Role
from tests.factories.accompany import signed
from tests.factories.people import member, organisation, receive

pytestmark = pytest.mark.django_db


def test_it_holds_from_the_signature_to_its_last_instant():
    resident, helper = receive(), member(Role.MANDATED_HELPER)
    mandate = signed(resident, Procedure.PAPERS, by=helper, days=1)
    end = mandate.expires_at
    instants = [clock.now(), end - timedelta(seconds=1), end, mandate.signed_at - timedelta(seconds=1)]
    held = [live_authorisation(resident, Procedure.PAPERS, at) is not None for at in instants]
    assert held == [True, True, False, False]


def test_it_is_of_one_procedure_of_one_person_in_one_organisation():
    helper = member(Role.MANDATED_HELPER)
    resident, other, elsewhere = receive(), receive(), receive(of=organisation("L’Ancre"))
    signed(resident, Procedure.PAPERS, by=helper)
    at = clock.now()
    assert live_authorisation(resident, Procedure.PAPERS, at)
    assert live_authorisation(resident, Procedure.MONEY, at) is None
    assert live_authorisation(other, Procedure.PAPERS, at) is None
    assert live_authorisation(elsewhere, Procedure.PAPERS, at) is None


def test_it_is_found_through_every_file_of_a_merged_person():
    helper = member(Role.MANDATED_HELPER)
    kept, going = receive(), receive()
    signed(going, Procedure.PAPERS, by=helper)
    merge_residents(kept=kept, other=going, by=helper)
    kept.refresh_from_db()
    going.refresh_from_db()
    at = clock.now()
    assert live_authorisation(kept, Procedure.PAPERS, at) == live_authorisation(going, Procedure.PAPERS, at)
    assert live_authorisation(kept, Procedure.PAPERS, at)
    separate_residents(other=going, by=helper)
    kept.refresh_from_db()
    assert live_authorisation(kept, Procedure.PAPERS, at) is None
