"""A log arrives: kept sealed, read, judged for each drive that it names; what it proves, what it does not."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.crypto import files
from fabrique.core.refusals import DomainRefusal
from fabrique.equip import proving
from fabrique.equip.actions.erasure import WAITING, close_order, keep_proof, locked_drive, settle
from fabrique.equip.actions.moving import locked_device, locked_devices, move_device, note_event
from fabrique.equip.enums import ProofBasis
from fabrique.equip.erasure import (
    Drive,
    ErasureReport,
    Judgement,
    Refusal,
    Status,
    UnreadableLog,
    Why,
    judge,
    read_log,
)
from fabrique.equip.models import Device, ErasureAttempt, ErasureLog, ErasureProof, StorageDrive
from fabrique.equip.queries.erasure import came_in_on, drives_of_serial, medium_of, standing_of
from fabrique.people.models import Account, Organisation

NOT_ENDED = frozenset({Why.FAILED, Why.ABORTED, Why.INCOMPLETE, Why.ERRORS})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a log came to. ``fresh``: it was judged now, and not found again."""

    attempt: ErasureAttempt
    drive: StorageDrive | None
    proof: ErasureProof | None
    fresh: bool

    @property
    def reasons(self) -> list[str]:
        """Why it was refused, in French."""
        return [words for _why, words in self.attempt.refusals]


@dataclass(frozen=True, slots=True)
class Taken:
    """A log, whether it was new here, and the outcome of each of its runs."""

    log: ErasureLog
    new: bool
    outcomes: tuple[Outcome, ...]


def receive_log(
    *,
    organisation: Organisation,
    content: bytes,
    name: str,
    by: Account | None,
    device: Device | None = None,
) -> Taken:
    """Keep a log and judge it. ``device``: it was put in for that one, and must be of one of its drives.

    The same log twice changes nothing. Raises ``DomainRefusal`` for what is no log; what a log fails to
    prove is no error: its ``Outcome`` says why, and the journal too.
    """
    digest = sha256(content).hexdigest()
    try:
        reports = read_log(content)
    except UnreadableLog as refusal:
        journal.record(
            "equip.refuse_log",
            actor=by.pk if by else "",
            organisation=organisation.pk,
            subject=f"device:{device.pk}" if device else "",
            summary={"sha256": digest},
        )
        raise DomainRefusal(refusal.message, field="log") from None
    return _take(organisation, content, digest, reports, name, by, device)


@transaction.atomic
def _take(
    organisation: Organisation,
    content: bytes,
    digest: str,
    reports: tuple[ErasureReport, ...],
    name: str,
    by: Account | None,
    device: Device | None,
) -> Taken:
    log, new = _kept(organisation, content, digest, len(reports), name, by)
    if device is not None:
        device = locked_device(device)
    elif len(reports) > 1:  # two logs that name two computers take them in one order, before the drives
        named = [_drive_of(organisation, each, None)[0] for each in reports]
        locked_devices(each.device or each.origin for each in named if each)
    outcomes = tuple(_run(log, place, report, by, device) for place, report in enumerate(reports))
    fresh = [each for each in outcomes if each.fresh]
    if new or fresh:
        journal.record(
            "equip.receive_log",
            actor=by.pk if by else "",
            organisation=organisation.pk,
            subject=f"erasure_log:{log.pk}",
            summary={
                "sha256": digest,
                "held": sum(each.proof is not None for each in fresh),
                "refused": sorted({why for each in fresh for why, _words in each.attempt.refusals}),
            },
        )
    return Taken(log, new, outcomes)


def _kept(
    organisation: Organisation, content: bytes, digest: str, runs: int, name: str, by: Account | None
) -> tuple[ErasureLog, bool]:
    """The log of this content, and whether it is new. Two benches at once keep it once."""
    rows = ErasureLog.objects.of(organisation).select_related("organisation")
    if known := rows.filter(sha256=digest).first():
        return known, False
    try:
        with transaction.atomic():
            log = rows.create(
                pk=uuid4(),
                organisation=organisation,
                sha256=digest,
                file=files.keep(content, name=name or "effacement.log", media_type="text/plain"),
                runs=runs,
                received_at=clock.now(),
                received_by=by,
            )
    except IntegrityError:
        return rows.get(sha256=digest), False
    return log, True


