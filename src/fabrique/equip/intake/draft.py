"""What the parts of a file state, put together: the first of equals wins, and whatever differs is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fabrique.equip.intake.observation import (
    Battery,
    Cpu,
    Disagreement,
    Drive,
    DriveKind,
    Interface,
    Kind,
    Observation,
    Screen,
    Verdict,
)
from fabrique.equip.intake.processors import recognise
from fabrique.equip.intake.processors.windows import windows11
from fabrique.equip.intake.values import real, serial, uuid_key

# Fields whose differences matter to whoever looks at the machine.
_COMPARED = ("make", "model", "serial", "uuid", "imei", "ram_mb")
_OF_A_PART = ("smartctl", "battery")
_USABLE = 0.75  # the share of fitted memory that a system always shows
_VIRTUAL = ("innotek", "virtualbox", "qemu", "vmware", "xen", "parallels", "bochs", "kvm", "virtual machine")


class Draft:
    """Statements on one machine, each with where it was read; nothing is stated by an empty value."""

    def __init__(self, format: str, *, row: int | None = None) -> None:
        self.format, self.row = format, row
        self.kind = Kind.OTHER
        self.system = self.firmware = self.tpm = self.name = self.tag = ""
        self.uefi: bool | None = None
        self.battery: Battery | None = None
        self.screen: Screen | None = None
        self.warnings: list[str] = []
        self._said: dict[str, list[tuple[Any, str]]] = {}
        self._cpus: list[Cpu] = []
        self._drives: list[tuple[Drive, str]] = []
        self._network: list[Interface] = []
        self.usable_mb: int | None = None

    def say(self, field: str, value: Any, where: str) -> None:
        """Note what the file says of a field, and where; nothing said is not noted."""
        if value not in (None, ""):
            self._said.setdefault(field, []).append((value, where))

    def first(self, field: str) -> Any:
        """What was said first of a field; None when nothing was."""
        said = self._said.get(field)
        return said[0][0] if said else None

    def say_kind(self, kind: Kind | None) -> None:
        """The first kind that is known stays."""
        if kind is not None and self.kind is Kind.OTHER:
            self.kind = kind

    def say_cpu(
        self, raw: str, *, cores: int | None = None, threads: int | None = None, mhz: int | None = None
    ) -> None:
        """Note a processor as its maker names it, and what the file says of it."""
        if real(raw):
            self._cpus.append(recognise(raw, cores=cores, threads=threads, mhz=mhz))

    def say_drive(self, drive: Drive, where: str) -> None:
        """Join a drive to the one with its serial number; without any, to one of its size read elsewhere."""
        for rank, (known, place) in enumerate(self._drives):
            same = (
                _same(drive.serial, known.serial)
                if drive.serial and known.serial
                else place != where and drive.size_gb == known.size_gb
            )
            if same:
                self._drives[rank] = (_joined(known, drive), place)
                return
        self._drives.append((drive, where))

    def say_battery(self, battery: Battery) -> None:
        """The first that gives its capacities, or the first of all: its presence is worth knowing."""
        if self.battery is None or (self.battery.percent is None and (battery.design or battery.full)):
            self.battery = battery

    def say_interface(self, interface: Interface) -> None:
        """Note a network card, once for each address."""
        if interface.mac and any(known.mac == interface.mac for known in self._network):
            return
        self._network.append(interface)

    def warn(self, sentence: str) -> None:
        """Tell the person something in a French sentence, once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    @property
    def virtual(self) -> bool:
        """Whether it is a machine that a program imitates."""
        text = f"{self.first('make') or ''} {self.first('model') or ''}".casefold()
        return any(word in text for word in _VIRTUAL)

    @property
    def says_nothing(self) -> bool:
        """Whether the file told nothing of any machine."""
        return not (self._said or self._cpus or self._drives or self.battery)

    def finish(self) -> Observation:
        """What was said, settled: the first of each field, with its disagreements and its warnings."""
        cpu = self._cpu()
        drives = tuple(drive for drive, _ in self._drives)
        ram = self._ram()
        self._warn_of_identity()
        return Observation(
            format=self.format,
            kind=self.kind,
            make=make_name(self.first("make") or ""),
            model=self.first("model") or "",
            name=self.name,
            serial=self.first("serial") or "",
            uuid=self.first("uuid") or "",
            imei=self.first("imei") or "",
            tag=self.tag,
            macs=tuple(sorted({card.mac for card in self._network if card.mac})),
            cpu=cpu,
            ram_mb=ram,
            drives=drives,
            battery=self.battery,
            screen=self.screen,
            network=tuple(self._network),
            firmware=self.firmware,
            uefi=self.uefi,
            tpm=self.tpm,
            system=self.system,
            windows11=windows11(
                kind=self.kind, cpu=cpu, ram_mb=ram, drives=drives, uefi=self.uefi, tpm=self.tpm
            ),
            disagreements=self._disagreements(),
            warnings=tuple(self.warnings),
            row=self.row,
        )

    def _cpu(self) -> Cpu | None:
        if not self._cpus:
            return None
        cpu = next((c for c in self._cpus if c.recognised), self._cpus[0])
        for other in self._cpus:
            cpu = replace(
                cpu,
                cores=cpu.cores or other.cores,
                threads=cpu.threads or other.threads,
                mhz=cpu.mhz or other.mhz,
            )
        if not cpu.recognised:
            self.warn(f"Le processeur « {cpu.name} » n’est pas reconnu : choisissez-le à la main.")
        return cpu

    def _ram(self) -> int | None:
        fitted: int | None = self.first("ram_mb")
        usable = self.usable_mb
        if fitted is None and usable is not None:
            self.warn("Seule la mémoire utilisable est donnée : celle qui est posée est un peu plus grande.")
            return usable
        if fitted is not None and usable is not None and not fitted * _USABLE <= usable <= fitted * 1.02:
            self.say("ram_mb", usable, "mémoire vue par le système")
        return fitted

    def _disagreements(self) -> tuple[Disagreement, ...]:
        found = []
        for field in _COMPARED:
            values: dict[str, tuple[str, str]] = {}
            for value, where in self._said.get(field, ()):
                values.setdefault(_folded(field, value), (str(value), where))
            if len(values) > 1:
                found.append(Disagreement(field, tuple(values.values())))
        cpus: dict[str, tuple[str, str]] = {}
        for cpu in self._cpus:
            if cpu.recognised:
                cpus.setdefault(cpu.name, (cpu.name, cpu.raw))
        if len(cpus) > 1:
            found.append(Disagreement("cpu", tuple(cpus.values())))
        return tuple(found)

    def _warn_of_identity(self) -> None:
        if self.format in _OF_A_PART:
            return
        if not self.first("serial") and not self.first("imei"):
            self.warn("Pas de numéro de série dans ce fichier : collez une étiquette sur l’appareil.")


