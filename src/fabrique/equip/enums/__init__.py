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
from fabrique.equip.enums.loads import LOADS, load_of
from fabrique.equip.enums.rounds import COMING, ROUND_MACHINE, PickUpProof, RoundState, Slot, StopOutcome

__all__ = [
    "BY_QUANTITY",
    "BY_VERB",
    "COMING",
    "COMPUTERS",
    "DEVICE_MACHINE",
    "DONATION_MACHINE",
    "ENDED",
    "KEEPS_DATA",
    "LOADS",
    "MOVES",
    "ROUND_MACHINE",
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
    "PickUpProof",
    "RoundState",
    "Slot",
    "StopOutcome",
    "load_of",
    "moves_from",
]
