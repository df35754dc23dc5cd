"""The stock as a table: one row a device, codes and units in the names of the columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from fabrique.core.tabular import Cell
from fabrique.equip.enums import DeviceKind, DeviceState
from fabrique.equip.models import Device

COLUMNS = (
    "code", "sorte", "etat", "dans_cet_etat_depuis", "entre_le", "lieu", "etagere", "lot", "marque", "modele",
    "numero_de_serie", "annee", "processeur", "note_du_processeur", "memoire_mio", "stockage_go",
    "ecran_dixiemes_de_pouce", "batterie_pour_cent", "poids_g", "windows_11", "grade",
)  # fmt: skip
CHUNK = 2_000


def rows_of(devices: QuerySet[Any]) -> Iterator[list[Cell]]:
    """The rows, read as they are written."""
    return (_row(each) for each in devices.iterator(chunk_size=CHUNK))


def _row(device: Device) -> list[Cell]:
    yes_or_no = {True: "oui", False: "non", None: ""}
    return [
        device.code,
        DeviceKind(device.kind).label,
        DeviceState(device.state).label,
        timezone.localdate(device.state_at),
        timezone.localdate(device.received_at),
        device.site.name,
        device.shelf.code if device.shelf else "",
        device.lot.code if device.lot else "",
        device.make,
        device.model,
        device.serial,
        device.made_year,
        device.cpu,
        device.cpu_mark,
        device.ram_mb,
        device.storage_gb,
        device.screen_tenths,
        device.battery,
        device.weight_g,
        yes_or_no[device.windows_11],
        device.grade,
    ]
