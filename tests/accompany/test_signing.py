"""From what is prepared to what is signed: who may, whom one may ask, and what gives way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from fabrique.accompany import sealing, texts
from fabrique.accompany.actions.drafting import abandon_mandate, draft_mandate, expiry
from fabrique.accompany.actions.ending import end_expired, revoke_authorisations
from fabrique.accompany.actions.signing import sign_mandate
from fabrique.accompany.enums import Asked, Duration, End, MandateState, Procedure, SignatureMethod
from fabrique.accompany.models import Authorisation, Mandate
from fabrique.accompany.queries.authorisations import live_authorisation
from fabrique.accompany.queries.mandates import is_renewable
from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.people.acting import act_for
from fabrique.people.actions import add_member
from fabrique.people.actions.members import end_membership
from fabrique.people.actions.merging import merge_residents
from fabrique.people.actions.organisations import register_organisation
from fabrique.people.actions.residents import receive_resident
from fabrique.people.enums import Origin, Position, Protection, Role
from fabrique.people.models import Membership, Resident
from tests.factories.accompany import ODETTE, drafted, helper, on_paper, person, signed
from tests.factories.people import account, agree, member, organisation, receive

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)  # 12:00 in Paris


def entries(verb: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(action=f"accompany.{verb}").order_by("seq"))


def authorisation(mandate: Mandate, procedure: Procedure = Procedure.PAPERS) -> Authorisation:
    return Authorisation.objects.of(mandate.organisation).get(mandate=mandate, procedure=procedure)


def live_count(resident: Resident) -> int:
    rows = Authorisation.objects.of(resident.organisation)
    return rows.filter(given_at__isnull=False, ended_at__isnull=True).count()


@pytest.mark.parametrize(
    ("duration", "days"),
    [(Duration.SHORT, 1), (Duration.MONTH, 31), (Duration.SEMESTER, 182), (Duration.LONG, 365)],
)
def test_it_lasts_its_days_from_the_signature(duration: Duration, days: int):
    with clock.frozen(NOON):
        mandate = signed(person(), by=helper(), duration=duration)
    assert mandate.signed_at == NOON
    assert mandate.expires_at
    assert timezone.localtime(mandate.expires_at).time() == timezone.localtime(NOON).time()
    assert (timezone.localdate(mandate.expires_at) - timezone.localdate(NOON)).days == days
    assert authorisation(mandate).expires_at == mandate.expires_at


@pytest.mark.parametrize(
    ("at", "end"),
    [
        # 23:30 in winter, over the night of 28 March 2027: still 23:30, still the date that the text says
        (datetime(2027, 3, 27, 22, 30, tzinfo=UTC), datetime(2027, 3, 28, 21, 30, tzinfo=UTC)),
        # 00:30 in summer, over the night of 25 October 2026
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 23, 30, tzinfo=UTC)),
        # 02:30, an hour that the 28 March 2027 has not
        (datetime(2027, 3, 27, 1, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_the_night_of_the_change_of_hour_moves_no_date(at: datetime, end: datetime):
    assert expiry(at, Duration.SHORT) == end


def test_what_the_text_says_of_its_last_day_is_what_holds():
    late = datetime(2027, 3, 27, 22, 45, tzinfo=UTC)
    with clock.frozen(late):
        mandate = signed(person(), by=helper(), duration=Duration.SEMESTER)
    assert mandate.expires_at
    assert "25 septembre 2027" in mandate.text.replace("\u00a0", " ")
    assert timezone.localdate(mandate.expires_at).isoformat() == "2027-09-25"


def test_a_mandate_is_signed_on_the_day_that_it_bears():
    by = helper()
    with clock.frozen(datetime(2026, 11, 30, 22, 59, tzinfo=UTC)):
        mandate = drafted(person(), by=by)
    with (
        clock.frozen(datetime(2026, 11, 30, 23, 1, tzinfo=UTC)),
        pytest.raises(DomainRefusal, match="autre jour"),
    ):
        on_paper(mandate, by)


@pytest.mark.parametrize("role", sorted({*Role} - {Role.MANDATED_HELPER, Role.ADMINISTRATOR}))
def test_another_role_prepares_nothing(role: Role):
    with pytest.raises(DomainRefusal, match="Aide sous mandat"):
        drafted(person(), by=member(role, of=organisation()))


@pytest.mark.parametrize("position", [each for each in Position if each != Position.EMPLOYEE])
def test_only_a_salaried_person_is_a_mandated_helper(position: Position):
    with pytest.raises((DomainRefusal, IntegrityError)), transaction.atomic():
        add_member(
            account=account(), organisation=organisation(), role=Role.MANDATED_HELPER, position=position
        )


def test_a_helper_of_another_organisation_or_who_left_signs_nothing():
    resident, by = person(), helper()
    mandate = drafted(resident, by=by)
    stranger = helper(of=organisation("L’Ancre"))
    with pytest.raises(DomainRefusal, match="Aide sous mandat"):
        on_paper(mandate, stranger)
    # with the role in both, but acting for the other one
    add_member(account=stranger, organisation=resident.organisation, role=Role.MANDATED_HELPER)
    with pytest.raises(DomainRefusal, match="Aide sous mandat"):
        on_paper(mandate, act_for(stranger, organisation("L’Ancre")))
    end_membership(membership=Membership.objects.of(resident.organisation).get(account=by))
    with pytest.raises(DomainRefusal, match="Aide sous mandat"):
        on_paper(mandate, by)


@pytest.mark.parametrize("protection", [each for each in Protection if each])
def test_a_protected_person_signs_nothing(protection: Protection):
    with pytest.raises(DomainRefusal, match="représentant légal"):
        drafted(person(protection=protection), by=helper())


def test_a_protection_that_is_noted_in_the_meantime_stops_the_signature():
    resident, by = person(), helper()
    mandate = drafted(resident, by=by)
    resident.protection = Protection.SAFEGUARD
    resident.save()
    with pytest.raises(DomainRefusal, match="sauvegarde de justice"):
        on_paper(mandate, by)


def test_a_protection_in_a_file_that_was_merged_counts():
    kept, going, by = person(), person(protection=Protection.GUARDIANSHIP), helper()
    merge_residents(kept=kept, other=going, by=by)
    with pytest.raises(DomainRefusal, match="tutelle"):
        drafted(kept, by=by)


def test_a_minor_signs_nothing():
    with clock.frozen(NOON):
        with pytest.raises(DomainRefusal, match="mineure"):
            drafted(person(birth_year="2009"), by=helper())
        assert drafted(person(birth_year="2008"), by=helper())


def test_who_was_not_informed_or_has_no_name_signs_nothing():
    holder, by = organisation(), helper()
    agree(holder)
    untold = receive_resident(
        organisation=holder, values={"called": "Odette", **ODETTE}, origin=Origin.DESK, informed=False, by=by
    )
    with pytest.raises(DomainRefusal, match="l’information"):
        drafted(untold, by=by)
    with pytest.raises(DomainRefusal, match="le prénom et le nom"):
        drafted(receive(last_name="Marsonval"), by=by)


def test_an_organisation_without_agreement_for_mandates_prepares_nothing():
    holder = register_organisation(name="Sans convention")
    resident = Resident(organisation=holder, code="AAA-AAA", called="Odette", **ODETTE)
    with pytest.raises(DomainRefusal, match="Mandats et démarches"):
        drafted(resident, by=helper(of=holder))


@pytest.mark.parametrize("given", [[], ["papiers", "argenterie"]])
def test_there_is_at_least_one_procedure_and_each_exists(given: list[str]):
    with pytest.raises(DomainRefusal) as refused:
        draft_mandate(
            resident=person(), procedures=given, duration=Duration.LONG, place="Grandmesnil", by=helper()
        )
    assert refused.value.field == "procedures"


def test_a_form_sent_twice_prepares_one_mandate():
    resident, by, key = person(), helper(), uuid4()
    one, two = (drafted(resident, by=by, key=key) for _each in range(2))
    assert one == two
    assert len(entries("draft_mandate")) == 1
    with pytest.raises(DomainRefusal, match="déjà servi"):
        drafted(person(), by=by, key=key)


def test_a_signature_sent_twice_signs_once():
    by = helper()
    mandate = drafted(person(), by=by)
    one, two = on_paper(mandate, by), on_paper(mandate, by)
    assert one.signed_at == two.signed_at
    assert len(entries("sign_mandate")) == 1


def test_a_step_cannot_be_skipped():
    by = helper()
    mandate = drafted(person(), by=by)
    with pytest.raises(DomainRefusal, match="n’est pas signé"):
        revoke_authorisations(mandate=mandate, procedures=None, asked=Asked.DESK, by=by)
    for method, message in ((SignatureMethod.PAPER, "classeur"), (SignatureMethod.SCREEN, "signe ici")):
        with pytest.raises(DomainRefusal, match=message):
            sign_mandate(mandate=mandate, method=method, by=by)
    abandon_mandate(mandate=mandate, by=by)
    abandon_mandate(mandate=mandate, by=by)
    assert len(entries("abandon_mandate")) == 1
    with pytest.raises(DomainRefusal, match="abandonné"):
        on_paper(mandate, by)


def test_a_new_authorisation_replaces_the_former_of_the_same_procedure_only():
    resident, by = person(), helper()
    former = signed(resident, Procedure.PAPERS, Procedure.MONEY, by=by)
    newer = signed(resident, Procedure.PAPERS, by=by)
    former.refresh_from_db()
    assert (authorisation(former).end, authorisation(former, Procedure.MONEY).end) == (End.REPLACED, "")
    assert former.state == MandateState.SIGNED
    newest = signed(resident, Procedure.MONEY, Procedure.PAPERS, by=by)
    former.refresh_from_db()
    newer.refresh_from_db()
    assert (former.state, newer.state) == (MandateState.ENDED, MandateState.ENDED)
    assert former.ended_at == authorisation(former, Procedure.MONEY).ended_at
    found = live_authorisation(resident, Procedure.MONEY, clock.now())
    assert found == authorisation(newest, Procedure.MONEY)


def test_it_replaces_those_of_merged_files_and_the_journal_names_each_where_it_was_signed():
    kept, going, by = person(), person(), helper()
    first, second = signed(kept, by=by), signed(going, by=by)
    merge_residents(kept=kept, other=going, by=by)
    kept.refresh_from_db()
    going.refresh_from_db()
    newest = signed(kept, by=by)
    assert [authorisation(each).end for each in (first, second, newest)] == [End.REPLACED, End.REPLACED, ""]
    ended = {entry.summary["mandate"]: entry for entry in entries("end_authorisations")}
    for each, where in ((first, kept), (second, going)):
        entry = ended[f"mandate:{each.pk}"]
        assert (entry.subject, entry.organisation) == (f"resident:{where.pk}", str(kept.organisation_id))


def test_other_organisations_and_other_persons_keep_theirs():
    elsewhere = organisation("L’Ancre")
    theirs = signed(person(of=elsewhere), by=helper(of=elsewhere))
    neighbour = signed(person(), by=helper())
    signed(person(), by=helper())
    assert [authorisation(each).end for each in (theirs, neighbour)] == ["", ""]


def test_what_is_over_gives_way_as_expired_not_as_replaced():
    resident, by = person(), helper()
    with clock.frozen(NOON):
        former = signed(resident, by=by, duration=Duration.SHORT)
    with clock.frozen(NOON + timedelta(days=3)):
        signed(resident, by=by)
    former.refresh_from_db()
    over = authorisation(former)
    assert (over.end, over.ended_at, former.ended_at) == (End.EXPIRED, former.expires_at, former.expires_at)


def test_the_database_alone_keeps_a_second_live_authorisation_out():
    resident, by = person(), helper()
    signed(resident, by=by)
    other = drafted(resident, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Authorisation.objects.of(resident.organisation).filter(mandate=other).update(
            given_at=clock.now(), expires_at=clock.now() + timedelta(days=1)
        )


def test_time_that_is_over_is_marked_once():
    by = helper()
    with clock.frozen(NOON):
        mandate = signed(person(), Procedure.PAPERS, Procedure.MONEY, by=by, duration=Duration.MONTH)
    with clock.frozen(NOON + timedelta(days=40)):
        assert (end_expired(), end_expired()) == (2, 0)
    mandate.refresh_from_db()
    assert (mandate.state, mandate.ended_at) == (MandateState.ENDED, mandate.expires_at)
    (entry,) = entries("end_authorisations")
    assert entry.summary["end"] == "expired"


def test_a_clock_three_days_late_lets_nobody_act_longer_than_signed():
    resident, by = person(), helper()
    with clock.frozen(NOON):
        mandate = signed(resident, by=by, duration=Duration.SHORT)
    with clock.frozen(NOON - timedelta(days=3)):
        assert end_expired() == 0
        assert live_authorisation(resident, Procedure.PAPERS, clock.now()) is None
    with clock.frozen(NOON + timedelta(days=3)):
        assert live_authorisation(resident, Procedure.PAPERS, clock.now()) is None
    assert sealing.is_authentic(mandate)


# --- renewing


def test_it_is_renewed_until_365_days_after_its_end_by_its_own_organisation():
    resident, by = person(), helper()
    with clock.frozen(NOON):
        former = signed(resident, by=by, duration=Duration.MONTH)
    assert former.expires_at
    last = former.expires_at + timedelta(days=365)
    assert is_renewable(resident, former, NOON)
    assert is_renewable(resident, former, last)
    assert not is_renewable(resident, former, last + timedelta(seconds=1))
    assert not is_renewable(person(of=organisation("L’Ancre")), former, NOON)
    assert not is_renewable(person(), former, NOON)


def test_a_renewal_is_a_new_mandate_that_the_journal_calls_so():
    resident, by = person(), helper()
    former = signed(resident, by=by)
    newer = signed(resident, by=by, renews=former)
    assert newer != former
    (entry,) = entries("renew_mandate")
    assert entry.summary["renews"] == f"mandate:{former.pk}"
    assert authorisation(former).end == End.REPLACED
    with pytest.raises(DomainRefusal, match="ne se renouvelle plus"):
        drafted(resident, by=by, renews=former)


def test_what_the_person_took_back_is_not_renewed():
    resident, by = person(), helper()
    former = signed(resident, by=by)
    revoke_authorisations(mandate=former, procedures=None, asked=Asked.LETTER, by=by)
    with pytest.raises(DomainRefusal, match="ne se renouvelle plus"):
        drafted(resident, by=by, renews=former)


# --- taking back


def test_one_procedure_is_taken_back_then_the_rest():
    resident, by = person(), helper()
    mandate = signed(resident, Procedure.PAPERS, Procedure.MONEY, by=by)
    for _twice in range(2):
        revoke_authorisations(mandate=mandate, procedures=["papiers"], asked=Asked.EMAIL, by=by)
    mandate.refresh_from_db()
    gone = authorisation(mandate)
    assert (gone.end, gone.asked, gone.ended_by) == (End.REVOKED, Asked.EMAIL, by)
    assert mandate.state == MandateState.SIGNED
    assert live_authorisation(resident, Procedure.PAPERS, clock.now()) is None
    assert live_authorisation(resident, Procedure.MONEY, clock.now())
    revoke_authorisations(mandate=mandate, procedures=None, asked=Asked.CARNET, by=None)
    mandate.refresh_from_db()
    assert (mandate.state, live_count(resident)) == (MandateState.ENDED, 0)
    assert [entry.summary["asked"] for entry in entries("end_authorisations")] == ["email", "carnet"]


# --- proof


def test_the_signed_text_is_hashed_signed_and_kept():
    mandate = signed(person(), by=helper())
    assert mandate.digest == texts.digest_of_text(mandate.text)
    assert sealing.is_authentic(mandate)
    mandate.refresh_from_db()
    assert sealing.is_authentic(mandate)


@pytest.mark.parametrize("field", ["text", "digest", "method", "expires_at", "signature", "organisation"])
def test_whatever_is_changed_since_shows(field: str):
    mandate = signed(person(), by=helper())
    other = {
        "text": mandate.text.replace("Odette", "Odile"),
        "digest": "0" * 64,
        "method": SignatureMethod.SCREEN,
        "expires_at": clock.now() + timedelta(days=4000),
        "signature": "00" * 64,
        "organisation": organisation("L’Ancre"),
    }
    if field == "organisation":  # then its authorisations are no more those of the organisation either
        mandate.organisation = organisation("L’Ancre")
    else:
        setattr(mandate, field, other[field])
    mandate.save()
    assert not sealing.is_authentic(Mandate.objects.everywhere("tests").get(pk=mandate.pk))


def test_a_procedure_that_is_added_since_shows():
    resident = person()
    mandate = signed(resident, by=helper())
    Authorisation(
        mandate=mandate, resident=resident, procedure=Procedure.MONEY, given_at=mandate.signed_at,
        expires_at=mandate.expires_at,
    ).save()  # fmt: skip
    assert not sealing.is_authentic(mandate)
