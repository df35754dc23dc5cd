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
from fabrique.equip.models.counting import Stocktake, StocktakeLine, Supply, SupplyMove
from fabrique.equip.models.donations import Donation, DonationLine, Donor, ReceivedCount
from fabrique.equip.models.erasure import (
    ErasureAttempt,
    ErasureCertificate,
    ErasureLog,
    ErasureOrder,
    ErasureProof,
)
from fabrique.equip.models.giving import (
    AnnouncedItem,
    CollectionCampaign,
    DonationDraft,
    DropOffPoint,
    GiftFrame,
    ReceiverProfile,
    ReformedStock,
)
from fabrique.equip.models.handing import FollowUp, Handover, TakeBack, TakeBackLine
from fabrique.equip.models.intake import CpuMark, DeviceMark, InventoryFile, ObservationRecord
from fabrique.equip.models.rounds import Round, RoundStop, Vehicle
from fabrique.equip.models.stock import CodeCounter, Device, DeviceEvent, Lot, Shelf, Site, StorageDrive

__all__ = [
    "AllocationRules",
    "AllocationRun",
    "AnnouncedItem",
    "Appeal",
    "CodeCounter",
    "CollectionCampaign",
    "CpuMark",
    "Device",
    "DeviceEvent",
    "DeviceGrading",
    "DeviceMark",
    "DeviceRequest",
    "Donation",
    "DonationDraft",
    "DonationLine",
    "Donor",
    "DropOffPoint",
    "EquipmentProgramme",
    "ErasureAttempt",
    "ErasureCertificate",
    "ErasureLog",
    "ErasureOrder",
    "ErasureProof",
    "FollowUp",
    "GiftFrame",
    "GradingRules",
    "Handover",
    "Inspection",
    "InstalledSoftware",
    "InventoryFile",
    "Lot",
    "ObservationRecord",
    "PartMove",
    "Proposal",
    "ReceivedCount",
    "ReceiverProfile",
    "ReformedStock",
    "RepairSession",
    "Round",
    "RoundStop",
    "Shelf",
    "Site",
    "Stocktake",
    "StocktakeLine",
    "StorageDrive",
    "Supply",
    "SupplyMove",
    "TakeBack",
    "TakeBackLine",
    "Vehicle",
]
