"""Taking a file in: read, kept, its machines entered or completed. The same bytes get the same answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.crypto import files
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.erasure_logs import receive_log
from fabrique.equip.actions.moving import locked_device
from fabrique.equip.actions.observing import complete_observed, enter_observed
from fabrique.equip.actions.sites import held_open
from fabrique.equip.answering import (
    CREATED,
    EVIDENCE,
    REFUSED,
    UPDATED,
    drive_said,
    entry_of,
    outcome_said,
    refused_entry,
)
from fabrique.equip.enums.intake import Door, Evidence
from fabrique.equip.intake import IntakeRefusal, Observation, Reading, read
from fabrique.equip.intake.reading import NWIPE, SANITIZE
from fabrique.equip.intake.values import tidy
from fabrique.equip.models import Device, InventoryFile, ObservationRecord, Site, StorageDrive
from fabrique.equip.recognising import Recognised, marks_of, recognise
from fabrique.people.models import Account

_MOST_ROWS = 500  # of a table, by a page or a station


@dataclass(frozen=True, slots=True)
class Taken:
    """What was done of a file: one entry for each machine, as scripts read them (``entry_of``).

    ``file`` is None when the whole file is refused; ``again`` says that these bytes were known.
    """

    entries: list[dict[str, Any]] = field(default_factory=list)
    file: InventoryFile | None = None
    again: bool = False


def take_file(
    *, content: bytes, name: str, site: Site, by: Account | None, door: Door, token: str = ""
) -> Taken:
    """Take a file in at a site. Never raises for a bad file: its entry says « refused », and why.

    ``token``: the key of the station that sent it, for the journal.
    """
    name, digest = tidy(name, most=200), hashlib.sha256(content).hexdigest()
    if known := _known(site, digest):
        return Taken(known.answer, known, again=True)
    try:
        reading = read(content)
        if reading.format in (NWIPE, SANITIZE):
            return Taken([_take_log(reading.format, content, name, site, by)])
        _check_rows(reading, door)
        with transaction.atomic():
            return _take(reading, content, name, digest, site, by, door, token)
    except IntegrityError:  # the same file, sent twice at once: the other was quicker
        known = _known(site, digest)
        if known is None:
            raise
        return Taken(known.answer, known, again=True)
    except DomainRefusal as refusal:
        format = refusal.format if isinstance(refusal, IntakeRefusal) else ""
        _note_refusal(site, digest, format, by, door, token)
        return Taken([refused_entry(format, refusal.message)])


def _check_rows(reading: Reading, door: Door) -> None:
    """Nobody waits in front of a page for ten thousand devices, nor holds the workshop so long."""
    rows = len(reading.observations) + len(reading.refusals)
    if rows > _MOST_ROWS and door in (Door.PAGE, Door.STATION):
        raise IntakeRefusal(
            _("Ce tableau a %(rows)s lignes : %(most)s au plus ici. Coupez-le, ou passez par la commande.")
            % {"rows": rows, "most": _MOST_ROWS},
            format=reading.format,
        )


def _take_log(format: str, content: bytes, name: str, site: Site, by: Account | None) -> dict[str, Any]:
    """A log of erasure is the bench's: judged each time, for a drive may be known since the last one."""
    try:
        taken = receive_log(organisation=site.organisation, content=content, name=name, by=by)
    except DomainRefusal as refusal:  # the bench has noted it
        return refused_entry(format, refusal.message)
    entry = entry_of(EVIDENCE, format, None, " ".join(outcome_said(each) for each in taken.outcomes))
    entry["drives"] = [drive_said(each.drive) for each in taken.outcomes if each.drive]
    return entry


def _known(site: Site, digest: str) -> InventoryFile | None:
    rows = InventoryFile.objects.of(site.organisation).select_related("organisation", "site")
    return rows.filter(sha256=digest).first()


def _take(
    reading: Reading,
    content: bytes,
    name: str,
    digest: str,
    site: Site,
    by: Account | None,
    door: Door,
    token: str,
) -> Taken:
    # Two benches at once: one after the other, or each would enter the machine that both have seen.
    list(Site.objects.of(site.organisation).select_for_update().order_by("pk").values_list("pk"))
    held_open(site)
    file = InventoryFile(
        organisation=site.organisation,
        sha256=digest,
        format=reading.format,
        evidence=reading.evidence,
        door=door,
        site=site,
        taken_at=clock.now(),
        taken_by=by,
    )
    file.raw = files.keep(content, name=name or digest[:12], media_type="application/octet-stream")
    file.save(force_insert=True)
    if reading.evidence:
        file.answer = [_take_evidence(reading, file)]
    else:
        file.answer = _take_machines(reading, file, by)
    file.save(update_fields=["answer"])
    counted = {
        status: sum(e["status"] == status for e in file.answer) for status in (CREATED, UPDATED, REFUSED)
    }
    journal.record(
        "equip.take_file",
        actor=by.pk if by else "",
        organisation=site.organisation_id,
        subject=f"inventory_file:{file.pk}",
        summary={"sha256": digest, "format": reading.format, "door": door, **sent_with(token), **counted},
    )
    return Taken(file.answer, file)


