"""What things are, as people say it, and how each kind is told apart on a label."""

from __future__ import annotations

from django.db.models import TextChoices


class DeviceKind(TextChoices):
    """What a device is."""

    LAPTOP = "laptop", "Ordinateur portable"
    DESKTOP = "desktop", "Ordinateur fixe (tour)"
    ALL_IN_ONE = "all_in_one", "Ordinateur tout-en-un"
    TABLET = "tablet", "Tablette"
    SMARTPHONE = "smartphone", "Smartphone"
    SCREEN = "screen", "Écran"
    KEYBOARD = "keyboard", "Clavier"
    MOUSE = "mouse", "Souris"
    PRINTER = "printer", "Imprimante"
    MULTIFUNCTION = "multifunction", "Imprimante-scanner"
    CHARGER = "charger", "Chargeur"
    BOX = "box", "Box ou routeur"
    SERVER = "server", "Serveur"
    OTHER = "other", "Autre matériel"

    @property
    def letters(self) -> str:
        """The two letters of the kind in a device's code."""
        return _LETTERS[self]

    @property
    def keeps_data(self) -> bool:
        """Whether such a device may hold somebody's data."""
        return self in KEEPS_DATA


# Emmaüs Connect's sites write PC and TA; a workshop of every kind needs more letters (facts: equip.md §2.1).
_LETTERS = {
    DeviceKind.LAPTOP: "PO",
    DeviceKind.DESKTOP: "FX",
    DeviceKind.ALL_IN_ONE: "AI",
    DeviceKind.TABLET: "TA",
    DeviceKind.SMARTPHONE: "TE",
    DeviceKind.SCREEN: "EC",
    DeviceKind.KEYBOARD: "CL",
    DeviceKind.MOUSE: "SO",
    DeviceKind.PRINTER: "IM",
    DeviceKind.MULTIFUNCTION: "MF",
    DeviceKind.CHARGER: "CH",
    DeviceKind.BOX: "BX",
    DeviceKind.SERVER: "SV",
    DeviceKind.OTHER: "XX",
}
COMPUTERS = frozenset({DeviceKind.LAPTOP, DeviceKind.DESKTOP, DeviceKind.ALL_IN_ONE})
KEEPS_DATA = COMPUTERS | {DeviceKind.TABLET, DeviceKind.SMARTPHONE, DeviceKind.BOX, DeviceKind.SERVER,
                          DeviceKind.MULTIFUNCTION}  # fmt: skip
# With one of these a person is equipped; a screen or a keyboard is not enough.
EQUIPPING = COMPUTERS | {DeviceKind.TABLET, DeviceKind.SMARTPHONE}
# Kept by number, on a shelf, and not one by one.
BY_QUANTITY = frozenset({DeviceKind.KEYBOARD, DeviceKind.MOUSE, DeviceKind.CHARGER})


class DriveKind(TextChoices):
    """What a storage drive is: it decides how it can be erased."""

    HDD = "hdd", "Disque dur"
    SSD = "ssd", "SSD"
    NVME = "nvme", "SSD NVMe"
    EMMC = "emmc", "Mémoire soudée (eMMC, UFS)"
    OTHER = "other", "Autre support"
