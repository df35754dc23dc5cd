"""What a person lets the organisation do, as those who act ask for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fabrique.accompany.enums import Duration, Procedure
from fabrique.accompany.queries.authorisations import live_authorisation
from fabrique.core import clock
from fabrique.people.actions.merging import merge_residents, separate_residents
from tests.factories.accompany import drafted, helper, person, signed
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


def test_it_holds_from_the_signature_to_its_last_instant():
    resident = person()
    mandate = signed(resident, by=helper(), duration=Duration.SHORT)
    assert mandate.signed_at
    assert mandate.expires_at
    second = timedelta(seconds=1)
    instants = [
        mandate.signed_at - second,
        mandate.signed_at,
        mandate.expires_at - second,
        mandate.expires_at,
    ]
    held = [live_authorisation(resident, Procedure.PAPERS, at) is not None for at in instants]
    assert held == [False, True, True, False]


def test_what_is_prepared_and_not_signed_allows_nothing():
    resident = person()
    drafted(resident, by=helper())
    assert live_authorisation(resident, Procedure.PAPERS, clock.now()) is None


def test_it_is_of_one_procedure_of_one_person_in_one_organisation():
    resident, other, elsewhere = person(), person(), person(of=organisation("L’Ancre"))
    signed(resident, by=helper())
    at = clock.now()
    assert live_authorisation(resident, Procedure.PAPERS, at)
    assert live_authorisation(resident, Procedure.MONEY, at) is None
    assert live_authorisation(other, Procedure.PAPERS, at) is None
    assert live_authorisation(elsewhere, Procedure.PAPERS, at) is None


def test_it_is_found_through_every_file_of_a_merged_person():
    by, kept, going = helper(), person(), person()
    signed(going, by=by)
    merge_residents(kept=kept, other=going, by=by)
    kept.refresh_from_db()
    going.refresh_from_db()
    found = live_authorisation(kept, Procedure.PAPERS, clock.now())
    assert found
    assert live_authorisation(going, Procedure.PAPERS, clock.now()) == found
    separate_residents(other=going, by=by)
    kept.refresh_from_db()
    assert live_authorisation(kept, Procedure.PAPERS, clock.now()) is None
