"""The files of Emmaüs Connect's tools: the 35 columns of the BOLC, and the named fields of tec.tech.

The order of the 35 fields and the codes of tec.tech are those of its public converter
(emmausconnect/audit-linux, ``convert_bolc_to_tectech.py``); fields that it leaves unnamed are left empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from fabrique.core.tabular.guard import guarded
from fabrique.equip.enums import (
    DeviceKind,
    DeviceState,
    DriveKind,
    SoftwareKind,
)
from fabrique.equip.enums.devices import ERASURE, ON_THE_BENCH
from fabrique.equip.exports.rows import Whole, whole
from fabrique.equip.models import Device

S = DeviceState
COLUMNS = 35
_BOLC_KIND = {
    DeviceKind.LAPTOP: "PC portable",
    DeviceKind.DESKTOP: "PC fixe",
    DeviceKind.ALL_IN_ONE: "PC fixe",
    DeviceKind.TABLET: "Tablette",
    DeviceKind.SMARTPHONE: "Smartphone",
}
# In the workshop on the way to be ready again: both tools have one word for all of it.
_UNDER_WAY = (*ERASURE, *ON_THE_BENCH, S.RETURNED)
# A state that is not there has left the stock: somebody has the device, or nobody has it any more.
BOLC_STATE = {
    **dict.fromkeys(_UNDER_WAY, "En reconditionnement"),
    S.IDENTIFIED: "En reconditionnement",
    S.RECEIVED: "En attente",
    S.QUARANTINED: "En attente",
    S.READY: "Prêt à vendre",
    S.RESERVED: "Prêt à vendre",
    S.FOR_PARTS: "HS",
    S.RECYCLED: "HS",
}
_TYPE = {
    DeviceKind.LAPTOP: "ORDINATEUR_PORTABLE",
    DeviceKind.DESKTOP: "ORDINATEUR_FIXE",
    DeviceKind.ALL_IN_ONE: "ORDINATEUR_FIXE",
    DeviceKind.TABLET: "TABLETTE",
    DeviceKind.SMARTPHONE: "SMARTPHONE",
}
TECTECH_STATE = {
    **dict.fromkeys(_UNDER_WAY, "EN_COURS_DE_TRAITEMENT"),
    S.QUARANTINED: "EN_COURS_DE_TRAITEMENT",
    S.RECEIVED: "A_TRAITER",
    S.IDENTIFIED: "A_TRAITER",
    S.READY: "PRET_A_COMMANDER",
    S.RESERVED: "PRET_A_DISTRIBUER",
    S.HANDED_OVER: "DISTRIBUE",
    S.IN_USE: "DISTRIBUE",
    S.AFTER_SALE: "SAV",
    S.FOR_PARTS: "NON_REEMPLOYABLE",
    S.RECYCLED: "NON_REEMPLOYABLE",
    S.LOST: "NON_REEMPLOYABLE",
    S.STOLEN: "NON_REEMPLOYABLE",
}
_DRIVE = {
    DriveKind.HDD: "HDD",
    DriveKind.SSD: "SSD",
    DriveKind.NVME: "NVMe",
    DriveKind.EMMC: "eMMC",
    DriveKind.OTHER: "",
}
_SYSTEMS = {
    SoftwareKind.LINUX: "Linux",
    SoftwareKind.WINDOWS_10: "Windows",
    SoftwareKind.WINDOWS_11: "Windows",
    SoftwareKind.MACOS: "MacOS",
    SoftwareKind.ANDROID: "Android",
    SoftwareKind.IOS: "iOS",
}
_GRADES = {"PREMIUM", "A", "B", "C", "D"}
TECTECH = (
    *("statut", "typeMateriel", "numeroSerie", "IMEI1", "IMEI2", "idMaterielReconditionneur", "idEsn"),
    *("model", "marque", "processeur", "typeDisqueDur1", "tailleDisqueDur1", "typeDisqueDur2"),
    *("tailleDisqueDur2", "RAM", "categorie", "lecteurDVD", "webcam", "commentaire", "idLot"),
    *("systemeExploitation", "idStock", "createdAt"),
)


def bolc_rows(devices: QuerySet[Device]) -> Iterator[list[str]]:
    """One row of 35 fields for each device of a kind that the BOLC takes; to be separated by « ; ».

    The BOLC has no word for a device that was handed over: it would come back there as stock. It is left out.
    """
    kinds, states = [str(kind) for kind in _BOLC_KIND], [str(state) for state in BOLC_STATE]
    for each in whole(devices.filter(kind__in=kinds, state__in=states)):
        yield _bolc(each)


def bolc_lines(devices: QuerySet[Device]) -> Iterator[str]:
    """The same as lines of the file. The BOLC knows no quotes: what would break a row becomes a comma."""
    for row in bolc_rows(devices):
        yield ";".join(" ".join(guarded(cell).replace(";", ",").split()) for cell in row) + "\r\n"


def _bolc(each: Whole) -> list[str]:
    device, row = each.device, [""] * COLUMNS
    donation = device.lot.donation if device.lot else None
    drive = each.drives[0] if each.drives else None
    row[0] = donation.code if donation else (device.lot.code if device.lot else "")
    row[1] = device.code
    row[3] = _BOLC_KIND[DeviceKind(device.kind)]
    row[4] = device.grade
    row[5] = BOLC_STATE[DeviceState(device.state)]
    row[7], row[10] = device.make, device.model
    row[11] = _number(device.battery)
    row[14], row[15] = device.serial, device.cpu
    row[16] = _DRIVE[DriveKind(drive.kind)] if drive else ""
    row[17] = _gigabytes(drive.size_bytes) if drive else _number(device.storage_gb)
    row[20] = _gibibytes(device.ram_mb)
    row[23] = _inches(device.screen_tenths)
    row[26] = _number(device.cpu_mark)
    row[29] = f"{timezone.localtime(device.received_at):%d/%m/%Y}"
    row[30] = each.system
    row[34] = device.lot.label if device.lot else ""
    return row


def tectech_rows(devices: QuerySet[Device]) -> Iterator[dict[str, str]]:
    """The fields of tec.tech's ``materiel``, by name, for each device of a kind that it takes."""
    for each in whole(devices.filter(kind__in=[str(kind) for kind in _TYPE])):
        yield _tectech(each)


