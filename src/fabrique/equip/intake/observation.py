"""What a file says of one machine, in one form whatever tool wrote it. Plain values: no Django, no clock.

RAM is in MiB (``ram_mb``, as the makers of memory count), drives in decimal GB (as the makers of drives do),
frequencies in MHz, screens in inches. An empty text or ``None`` means that the file does not say.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    LAPTOP = "laptop"
    DESKTOP = "desktop"
    ALL_IN_ONE = "all_in_one"
    TABLET = "tablet"
    SMARTPHONE = "smartphone"
    SCREEN = "screen"
    KEYBOARD = "keyboard"
    MOUSE = "mouse"
    PRINTER = "printer"
    SERVER = "server"
    NETWORK = "network"
    OTHER = "other"


class DriveKind(StrEnum):
    HDD = "HDD"
    SSD = "SSD"
    NVME = "NVMe"
    EMMC = "eMMC"
    UNKNOWN = "inconnu"


class Verdict(StrEnum):
    """What SMART allows to say of a drive."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"
    UNKNOWN = "unknown"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict on a drive, why, and for how many hours it has run."""

    verdict: Verdict = Verdict.UNKNOWN
    reasons: tuple[str, ...] = ()
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive. ``size_bytes`` is exact where the tool gives bytes, near where it gives GB or GiB."""

    kind: DriveKind = DriveKind.UNKNOWN
    size_bytes: int | None = None
    serial: str = ""
    make: str = ""
    model: str = ""
    health: Health = field(default_factory=Health)

    @property
    def size_gb(self) -> int | None:
        """Decimal GB, as drives are sold."""
        return round(self.size_bytes / 10**9) if self.size_bytes else None


@dataclass(frozen=True, slots=True)
class Cpu:
    """A processor: as the file names it (``raw``), then as it was understood.

    ``generation`` is the maker's own number where there is one (« 6 », « v3 », « 3000 »), else the name of
    the architecture (« NetBurst »). ``mhz`` is the nominal frequency.
    """

    raw: str = ""
    vendor: str = ""
    family: str = ""
    model: str = ""
    generation: str = ""
    cores: int | None = None
    threads: int | None = None
    mhz: int | None = None

    @property
    def recognised(self) -> bool:
        return bool(self.vendor and self.family and self.model and self.generation)

    @property
    def name(self) -> str:
        """« Intel Core i5-6200U »; the name in the file if it was not understood."""
        if not self.recognised:
            return " ".join(self.raw.split())
        if self.family.endswith("-Series") or self.model.startswith(self.family):
            return f"{self.vendor} {self.model}"
        joint = "-" if self.family.startswith(("Core i", "Core m", "Core M")) else " "
        return f"{self.vendor} {self.family}{joint}{self.model}"


@dataclass(frozen=True, slots=True)
class Battery:
    """Capacities in ``unit`` (mWh or mAh); ``percent`` is what is left of the capacity of a new one."""

    design: int | None = None
    full: int | None = None
    unit: str = ""
    cycles: int | None = None
    model: str = ""

    @property
    def percent(self) -> int | None:
        if not self.design or self.full is None:
            return None
        return round(100 * self.full / self.design)


@dataclass(frozen=True, slots=True)
class Screen:
    inches: float | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Interface:
    """A network card: ``wifi`` or ``ethernet``."""

    kind: str
    model: str = ""
    mac: str = ""


@dataclass(frozen=True, slots=True)
class Ability:
    """Can it run Windows 11, by the published requirements? Every reason is a sentence."""

    answer: Answer = Answer.UNKNOWN
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two places of one file say different things of ``field``: each value with where it was read."""

    field: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Observation:
    format: str
    kind: Kind = Kind.OTHER
    make: str = ""
    model: str = ""
    name: str = ""
    serial: str = ""
    uuid: str = ""
    imei: str = ""
    tag: str = ""
    macs: tuple[str, ...] = ()
    cpu: Cpu | None = None
    ram_mb: int | None = None
    drives: tuple[Drive, ...] = ()
    battery: Battery | None = None
    screen: Screen | None = None
    network: tuple[Interface, ...] = ()
    firmware: str = ""
    uefi: bool | None = None
    tpm: str = ""
    system: str = ""
    windows11: Ability = field(default_factory=Ability)
    disagreements: tuple[Disagreement, ...] = ()
    warnings: tuple[str, ...] = ()
    row: int | None = None

    def as_data(self) -> dict[str, Any]:
        """Plain values, to be kept as JSON; what is worked out (percent, name of the CPU) is in it."""
        data = asdict(self)
        if self.cpu is not None:
            data["cpu"]["name"] = self.cpu.name
            data["cpu"]["recognised"] = self.cpu.recognised
        for drive, said in zip(self.drives, data["drives"], strict=True):
            said["size_gb"] = drive.size_gb
        if self.battery is not None:
            data["battery"]["percent"] = self.battery.percent
        return data


def revived(data: dict[str, Any]) -> Observation:
    """The observation whose ``as_data`` was kept."""
    given = dict(data)
    given["kind"] = Kind(given["kind"])
    for name, make in (("cpu", Cpu), ("battery", Battery), ("screen", Screen)):
        given[name] = _made(make, given[name]) if given.get(name) else None
    given["drives"] = tuple(_drive(each) for each in given["drives"])
    given["network"] = tuple(_made(Interface, each) for each in given["network"])
    ability = given["windows11"]
    given["windows11"] = Ability(Answer(ability["answer"]), tuple(ability["reasons"]))
    given["disagreements"] = tuple(
        Disagreement(each["field"], tuple((value, where) for value, where in each["values"]))
        for each in given["disagreements"]
    )
    given["macs"], given["warnings"] = tuple(given["macs"]), tuple(given["warnings"])
    return Observation(**given)


def _made(kind: type[Any], data: dict[str, Any]) -> Any:
    """An instance of a dataclass, without the values that are worked out."""
    return kind(**{each.name: data[each.name] for each in fields(kind)})


def _drive(data: dict[str, Any]) -> Drive:
    health = data["health"]
    kept = Health(Verdict(health["verdict"]), tuple(health["reasons"]), health["hours"])
    drive: Drive = replace(_made(Drive, data), kind=DriveKind(data["kind"]), health=kept)
    return drive
