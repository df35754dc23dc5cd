"""What is done on the bench: inspect, repair, take and fit parts, install. Each act leaves its line."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum import imei

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.moving import LONGEST_NOTE, locked_device, locked_devices, move_device, note_event
from fabrique.equip.checklists import Check, Checklist, checklist_for
from fabrique.equip.enums import (
    BY_VERB,
    Answer,
    DeviceKind,
    DeviceState,
    Licence,
    PartKind,
    Purpose,
    SoftwareKind,
)
from fabrique.equip.fitting import MOST_MEMORY, check_giver, known_again, why_not_into
from fabrique.equip.models import (
    Device,
    Inspection,
    InstalledSoftware,
    PartMove,
    RepairSession,
    StorageDrive,
)
from fabrique.equip.models.bench import MOST_MINUTES, MOST_VOLUNTEERS
from fabrique.equip.queries.bench import not_to_check
from fabrique.people.models import Account
from fabrique.people.residents import said


@transaction.atomic
def inspect_device(
    *, device: Device, purpose: Purpose, answers: Mapping[str, str], by: Account, note: str = ""
) -> Inspection:
    """Note what was found of each check (``checklists``): an ``Answer``, or the IMEI itself.

    The diagnosis of a device that is erased puts it on the bench. A battery that swells sends the device to
    quarantine at once. A quality check is for somebody who did not repair: passed, it declares the device
    ready; failed, it sends it back to be repaired.
    """
    held = locked_device(device)
    checklist = checklist_for(held.kind)
    found = _answers(checklist, answers, held)
    if purpose == Purpose.QUALITY and (refused := not_to_check(held, by)):
        raise DomainRefusal(refused)
    stopping = checklist.stopping(found)
    inspection = Inspection.objects.of(held.organisation).create(
        device=held,
        purpose=purpose,
        list_version=checklist.version,
        answers=found,
        passed=not stopping,
        note=said(note, "note", most=LONGEST_NOTE),
        at=clock.now(),
        by=by,
    )
    faults = checklist.faults(found)
    facts = {
        "purpose": purpose,
        "passed": inspection.passed,
        "faults": [each.id for each in faults],
        "names": [each.name for each in faults],
    }
    note_event(device=held, verb="inspect", by=by, facts=facts, note=inspection.note)
    _after(held, purpose, inspection, faults, by)
    device.state, device.state_at = held.state, held.state_at
    return inspection


def _answers(checklist: Checklist, answers: Mapping[str, str], device: Device) -> dict[str, str]:
    """An answer for each check of the list, and nothing else."""
    found = {}
    for check in checklist.checks:
        given = answers.get(check.id, "").strip() or Answer.UNTRIED.value
        found[check.id] = _imei(given, device) if check.is_imei else given
        if not check.is_imei and given not in Answer.values:
            raise DomainRefusal(_("Choisissez une réponse."), field=check.id)
    return found


def _imei(given: str, device: Device) -> str:
    """A number whose last digit agrees (Luhn), or why there is none."""
    if given in (Answer.UNTRIED, Answer.FAULT):
        return given
    if given == Answer.ABSENT:
        if device.kind == DeviceKind.SMARTPHONE:
            raise DomainRefusal(_("Un téléphone a un IMEI : composez *#06#."), field="imei")
        return given
    number = imei.compact(given)
    if not imei.is_valid(number) or len(number) != 15:
        raise DomainRefusal(
            _("Cet IMEI n’existe pas : quinze chiffres, dont le dernier vérifie les autres."), field="imei"
        )
    return number


def _after(device: Device, purpose: Purpose, done: Inspection, faults: list[Check], by: Account) -> None:
    """Where the device goes: quarantine, ready, or back to repair. A diagnosis leaves the choice."""
    if any(each.quarantine for each in faults):
        if device.state in BY_VERB["quarantine"].origins:
            move_device(device=device, verb="quarantine", by=by)
    elif purpose == Purpose.QUALITY:
        move_device(device=device, verb="pass_check" if done.passed else "need_repair", by=by)
    elif device.state in (DeviceState.ERASED, DeviceState.DRIVE_REMOVED):
        move_device(device=device, verb="diagnose", by=by)
    device.refresh_from_db(fields=["state", "state_at"])


@transaction.atomic
def note_repair(
    *, device: Device, what: str, minutes: int, by: Account, volunteers: int = 0, done: bool = False
) -> RepairSession:
    """Note time spent on a device. ``done``: it is repaired, and goes to be installed."""
    held = locked_device(device)
    deed = said(what, "what", most=LONGEST_NOTE, missing=_("Dites ce qui a été fait."))
    if not 1 <= minutes <= MOST_MINUTES:
        raise DomainRefusal(_("Écrivez des minutes : entre 1 et %d.") % MOST_MINUTES, field="minutes")
    if not 0 <= volunteers <= MOST_VOLUNTEERS:
        raise DomainRefusal(_("Entre 0 et %d bénévoles.") % MOST_VOLUNTEERS, field="volunteers")
    if held.state == DeviceState.TO_REPAIR:
        move_device(device=held, verb="start_repair", by=by)
        held.refresh_from_db(fields=["state", "state_at"])
    session = RepairSession.objects.of(held.organisation).create(
        device=held, what=deed, minutes=minutes, volunteers=volunteers, at=clock.now(), by=by
    )
    note_event(
        device=held, verb="repair", by=by, note=deed, facts={"minutes": minutes, "volunteers": volunteers}
    )
    if done:
        move_device(device=held, verb="install", by=by)
        held.refresh_from_db(fields=["state", "state_at"])
    device.state, device.state_at = held.state, held.state_at
    return session


@transaction.atomic
def move_part(
    *,
    part: PartKind,
    by: Account,
    source: Device | None = None,
    device: Device | None = None,
    drive: StorageDrive | None = None,
    label: str = "",
    new: bool = False,
    memory_mb: int | None = None,
) -> PartMove:
    """Take a part from ``source``, fit it in ``device``, or both; both histories say it.

    A drive keeps its own proof, or its want of one, wherever it goes: ``drive`` is needed to move one.
    ``memory_mb``: how much a module of memory holds, in MiB, if it was read.
    """
    _check_part(source, device, new, memory_mb)
    held = locked_devices(filter(None, (source, device)))
    giver, taker = (held[each.pk] if each else None for each in (source, device))
    if taker is not None and (refused := why_not_into(taker)):
        raise DomainRefusal(refused)
    if giver is not None:
        check_giver(giver)
    if part == PartKind.DRIVE:
        drive = _moved_drive(drive, giver, taker)
    elif drive is not None:
        raise DomainRefusal(_("Vous avez choisi un disque : dites que la pièce en est un."), field="drive")
    organisation = next(iter(held.values())).organisation
    moved = PartMove.objects.of(organisation).create(
        organisation=organisation,
        part=part,
        label=label.strip()[:120],
        source=giver,
        device=taker,
        drive=drive,
        new=new,
        at=clock.now(),
        by=by,
    )
    facts = {
        "part": part.value,
        "from": giver.code if giver else "",
        "to": taker.code if taker else "",
        "new": new,
    }
    for each, verb, sign in ((giver, "take_part", -1), (taker, "fit_part", 1)):
        if each is not None:
            changes = known_again(each, part, memory_mb=sign * memory_mb if memory_mb else None)
            each.save(update_fields=list(changes))
            note_event(device=each, verb=verb, by=by, note=moved.label, facts=facts | {"changes": changes})
    return moved


def _check_part(source: Device | None, device: Device | None, new: bool, memory_mb: int | None) -> None:
    if source is None and device is None:
        raise DomainRefusal(
            _("Dites de quel appareil vient la pièce, ou dans lequel elle va."), field="other"
        )
    if source is not None and device is not None and source.pk == device.pk:
        raise DomainRefusal(_("La pièce vient déjà de cet appareil."), field="other")
    if new and source is not None:
        raise DomainRefusal(_("Une pièce neuve ne vient pas d’un appareil."), field="new")
    if memory_mb is not None and not 0 < memory_mb <= MOST_MEMORY:
        raise DomainRefusal(_("Cette taille n’est pas celle d’une barrette."), field="memory")


def _moved_drive(drive: StorageDrive | None, giver: Device | None, taker: Device | None) -> StorageDrive:
    if drive is None:
        raise DomainRefusal(_("Dites quel disque : choisissez-le dans la liste."), field="drive")
    rows = StorageDrive.objects.of(drive.organisation).select_for_update(of=("self",), no_key=True)
    held = rows.get(pk=drive.pk)
    if held.device_id != (giver.pk if giver else None):
        raise DomainRefusal(_("Ce disque n’est plus là où vous le pensez. Rechargez la page."), field="drive")
    held.device, held.removed_at = taker, None if taker else clock.now()
    held.save(update_fields=["device", "removed_at"])
    return held


@transaction.atomic
def install_software(
    *,
    device: Device,
    kind: SoftwareKind,
    licence: Licence,
    by: Account,
    name: str = "",
    version: str = "",
    reference: str = "",
) -> InstalledSoftware:
    """Note what was installed and by which right; a new system replaces the one before."""
    held = locked_device(device)
    called = name.strip() or ("" if kind == SoftwareKind.PROGRAM else str(kind.label))
    if not called:
        raise DomainRefusal(_("Donnez le nom du logiciel."), field="name")
    if licence in (Licence.REFURBISHER, Licence.BOUGHT) and not reference.strip():
        raise DomainRefusal(
            _("Donnez la référence de la licence : numéro de contrat ou d’étiquette, jamais la clé."),
            field="reference",
        )
    rows = InstalledSoftware.objects.of(held.organisation)
    if kind.is_system:
        system = rows.filter(device=held, removed_at__isnull=True).exclude(kind=SoftwareKind.PROGRAM)
        system.update(removed_at=clock.now())
    installed = rows.create(
        device=held,
        kind=kind,
        name=called[:80],
        version=version.strip()[:40],
        licence=licence,
        reference=reference.strip()[:60],
        at=clock.now(),
        by=by,
    )
    facts = {"kind": kind.value, "name": installed.name, "licence": licence.value}
    note_event(device=held, verb="install_software", by=by, facts=facts)
    return installed
