"""Vocabularies and machines of the equipment."""

from fabrique.equip.enums.devices import (
    BY_VERB,
    DEVICE_MACHINE,
    ENDED,
    MOVES,
    WITH_SOMEBODY,
    DeviceState,
    Move,
    moves_from,
)
from fabrique.equip.enums.donations import (
    DONATION_MACHINE,
    WAITING,
    Condition,
    DataOnIt,
    DonationState,
    DonorKind,
    Handing,
)
from fabrique.equip.enums.kinds import BY_QUANTITY, COMPUTERS, KEEPS_DATA, DeviceKind, DriveKind

__all__ = [
    "BY_QUANTITY",
    "BY_VERB",
    "COMPUTERS",
    "DEVICE_MACHINE",
    "DONATION_MACHINE",
    "ENDED",
    "KEEPS_DATA",
    "MOVES",
    "WAITING",
    "WITH_SOMEBODY",
    "Condition",
    "DataOnIt",
    "DeviceKind",
    "DeviceState",
    "DonationState",
    "DonorKind",
    "DriveKind",
    "Handing",
    "Move",
    "moves_from",
]