def _take_machines(reading: Reading, file: InventoryFile, by: Account | None) -> list[dict[str, Any]]:
    seen: dict[object, int | None] = {}
    entries = [_take_machine(each, file, by, seen) for each in reading.observations]
    entries += [
        refused_entry(reading.format, _row_reason(each.column, each.reason), each.row)
        for each in reading.refusals
    ]
    return sorted(entries, key=lambda entry: entry.get("row") or 0)


def _row_reason(column: str, reason: str) -> str:
    return f"{_('Colonne')} « {column} » : {reason}" if column else reason


def _take_machine(
    observation: Observation, file: InventoryFile, by: Account | None, seen: dict[object, int | None]
) -> dict[str, Any]:
    """One machine. ``seen``: the rows and the devices of this very file, which no second row may be."""
    said_twice = (observation.serial, observation.make, observation.model)
    reason = _row_fault(observation, seen.get(said_twice))
    found = Recognised() if reason else recognise(observation, file.organisation)
    if found.rivals:
        codes = ", ".join(device.code for device in found.rivals)
        reason = _("Plusieurs appareils peuvent être celui-ci : %(codes)s. Donnez son étiquette.")
        reason %= {"codes": codes}
    elif found.device is not None and found.device.pk in seen:
        reason = _twice(seen[found.device.pk])
    if reason:
        return entry_of(REFUSED, observation.format, observation, reason)
    if found.device is None:
        record = enter_observed(observation=observation, found=found, file=file, by=by)
        notes, status = [found.warning] if found.warning else [], CREATED
    else:
        held = locked_device(found.device)
        record, notes = complete_observed(observation=observation, device=held, found=found, file=file, by=by)
        status = UPDATED
    assert record.device is not None
    seen[record.device.pk] = observation.row
    if observation.serial:
        seen[said_twice] = observation.row
    if record.differences:
        notes.append(_("Des valeurs diffèrent : à trancher."))
    notes += observation.warnings
    return entry_of(status, observation.format, observation, " ".join(notes), record.device)


def _row_fault(observation: Observation, before: int | None) -> str:
    """Why a row of a table is no device of its own: seen before any question to the database."""
    if observation.row is None:
        return ""
    if before is not None:
        return _twice(before)
    if marks_of(observation):
        return ""
    return _("Rien ne distingue cet appareil : ajoutez une colonne « Identifiant unique », ou son numéro.")


def _twice(row: int | None) -> str:
    return _("C’est l’appareil de la ligne %(row)s : une ligne de trop, ou un numéro recopié.") % {"row": row}


def _take_evidence(reading: Reading, file: InventoryFile) -> dict[str, Any]:
    """A measure without its machine: for the device whose drive it is, or kept until somebody says whose."""
    observation = reading.observations[0] if reading.observations else None
    device = _holder(observation, file) if reading.evidence == Evidence.DRIVE and observation else None
    if observation is not None:
        ObservationRecord.objects.create(
            file=file, device=device, seen_at=clock.now(), data=observation.as_data()
        )
    reason = {
        Evidence.DRIVE: _("Ce disque n’est dans aucun appareil connu : le relevé est gardé."),
        Evidence.BATTERY: _("Relevé de batterie gardé : rattachez-le à son appareil."),
        Evidence.ERASURE: _("Cet acte d’eReuse ne vaut pas preuve : il est gardé, ajoutez le journal."),
    }[Evidence(reading.evidence)]
    if device is not None:
        reason = _("Santé du disque notée pour %(code)s.") % {"code": device.code}
    return entry_of(EVIDENCE, reading.format, observation, reason, device)


def _holder(observation: Observation, file: InventoryFile) -> Device | None:
    serials = [drive.serial for drive in observation.drives if drive.serial]
    rows = StorageDrive.objects.of(file.organisation).filter(serial__in=serials, device__isnull=False)
    drive = rows.select_related("device").order_by("-seen_at").first()
    return drive.device if drive else None


@transaction.atomic
def _note_refusal(site: Site, digest: str, format: str, by: Account | None, door: Door, token: str) -> None:
    """Without its reason, which may quote the file."""
    journal.record(
        "equip.refuse_file",
        actor=by.pk if by else "",
        organisation=site.organisation_id,
        subject=f"site:{site.pk}",
        summary={"sha256": digest, "format": format, "door": door, **sent_with(token)},
    )


def sent_with(token: str) -> dict[str, str]:
    """What the journal says of the key that a station used."""
    return {"token": token} if token else {}