def make_name(make: str) -> str:
    """The brand, without the legal form, as it is written on the machine."""
    bare = make.casefold()
    for start, name in _BRANDS:
        if bare.startswith(start):
            return name
    return make


_BRANDS = (
    ("hewlett", "HP"),
    ("hp", "HP"),
    ("dell", "Dell"),
    ("lenovo", "Lenovo"),
    ("asus", "ASUS"),
    ("acer", "Acer"),
    ("apple", "Apple"),
    ("toshiba", "Toshiba"),
    ("fujitsu", "Fujitsu"),
    ("samsung", "Samsung"),
    ("sony", "Sony"),
    ("micro-star", "MSI"),
    ("msi", "MSI"),
    ("gigabyte", "Gigabyte"),
    ("timi", "Xiaomi"),
    ("packard", "Packard Bell"),
    ("medion", "Medion"),
    ("microsoft", "Microsoft"),
)


def _same(one: str, other: str) -> bool:
    """One serial number, also where a tool cut it or wrote the prefix of the maker."""
    a, b = serial(one), serial(other)
    return bool(a) and (a == b or (min(len(a), len(b)) >= 8 and (a.endswith(b) or b.endswith(a))))


def _joined(known: Drive, other: Drive) -> Drive:
    return Drive(
        kind=other.kind if known.kind is DriveKind.UNKNOWN else known.kind,
        size_bytes=known.size_bytes or other.size_bytes,
        serial=known.serial or other.serial,
        make=known.make or other.make,
        model=max(known.model, other.model, key=len),  # lshw cuts them
        health=other.health if known.health.verdict is Verdict.UNKNOWN else known.health,
    )


def _folded(field: str, value: Any) -> str:
    text = str(value)
    if field == "make":
        text = make_name(text)
    elif field == "uuid":
        text = uuid_key(text)
    return "".join(c for c in text.casefold() if c.isalnum())
