"""What a workshop counts besides devices, and the states of devices as a workshop groups them."""

from __future__ import annotations

from django.db.models import TextChoices

from fabrique.equip.enums.devices import (
    ERASURE,
    GONE,
    IN_WORKSHOP,
    ON_THE_BENCH,
    WITH_SOMEBODY,
    DeviceState,
)

S = DeviceState
# What a stocktaking expects to find on the shelves, and what every page means by « à l’atelier, en stock ».
IN_STOCK = (*IN_WORKSHOP, S.RESERVED, S.QUARANTINED, S.FOR_PARTS)
OUT_OF_STOCK = tuple(state for state in S if state not in IN_STOCK)
FINAL = (S.RECYCLED,)  # nothing leads out of it

# For the list's filter: name in the address, French words, states. Each device is in one of « stock »,
# « sorti » and « fini ».
GROUPS = (
    ("stock", "En stock", IN_STOCK),
    ("effacement", "À effacer, en effacement", (S.IDENTIFIED, *ERASURE)),
    ("etabli", "Sur l’établi", (*ON_THE_BENCH, S.AFTER_SALE)),
    ("sorti", "Chez quelqu’un", WITH_SOMEBODY),
    ("fini", "Finis : recyclage, pertes, vols", (*FINAL, *GONE)),
    ("tout", "Tous, depuis le début", tuple(S)),
)


def pill_of(state: str) -> str:
    """The colour of a state's pill, which only helps its words."""
    if state in (S.READY, S.RESERVED, *WITH_SOMEBODY):
        return "ok"
    if state in (S.ERASURE_FAILED, S.QUARANTINED, *GONE):
        return "bad"
    return "warn" if state in (S.TO_ERASE, S.TO_DIAGNOSE, S.TO_REPAIR, S.AFTER_SALE) else ""


class SupplyKind(TextChoices):
    """What is kept by number and not one by one."""

    CHARGER = "charger", "Chargeur"
    MOUSE = "mouse", "Souris"
    KEYBOARD = "keyboard", "Clavier"
    CABLE = "cable", "Câble"
    RAM = "ram", "Mémoire vive"
    DRIVE = "drive", "Disque ou SSD"
    BATTERY = "battery", "Batterie"
    BAG = "bag", "Sacoche"
    CONSUMABLE = "consumable", "Consommable"
    OTHER = "other", "Autre fourniture"


class SupplyWay(TextChoices):
    """Which way a supply moves."""

    IN = "in", "Entrée"
    OUT = "out", "Sortie"
    COUNT = "count", "Comptage"