def _tectech(each: Whole) -> dict[str, str]:
    device = each.device
    first, second = (*each.drives, None, None)[:2]
    one, other = (*each.imeis, "", "")[:2]
    return {
        "statut": TECTECH_STATE[DeviceState(device.state)],
        "typeMateriel": _TYPE[DeviceKind(device.kind)],
        "numeroSerie": device.serial,
        "IMEI1": one,
        "IMEI2": other,
        "idMaterielReconditionneur": device.code,
        "model": device.model,
        "marque": device.make,
        "processeur": device.cpu,
        "typeDisqueDur1": _DRIVE[DriveKind(first.kind)] if first else "",
        "tailleDisqueDur1": _gigabytes(first.size_bytes) if first else _number(device.storage_gb),
        "typeDisqueDur2": _DRIVE[DriveKind(second.kind)] if second else "",
        "tailleDisqueDur2": _gigabytes(second.size_bytes) if second else "",
        "RAM": _gibibytes(device.ram_mb),
        "categorie": device.grade.upper() if device.grade.upper() in _GRADES else "",
        "commentaire": _comment(device),
        "idLot": device.lot.code if device.lot else "",
        "systemeExploitation": _SYSTEMS.get(SoftwareKind(each.system_kind), "") if each.system_kind else "",
        "idStock": device.site.code,
        "createdAt": timezone.localtime(device.received_at).isoformat(),
    }


def _comment(device: Device) -> str:
    """What has no field there: battery, screen, mark of the processor."""
    said = [
        f"batterie {device.battery} %" if device.battery is not None else "",
        f"écran {_inches(device.screen_tenths)} pouces" if device.screen_tenths else "",
        f"processeur {device.cpu_mark} points" if device.cpu_mark else "",
    ]
    return " ; ".join(part for part in said if part)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _gigabytes(size: int | None) -> str:
    """Decimal, as on the label of a drive."""
    return "" if size is None else str(round(size / 1_000_000_000))


def _gibibytes(ram_mb: int | None) -> str:
    """« 3,5 » where a screen took its part: « 4 » would lift it over a step of the grades."""
    return "" if ram_mb is None else f"{ram_mb / 1024:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _inches(tenths: int | None) -> str:
    return "" if tenths is None else f"{tenths / 10:.1f}".replace(".", ",")
