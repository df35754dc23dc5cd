"""P-06: the clock past each limit. The dry run is the real run, the second run finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.timezone import localdate
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from fabrique.core import clock, jobs, outbox, retention
from fabrique.core.classification import classified
from fabrique.core.enums import Channel, MessageState
from fabrique.core.models import JournalEntry, OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import Line, rules
from fabrique.core.uploads import keep_upload
from fabrique.directory.actions.claims import claim_place
from fabrique.directory.models import ErrorReport
from fabrique.people.actions.carnets import revoke_carnet
from fabrique.people.actions.erasing import erase_due
from fabrique.people.actions.invitations import invite_member
from fabrique.people.actions.keeping import keep_longer, limit_resident
from fabrique.people.actions.linking import issue_link_code
from fabrique.people.actions.members import end_membership
from fabrique.people.actions.merging import merge_residents
from fabrique.people.actions.residents import write_note
from fabrique.people.actions.tokens import make_token
from fabrique.people.enums import NoteLevel, Role
from fabrique.people.models import (
    Account,
    AccountEvent,
    ApiToken,
    Invitation,
    LinkCode,
    Membership,
    Resident,
    Tally,
)
from fabrique.people.queries.residents import count_received, find_residents
from fabrique.people.retention import INACTIVE_YEARS, NOTICE_DAYS, years_after, years_before
from tests.factories.carnets import given as given_code
from tests.factories.carnets import linkable
from tests.factories.directory import entered, entry, place_of
from tests.factories.people import account, member, organisation, receive
from tests.people.keeping.files import canary

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LIMIT = datetime(2028, 3, 2, 9, 0, tzinfo=UTC)  # two years after
TOLD = LIMIT - timedelta(days=NOTICE_DAYS)


def lines(done: list[Line]) -> dict[str, tuple[list[str], list[str]]]:
    return {line.rule.code: (line.erased, line.told) for line in done if line.erased or line.told}


def both(at: datetime) -> dict[str, tuple[list[str], list[str]]]:
    """What a run does at an instant, which is what the dry run said; another run does nothing."""
    with clock.frozen(at):
        expected = lines(retention.survey())
        assert lines(retention.survey()) == expected
        assert lines(retention.apply()) == expected
        assert lines(retention.survey()) == {}
        assert lines(retention.apply()) == {}
    return expected


@pytest.fixture
def person() -> Resident:
    with clock.frozen(START):
        return receive(organisation("La Bobine"), last_name="Marsonval", birth_year="1948")


def test_a_file_is_announced_a_month_before_then_erased(person: Resident):
    with clock.frozen(START):
        coordinator = member(Role.COORDINATOR, of=person.organisation)
    subject = f"resident:{person.pk}"
    assert "dossier" not in both(TOLD - timedelta(days=1))
    assert both(TOLD)["dossier"] == ([], [subject])
    (letter,) = OutboxMessage.objects.all()
    assert letter.recipient == coordinator.email
    assert "1 dossier sans contact" in letter.body
    assert "2\xa0mars 2028" in letter.body
    assert person.code not in letter.body
    assert "dossier" not in both(LIMIT - timedelta(days=1))
    assert both(LIMIT)["dossier"] == ([subject], [])
    assert not Resident.objects.everywhere("tests").exists()
    assert JournalEntry.objects.filter(action="people.announce_erasures").count() == 1
    entry = JournalEntry.objects.get(action="people.erase_resident")
    assert (entry.subject, entry.summary["reason"], entry.actor) == (subject, "retention", "")


def test_nothing_goes_that_was_not_announced_a_month_ago(person: Resident):
    """The worker was down for years: the file is announced first all the same."""
    late = LIMIT + timedelta(days=700)
    assert both(late)["dossier"] == ([], [f"resident:{person.pk}"])
    assert "dossier" not in both(late + timedelta(days=NOTICE_DAYS - 1))
    assert both(late + timedelta(days=NOTICE_DAYS))["dossier"] == ([f"resident:{person.pk}"], [])


def test_what_is_done_with_the_person_starts_the_time_again(person: Resident):
    both(TOLD)
    with clock.frozen(LIMIT - timedelta(days=2)):
        write_note(resident=person, level=NoteLevel.DESK, text="Revenue", by=account())
    assert "dossier" not in both(LIMIT)
    with clock.frozen(LIMIT + timedelta(days=400)):
        assert erase_due([f"resident:{person.pk}"]) == []  # asked for by a run that began before


def test_a_coordinator_keeps_a_file_for_a_reason_and_a_time(person: Resident):
    both(TOLD)
    by = member(Role.COORDINATOR, of=person.organisation)
    with clock.frozen(TOLD):
        day = localdate(LIMIT + timedelta(days=100))
        for given_reason, until, field in (
            (" ", day, "reason"),
            ("x" * 301, day, "reason"),
            ("Mot de passe : soleil1948", day, "reason"),
            ("Dossier en appel", localdate(TOLD), "until"),
            ("Dossier en appel", localdate(TOLD) + timedelta(days=366), "until"),
        ):
            with pytest.raises(DomainRefusal) as refusal:
                keep_longer(resident=person, until=until, reason=given_reason, by=by)
            assert refusal.value.field == field
        keep_longer(resident=person, until=day, reason="Dossier en appel", by=by)
    assert "dossier" not in both(LIMIT)
    told = datetime.combine(day, START.timetz())
    assert both(told)["dossier"] == ([], [f"resident:{person.pk}"])
    assert both(told + timedelta(days=NOTICE_DAYS))["dossier"][0] == [f"resident:{person.pk}"]


def test_a_file_whose_use_is_limited_stays_and_is_listed(person: Resident):
    with clock.frozen(START):
        limit_resident(resident=person, by=account())
    assert "dossier" not in both(LIMIT + timedelta(days=900))
    with clock.frozen(LIMIT + timedelta(days=900)):
        held = [held for line in retention.survey() for held in line.held]
    assert [(each.subject, "limité" in each.why) for each in held] == [(f"resident:{person.pk}", True)]


def test_files_of_one_person_go_together_after_the_last_contact(person: Resident):
    ours = person.organisation
    with clock.frozen(START + timedelta(days=200)):
        other = receive(ours, phone="02 61 91 55 55")
        merge_residents(kept=person, other=other, by=account())
    assert "dossier" not in both(LIMIT)
    at = LIMIT + timedelta(days=200)
    assert both(at)["dossier"][1] == [f"resident:{person.pk}"]
    assert both(at + timedelta(days=NOTICE_DAYS))["dossier"][0] == [f"resident:{person.pk}"]
    assert not Resident.objects.everywhere("tests").exists()


def test_who_is_told_when_there_is_no_coordinator(person: Resident, administrator: Account):
    with clock.frozen(TOLD):
        officer = member(Role.DATA_PROTECTION_OFFICER, of=person.organisation)
    both(TOLD)
    assert [each.recipient for each in OutboxMessage.objects.all()] == [officer.email]
    theirs = organisation("Le Rouet")
    with clock.frozen(START):
        receive(theirs)
    both(TOLD + timedelta(days=1))
    recipients = OutboxMessage.objects.order_by("pk").values_list("recipient", flat=True)
    assert list(recipients) == [officer.email, administrator.email]


def test_one_letter_tells_of_all_files_of_an_organisation(person: Resident):
    with clock.frozen(START):
        receive(person.organisation)
        member(Role.COORDINATOR, of=person.organisation)
    assert len(both(TOLD)["dossier"][1]) == 2
    (letter,) = OutboxMessage.objects.all()
    assert "2 dossiers" in letter.body


def test_a_person_who_is_erased_still_counts(person: Resident):
    ours, theirs = person.organisation, organisation("Le Rouet")
    with clock.frozen(START):
        for holder in (ours, theirs):
            canary(holder, commune_code="44109")
        receive(ours, called="Un monsieur")
    before = [count_received(each) for each in (None, ours, theirs)]
    assert before == [3, 3, 1]
    with clock.frozen(START + timedelta(days=90)):
        write_note(
            resident=Resident.objects.of(theirs).get(), level=NoteLevel.DESK, text="Revue", by=account()
        )
    both(TOLD)
    both(LIMIT)
    assert not Resident.objects.of(ours).exists()
    assert [count_received(each) for each in (None, ours, theirs)] == before
    both(LIMIT + timedelta(days=90 - NOTICE_DAYS))
    both(LIMIT + timedelta(days=90))
    assert not Resident.objects.everywhere("tests").exists()
    assert [count_received(each) for each in (None, ours, theirs)] == before
    assert find_residents(member(Role.MEDIATOR, of=ours), last_name="Canarine", birth_year="1948") == []


def test_closed_accounts_lose_their_name():
    with clock.frozen(START):
        gone, here, closed = (member(Role.MEDIATOR, name=name) for name in ("Partie", "Là", "Fermée"))
        end_membership(membership=Membership.objects.everywhere("tests").get(account=gone))
    with clock.frozen(START + timedelta(days=100)):
        closed.is_active, closed.last_login = False, clock.now()
        closed.save()
    with clock.frozen(START + timedelta(days=20)):
        gone.last_login = clock.now()
        gone.save()
    assert both(START + timedelta(days=384)) == {}
    assert both(START + timedelta(days=385)) == {"compte": ([f"account:{gone.pk}"], [])}
    gone.refresh_from_db()
    assert (gone.name, gone.email) == ("Compte effacé", f"{gone.pk}@efface.invalid")
    assert not gone.is_active
    assert not gone.has_usable_password()
    assert both(START + timedelta(days=465)) == {"compte": ([f"account:{closed.pk}"], [])}
    here.refresh_from_db()
    assert here.name == "Là"


def test_who_administers_is_not_erased_unasked(administrator: Account):
    Account.objects.filter(pk=administrator.pk).update(is_active=False)
    assert both(clock.now() + timedelta(days=800)) == {}


def _session(_at: datetime) -> str:
    made = Session.objects.create(
        session_key="a" * 32, session_data="x", expire_date=clock.now() + timedelta(hours=12)
    )
    return f"session:{made.pk}"


def _opened(_at: datetime) -> str:
    Session.objects.create(
        session_key="b" * 32, session_data="x", expire_date=clock.now() + timedelta(hours=12)
    )
    made = UserSession.objects.create(
        user=member(Role.TRAINER),
        session_key="b" * 32,
        last_seen_at=clock.now(),
        ip="0.0.0.0",
        user_agent="x",
    )
    return f"opened:{made.pk}"


def _event(_at: datetime) -> str:
    made = AccountEvent.objects.create(account=member(Role.TRAINER), kind="wrong_codes", at=clock.now())
    return f"event:{made.pk}"


def _tally(_at: datetime) -> str:
    return f"tally:{Tally.objects.create(kind='x', key='y', since=clock.now()).pk}"


def _upload(_at: datetime) -> str:
    return f"upload:{keep_upload(stream=BytesIO(b'Mme Canarine'), name='canarine.csv').pk}"


def _invitation(_at: datetime) -> str:
    made, _secret = invite_member(
        organisation=organisation(), email="invitee@estuaire.example", role=Role.TRAINER, by=None
    )
    Invitation.objects.of(organisation()).update(expires_at=clock.now())
    return f"invitation:{made.pk}"


def _token(_at: datetime) -> str:
    made, _secret = make_token(
        organisation=organisation(), name="x", scopes=["organisation:read"], days=1, by=member(Role.TRAINER)
    )
    ApiToken.objects.of(organisation()).update(revoked_at=clock.now())
    return f"token:{made.pk}"


def _message(_at: datetime) -> str:
    made = outbox.send(key="k", channel=Channel.EMAIL, recipient="a@b.example", subject="s", body="b")
    OutboxMessage.objects.update(state=MessageState.SENT, sent_at=clock.now())
    return f"message:{made.pk}"


def _result(_at: datetime) -> str:
    made = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="x", status="FAILED", finished_at=clock.now(),
        backend_name="default", exception_class_path="", traceback="",
        run_after=clock.now(),
    )  # fmt: skip
    return f"result:{made.pk}"


def _report(_at: datetime) -> str:
    entered("une-source", entry("1", name="Un lieu"))
    made = ErrorReport.objects.create(
        code="abc", place=place_of("une-source", "1"), motive="other", words="Mme Canarine est partie",
        answer_email="v@estuaire.example", created_at=clock.now(),
    )  # fmt: skip
    return f"report:{made.pk}"


def _claim(_at: datetime) -> str:
    entered("une-source", entry("1", name="Un lieu"))
    place = place_of("une-source", "1")
    made = claim_place(place=place, organisation=organisation(), words="Mme Canarine y travaille")
    return f"claim:{made.pk}"


def _carnet(_at: datetime) -> str:
    person = receive()
    access, _code = given_code(person)
    revoke_carnet(resident=person, by=account())
    return f"carnet:{access.pk}"


def _link_code(_at: datetime) -> str:
    made, _code = issue_link_code(resident=linkable(), by=account())
    LinkCode.objects.of(made.resident.organisation).update(expires_at=clock.now())
    return f"link-code:{made.pk}"


@pytest.mark.parametrize(
    ("code", "make", "kept"),
    [
        ("session", _session, timedelta(hours=12)),
        ("navigateur", _opened, timedelta(hours=12)),
        ("evenement", _event, timedelta(days=365)),
        ("envoi", _upload, timedelta(days=1, minutes=1)),
        ("essais", _tally, timedelta(days=2)),
        ("invitation", _invitation, timedelta(days=90)),
        ("cle", _token, timedelta(days=365)),
        ("carnet", _carnet, timedelta(days=365)),
        ("rapprochement", _link_code, timedelta(days=30)),
        ("message", _message, timedelta(days=30)),
        ("travail", _result, timedelta(days=30)),
        ("signalement", _report, timedelta(days=365)),
        ("demande-de-lieu", _claim, timedelta(days=365)),
    ],
)
def test_rows_go_at_their_limit(code: str, make: Callable[[datetime], str], kept: timedelta):
    with clock.frozen(START):
        subject = make(START)
    assert code not in both(START + kept - timedelta(minutes=1))
    assert both(START + kept)[code] == ([subject], [])


def test_every_rule_is_tried_here_or_above():
    tried = {"session", "navigateur", "evenement", "essais", "invitation", "cle"}
    tried |= {"message", "travail", "signalement", "demande-de-lieu", "envoi"}
    tried |= {"carnet", "rapprochement"}
    tried |= {"mandat", "mandat-non-signe"}  # tests/accompany/test_keeping.py
    tried |= {"demarche"}  # tests/accompany/test_case_keeping.py
    tried |= {"donateur"}  # tests/equip/test_devices.py
    tried |= {"brouillon-de-don"}  # tests/equip/test_promises.py
    tried |= {"tournee"}  # tests/equip/rounds/test_actions.py
    tried |= {"releve"}  # tests/equip/store/test_taking.py
    tried |= {"besoin"}  # tests/needs/test_needs.py
    tried |= {"demande"}  # tests/equip/asking/test_requests.py
    tried |= {"remise"}  # tests/equip/handing/test_keeping.py
    tried |= {"notification"}  # tests/people/test_notifications.py
    assert {rule.code for rule in rules} == tried | {"dossier", "compte"}


def test_every_duration_has_its_end():
    """No « somebody does »: a rule, a job or a stated event; for residents, a rule."""
    keeps = {each.kind.keep for each in classified() if each.kind.keep}
    assert not [keep for keep in keeps if not (keep.rule or keep.job or keep.event)]
    of_residents = {
        each.kind.keep
        for each in classified()
        if each.kind.keep and each.table in ("people.Resident", "people.Consent", "people.Note")
    }
    assert {keep.rule for keep in of_residents} == {"dossier"}
    assert all(f"{INACTIVE_YEARS} ans" in keep.words for keep in of_residents)


def test_the_job_runs_every_day():
    job = jobs.registered()["core.apply_retention"]
    assert job.every == timedelta(days=1)
    with clock.frozen(START):
        _session(START)
    with clock.frozen(START + timedelta(days=1)):
        job.run()
    assert not Session.objects.exists()
    entry = JournalEntry.objects.get(action="core.apply_retention")
    assert entry.summary == {"session": 1}


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(0, 5), st.integers(-3, 800))
def test_a_year_has_two_ways(day: date, years: int, shift: int):
    today = years_after(day, years) + timedelta(days=shift)
    assert (day <= years_before(today, years)) == (years_after(day, years) <= today)
