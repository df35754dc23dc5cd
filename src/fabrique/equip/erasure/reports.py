"""What a tool says that it did to one drive, whatever the tool: read from its log, judged elsewhere.

Instants are those of the bench's clock, as written in the log, without a time zone. Sizes are bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class UnreadableLog(Exception):
    """No report can be made of a file: ``message`` is plain French, meant for the bench."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Medium(StrEnum):
    """What keeps the bits: it decides which ways of erasing are worth something."""

    HDD = "hdd"
    SSD = "ssd"
    NVME = "nvme"
    EMMC = "emmc"
    UNKNOWN = "unknown"

    @property
    def is_flash(self) -> bool:
        """Whether its controller keeps copies that writing over does not reach."""
        return self in (Medium.SSD, Medium.NVME, Medium.EMMC)


class Technique(StrEnum):
    """How a drive was erased."""

    OVERWRITE = "overwrite"
    FIRMWARE_ERASE = "firmware_erase"  # ATA Security Erase, NVMe Format
    SANITIZE_BLOCK = "sanitize_block"
    SANITIZE_CRYPTO = "sanitize_crypto"
    SANITIZE_OVERWRITE = "sanitize_overwrite"
    VERIFY_ONLY = "verify_only"
    UNKNOWN = "unknown"

    @property
    def by_firmware(self) -> bool:
        """Whether the drive does it by itself, hidden sectors and spare blocks included."""
        return self in _BY_FIRMWARE


_BY_FIRMWARE = frozenset(
    {
        Technique.FIRMWARE_ERASE,
        Technique.SANITIZE_BLOCK,
        Technique.SANITIZE_CRYPTO,
        Technique.SANITIZE_OVERWRITE,
    }
)


class Status(StrEnum):
    """How the tool says that it ended."""

    ERASED = "erased"
    FAILED = "failed"
    ABORTED = "aborted"
    INSANE = "insane"  # nwipe's own word for what should not happen
    INCOMPLETE = "incomplete"  # the log stops before its summary


class Hidden(StrEnum):
    """Whether sectors are hidden from the system (HPA, DCO)."""

    NONE = "none"
    FOUND = "found"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Verification(StrEnum):
    """Which passes were asked to be read back."""

    NONE = "none"
    LAST = "last"
    ALL = "all"
    BY_FIRMWARE = "by_firmware"  # the drive's own status, read after the command


@dataclass(frozen=True, slots=True)
class Errors:
    """How many errors of each kind."""

    passes: int = 0
    verification: int = 0
    sync: int = 0

    def __bool__(self) -> bool:
        return bool(self.passes or self.verification or self.sync)


@dataclass(frozen=True, slots=True)
class Machine:
    """The computer in which it was done, as its firmware names it; "" where it says nothing."""

    make: str = ""
    model: str = ""
    serial: str = ""
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far it went, in bytes: what the system sees, what is there, what was erased of what was to be."""

    apparent: int | None = None
    real: int | None = None
    erased: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Rounds:
    """Rounds asked and finished, passes finished in all, and whether a pass of zeros ends it."""

    asked: int = 1
    done: int = 0
    passes: int = 0
    blanking: bool = False


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """One drive, one run. ``doubts`` say in French what does not hold together in the log itself."""

    tool: str
    version: str
    device: str
    bus: str
    medium: Medium
    model: str
    serial: str
    method: str
    technique: Technique
    status: Status
    prng: str = ""
    extent: Extent = field(default_factory=Extent)
    hidden: Hidden = Hidden.UNKNOWN
    rounds: Rounds = field(default_factory=Rounds)
    verification: Verification = Verification.NONE
    verified: bool = False
    errors: Errors = field(default_factory=Errors)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: int | None = None
    machine: Machine = field(default_factory=Machine)
    doubts: tuple[str, ...] = ()

    @property
    def hides_its_serial(self) -> bool:
        """Whether the tool was asked not to write serial numbers."""
        return bool(self.serial) and set(self.serial) <= set("X?")
