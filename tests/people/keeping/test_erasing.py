"""P-07 and R-17: an erasure leaves nothing to read, keeps what the law says, and outlives a restore."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.db.models import CASCADE

from fabrique.core import clock, journal, outbox, retention, tombstones
from fabrique.core.enums import Channel
from fabrique.core.journal.verifying import verify
from fabrique.core.models import JournalEntry, JournalPersonal, OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import Hold, Holding, holdings
from fabrique.people.actions.closing import erase_account, erase_account_again
from fabrique.people.actions.erasing import erase_again, erase_resident
from fabrique.people.actions.invitations import invite_member
from fabrique.people.actions.keeping import free_resident, limit_resident
from fabrique.people.actions.merging import merge_residents
from fabrique.people.actions.residents import edit_resident, give_consent, write_note
from fabrique.people.enums import ConsentPurpose, ErasureReason, NoteLevel, Role
from fabrique.people.models import (
    Account,
    CarnetAccess,
    CarnetAlert,
    Consent,
    ErasedCount,
    Invitation,
    Membership,
    Note,
    Resident,
)
from fabrique.people.queries.residents import count_received, find_residents
from fabrique.people.retention import SMALLEST_CELL
from tests.factories.people import account, member, organisation, receive
from tests.people.keeping.files import CANARIES, canary, everything_in_clear

pytestmark = pytest.mark.django_db
REQUEST = ErasureReason.REQUEST


def test_nothing_of_a_person_is_left_in_any_table_nor_file(settings: LazySettings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path / "media"
    ours = organisation("La Bobine")
    person = canary(ours)
    other = canary(ours, called="Zéphyrine", phone="02 61 91 55 55")
    merge_residents(kept=person, other=other, by=account())
    assert any("canarine" in text for _table, text in everything_in_clear())  # the scan can see
    done = erase_resident(resident=other, reason=REQUEST, by=account())
    assert (done.files, done.kept) == (2, [])
    left = [(table, text) for table, text in everything_in_clear() if any(word in text for word in CANARIES)]
    assert not left
    held = (Resident, Consent, Note, CarnetAccess, CarnetAlert)
    assert not [model for model in held if model.objects.everywhere("tests").exists()]
    media = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in media if any(word.encode() in path.read_bytes() for word in CANARIES)]
    assert tombstones.contains(f"resident:{person.pk}")
    assert tombstones.contains(f"resident:{other.pk}")
    mediator = member(Role.MEDIATOR, of=ours)
    for keys in (
        {"phone": "02 61 91 55 55"},
        {"code": other.code},
        {"last_name": "Canarine", "birth_year": "1948"},
    ):
        assert find_residents(mediator, **keys) == []
    with pytest.raises(DomainRefusal, match="déjà effacé"):
        erase_resident(resident=person, reason=REQUEST)


def test_the_journal_keeps_numbers_only():
    person = canary(organisation())
    by = account("Déléguée")
    erase_resident(resident=person, reason=REQUEST, by=by)
    entry = JournalEntry.objects.get(action="people.erase_resident")
    assert entry.actor == str(by.pk)
    assert entry.summary["reason"] == "request"
    assert not [word for word in CANARIES if word in str(entry.summary)]


def test_the_chain_is_as_valid_as_before_and_forgets_what_it_said():
    person = canary(organisation())
    journal.record("test.said", subject=f"resident:{person.pk}", personal={"name": "Mme Canarine"})
    assert {each.key for each in JournalPersonal.objects.all()} == {"name", "words"}
    erase_resident(resident=person, reason=REQUEST)
    assert not JournalPersonal.objects.exists()
    assert verify().damages == ()


def test_a_message_that_waits_for_another_at_the_same_address_leaves():
    person = canary(organisation())
    outbox.send(
        key="other", channel=Channel.EMAIL, recipient=person.email, subject="s", body="Pour M. Canarine"
    )
    erase_resident(resident=person, reason=REQUEST)
    assert [each.key for each in OutboxMessage.objects.all()] == ["other"]


def own() -> Holding:
    """What ``people`` itself holds of a resident."""
    return next(each for each in holdings if each.kind == "resident")


def test_a_message_erased_before_it_leaves_fails_no_job():
    person = canary(organisation())
    waiting = OutboxMessage.objects.get(state="waiting")
    erase_resident(resident=person, reason=REQUEST)
    outbox.deliver(waiting.pk)
    assert not OutboxMessage.objects.exists()


@pytest.fixture
def mandate() -> Hold:
    return Hold("Mandat du 3 mars 2026", "la loi demande de le garder six ans après sa fin", date(2032, 3, 4))


def test_what_the_law_keeps_stays_alone_and_says_why(mandate: Hold):
    person = canary(organisation())
    before, live = count_received(), [mandate]
    erased: list[UUID] = []
    app = Holding("resident", (), erased.extend, holds=lambda ids: live, order=50)
    with holdings.holding(file=own(), mandates=app):
        done = erase_resident(resident=person, reason=REQUEST)
        assert done.kept == [mandate]
        assert erased == [person.pk]
        person = Resident.objects.everywhere("tests").get()
        left = [text for _table, text in everything_in_clear() if any(word in text for word in CANARIES)]
        assert not left
        values = [
            person.called,
            person.last_name,
            person.phone,
            person.person,
            person.by_name,
            person.address,
        ]
        assert values == ["Dossier effacé", "", "", "", "", ""]
        assert not Note.objects.everywhere("tests").exists()
        assert count_received() == before
        assert find_residents(member(Role.MEDIATOR), code=person.code) == []
        with pytest.raises(DomainRefusal, match="effacé"):
            write_note(resident=person, level=NoteLevel.DESK, text="x", by=account())
        held = [held for line in retention.survey() for held in line.held]
        assert [(each.subject, each.until) for each in held] == [(f"resident:{person.pk}", mandate.until)]
        retention.apply()
        assert Resident.objects.everywhere("tests").exists()
        live.clear()
        retention.apply()
        assert not Resident.objects.everywhere("tests").exists()
    assert count_received() == before


def test_an_erasure_that_fails_changes_nothing():
    person = canary(organisation())

    def broken(ids: object) -> None:
        raise RuntimeError("disk full")

    app = Holding("resident", (), broken, order=50)
    with holdings.holding(file=own(), broken=app), pytest.raises(RuntimeError):
        erase_resident(resident=person, reason=REQUEST)
    assert Note.objects.of(person.organisation).count() == len(NoteLevel)
    assert not tombstones.contains(f"resident:{person.pk}")


def test_counts_cannot_be_joined_back():
    """A month, an organisation, and a commune only where eleven persons of it are known."""
    ours = organisation("La Bobine")
    people = [receive(ours, commune_code="44109") for _each in range(SMALLEST_CELL - 1)]
    alone = receive(ours, commune_code="44143", called="Seule de sa commune")
    erase_resident(resident=people[0], reason=REQUEST)
    erase_resident(resident=alone, reason=REQUEST)
    rows = ErasedCount.objects.of(ours).values("month", "commune_code", "persons", "alone")
    month = f"{clock.today():%Y-%m}"
    assert list(rows) == [{"month": month, "commune_code": "", "persons": 2, "alone": 2}]
    for _each in range(3):
        receive(ours, commune_code="44109")
    erase_resident(resident=people[1], reason=REQUEST)
    assert rows.get(commune_code="44109")["persons"] == 1
    columns = {field.name for field in ErasedCount._meta.local_concrete_fields}
    assert columns == {"id", "organisation", "month", "commune_code", "persons", "alone"}


def test_a_commune_is_kept_for_eleven_persons_not_for_eleven_files():
    """Two files of one person are one person: ten known in a commune are too few."""
    ours = organisation("La Bobine")
    twice = [canary(ours, commune_code="44109") for _each in range(2)]
    others = [receive(ours, commune_code="44109") for _each in range(SMALLEST_CELL - 2)]
    erase_resident(resident=others[0], reason=REQUEST)
    assert ErasedCount.objects.of(ours).get().commune_code == ""
    assert twice[0].person == twice[1].person != ""


def test_two_files_of_one_person_in_one_organisation_count_once():
    ours = organisation("La Bobine")
    first, second = canary(ours), canary(ours)
    assert count_received(ours) == 1
    for each in (first, second):
        erase_resident(resident=each, reason=REQUEST)
        assert (count_received(ours), count_received()) == (1, 1)


def test_a_restored_backup_is_erased_again():
    """The rows of before, as a copy would bring them back, then the replay."""
    person = canary(organisation())
    rows = {model: list(model.objects.everywhere("tests").all()) for model in (Resident, Consent, Note)}
    erase_resident(resident=person, reason=REQUEST)
    for model, held in rows.items():
        for row in held:
            for field in model._meta.local_concrete_fields:  # open each value, to seal it again
                getattr(row, field.attname)
            row.save(force_insert=True)
    ErasedCount.objects.everywhere("tests").delete()
    assert tombstones.replay_all() == 1
    assert not Resident.objects.everywhere("tests").exists()
    assert count_received() == 1
    assert tombstones.replay_all() == 0
    erase_again(f"resident:{person.pk}")


def test_an_account_that_is_erased_leaves_its_number():
    held = member(Role.MEDIATOR, name="Canarine Zéphyrine")
    email = held.email
    person = receive()
    note = write_note(resident=person, level=NoteLevel.DESK, text="x", by=held)
    invite_member(organisation=organisation("Le Rouet"), email=email, role=Role.TRAINER, by=None)
    Authenticator.objects.create(user=held, type=Authenticator.Type.WEBAUTHN, data={})
    Session.objects.create(session_key="c" * 32, session_data="x", expire_date=clock.now())
    UserSession.objects.create(user=held, session_key="c" * 32, ip="0.0.0.0", user_agent="Canari")
    outbox.send(key="k", channel=Channel.EMAIL, recipient=email, subject="s", body="Bonjour Canarine")
    erase_account(account=held, reason=REQUEST, by=account())
    left = [t for t, text in everything_in_clear() if email in text or "Canarine" in text or "Canari" in text]
    assert not left
    note.refresh_from_db()
    assert note.author_id == held.pk
    assert str(note.author) == "Compte effacé"
    membership = Membership.objects.everywhere("tests").get(account=held)
    assert membership.ended_at
    assert not [model for model in (EmailAddress, Authenticator, UserSession, Session) if _of(model, held)]
    assert not Invitation.objects.everywhere("tests").filter(email=email).exists()
    assert tombstones.contains(f"account:{held.pk}")
    with pytest.raises(DomainRefusal, match="déjà effacé"):
        erase_account(account=held, reason=REQUEST)


def _of(model: type, held: Account) -> bool:
    if model is Session:
        return Session.objects.filter(session_key="c" * 32).exists()
    return bool(model._default_manager.filter(user=held).exists())


def test_the_only_administrator_is_not_erased(administrator: Account):
    with pytest.raises(DomainRefusal):
        erase_account(account=administrator, reason=REQUEST)
    administrator.refresh_from_db()
    assert administrator.name == "Hélène Brissane"


def test_an_account_that_a_backup_brings_back_is_erased_again():
    held = member(Role.MEDIATOR, name="Canarine")
    email = held.email
    erase_account(account=held, reason=REQUEST)
    Account.objects.filter(pk=held.pk).update(name="Canarine", email=email, is_active=True, erased_at=None)
    Membership.objects.everywhere("tests").filter(account=held).update(ended_at=None)
    assert tombstones.replay_all() == 1
    held.refresh_from_db()
    assert (held.name, held.is_active) == ("Compte effacé", False)
    assert Membership.objects.everywhere("tests").get(account=held).ended_at
    erase_account_again(f"account:{held.pk}")


def test_what_belongs_to_an_account_falls_with_it():
    """A table of our own either belongs to the account (CASCADE: erased with it) or cites it (PROTECT)."""
    links = [link for link in Account._meta.related_objects if link.related_model._meta.app_label == "people"]
    assert links
    for link in links:
        assert link.on_delete is CASCADE or link.on_delete.__name__ == "PROTECT", link


def test_every_table_of_a_resident_is_erased():
    """Any table that a key leads from to a resident is in a holding, and empty after the erasure."""
    person = canary(organisation())
    tables = {table.model for table in retention.held_tables("resident")}
    linked = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is Resident
    }
    assert linked <= tables
    erase_resident(resident=person, reason=REQUEST)
    for table in retention.held_tables("resident"):
        assert not table.rows([person.pk]).exists(), table.model


def test_a_file_whose_use_is_limited_is_only_kept():
    person, by = receive(), account()
    limit_resident(resident=person, by=by)
    limit_resident(resident=person, by=by)
    for forbidden in (
        lambda: write_note(resident=person, level=NoteLevel.DESK, text="x", by=by),
        lambda: give_consent(resident=person, purpose=ConsentPurpose.SURVEYS, by=by),
    ):
        with pytest.raises(DomainRefusal, match="ne serve plus"):
            forbidden()
    edit_resident(resident=person, values={"phone": "02 61 91 00 00"}, by=by)  # what is wrong is corrected
    free_resident(resident=person, by=by)
    free_resident(resident=person, by=by)
    write_note(resident=person, level=NoteLevel.DESK, text="x", by=by)
    actions = JournalEntry.objects.filter(subject=f"resident:{person.pk}").values_list("action", flat=True)
    assert [each for each in actions if each in ("people.limit_resident", "people.free_resident")] == [
        "people.limit_resident",
        "people.free_resident",
    ]
