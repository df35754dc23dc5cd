"""Orders, logs, proofs: the loop of erasure, closed drive by drive."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from fabrique.core import clock
from fabrique.core.crypto import files
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.equip import proving
from fabrique.equip.actions.certifying import certify_device
from fabrique.equip.actions.entering import DeviceFacts, DriveFacts, enter_device
from fabrique.equip.actions.erasure import (
    attest_reset,
    note_drive,
    note_no_drive,
    order_erasure,
    take_drive_out,
)
from fabrique.equip.actions.erasure_logs import receive_log
from fabrique.equip.actions.moving import move_device
from fabrique.equip.documents.certificates import certificate_pdf
from fabrique.equip.enums import DeviceKind, DeviceState, DriveKind, OrderState, ProofBasis
from fabrique.equip.erasure import same_serial
from fabrique.equip.guards import guards
from fabrique.equip.models import (
    DeviceEvent,
    ErasureAttempt,
    ErasureLog,
    ErasureOrder,
    ErasureProof,
    StorageDrive,
)
from fabrique.equip.queries.erasure import drives_of_serial, lacking, standing_of, standings
from fabrique.people.enums import Role
from tests.equip.erasure.logs import HDPARM
from tests.factories.equip import moved, received, site
from tests.factories.equip_bench import drive_of, erased, log_of, on_plates, ready
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
put_in = partial(receive_log, name="nwipe.log", by=None)


def test_a_log_proves_its_drive_and_moves_its_device():
    device, now = on_plates(), clock.now()
    with clock.frozen(now):
        taken = erased(device)
    (outcome,) = taken.outcomes
    assert taken.new
    assert device.state == DeviceState.ERASED
    assert outcome.proof
    assert (outcome.proof.basis, outcome.proof.level, outcome.proof.rule) == ("log", "clear", "hdd-overwrite")
    assert outcome.proof.facts["device"]["code"] == device.code
    assert files.read(taken.log.file) == log_of(device, at=now - timedelta(hours=2))
    assert ErasureOrder.objects.everywhere("tests").get().state == OrderState.PROVED
    verbs = list(
        DeviceEvent.objects.everywhere("tests")
        .filter(device=device)
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert verbs == ["enter", "identify", "order_erasure", "prove_drive", "prove_erasure"]
    assert JournalEntry.objects.get(action="equip.receive_log").summary["held"] == 1


def test_the_same_log_twice_changes_nothing():
    device = on_plates()
    content = log_of(device)
    move_device(device=device, verb="identify", by=None)
    first = put_in(organisation=device.organisation, content=content)
    entries = JournalEntry.objects.count()
    again = put_in(organisation=device.organisation, content=content)
    assert (again.new, again.log, again.outcomes[0].proof) == (False, first.log, first.outcomes[0].proof)
    assert not again.outcomes[0].fresh
    assert (
        ErasureProof.objects.everywhere("tests").count()
        == ErasureLog.objects.everywhere("tests").count()
        == 1
    )
    assert JournalEntry.objects.count() == entries


def test_the_log_of_another_drive_is_refused_with_its_reason_and_told():
    device = on_plates()
    other = on_plates(device.organisation)
    moved(device, "identify")
    order_erasure(device=device, by=None)
    (outcome,) = put_in(organisation=device.organisation, content=log_of(other), device=device).outcomes
    assert outcome.proof is None
    assert any(f"C’est celui d’un disque de {other.code}" in why for why in outcome.reasons)
    assert (
        ErasureOrder.objects.everywhere("tests").get().state == OrderState.OPEN
    )  # nothing happened to this drive
    assert JournalEntry.objects.get(action="equip.receive_log").summary["refused"] == ["other_serial"]
    event = DeviceEvent.objects.everywhere("tests").get(device=device, verb="refuse_log")
    assert event.facts["why"][0] == "other_serial"
    # Put in where it belongs, the same file proves.
    (found,) = put_in(organisation=device.organisation, content=log_of(other), device=other).outcomes
    assert found.proof


def test_a_drive_that_nobody_knows_is_told_and_judged_again_once_it_is():
    device = on_plates()
    content = log_of(device)
    drive = drive_of(device)
    StorageDrive.objects.of(device.organisation).filter(pk=drive.pk).update(serial="")
    (outcome,) = put_in(organisation=device.organisation, content=content).outcomes
    assert "identifiez d’abord l’appareil" in outcome.reasons[0]
    by = member(Role.REFURBISHER, of=device.organisation)
    facts = DriveFacts(DriveKind.HDD, drive.model, drive.serial, drive.size_bytes)
    note_drive(device=device, facts=facts, by=by, drive=drive)
    (outcome,) = put_in(organisation=device.organisation, content=content).outcomes
    assert outcome.proof
    with pytest.raises(DomainRefusal, match="son numéro ne change plus"):
        note_drive(device=device, facts=DriveFacts(DriveKind.HDD, serial="AUTRE"), by=by, drive=drive)


def test_an_erasure_that_failed_closes_its_order_and_says_so():
    device = moved(on_plates(), "identify")
    order_erasure(device=device, by=None)
    content = log_of(device, status="-FAILED-", errors=(0, 4, 0))
    (outcome,) = put_in(organisation=device.organisation, content=content).outcomes
    device.refresh_from_db()
    assert (outcome.proof, device.state) == (None, DeviceState.ERASURE_FAILED)
    assert ErasureOrder.objects.everywhere("tests").get().state == OrderState.FAILED
    (standing,) = standing_of(device)
    assert standing.refused == outcome.attempt
    # Erased again, for good: the new log goes all the way.
    assert put_in(organisation=device.organisation, content=log_of(device)).outcomes[0].proof
    device.refresh_from_db()
    assert device.state == DeviceState.ERASED


def test_a_log_from_before_the_drive_came_proves_nothing():
    device = moved(on_plates(), "identify")
    old = log_of(device, at=clock.now() - timedelta(days=9))
    (outcome,) = put_in(organisation=device.organisation, content=old).outcomes
    assert [why for why, _words in outcome.attempt.refusals] == ["too_early"]


def test_what_is_no_log_is_refused_and_told():
    holder = organisation("Atelier Le Rouet")
    with pytest.raises(DomainRefusal, match="n’est pas un journal"):
        put_in(organisation=holder, content=b"bonjour")
    assert JournalEntry.objects.filter(action="equip.refuse_log").count() == 1


def test_an_ssd_is_proved_by_its_own_erasure():
    device = moved(received(serial="SSD1"), "identify")
    drive = drive_of(device)
    assert (
        put_in(
            organisation=device.organisation, content=log_of(device, size=240_000_000_000, model="Essai 240")
        )
        .outcomes[0]
        .reasons[0]
        .startswith("Écrire sur une mémoire flash")
    )
    today = clock.today().isoformat()
    text = (
        HDPARM.replace("FAB-S-0001", drive.serial)
        .replace("FABRIQUE SSD 240", "Essai 240")
        .replace("2026-11-23", today)
    )
    (outcome,) = put_in(organisation=device.organisation, content=text.encode()).outcomes
    assert outcome.proof
    assert outcome.proof.level == "purge"


def test_a_drive_taken_out_leaves_its_device_without_data_and_itself_unproved():
    holder = organisation("Atelier Le Rouet")
    by = member(Role.REFURBISHER, of=holder)
    device = moved(received(holder), "identify")
    drive = drive_of(device)
    take_drive_out(drive=drive, by=by)
    device.refresh_from_db()
    assert device.state == DeviceState.DRIVE_REMOVED
    assert lacking(device) == []
    with pytest.raises(DomainRefusal, match="déjà sorti"):
        take_drive_out(drive=drive, by=by)
    with pytest.raises(DomainRefusal, match="comment il a été détruit"):
        take_drive_out(drive=drive, by=by, destroyed=True)
    proof = take_drive_out(drive=drive, by=by, destroyed=True, note="Percé trois fois")
    assert (proof.basis, proof.level) == (ProofBasis.DESTROYED, "destroy")


def test_a_phone_is_proved_by_a_reset_that_somebody_saw():
    holder = organisation("Atelier Le Rouet")
    by = member(Role.REFURBISHER, of=holder)
    phone = moved(received(holder, DeviceKind.SMARTPHONE), "identify")
    order_erasure(device=phone, by=by)
    with pytest.raises(DomainRefusal, match="n’efface rien"):
        attest_reset(drive=drive_of(phone), by=by, encrypted=False)
    attest_reset(drive=drive_of(phone), by=by, encrypted=True)
    phone.refresh_from_db()
    assert phone.state == DeviceState.ERASED
    with pytest.raises(DomainRefusal, match="que pour un téléphone"):
        attest_reset(drive=drive_of(received(holder)), by=by, encrypted=True)
    box = received(holder, DeviceKind.BOX)  # it keeps settings, no file to encrypt
    assert attest_reset(drive=drive_of(box), by=by, encrypted=False).rule == "settings-reset"


def test_a_device_that_came_without_a_drive_is_said_so():
    holder = organisation("Atelier Le Rouet")
    by = member(Role.REFURBISHER, of=holder)
    device = moved(
        enter_device(site=site(holder), facts=DeviceFacts(DeviceKind.DESKTOP), by=None), "identify"
    )
    assert "Aucun support de données n’est connu" in lacking(device)[0]
    note_no_drive(device=device, by=by)
    assert (device.state, lacking(device)) == (DeviceState.DRIVE_REMOVED, [])
    with pytest.raises(DomainRefusal, match="notez d’abord son retrait"):
        note_no_drive(device=received(holder), by=by)
    certificate = certify_device(device=device, by=by)
    assert certificate_pdf(certificate, "https://essai.example/").startswith(b"%PDF")


def test_a_proof_does_not_outlive_the_person_who_had_the_device():
    device = ready()
    assert lacking(device) == []
    with guards.holding():  # what a handover needs is tried elsewhere
        moved(device, "reserve", "hand_over", "return")
    assert "aucune preuve" in lacking(device)[0]


def test_a_proof_that_was_altered_is_seen():
    device = on_plates()
    (outcome,) = erased(device).outcomes
    proof = ErasureProof.objects.everywhere("tests").select_related("attempt__log").get(pk=outcome.proof.pk)
    assert proving.is_authentic(proof)
    report = {**proof.attempt.report, "serial": "AUTRE"}
    ErasureAttempt.objects.everywhere("tests").update(report=report)
    proof = ErasureProof.objects.everywhere("tests").select_related("attempt__log").get(pk=proof.pk)
    assert not proving.is_authentic(proof)


def test_the_raw_log_is_not_in_clear():
    taken = erased(on_plates())
    assert b"nwipe" not in files.path_of(taken.log.file).read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT signature FROM equip_erasureproof")
        assert len(cursor.fetchone()[0]) == 128


def test_a_lot_is_read_in_as_many_queries_as_a_device(django_assert_num_queries):
    holder = organisation("Atelier Le Rouet")
    devices = [on_plates(holder) for _each in range(4)]
    for device in devices:
        erased(device)
    with django_assert_num_queries(5):
        standings(devices[:1])
    with django_assert_num_queries(5):
        assert all(each[0].proof for each in standings(devices).values())


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("WD-WX12A3", "wx12a3"),
        ("WX12-A3", "WD-WX12A3"),
        ("S3Y 9NB.0K", "s3y9nb0k"),
        ("ABCD-EFGH-IJKL-MNOP-QRST", "ABCD-EFGH-IJKL-MNOP-"),
    ],
)
def test_a_drive_is_found_however_its_serial_is_spelled_and_no_other_is_looked_at(
    kept: str, read: str, monkeypatch: pytest.MonkeyPatch
):
    found = on_plates()
    compared: list[str] = []

    def compare(one: str, other: str) -> bool:
        compared.append(other)
        return same_serial(one, other)

    monkeypatch.setattr("fabrique.equip.queries.erasure.same_serial", compare)
    for device in (found, *(on_plates(found.organisation) for _each in range(3))):
        move_device(device=device, verb="identify", by=None)
        order_erasure(device=device, by=None)
    StorageDrive.objects.of(found.organisation).filter(device=found).update(serial=kept)
    assert drives_of_serial(found.organisation, read) == [drive_of(found)]
    assert compared == [kept]
    assert drives_of_serial(found.organisation, " ") == []
