"""Six years after its end a mandate goes, with its scan; until then it outlives the person's file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fabrique.accompany import sealing
from fabrique.accompany.actions.drafting import abandon_mandate
from fabrique.accompany.actions.ending import end_expired, revoke_authorisations
from fabrique.accompany.actions.signing import keep_scan
from fabrique.accompany.enums import Asked, Duration
from fabrique.accompany.models import Authorisation, Mandate
from fabrique.accompany.queries.verifying import find_proof
from fabrique.core import clock
from fabrique.core.crypto import files
from fabrique.core.models import SealedFile
from fabrique.core.received import received
from fabrique.core.retention import apply
from fabrique.people.actions.erasing import erase_resident
from fabrique.people.enums import ErasureReason
from fabrique.people.models import Resident
from tests.core.test_received import PDF
from tests.factories.accompany import drafted, helper, person, signed

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
END = datetime(2026, 12, 31, 11, 0, tzinfo=UTC)  # of a mandate of 31 days signed at noon
LAST = datetime(2032, 12, 30, 22, 59, tzinfo=UTC)  # the last minute of the day before, in Paris


def mandates() -> int:
    return Mandate.objects.everywhere("tests").count()


def test_it_goes_six_years_after_its_end_and_its_scan_with_it():
    by = helper()
    with clock.frozen(NOON):
        mandate = signed(person(), by=by, duration=Duration.MONTH)
        scan = keep_scan(mandate=mandate, scan=received(PDF, field="scan"), by=by).scan
        newer = signed(mandate.resident, by=by, duration=Duration.LONG)
        Mandate.objects.everywhere("tests").filter(pk=newer.pk).update(renews=mandate)
    assert scan
    path = files.path_of(scan)
    replaced = datetime(2032, 11, 29, 22, 59, tzinfo=UTC)
    with clock.frozen(replaced):
        apply()
    assert (mandates(), path.exists()) == (2, True)
    with clock.frozen(replaced + timedelta(minutes=2)):
        apply()
    assert (mandates(), SealedFile.objects.count()) == (1, 0)


def test_time_runs_from_the_end_even_if_nothing_marked_it():
    with clock.frozen(NOON):
        signed(person(), by=helper(), duration=Duration.MONTH)
    with clock.frozen(LAST):
        apply()
        assert mandates() == 1
    with clock.frozen(LAST + timedelta(minutes=2)):
        apply()
        assert (mandates(), Authorisation.objects.everywhere("tests").count()) == (0, 0)
        assert end_expired() == 0


def test_what_was_never_signed_goes_after_a_month():
    by = helper()
    with clock.frozen(NOON):
        drafted(person(), by=by)
        abandon_mandate(mandate=drafted(person(), by=by), by=by)
    with clock.frozen(NOON + timedelta(days=30) - timedelta(seconds=1)):
        apply()
        assert mandates() == 2
    with clock.frozen(NOON + timedelta(days=30)):
        apply()
        assert mandates() == 0


def test_an_erased_person_leaves_the_signed_mandate_and_an_empty_file_until_then():
    by, resident = helper(), person()
    with clock.frozen(NOON):
        mandate = signed(resident, by=by, duration=Duration.MONTH)
        drafted(resident, by=by)
        revoke_authorisations(mandate=mandate, procedures=None, asked=Asked.ORAL, by=by)
        done = erase_resident(resident=resident, reason=ErasureReason.REQUEST, by=by)
    (hold,) = done.kept
    assert (hold.what, str(hold.until)) == ("1 mandat signé", "2032-11-30")
    assert mandates() == 1
    resident.refresh_from_db()
    assert resident.last_name == ""
    mandate.refresh_from_db()
    assert sealing.is_authentic(mandate)
    with clock.frozen(datetime(2032, 12, 1, 11, 0, tzinfo=UTC)):
        apply()
        apply()  # the rule of files comes before the rule of mandates, or after
    assert mandates() == 0
    assert not Resident.objects.everywhere("tests").filter(pk=resident.pk).exists()


def test_the_paper_of_an_erased_person_proves_and_allows_nothing():
    by, resident = helper(), person()
    mandate = signed(resident, by=by, duration=Duration.LONG)
    proof = find_proof(mandate.token, clock.now())
    assert proof is not None
    assert proof.holds
    erase_resident(resident=resident, reason=ErasureReason.REQUEST, by=by)
    proof = find_proof(mandate.token, clock.now())
    assert proof is not None
    assert (proof.authentic, proof.holds) == (True, False)
    assert {each.ended_on for each in proof.procedures} == {clock.today()}


def test_a_person_who_signed_nothing_is_erased_whole():
    by, resident = helper(), person()
    drafted(resident, by=by)
    done = erase_resident(resident=resident, reason=ErasureReason.REQUEST, by=by)
    assert (done.kept, mandates()) == ([], 0)
