"""Tables of the equipment."""

from fabrique.equip.models.asking import (
    AllocationRules,
    AllocationRun,
    Appeal,
    DeviceRequest,
    EquipmentProgramme,
    Proposal,
)
from fabrique.equip.models.bench import (
    DeviceGrading,
    GradingRules,
    Inspection,
    InstalledSoftware,
    PartMove,
    RepairSession,
)
from fabrique.equip.models.donations import Donation, DonationLine, Donor, ReceivedCount
from fabrique.equip.models.erasure import (
    ErasureAttempt,
    ErasureCertificate,
    ErasureLog,
    ErasureOrder,
    ErasureProof,
)
from fabrique.equip.models.intake import CpuMark, DeviceMark, InventoryFile, ObservationRecord
from fabrique.equip.models.rounds import Round, RoundStop, Vehicle
from fabrique.equip.models.stock import CodeCounter, Device, DeviceEvent, Lot, Site, StorageDrive

__all__ = [
    "AllocationRules",
    "AllocationRun",
    "Appeal",
    "CodeCounter",
    "CpuMark",
    "Device",
    "DeviceEvent",
    "DeviceGrading",
    "DeviceMark",
    "DeviceRequest",
    "Donation",
    "DonationLine",
    "Donor",
    "EquipmentProgramme",
    "ErasureAttempt",
    "ErasureCertificate",
    "ErasureLog",
    "ErasureOrder",
    "ErasureProof",
    "GradingRules",
    "Inspection",
    "InstalledSoftware",
    "InventoryFile",
    "Lot",
    "ObservationRecord",
    "PartMove",
    "Proposal",
    "ReceivedCount",
    "RepairSession",
    "Round",
    "RoundStop",
    "Site",
    "StorageDrive",
    "Vehicle",
]