def _run(
    log: ErasureLog, place: int, report: ErasureReport, by: Account | None, device: Device | None
) -> Outcome:
    drive, elsewhere = _drive_of(log.organisation, report, device)
    held = None
    if drive is not None:
        drive, held = locked_drive(drive)
    before = _judged_before(log, place, drive)
    if before and before.level:
        return Outcome(before, before.drive, getattr(before, "proof", None), fresh=False)
    judgement = _judged(report, drive, elsewhere, held, device)
    refusals = [[each.why.value, each.message] for each in judgement.refusals]
    if before and before.refusals == refusals:
        return Outcome(before, before.drive, None, fresh=False)
    attempt = ErasureAttempt.objects.of(log.organisation).create(
        log=log,
        place=place,
        drive=drive,
        report=proving.report_json(report),
        level=judgement.level or "",
        rule=judgement.rule,
        refusals=refusals,
        warnings=list(judgement.warnings),
        judged_at=clock.now(),
    )
    proof = _proved(attempt, drive, held, by) if drive and judgement.holds else None
    if proof is None:
        _refused(attempt, judgement, held or device, by)
    return Outcome(attempt, drive, proof, fresh=True)


def _drive_of(
    organisation: Organisation, report: ErasureReport, device: Device | None
) -> tuple[StorageDrive | None, StorageDrive | None]:
    """The drive that a report is about; and, of a log that was put in for another device, whose it is."""
    serial = "" if report.hides_its_serial else report.serial
    found = drives_of_serial(organisation, serial)
    if device is None:
        return (found[0] if found else None), None
    own = [each for each in found if each.device_id == device.pk]
    if own:
        return own[0], None
    # For want of the right one, the log is judged against the drive that awaits it: the refusal says why.
    waiting = [each.drive for each in standing_of(device) if each.proof is None]
    return (waiting[0] if waiting else None), (found[0] if found else None)


def _judged_before(log: ErasureLog, place: int, drive: StorageDrive | None) -> ErasureAttempt | None:
    rows = ErasureAttempt.objects.of(log.organisation).filter(log=log, place=place)
    held = rows.exclude(level="").select_related("drive__device", "proof").first()
    return held or rows.filter(drive=drive).select_related("drive__device").order_by("-pk").first()


def _judged(
    report: ErasureReport,
    drive: StorageDrive | None,
    elsewhere: StorageDrive | None,
    held: Device | None,
    device: Device | None,
) -> Judgement:
    """The judgement; of a drive that nobody knows here, the reason is that."""
    if drive is None:
        if not report.serial or report.hides_its_serial:
            return judge(report, Drive(""))
        words = _("Aucun support de numéro %(serial)s n’est connu ici : identifiez d’abord l’appareil.")
        if device is not None:
            words = _("Ce journal est celui du disque %(serial)s : cet appareil ne l’a pas.")
        return Judgement(None, "", (Refusal(Why.OTHER_SERIAL, words % {"serial": report.serial}),))
    known = Drive(drive.serial, drive.model, medium_of(drive), drive.size_bytes)
    arrived = timezone.localdate(came_in_on(held)) if held else None
    judgement = judge(report, known, not_before=arrived, today=clock.today())
    if elsewhere is None or elsewhere.device is None:
        return judgement
    words = _("C’est celui d’un disque de %s : déposez-le là-bas.") % elsewhere.device.code
    return Judgement(None, "", (*judgement.refusals, Refusal(Why.OTHER_SERIAL, words)))


def _proved(
    attempt: ErasureAttempt, drive: StorageDrive, held: Device | None, by: Account | None
) -> ErasureProof:
    proof = keep_proof(
        drive=drive,
        device=held,
        basis=ProofBasis.LOG,
        level=attempt.level,
        rule=attempt.rule,
        attempt=attempt,
        by=by,
    )
    close_order(drive, "prove")
    if held is not None:
        facts = {"drive": str(drive.pk), "serial": drive.serial, "rule": attempt.rule}
        note_event(device=held, verb="prove_drive", by=by, evidence=attempt.log.sha256, facts=facts)
        settle(held, by)
    return proof


def _refused(attempt: ErasureAttempt, judgement: Judgement, held: Device | None, by: Account | None) -> None:
    """Say it in the device's history; an erasure that failed closes its order, another's log does not."""
    if held is None:
        return
    why = [each.why.value for each in judgement.refusals]
    facts = {"why": why, "serial": attempt.report["serial"]}
    note_event(device=held, verb="refuse_log", by=by, evidence=attempt.log.sha256, facts=facts)
    own = attempt.drive is not None and not {Why.OTHER_SERIAL, Why.NO_SERIAL} & {
        each.why for each in judgement.refusals
    }
    if (
        not own
        or attempt.report["status"] == Status.ERASED
        or not NOT_ENDED & {each.why for each in judgement.refusals}
    ):
        return
    assert attempt.drive is not None
    close_order(attempt.drive, "fail")
    if held.state in WAITING:
        move_device(device=held, verb="fail_erasure", by=by, evidence=attempt.log.sha256)
