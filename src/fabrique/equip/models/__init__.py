"""Tables of the equipment."""

from fabrique.equip.models.donations import Donation, DonationLine, Donor, ReceivedCount
from fabrique.equip.models.rounds import Round, RoundStop, Vehicle
from fabrique.equip.models.stock import CodeCounter, Device, DeviceEvent, Lot, Site, StorageDrive

__all__ = [
    "CodeCounter",
    "Device",
    "DeviceEvent",
    "Donation",
    "DonationLine",
    "Donor",
    "Lot",
    "ReceivedCount",
    "Round",
    "RoundStop",
    "Site",
    "StorageDrive",
    "Vehicle",
]
