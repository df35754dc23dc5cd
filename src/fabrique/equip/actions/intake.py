"""Taking a file in: read, kept, its machines entered or completed. The same bytes get the same answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.crypto import files
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.entering import open_site
from fabrique.equip.actions.erasure_logs import Outcome, receive_log
from fabrique.equip.actions.moving import locked_device
from fabrique.equip.actions.observing import complete_observed, enter_observed
from fabrique.equip.enums import DriveKind
from fabrique.equip.enums.intake import Door, Evidence
from fabrique.equip.intake import IntakeRefusal, Observation, Reading, read
from fabrique.equip.intake import observation as said
from fabrique.equip.intake.reading import NWIPE, SANITIZE
from fabrique.equip.models import Device, InventoryFile, ObservationRecord, Site, StorageDrive
from fabrique.equip.recognising import marks_of, recognise
from fabrique.people.actions.organisations import register_organisation
from fabrique.people.models import Account, Organisation

_SORTS = {
    DriveKind(kind.value.lower()): kind for kind in said.DriveKind if kind is not said.DriveKind.UNKNOWN
}
CREATED, UPDATED, EVIDENCE, REFUSED = "created", "updated", "evidence", "refused"


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
    digest = hashlib.sha256(content).hexdigest()
    if known := _known(site, digest):
        return Taken(known.answer, known, again=True)
    try:
        reading = read(content, name)
        if reading.format in (NWIPE, SANITIZE):
            return Taken([_take_log(reading.format, content, name, site, by)])
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


def _take_log(format: str, content: bytes, name: str, site: Site, by: Account | None) -> dict[str, Any]:
    """A log of erasure is the bench's: judged each time, for a drive may be known since the last one."""
    try:
        taken = receive_log(organisation=site.organisation, content=content, name=name, by=by)
    except DomainRefusal as refusal:  # the bench has noted it
        return refused_entry(format, refusal.message)
    entry = _entry(EVIDENCE, format, None, " ".join(_outcome_said(each) for each in taken.outcomes))
    drives = [each.drive for each in taken.outcomes if each.drive]
    entry["drives"] = [
        {
            "kind": _SORTS.get(DriveKind(drive.kind), said.DriveKind.UNKNOWN).value,
            "size_gb": round(drive.size_bytes / 10**9) if drive.size_bytes else None,
            "serial": drive.serial,
        }
        for drive in drives
    ]
    return entry


def _outcome_said(outcome: Outcome) -> str:
    serial = outcome.attempt.report.get("serial") or _("disque sans numéro")
    if outcome.proof is not None:
        return _("%(serial)s : effacement prouvé.") % {"serial": serial}
    return f"{serial} : {' '.join(outcome.reasons)}"


def refused_entry(format: str, reason: str, row: int | None = None) -> dict[str, Any]:
    """The entry of what is not taken."""
    return _entry(REFUSED, format, None, reason) | ({"row": row} if row is not None else {})


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
    """One machine. ``seen``: the devices of this very file, which no second row may be."""
    if observation.row is not None and not marks_of(observation):
        reason = _(
            "Rien ne distingue cet appareil : ajoutez une colonne « Identifiant unique », ou son numéro."
        )
        return refused_entry(observation.format, reason, observation.row)
    found = recognise(observation, file.organisation)
    if found.rivals:
        codes = ", ".join(device.code for device in found.rivals)
        reason = _("Plusieurs appareils peuvent être celui-ci : %(codes)s. Donnez son étiquette.") % {
            "codes": codes
        }
        return _entry(REFUSED, observation.format, observation, reason)
    if found.device is None:
        record = enter_observed(observation=observation, found=found, file=file, by=by)
        notes = [found.warning] if found.warning else []
        status = CREATED
    elif found.device.pk in seen:
        reason = _("C’est l’appareil de la ligne %(row)s : une ligne de trop, ou un numéro recopié.") % {
            "row": seen[found.device.pk]
        }
        return _entry(REFUSED, observation.format, observation, reason)
    else:
        held = locked_device(found.device)
        record, notes = complete_observed(observation=observation, device=held, found=found, file=file, by=by)
        status = UPDATED
    assert record.device is not None
    seen[record.device.pk] = observation.row
    if record.differences:
        notes.append(_("Des valeurs diffèrent : à trancher."))
    notes += observation.warnings
    return _entry(status, observation.format, observation, " ".join(notes), record.device)


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
    return _entry(EVIDENCE, reading.format, observation, reason, device)


def _holder(observation: Observation, file: InventoryFile) -> Device | None:
    serials = [drive.serial for drive in observation.drives if drive.serial]
    rows = StorageDrive.objects.of(file.organisation).filter(serial__in=serials, device__isnull=False)
    drive = rows.select_related("device").order_by("-seen_at").first()
    return drive.device if drive else None


def _entry(
    status: str, format: str, said: Observation | None, reason: str, device: Device | None = None
) -> dict[str, Any]:
    """What scripts read of one machine; the keys never change."""
    entry: dict[str, Any] = {
        "status": status,
        "format": format,
        "make": said.make if said else "",
        "model": said.model if said else "",
        "serial": said.serial if said else "",
        "cpu": said.cpu.name if said and said.cpu else "",
        "ram_mb": said.ram_mb if said else None,
        "drives": [
            {"kind": d.kind.value, "size_gb": d.size_gb, "serial": d.serial}
            for d in (said.drives if said else ())
        ],
        "reason": reason,
    }
    if device is not None:
        entry["code"] = device.code
    if said is not None and said.row is not None:
        entry["row"] = said.row
    return entry


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


def site_for(code: str = "") -> Site:
    """The site where machines enter: the one of this code, of ``FABRIQUE_INTAKE_SITE``, or the first opened.

    An instance without any site gets one: a file must never be lost for want of a form. Raises
    ``DomainRefusal`` for a code that is nobody's.
    """
    wanted = (code or settings.INTAKE_SITE).strip().upper()
    rows = Site.objects.everywhere("the operator names the site, or the first one").filter(
        closed_at__isnull=True
    )
    found = rows.select_related("organisation").order_by("created_at", "code")
    if wanted:
        site = found.filter(code=wanted).first()
        if site is None:
            known = ", ".join(found.values_list("code", flat=True)) or _("aucun")
            raise DomainRefusal(
                _("Aucun atelier ouvert n’a le code « %(code)s » (ateliers : %(known)s).")
                % {"code": wanted, "known": known}
            )
        return site
    return found.first() or _first_site()


def _first_site() -> Site:
    holder = Organisation.objects.order_by("-carries_instance", "created_at").first()
    holder = holder or register_organisation(name=_("Atelier"))
    return open_site(organisation=holder, code="ATE", name=_("Atelier"), by=None)
